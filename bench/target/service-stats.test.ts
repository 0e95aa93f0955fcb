// The account of a service with several addresses.
import { expect, test } from 'vitest';
import { mergeServiceStats, parseServiceStats } from './service-stats.ts';

const statsOf = (value: unknown) => parseServiceStats(JSON.stringify(value));

test('one address says what it says', () => {
  const stats = statsOf({ configHash: 'a', requests: { total: 1 } });
  expect(mergeServiceStats([stats])).toBe(stats);
  expect(mergeServiceStats([undefined])).toBeUndefined();
});

test('counters add up, equal settings stay and different ones stand side by side', () => {
  const merged = mergeServiceStats([
    statsOf({ configHash: 'a', config: { X: 1, Y: 'y' }, requests: { total: 3 }, pids: [1] }),
    statsOf({ configHash: 'b', config: { X: 2, Y: 'y' }, requests: { total: 4 }, pids: [2] }),
  ]);
  expect(merged).toMatchObject({ configHash: 'a+b', config: { X: [1, 2], Y: 'y' }, pids: [1, 2] });
  expect(merged?.requests?.total).toBe(7);
});

test('what one of the addresses does not offer is not offered', () => {
  const full = statsOf({ configHash: 'a', config: {}, requests: { total: 3 } });
  expect(mergeServiceStats([full, undefined])).toBeUndefined();
  expect(mergeServiceStats([full, statsOf({ configHash: 'a' })])).toEqual({
    ...{ configHash: 'a', config: undefined, requests: undefined, cache: undefined, pids: [] },
    numbers: new Map([['requests.total', 3]]),
  });
});

test('numbers are found by their dotted path, whatever they are called, and add up over addresses', () => {
  const one = statsOf({
    config: { WORKERS: 2 },
    pool: { jobs: 3, queue: { waiting: 1 } },
    workers: [{ requests: 5 }, { requests: 6 }],
    pids: [77],
    name: 'x',
  });
  expect(Object.fromEntries(one?.numbers ?? [])).toEqual({
    'pool.jobs': 3,
    'pool.queue.waiting': 1,
    'workers.0.requests': 5,
    'workers.1.requests': 6,
  });
  const merged = mergeServiceStats([one, statsOf({ pool: { jobs: 4 } })]);
  expect(merged?.numbers.get('pool.jobs')).toBe(7);
  expect(merged?.numbers.get('workers.1.requests')).toBe(6);
});

test('an account without end is cut', () => {
  const users = Object.fromEntries(Array.from({ length: 9_000 }, (_, id) => [`u${id}`, 1]));
  expect(statsOf({ users })?.numbers.size).toBe(5_000);
});

test('settings that are nested without end are no account', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(parseServiceStats(`{"config":{"X":${deep}}}`)).toBeUndefined();
});
