import { expect, test } from 'vitest';
import type { StatementReading } from '../services/postgres-statements.ts';
import { mixBufferHits, subtractCache } from './finding.ts';
import { subtractStatements } from './statement-use.ts';

const reading = (queryId: string, calls: number, totalMs: number): StatementReading => ({
  ...{ queryId, text: `SELECT ${queryId}`, calls, totalMs, rows: calls * 2 },
  ...{ buffersHit: calls * 3, buffersRead: calls },
});

test('only what was called meanwhile counts, most time first, shares adding up to one', () => {
  const before = [reading('a', 10, 5), reading('idle', 4, 900)];
  const after = [reading('a', 30, 6), reading('idle', 4, 900), reading('new', 1, 3)];
  const { calls, totalUs, statements } = subtractStatements(before, after);
  expect([calls, totalUs]).toEqual([21, 4_000]);
  expect(statements.map((one) => [one.queryId, one.calls, one.totalUs, one.timeRatio])).toEqual([
    ['new', 1, 3_000, 0.75],
    ['a', 20, 1_000, 0.25],
  ]);
  expect(statements[1]).toMatchObject({ rows: 40, buffers: 80, bufferHitRatio: 0.75 });
});

test('an interval without statements has neither time nor hits', () => {
  expect(subtractStatements([], [])).toEqual({ calls: 0, totalUs: 0, statements: [] });
  expect(mixBufferHits([])).toBeUndefined();
});

test('buffer hits are weighed by what was touched', () => {
  const { statements } = subtractStatements([], [reading('a', 10, 1), reading('b', 30, 1)]);
  expect(mixBufferHits(statements)).toBeCloseTo(0.75, 12);
});

test('a cache that was not read has no hit ratio', () => {
  const stats = (hits: number, misses: number) => ({
    ...{ configHash: undefined, config: undefined, requests: undefined, pids: [] },
    numbers: new Map<string, number>(),
    ...{ cache: { hits, misses }, runtime: undefined, poolWaitP99Us: undefined },
  });
  expect(subtractCache(stats(5, 5), stats(8, 6))).toBe(0.75);
  expect(subtractCache(stats(5, 5), stats(5, 5))).toBeUndefined();
  expect(subtractCache(undefined, undefined)).toBeUndefined();
});
