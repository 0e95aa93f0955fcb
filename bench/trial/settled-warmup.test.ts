// The warm-up of a block in a later group goes by its place among the loads of its scenario.
import { expect, test } from 'vitest';
import type { SettledRecord } from '../measurement/records.ts';
import { findSettledWarmup } from './settled-warmup.ts';

function settle(
  loadId: string,
  warmupRequests: number | undefined,
  afterLoads?: readonly string[],
): SettledRecord {
  return {
    ...{ kind: 'settled', group: 0, scenario: 'browse', loadId, capacityRps: undefined },
    ...{ load: { kind: 'closed', connections: 8 }, sliceMs: 100, dropFirstMs: 20 },
    ...{ slicesPerGroup: 10, warmupRequests, ...(afterLoads && { afterLoads }) },
  };
}

const closed = { scenario: 'browse', loadId: 'closed-8', afterLoads: [] };
const open = { scenario: 'browse', loadId: 'open-500', afterLoads: ['closed-8'] };

test('whichever load is first in a group gets what the first one needed', () => {
  const settled = [settle('closed-8', 6_000), settle('open-500', 1_500, ['closed-8'])];
  expect(findSettledWarmup(settled, closed)).toBe(6_000);
  expect(findSettledWarmup(settled, open)).toBe(1_500);
  expect(findSettledWarmup(settled, { ...open, afterLoads: [] })).toBe(6_000);
  expect(findSettledWarmup(settled, { ...closed, afterLoads: ['open-500'] })).toBe(1_500);
});

test('a third load gets what the second one needed, the largest where there are several', () => {
  const settled = [
    settle('closed-8', 6_000),
    settle('open-500', 1_500, ['closed-8']),
    settle('open-900', 1_700, ['closed-8', 'open-500']),
  ];
  const third = { ...open, loadId: 'open-900', afterLoads: ['open-500', 'closed-8'] };
  expect(findSettledWarmup(settled, third)).toBe(1_700);
});

test('in the first group, and of other scenarios, nothing is settled', () => {
  const first = [settle('closed-8', 6_000)];
  expect(findSettledWarmup(first, open)).toBeUndefined();
  expect(findSettledWarmup(first, { ...closed, scenario: 'search' })).toBeUndefined();
  expect(findSettledWarmup([settle('closed-8', undefined)], closed)).toBeUndefined();
});

test('runs from before the place was recorded keep the number of each load', () => {
  const older = [settle('closed-8', 6_000), settle('open-500', 5_000)];
  expect(findSettledWarmup(older, { ...open, afterLoads: ['closed-8'] })).toBe(5_000);
});
