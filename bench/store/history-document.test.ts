import { expect, test } from 'vitest';
import { buildHistoryDocument } from './history-document.ts';
import { fakeHistoryEntry } from './test-history.ts';

const all = { allMachines: false, isWanted: () => true };
/** A small saw, so that no two runs are equal, with a fall by 10 % from run `from` on. */
const logRatioOf = (index: number, from = Number.POSITIVE_INFINITY) =>
  0.01 * (index % 3) - (index < from ? 0 : 0.1);
const series = (runs: number, from?: number) =>
  Array.from({ length: runs }, (_, index) =>
    fakeHistoryEntry(index, { logRatio: logRatioOf(index, from) }),
  );

test('a step is told with its run, its size and its direction', () => {
  const [one] = buildHistoryDocument(series(30, 18), all).series;
  expect(one?.changes).toHaveLength(1);
  const [change] = one?.changes ?? [];
  expect(one?.points[change?.pointIndex ?? -1]?.runId).toBe('run-18');
  expect(change?.changeRatio).toBeCloseTo(Math.exp(-0.1), 6);
  expect(change).toMatchObject({ isImprovement: false, pValue: 0.001 });
});

test('the same fall is an improvement where lower is better', () => {
  const entries = series(30, 18).map((one) => ({ ...one, higherIsBetter: false }));
  expect(buildHistoryDocument(entries, all).series[0]?.changes?.[0]?.isImprovement).toBe(true);
});

test('below ten runs nothing is said of changes, from ten on there may be none', () => {
  expect(buildHistoryDocument(series(9), all).series[0]?.changes).toBeNull();
  expect(buildHistoryDocument(series(10), all).series[0]?.changes).toEqual([]);
});

test('only the newest 200 runs are searched, and places count from the first run', () => {
  const [long] = buildHistoryDocument(series(260, 230), all).series;
  expect(long?.changes?.map(({ pointIndex }) => pointIndex)).toEqual([230]);
  expect(buildHistoryDocument(series(260, 30), all).series[0]?.changes).toEqual([]);
  expect(long?.points).toHaveLength(260);
});

test('runs stand in order of time, whenever they were entered', () => {
  const entries = [2, 0, 1].map((index) => fakeHistoryEntry(index));
  const [one] = buildHistoryDocument(entries, all).series;
  expect(one?.points.map(({ runId }) => runId)).toEqual(['run-0', 'run-1', 'run-2']);
});

test('the machine is that of the newest run; others are counted, and shown apart where asked for', () => {
  const entries = [
    ...[0, 1, 2].map((index) => fakeHistoryEntry(index, { fingerprint: 'there' })),
    ...[3, 4].map((index) => fakeHistoryEntry(index)),
  ];
  const here = buildHistoryDocument(entries, all);
  expect(here).toMatchObject({ machine: { fingerprint: 'here' }, runsOfOtherMachines: 3 });
  expect(here.series.map(({ points }) => points.length)).toEqual([2]);
  const everywhere = buildHistoryDocument(entries, { ...all, allMachines: true });
  expect(everywhere).toMatchObject({ machine: null, runsOfOtherMachines: 0 });
  expect(everywhere.series.map(({ points }) => points.length)).toEqual([3, 2]);
});

test.each([
  ['scenario', { scenario: 'search' }],
  ['load', { loadId: 'open-500' }],
  ['experiment', { experiment: 'shop' }],
  ['metric', { metric: 'latencyP99Us' }],
  ['variant', { variantId: 'cache=memory,threads=single' }],
  ['baseline', { baselineId: 'cache=tiered,threads=single' }],
] as const)('another %s makes another series', (_, given) => {
  const entries = [fakeHistoryEntry(0), fakeHistoryEntry(1, given)];
  expect(buildHistoryDocument(entries, all).series).toHaveLength(2);
});

test('series of one scenario stand together, whenever each began', () => {
  const entries = [
    fakeHistoryEntry(0),
    fakeHistoryEntry(0, { scenario: 'search' }),
    fakeHistoryEntry(1, { metric: 'latencyP99Us' }),
  ];
  const { series: listed } = buildHistoryDocument(entries, all);
  expect(listed.map(({ scenario }) => scenario)).toEqual(['browse', 'browse', 'search']);
});

test('an empty history gives an empty document', () => {
  expect(buildHistoryDocument([], all)).toMatchObject({ machine: null, series: [] });
});
