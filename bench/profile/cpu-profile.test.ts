import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareCpu, parseCpuProfile, summariseCpu } from './cpu-profile.ts';

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 9 });
const profile = {
  nodes: [
    { id: 1, callFrame: frame('(idle)') },
    { id: 2, callFrame: frame('work', 'file:///app/server/work.ts') },
    { id: 3, callFrame: frame('', 'file:///app/node_modules/pg/lib/query.js') },
  ],
  startTime: 1_000,
  samples: [2, 1, 3, 2],
  timeDeltas: [0, 100, 300, 50],
};

test('a sample lasts until the next one; idle time is no part of the busy time', () => {
  const { busyUs, idleUs, functions } = summariseCpu([profile], undefined, '/app');
  expect([busyUs, idleUs]).toEqual([150, 300]);
  expect(functions).toEqual([
    { name: 'work', place: 'server/work.ts:10', selfUs: 100, busyRatio: 100 / 150 },
    { name: '(anonymous)', place: 'pg/lib/query.js:10', selfUs: 50, busyRatio: 50 / 150 },
  ]);
});

test('a gap in which the machine let no sample be taken is charged to no function', () => {
  const starved = { ...profile, timeDeltas: [0, 500_000, 300, 50] };
  expect(summariseCpu([starved], undefined, '/app').busyUs).toBe(10_050);
});

test('outside the window nothing counts', () => {
  const window = { fromUs: 1_100, untilUs: 2_000 };
  const { functions, idleUs } = summariseCpu([profile], window, '/app');
  expect(functions.map(({ name }) => name)).toEqual(['(anonymous)']);
  expect(idleUs).toBe(300);
});

test('the processes of a service add up', () => {
  expect(summariseCpu([profile, profile], undefined, '/app').busyUs).toBe(300);
  expect(summariseCpu([], undefined, '/app')).toEqual({ busyUs: 0, idleUs: 0, functions: [] });
});

test('a difference has the functions of either side, the largest gap first', () => {
  const one = summariseCpu([profile], undefined, '/app');
  const other = summariseCpu([{ ...profile, samples: [3, 1, 3, 2] }], undefined, '/app');
  expect(compareCpu(one, other, 5)).toEqual([
    { name: '(anonymous)', place: 'pg/lib/query.js:10', busyRatio: 1 / 3, otherBusyRatio: 1 },
    { name: 'work', place: 'server/work.ts:10', busyRatio: 2 / 3, otherBusyRatio: 0 },
  ]);
  expect(compareCpu(one, other, 1)).toHaveLength(1);
});

test('half a profile, as a killed process leaves it, is none', () => {
  const text = JSON.stringify(profile);
  expect(parseCpuProfile(text)).toEqual(profile);
  expect(parseCpuProfile(text.slice(0, -20))).toBeUndefined();
  expect(parseCpuProfile('{}')).toBeUndefined();
});

test('a profile that Node 24 recorded of a spinning script names that script among the first', () => {
  const path = join(import.meta.dirname, 'fixtures/spin-node-24.21.cpuprofile');
  const recorded = parseCpuProfile(readFileSync(path, 'utf8'));
  const { functions } = summariseCpu(recorded === undefined ? [] : [recorded], undefined, '/app');
  expect(functions.slice(0, 3).map(({ place }) => place)).toContainEqual(
    expect.stringMatching(/^q\.mjs:/),
  );
  expect(functions.reduce((sum, { busyRatio }) => sum + busyRatio, 0)).toBeCloseTo(1, 9);
});
