// The pure parts of the cluster: sums, shares, delays, and who is waited for.
import { expect, test } from 'vitest';
import { noCacheCounters } from '../cache/cache.ts';
import { noLevelCounts } from '../plugins/level-counters.ts';
import { createGathering } from './gathering.ts';
import { createRespawnDelay } from './respawn-delay.ts';
import { sharePool } from './share-pool.ts';
import { emptySnapshot, mergeSnapshots, retireSnapshot } from './snapshot.ts';

test.each([
  [10, 1, [10]],
  [10, 4, [3, 3, 2, 2]],
  [2, 4, [1, 1, 1, 1]],
])('%d connections over %d workers are %j', (poolSize, workers, shares) => {
  expect(shares.map((_, slot) => sharePool(poolSize, workers, slot))).toEqual(shares);
});

test('snapshots add up by route and status', () => {
  const one = {
    requests: { list: { 200: 2 }, page: { 200: 1 } },
    cache: { ...noCacheCounters, hits: 1, nearHits: 1, misses: 2, invalidations: 5 },
    writes: { queued: 4, lost: 1 },
    ...{ poolJobs: 7, servedByWorker: [3], acted: { ...noLevelCounts, queued: 2 } },
    ...{ pids: [1], runtime: [], isComplete: true },
  };
  const two = {
    requests: { list: { 200: 3, 404: 1 } },
    cache: { ...noCacheCounters, hits: 10, farHits: 10, misses: 20, bypasses: 2, errors: 3 },
    writes: { queued: 1, lost: 0 },
    ...{ poolJobs: 1, servedByWorker: [0, 4] },
    acted: { ...noLevelCounts, queued: 3, rowByRow: 1 },
    ...{ pids: [2], runtime: [], isComplete: false },
  };
  expect(mergeSnapshots([one, two])).toEqual({
    requests: { list: { 200: 5, 404: 1 }, page: { 200: 1 } },
    cache: {
      ...{ hits: 11, nearHits: 1, farHits: 10, misses: 22 },
      ...{ invalidations: 5, bypasses: 2, errors: 3 },
    },
    writes: { queued: 5, lost: 1 },
    ...{ poolJobs: 8, servedByWorker: [3, 4] },
    acted: { ...noLevelCounts, queued: 5, rowByRow: 1 },
    ...{ pids: [1, 2], runtime: [], isComplete: false },
  });
  expect(one.requests.list).toEqual({ 200: 2 });
  expect(mergeSnapshots([])).toEqual(emptySnapshot);
});

test('what stays of a dead worker is what it did, not what it was about to do', () => {
  const did = { poolJobs: 6, servedByWorker: [0, 9] };
  const last = { ...emptySnapshot, ...did, writes: { queued: 3, lost: 2 }, pids: [7] };
  const kept = { ...emptySnapshot, ...did, writes: { queued: 0, lost: 2 } };
  expect(retireSnapshot(last)).toEqual(kept);
});

test('a worker that dies young waits longer each time, one that grew up starts over', () => {
  let nowMs = 0;
  const delay = createRespawnDelay(() => nowMs);
  const die = (ageMs: number) => {
    delay.started(0);
    nowMs += ageMs;
    return delay.next(0);
  };
  expect([1, 1, 1, 1, 1, 1, 1, 1].map(die)).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  expect(die(10_000)).toBe(100);
});

test('a gathering ends with the last answer', async () => {
  const gathering = createGathering<string>(60_000);
  const asked = gathering.ask([{ id: 1 }, { id: 2 }], (worker, question) => {
    setImmediate(() => gathering.answer(worker.id, question, `from ${worker.id}`));
  });
  expect([...(await asked)]).toEqual([
    [1, 'from 1'],
    [2, 'from 2'],
  ]);
});

test('a gathering does not wait for a worker that died', async () => {
  const gathering = createGathering<string>(60_000);
  const asked = gathering.ask([{ id: 1 }, { id: 2 }], (worker, question) => {
    if (worker.id === 1) gathering.answer(1, question, 'here');
  });
  gathering.forsake(2);
  expect([...(await asked)]).toEqual([[1, 'here']]);
});

test('a gathering gives up on a worker that is silent', async () => {
  const gathering = createGathering<string>(10);
  expect((await gathering.ask([{ id: 1 }], () => {})).size).toBe(0);
});
