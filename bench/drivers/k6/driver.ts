// The k6 driver: closed and open load by a real k6, one run of it a slice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadstoneError } from '../../errors.ts';
import { type ChildSession, createChildSession } from '../child/session.ts';
import type { Driver, DriverPlace, SessionOptions } from '../driver.ts';
import { openPartsSession } from '../parts/session.ts';
import { k6 as description } from './description.ts';
import { type FoundK6, findK6 } from './find-k6.ts';
import { findScriptFunction } from './script-function.ts';

export interface K6DriverOptions {
  readonly k6: FoundK6;
  /** Folder that holds a session's files while it is open; by default the system's. */
  readonly temporaryFolder?: string;
  /** Entry of the child process. */
  readonly entry?: URL | undefined;
}

/** k6 compiles the script for each virtual user before it starts, on a busy machine for long. */
const graceMs = 45_000;

/** Where a script is played without data, so that it can be read before there is a service. */
const noService = 'http://127.0.0.1:1';

/**
 * Load by the k6 that is found.
 * @throws LoadstoneError DRIVER_UNAVAILABLE where there is none
 */
export async function findK6Driver({ env, stateDir }: DriverPlace): Promise<Driver> {
  const k6 = await findK6({ givenPath: env.LOADSTONE_K6, stateDir });
  if (k6.kind === 'found') return createK6Driver({ k6 });
  throw new LoadstoneError('DRIVER_UNAVAILABLE', `There is no k6 to use: ${k6.reason}.`, {
    hint: k6.hint,
  });
}

/** Load by the k6 that was found. */
export function createK6Driver(options: K6DriverOptions): Driver {
  const { k6 } = options;
  const { cannotMeasure } = description;
  return {
    capabilities: {
      ...{ ...description, version: k6.version },
      cannotMeasure:
        process.platform === 'linux'
          ? cannotMeasure
          : [...cannotMeasure, 'The CPU time of k6 is known on Linux only.'],
    },
    async assertPlayable(scenarios) {
      for (const ref of scenarios)
        if (ref.kind === 'k6-script') await findScriptFunction(k6, ref.path, ref.exec, noService);
    },
    open: (session) => {
      const openPart = (part: SessionOptions) => openSession(options, part);
      const { generators: count = 1 } = session;
      if (count === 1) return openPart(session);
      return openPartsSession({ driverName: description.name, session, count, openPart });
    },
  };
}

async function openSession(
  { k6, temporaryFolder = tmpdir(), entry = new URL('child.ts', import.meta.url) }: K6DriverOptions,
  session: SessionOptions,
): Promise<ChildSession> {
  const folder = mkdtempSync(join(session.temporaryFolder ?? temporaryFolder, 'loadstone-k6-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    const opened = await createChildSession({
      entry,
      args: [k6.path, k6.version, folder],
      driverName: description.name,
      session,
      graceMs,
    });
    return {
      ...opened,
      close: () => opened.close().finally(removeFolder),
    };
  } catch (thrown) {
    removeFolder();
    throw thrown;
  }
}
