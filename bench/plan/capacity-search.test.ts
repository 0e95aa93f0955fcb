// The search for a capacity: where it looks, when it ends, and when the end of the range is no figure.
import { expect, test } from 'vitest';
import {
  buildCapacityRound,
  type CapacityTarget,
  findCapacity,
  type SearchTrial,
} from './capacity-search.ts';

const target: CapacityTarget = {
  ...{ variantId: 'a', capacityRps: 1_000, mostRps: 1e9 },
  earlierRps: undefined,
};

/** Plays a whole group. @param isMet what the service carries */
function play(
  isMet: (rateRps: number, index: number) => SearchTrial['outcome'],
  change: Partial<CapacityTarget> = {},
  seed = 1,
): readonly SearchTrial[] {
  const trials: SearchTrial[] = [];
  for (let round = 0; ; round += 1) {
    const [step, ...others] = buildCapacityRound(
      [{ ...target, ...change }],
      trials,
      seed,
      round,
      'group',
    );
    expect(others).toEqual([]);
    if (step === undefined) return trials;
    const { variantId, rateRps } = step;
    trials.push({ variantId, rateRps, outcome: isMet(rateRps, trials.length) });
  }
}

const upTo = (limit: number) => (rateRps: number) => (rateRps <= limit ? 'met' : 'failed');

test.each([30, 100, 400, 950, 1_800, 4_000])('a capacity of %d is found within 5%', (limit) => {
  const trials = play(upTo(limit));
  const { status, rateRps = Number.NaN, contradictions } = findCapacity(target, trials);
  expect(status).toBe('estimated');
  expect(Math.abs(Math.log(rateRps / limit))).toBeLessThan(0.05);
  expect(contradictions).toBe(0);
  expect(trials.length).toBeLessThanOrEqual(14);
});

test('a later group looks where earlier ones found it, in fewer slices, and may find it elsewhere', () => {
  const first = play(upTo(400));
  const later = play(upTo(400), { earlierRps: 410 });
  expect(later.length).toBeLessThan(first.length);
  expect(
    later
      .slice(1, 3)
      .map(({ rateRps }) => rateRps)
      .toSorted(),
  ).toEqual([328, 513]);
  const { rateRps = Number.NaN } = findCapacity(target, play(upTo(250), { earlierRps: 410 }));
  expect(Math.abs(Math.log(rateRps / 250))).toBeLessThan(0.05);
});

test('no rate is above the cap, and a capacity beyond it is no figure', () => {
  const change = { mostRps: 500 };
  const trials = play(upTo(5_000), change);
  expect(Math.max(...trials.map(({ rateRps }) => rateRps))).toBe(500);
  expect(findCapacity({ ...target, ...change }, trials)).toMatchObject({ status: 'above' });
});

test('where every slice failed it lies below, where all were void it is not known', () => {
  expect(
    findCapacity(
      target,
      play(() => 'failed'),
    ).status,
  ).toBe('below');
  expect(
    findCapacity(
      target,
      play(() => 'void'),
    ).status,
  ).toBe('unknown');
});

test('one unlucky slice does not turn the end of the range into a figure', () => {
  const change = { mostRps: 500 };
  const trials = play((_, index) => (index === 4 ? 'failed' : 'met'), change);
  const { status, rateRps } = findCapacity({ ...target, ...change }, trials);
  expect(status).toBe('above');
  expect(rateRps).toBeUndefined();
});

test('where the generator gives out, what lies above is not tried again and the capacity is above', () => {
  const trials = play((rateRps) => (rateRps <= 600 ? 'met' : 'void'));
  expect(findCapacity(target, trials).status).toBe('above');
  const lowest = Math.min(
    ...trials.filter(({ outcome }) => outcome === 'void').map(({ rateRps }) => rateRps),
  );
  const after = trials.slice(trials.findIndex(({ rateRps }) => rateRps === lowest) + 1);
  for (const { rateRps } of after) expect(rateRps).toBeLessThanOrEqual(lowest);
});

test('a service that fails in a band below its limit is told by its contradictions', () => {
  const trials = play((rateRps) => {
    const isInBand = rateRps > 400 && rateRps < 600;
    return rateRps <= 1_200 && !isInBand ? 'met' : 'failed';
  });
  const { status, contradictions } = findCapacity(target, trials);
  expect(contradictions > 0 || status === 'unsettled').toBe(true);
});

test('variants take turns: every round has each of them once, in a random order', () => {
  const targets = ['a', 'b', 'c'].map((variantId) => ({ ...target, variantId }));
  const orders = Array.from({ length: 12 }, (_, group) =>
    buildCapacityRound(targets, [], 1, 0, group).map(({ variantId }) => variantId),
  );
  for (const order of orders) expect(order.toSorted()).toEqual(['a', 'b', 'c']);
  expect(new Set(orders.map((order) => order.join())).size).toBeGreaterThan(2);
});

test('a single slice is on the side that it shows, however near it is to an end of the range', () => {
  const find = (rateRps: number, outcome: SearchTrial['outcome']) =>
    findCapacity(target, [{ rateRps, outcome }]).status;
  expect(find(1_900, 'failed')).toBe('below');
  expect(find(100, 'met')).toBe('above');
});
