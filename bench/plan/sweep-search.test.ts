import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  buildLadderSteps,
  buildSearchRound,
  chooseNextRateRps,
  findBracket,
  ladderRatios,
  narrowEnoughRatio,
  roundRateRps,
  type TriedRate,
} from './sweep-search.ts';

const capacityOf = fc.double({ min: 20, max: 50_000, noNaN: true });

/** Searches a limit that every rate up to it meets, as the trial loop does in one long group. */
function search(capacityRps: number, limitRps: number, rounds: number): readonly TriedRate[] {
  const targets = [{ variantId: 'a', capacityRps, mostRps: 100_000 }];
  const judge = (rateRps: number) => ({
    ...{ variantId: 'a', rateRps, meetsLimit: rateRps <= limitRps },
  });
  const tried = buildLadderSteps(targets, [], 1).map(({ rateRps }) => judge(rateRps));
  for (let round = 0; round < rounds; round += 1)
    tried.push(...buildSearchRound(targets, tried, 1, round).map(({ rateRps }) => judge(rateRps)));
  return tried;
}

test('the search closes in on a limit between 2 % and 190 % of the capacity', () => {
  const share = fc.double({ min: 0.02, max: 1.9, noNaN: true });
  fc.assert(
    fc.property(capacityOf, share, (capacityRps, ratio) => {
      const limitRps = ratio * capacityRps;
      fc.pre(limitRps >= 4);
      const tried = search(capacityRps, limitRps, 14);
      const { highestMetRps = 0, lowestFailedRps = Infinity } = findBracket(tried);
      expect(highestMetRps).toBeLessThanOrEqual(limitRps);
      expect(lowestFailedRps).toBeGreaterThan(limitRps);
      expect(lowestFailedRps / highestMetRps).toBeLessThanOrEqual(narrowEnoughRatio * 1.01);
      expect(chooseNextRateRps(tried, { capacityRps, mostRps: 100_000 })).toBeUndefined();
    }),
  );
});

test('four rounds bring a limit above half of the capacity within 5 %', () => {
  const share = fc.double({ min: 0.5, max: 1.1, noNaN: true });
  fc.assert(
    fc.property(capacityOf, share, (capacityRps, ratio) => {
      const tried = search(capacityRps, roundRateRps(ratio * capacityRps), 4);
      const { highestMetRps = 0, lowestFailedRps = Infinity } = findBracket(tried);
      expect(lowestFailedRps / highestMetRps).toBeLessThanOrEqual(narrowEnoughRatio * 1.01);
      expect(tried.length).toBeLessThanOrEqual(ladderRatios.length + 4);
    }),
  );
});

test('a next rate is always a new one, inside the bracket where there is one', () => {
  const results = fc.array(
    fc.record({ rateRps: capacityOf.map(roundRateRps), meetsLimit: fc.boolean() }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(results, capacityOf, (raw, capacityRps) => {
      const tried = [...new Map(raw.map((one) => [one.rateRps, one])).values()];
      const nextRps = chooseNextRateRps(tried, { capacityRps, mostRps: 100_000 });
      if (nextRps === undefined) return;
      const { highestMetRps, lowestFailedRps } = findBracket(tried);
      expect(tried.map(({ rateRps }) => rateRps)).not.toContain(nextRps);
      expect(nextRps).toBeGreaterThan(highestMetRps ?? 0);
      expect(nextRps).toBeLessThan(lowestFailedRps ?? Infinity);
    }),
  );
});

const tried = (met: readonly number[], failed: readonly number[]) => [
  ...met.map((rateRps) => ({ rateRps, meetsLimit: true })),
  ...failed.map((rateRps) => ({ rateRps, meetsLimit: false })),
];

test('one unlucky low rate or one lucky high rate does not move the bracket, but is named', () => {
  expect(findBracket(tried([20, 30, 40], [10, 50, 60]))).toEqual({
    ...{ highestMetRps: 40, lowestFailedRps: 50, contradictingRps: [10] },
  });
  expect(findBracket(tried([10, 20, 60], [30, 40, 50]))).toEqual({
    ...{ highestMetRps: 20, lowestFailedRps: 30, contradictingRps: [60] },
  });
});

test('of equally good cuts the lower one counts', () => {
  expect(findBracket(tried([10, 30], [20, 40])).highestMetRps).toBe(10);
});

test('a side without a rate is undefined, never zero', () => {
  expect(findBracket(tried([10, 20], []))).toMatchObject({
    ...{ highestMetRps: 20, lowestFailedRps: undefined },
  });
  expect(findBracket(tried([], [10]))).toMatchObject({
    ...{ highestMetRps: undefined, lowestFailedRps: 10 },
  });
  expect(findBracket([])).toMatchObject({ highestMetRps: undefined, lowestFailedRps: undefined });
});

const targets = [
  { variantId: 'a', capacityRps: 100, mostRps: 100_000 },
  { variantId: 'b', capacityRps: 2_000, mostRps: 100_000 },
  { variantId: 'c', capacityRps: 700, mostRps: 100_000 },
];

test('a group tries the ladder of every variant in rounds in which each has one turn', () => {
  const steps = buildLadderSteps(targets, [], 7, 0, 'read');
  expect(steps).toHaveLength(targets.length * ladderRatios.length);
  for (let start = 0; start < steps.length; start += 3)
    expect(new Set(steps.slice(start, start + 3).map(({ variantId }) => variantId)).size).toBe(3);
  const rates = steps.flatMap((step) => (step.variantId === 'a' ? [step.rateRps] : []));
  expect(rates.toSorted((x, y) => x - y)).toEqual([10, 25, 50, 70, 80, 90, 100, 110]);
});

test('the order hangs on the seed, and groups have orders of their own', () => {
  const order = (seed: number, group: number) =>
    JSON.stringify(buildLadderSteps(targets, [], seed, group));
  expect(order(7, 0)).toBe(order(7, 0));
  expect(order(7, 0)).not.toBe(order(8, 0));
  expect(order(7, 0)).not.toBe(order(7, 1));
});

test('later groups repeat what earlier ones searched, once', () => {
  const earlier = [
    { variantId: 'a', rateRps: 84.9 },
    { variantId: 'a', rateRps: 84.9 },
    { variantId: 'a', rateRps: 80 },
  ];
  const steps = buildLadderSteps(targets, earlier, 7, 1).filter((step) => step.variantId === 'a');
  expect(steps).toHaveLength(ladderRatios.length + 1);
  expect(steps.filter(({ kind }) => kind === 'search')).toEqual([
    { variantId: 'a', rateRps: 84.9, kind: 'search' },
  ]);
});

test('no rate is above the hard cap, and none is tried many times for want of others', () => {
  const target = { variantId: 'fast', capacityRps: 50_000, mostRps: 20_000 };
  const rates = buildLadderSteps([target], [], 1).map(({ rateRps }) => rateRps);
  expect(new Set(rates).size).toBe(8);
  expect(Math.max(...rates)).toBeLessThanOrEqual(20_000);
  expect(Math.max(...rates)).toBeGreaterThan(19_000);
  const met = [{ rateRps: 20_000, meetsLimit: true }];
  expect(chooseNextRateRps(met, target)).toBeUndefined();
  expect(chooseNextRateRps([{ rateRps: 18_000, meetsLimit: true }], target)).toBe(20_000);
});
