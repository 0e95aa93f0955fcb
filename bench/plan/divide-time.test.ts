// A time is divided by priority, never below the least groups, and as evenly as it goes.
import { expect, test } from 'vitest';
import { divideTime, type TimeTaker } from './divide-time.ts';

const setupMs = 10_000;

/** Ten groups of so many ms are wanted, four at least. */
function take(id: string, groupMs: number, changes: Partial<TimeTaker> = {}): TimeTaker {
  return {
    ...{ id, priority: 1, leastGroups: 4, mostGroups: 10 },
    estimateMs: (groups) => setupMs + groups * groupMs,
    ...changes,
  };
}

const divide = (takers: readonly TimeTaker[], budgetMs: number) =>
  Object.fromEntries(divideTime(takers, budgetMs));

test('with time enough each has all its groups', () => {
  expect(divide([take('a', 1_000), take('b', 2_000)], 1_000_000)).toEqual({ a: 10, b: 10 });
});

test('with less each has the same share, and the whole fits', () => {
  const takers = [take('a', 1_000), take('b', 2_000)];
  const budgetMs = 2 * setupMs + 7 * 3_000;
  const groups = divide(takers, budgetMs);
  expect(groups).toEqual({ a: 7, b: 7 });
  const spentMs = takers.reduce((sum, { id, estimateMs }) => sum + estimateMs(groups[id] ?? 0), 0);
  expect(spentMs).toBeLessThanOrEqual(budgetMs);
});

test('what is left goes to whoever it still holds', () => {
  const budgetMs = 2 * setupMs + 7 * 3_000 + 1_000;
  expect(divide([take('a', 1_000), take('b', 2_000)], budgetMs)).toEqual({ a: 8, b: 7 });
});

test('the last in priority is left out, wherever it stands, and none is run uselessly short', () => {
  const takers = [take('late', 1_000, { priority: 2 }), take('a', 1_000), take('b', 1_000)];
  const leastOfTwo = 2 * (setupMs + 4_000);
  expect(divide(takers, leastOfTwo)).toEqual({ a: 4, b: 4 });
  expect(divide(takers, leastOfTwo + setupMs + 4_000)).toEqual({ a: 4, b: 4, late: 4 });
  expect(divide(takers, setupMs + 3_999)).toEqual({});
});

test('one that is too long is left out, and a shorter one of less priority is taken', () => {
  const takers = [take('long', 100_000), take('short', 1_000, { priority: 9 })];
  expect(divide(takers, 60_000)).toEqual({ short: 10 });
});
