// Builds the JavaScript of this checkout once, so that each command that a test starts begins sooner. It is built anew
// whenever Vitest starts, into a folder that goes with it: what is tested is what is written.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyExamples } from '../../packaging/examples.ts';
import { buildModules } from '../../packaging/modules.ts';

const root = join(import.meta.dirname, '../..');
const entry = 'bench/cli/loadstone.mjs';

/** Projects that start commands share one build. */
let folder: Promise<string> | undefined;

/** A folder as that of the package, with the packages of this checkout. */
async function build(): Promise<string> {
  const built = mkdtempSync(join(tmpdir(), 'loadstone-built-'));
  // A service that is run by another user reads a file of it.
  chmodSync(built, 0o755);
  mkdirSync(dirname(join(built, entry)), { recursive: true });
  cpSync(join(root, entry), join(built, entry));
  symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'), 'dir');
  const dist = join(built, 'dist');
  copyExamples(dist);
  await buildModules(dist, { sourcemap: false });
  return built;
}

export default async function setup(): Promise<() => void> {
  folder ??= build();
  const built = await folder;
  // Workers are started with the environment of this process (command-line.ts).
  process.env.TESTED_LOADSTONE = built;
  return () => rmSync(built, { recursive: true, force: true, maxRetries: 3 });
}
