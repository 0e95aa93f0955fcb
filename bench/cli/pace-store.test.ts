// The pace of earlier runs is kept for each config, the newest runs of it, and a damaged file means no pace.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildTestExperiment } from '../plan/test-experiment.ts';
import { buildPaceKey, keepPace, readPaces } from './pace-store.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-pace-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the newest five runs of a config are kept, in the order of the runs', () => {
  const folder = makeFolder();
  expect(readPaces(folder, 'a')).toEqual([]);
  for (let launchMs = 1; launchMs <= 7; launchMs += 1) keepPace(folder, 'a', { launchMs });
  keepPace(folder, 'b', { launchMs: 99 });
  keepPace(folder, 'b', {});
  expect(readPaces(folder, 'a').map(({ launchMs }) => launchMs)).toEqual([3, 4, 5, 6, 7]);
  expect(readPaces(folder, 'b')).toEqual([{ launchMs: 99 }]);
});

test('another preset, driver or warm-up has a pace of its own, and the number of groups has not', () => {
  const experiment = buildTestExperiment();
  const key = buildPaceKey(experiment, undefined);
  expect(buildPaceKey({ ...experiment, groups: 99, seed: 7 }, undefined)).toBe(key);
  const others = [
    buildPaceKey(experiment, 'ci'),
    buildPaceKey({ ...experiment, driver: 'k6' }, undefined),
    buildPaceKey({ ...experiment, slices: { ...experiment.slices, sliceMs: 77 } }, undefined),
    buildPaceKey(
      { ...experiment, warmup: { requests: 9, untilSteady: false, maxMs: 1 } },
      undefined,
    ),
  ];
  expect(new Set([key, ...others]).size).toBe(5);
});

test.each(['{', '{}', '{"paceVersion":1,"entries":[{"key":"a","runs":[{"launchMs":-1}]}]}'])(
  'a file that says %s holds no pace, and the next run begins anew',
  (text) => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'pace.json'), text);
    expect(readPaces(folder, 'a')).toEqual([]);
    keepPace(folder, 'a', { launchMs: 5 });
    expect(readPaces(folder, 'a')).toEqual([{ launchMs: 5 }]);
  },
);

test('a folder that cannot be written spoils no run', () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(() => keepPace(join(folder, 'file', 'below'), 'a', { launchMs: 5 })).not.toThrow();
});
