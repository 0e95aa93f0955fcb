// Generators as Vitest built them (tests/support/build.setup.ts), which start in half the time.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SessionOptions } from './driver.ts';

const build = process.env.TESTED_LOADSTONE;

/** What a session of one needs: what is compiled of a build goes with it. */
export const builtOptions: Pick<SessionOptions, 'compileCacheFolder'> =
  build === undefined ? {} : { compileCacheFolder: join(build, 'compiled') };

/** Entry of a driver's process; undefined where nothing was built. */
export function findBuiltEntry(driver: 'open' | 'autocannon' | 'k6'): URL | undefined {
  if (build === undefined) return undefined;
  return pathToFileURL(join(build, 'dist/bench/drivers', driver, 'child.js'));
}
