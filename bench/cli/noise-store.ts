// What A/A calibrations said of machines, kept beside the databases: one file, the newest of each machine.
import { join } from 'node:path';
import { NoiseFloor } from '../gates/noise.ts';
import { readStateList, type StateFile, writeStateList } from './state-folder.ts';

const fileName = 'noise.json';

const noiseFile: StateFile = {
  ...{ versionKey: 'noiseVersion', listKey: 'floors', entry: NoiseFloor },
  problem: 'is no calibration that this version reads.',
  hint: 'Move the file away and calibrate again with `loadstone noise`.',
};

/** The calibration of a machine; undefined where there is none. @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE */
export function readNoiseFloor(stateDir: string, fingerprint: string): NoiseFloor | undefined {
  return readFloors(join(stateDir, fileName)).find((floor) => floor.fingerprint === fingerprint);
}

/** The newest calibration in the folder, of whichever machine. @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE */
export function readNewestNoiseFloor(stateDir: string): NoiseFloor | undefined {
  return readFloors(join(stateDir, fileName))
    .toSorted((a, b) => a.measuredAt.localeCompare(b.measuredAt))
    .at(-1);
}

/**
 * Keeps a calibration; entries of other scenarios and loads of the same machine stay.
 * @throws LoadstoneError STORE_WRITE_FAILED, RECORD_INVALID, RUN_UNREADABLE
 */
export function keepNoiseFloor(stateDir: string, floor: NoiseFloor): void {
  const path = join(stateDir, fileName);
  const floors = readFloors(path);
  const before = floors.find(({ fingerprint }) => fingerprint === floor.fingerprint);
  const keyOf = (entry: NoiseFloor['entries'][number]) =>
    JSON.stringify([entry.scenario, entry.loadId, entry.metric]);
  const fresh = new Set(floor.entries.map(keyOf));
  const kept = (before?.entries ?? []).filter((entry) => !fresh.has(keyOf(entry)));
  writeStateList(path, noiseFile, [
    ...floors.filter((each) => each !== before),
    { ...floor, entries: [...kept, ...floor.entries] },
  ]);
}

function readFloors(path: string): readonly NoiseFloor[] {
  return readStateList(path, noiseFile);
}
