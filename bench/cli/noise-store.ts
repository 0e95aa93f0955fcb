// What A/A calibrations said of machines, kept beside the databases: one file, the newest of each machine.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LoadstoneError, messageOf } from '../errors.ts';
import type { NoiseFloor } from '../gates/noise-floor.ts';

const fileName = 'noise.json';

interface NoiseFile {
  readonly noiseVersion: 1;
  readonly floors: readonly NoiseFloor[];
}

/** The calibration of a machine; undefined where there is none. @throws LoadstoneError RUN_UNREADABLE */
export function readNoiseFloor(stateDir: string, fingerprint: string): NoiseFloor | undefined {
  return readFloors(join(stateDir, fileName)).find((floor) => floor.fingerprint === fingerprint);
}

/** The newest calibration in the folder, of whichever machine. @throws LoadstoneError RUN_UNREADABLE */
export function readNewestNoiseFloor(stateDir: string): NoiseFloor | undefined {
  return readFloors(join(stateDir, fileName))
    .toSorted((a, b) => a.measuredAt.localeCompare(b.measuredAt))
    .at(-1);
}

/**
 * Keeps a calibration; entries of other scenarios and loads of the same machine stay.
 * @throws LoadstoneError STORE_WRITE_FAILED, RUN_UNREADABLE
 */
export function keepNoiseFloor(stateDir: string, floor: NoiseFloor): void {
  const path = join(stateDir, fileName);
  const floors = readFloors(path);
  const before = floors.find(({ fingerprint }) => fingerprint === floor.fingerprint);
  const keyOf = (entry: NoiseFloor['entries'][number]) =>
    JSON.stringify([entry.scenario, entry.loadId, entry.metric]);
  const fresh = new Set(floor.entries.map(keyOf));
  const kept = (before?.entries ?? []).filter((entry) => !fresh.has(keyOf(entry)));
  const file: NoiseFile = {
    noiseVersion: 1,
    floors: [
      ...floors.filter((each) => each !== before),
      { ...floor, entries: [...kept, ...floor.entries] },
    ],
  };
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`);
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw new LoadstoneError('STORE_WRITE_FAILED', `Cannot write ${path}: ${messageOf(cause)}.`, {
      cause,
    });
  }
}

function readFloors(path: string): readonly NoiseFloor[] {
  if (!existsSync(path)) return [];
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as Partial<NoiseFile>;
    if (file.noiseVersion === 1 && Array.isArray(file.floors)) return file.floors;
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path, undefined);
}

function unreadable(path: string, cause: unknown): LoadstoneError {
  return new LoadstoneError(
    'RUN_UNREADABLE',
    `${path} is no calibration that this version reads.`,
    {
      ...(cause !== undefined && { cause }),
      hint: 'Move the file away and calibrate again with `loadstone noise`.',
    },
  );
}
