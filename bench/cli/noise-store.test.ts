// The file of noise floors: one a machine, entries of other scenarios stay, a damaged file is not overwritten.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NoiseEntry, NoiseFloor } from '../gates/noise.ts';
import { keepNoiseFloor, readNewestNoiseFloor, readNoiseFloor } from './noise-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-noise-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entryOf = (scenario: string, sdLog: number): NoiseEntry => ({
  ...{ scenario, loadId: 'closed-16', metric: 'throughputRps', sdLog, groups: 20 },
});
const floorOf = (fingerprint: string, day: number, entries: readonly NoiseEntry[]): NoiseFloor => ({
  ...{ fingerprint, measuredAt: `2026-01-0${day}T00:00:00.000Z`, runId: `run-${day}`, entries },
});

test('there is none before there was a calibration', () => {
  expect(readNoiseFloor(folder, 'here')).toBeUndefined();
  expect(readNewestNoiseFloor(folder)).toBeUndefined();
});

test('a new calibration takes the place of its own entries and leaves the others', () => {
  keepNoiseFloor(folder, floorOf('here', 1, [entryOf('browse', 0.1), entryOf('search', 0.2)]));
  keepNoiseFloor(folder, floorOf('here', 3, [entryOf('search', 0.05)]));
  expect(readNoiseFloor(folder, 'here')).toEqual(
    floorOf('here', 3, [entryOf('browse', 0.1), entryOf('search', 0.05)]),
  );
});

test('machines do not mix, and the newest of them can be asked for', () => {
  keepNoiseFloor(folder, floorOf('here', 2, [entryOf('browse', 0.1)]));
  keepNoiseFloor(folder, floorOf('there', 1, [entryOf('browse', 0.9)]));
  expect(readNoiseFloor(folder, 'here')?.entries[0]?.sdLog).toBe(0.1);
  expect(readNoiseFloor(folder, 'elsewhere')).toBeUndefined();
  expect(readNewestNoiseFloor(folder)?.fingerprint).toBe('here');
});

test.each(['{"noiseVersion":1,"floors":[', '{"noiseVersion":9,"floors":[]}', 'null', '[]'])(
  'a file that is not ours to read (%s) is an error, and stays as it is',
  (text) => {
    const path = join(folder, 'noise.json');
    writeFileSync(path, text);
    const unreadable = expect.objectContaining({ code: 'RECORD_INVALID' });
    expect(() => readNoiseFloor(folder, 'here')).toThrow(unreadable);
    expect(() => keepNoiseFloor(folder, floorOf('here', 1, []))).toThrow(unreadable);
    expect(readFileSync(path, 'utf8')).toBe(text);
  },
);
