// Capacities over the groups: figure and ratio, what censors them, and what is left out.
import { expect, test } from 'vitest';
import type { CapacityGroup } from '../../../reports/document/slo-capacity.ts';
import { judgeCapacities, type SearchedVariant } from './capacity.ts';
import { listCapacityWarnings } from './capacity-warnings.ts';

const buildGroup = (
  group: number,
  rateRps: number | null,
  status: CapacityGroup['status'] = 'estimated',
): CapacityGroup => ({
  ...{ group, status, rateRps, contradictions: 0, rates: [] },
  ...{ highestMetRps: 900 + group, lowestFailedRps: 1_100 + group },
});

const buildVariant = (
  variantId: string,
  groups: readonly CapacityGroup[],
  change: Partial<SearchedVariant> = {},
): SearchedVariant => ({
  ...{ scenario: 's', variantId, isBaseline: variantId === 'a', withheld: undefined, groups },
  ...change,
});

const scatter = [1, 1.02, 0.98, 1.01, 0.99];
const groupsOf = (rps: number) => scatter.map((factor, index) => buildGroup(index, rps * factor));
const rule = { toleranceRatio: 0.05, groupsValid: 5 };
const judge = (...variants: readonly SearchedVariant[]) => judgeCapacities(variants, rule);
const codesOf = (capacity: ReturnType<typeof judge>[number] | undefined) =>
  capacity === undefined ? [] : listCapacityWarnings(capacity, 1e9).map(({ code }) => code);

test('figure, interval and ratio come from one value a group', () => {
  const [a, b] = judge(buildVariant('a', groupsOf(1_000)), buildVariant('b', groupsOf(2_000)));
  expect(a?.rateRps).toBeCloseTo(1_000, -1);
  expect(a?.comparison).toBeUndefined();
  expect(b).toMatchObject({ status: 'estimated', comparison: { verdict: 'better', groups: 5 } });
  expect(b?.comparison?.ratio).toBeCloseTo(2, 6);
  expect(b?.lowerRps ?? 0).toBeLessThan(2_000);
  expect(b?.upperRps ?? 0).toBeGreaterThan(2_000);
  expect(codesOf(b)).toEqual([]);
});

test('fewer capacity is worse, and the same is equivalent', () => {
  const results = judge(
    buildVariant('a', groupsOf(1_000)),
    buildVariant('b', groupsOf(500)),
    buildVariant('c', groupsOf(1_001)),
  );
  expect(results.map(({ comparison }) => comparison?.verdict)).toEqual([
    undefined,
    'worse',
    'equivalent',
  ]);
});

test.each(['above', 'below'] as const)(
  'one group %s the rates leaves no figure and no ratio',
  (status) => {
    const groups = groupsOf(2_000).with(2, buildGroup(2, null, status));
    const [, b] = judge(buildVariant('a', groupsOf(1_000)), buildVariant('b', groups));
    expect(b).toMatchObject({ status, rateRps: null, lowerRps: null });
    // It holds in all groups: the highest of the others found 2,040.
    expect(b?.boundRps).toBe(status === 'above' ? 902 : 2_040);
    expect(b?.comparison).toMatchObject({ ratio: null, verdict: 'not-judged' });
    expect(codesOf(b)).toEqual([status === 'above' ? 'CAPACITY_ABOVE' : 'CAPACITY_BELOW']);
  },
);

test('a baseline without a figure leaves nothing to compare with', () => {
  const censored = groupsOf(1_000).with(0, buildGroup(0, null, 'above'));
  const [, b] = judge(buildVariant('a', censored), buildVariant('b', groupsOf(2_000)));
  expect(b).toMatchObject({ status: 'estimated', comparison: { ratio: null } });
});

test('one unsettled group of five is left out and told, two leave no figure', () => {
  const one = groupsOf(2_000).with(1, buildGroup(1, null, 'unsettled'));
  const two = one.with(3, buildGroup(3, null, 'unsettled'));
  const [, b, c] = judge(
    buildVariant('a', groupsOf(1_000)),
    buildVariant('b', one),
    buildVariant('c', two),
  );
  expect(b).toMatchObject({ status: 'estimated', comparison: { groups: 4, verdict: 'better' } });
  expect(codesOf(b)).toEqual(['CAPACITY_UNSETTLED']);
  expect(c).toMatchObject({ status: 'unsettled', rateRps: null, comparison: { ratio: null } });
});

test('wrong answers and what is not exercised have no ratio, and are no part of the family', () => {
  const [, b, c] = judge(
    buildVariant('a', groupsOf(1_000)),
    buildVariant('b', groupsOf(2_000), { withheld: 'not-judged' }),
    buildVariant('c', groupsOf(2_000), { withheld: 'not-exercised' }),
  );
  expect(b?.comparison).toMatchObject({ ratio: null, verdict: 'not-judged' });
  expect(c?.comparison).toMatchObject({ ratio: null, verdict: 'not-exercised' });
});

test('one group gives a figure without an interval, and says so', () => {
  const [a, b] = judge(
    buildVariant('a', [buildGroup(0, 1_000)]),
    buildVariant('b', [buildGroup(0, 2_000)]),
  );
  expect(a).toMatchObject({ rateRps: 1_000, lowerRps: null, upperRps: null });
  expect(b?.comparison).toMatchObject({ ratioLower: null, verdict: 'inconclusive' });
  expect(codesOf(a)).toEqual(['FEW_GROUPS']);
});

test('contradictions in half of the groups may be the service, and are told', () => {
  const against = groupsOf(1_000).map((one) => ({ ...one, contradictions: one.group % 2 }));
  const all = groupsOf(1_000).map((one) => ({ ...one, contradictions: 1 }));
  expect(codesOf(judge(buildVariant('a', against))[0])).toEqual([]);
  expect(codesOf(judge(buildVariant('a', all))[0])).toEqual(['NOT_MONOTONE']);
});
