// Pairs are read from either side, and say the same from both.
import { expect, test } from 'vitest';
import { buildComplete, buildSixty } from '../fixtures/documents.ts';
import { findGroupRatios, findPair, listReferences } from './pair.ts';

const [scenario] = buildComplete().scenarios;
if (scenario === undefined) throw new Error('The document has a scenario.');

test('a pair turned round has the inverse ratio, its bounds in order, and the opposite verdict', () => {
  const opposite: Readonly<Record<string, string>> = { better: 'worse', worse: 'better' };
  for (const { referenceId, variantId, ...pair } of scenario.pairwise) {
    expect(findPair(scenario, referenceId, variantId)).toMatchObject(pair);
    const turned = findPair(scenario, variantId, referenceId);
    expect(turned?.ratio).toBeCloseTo(1 / (pair.ratio ?? 0), 9);
    expect(turned?.ratioLower).toBeCloseTo(1 / (pair.ratioUpper ?? 0), 9);
    expect(turned?.ratioLower).toBeLessThanOrEqual(turned?.ratioUpper ?? 0);
    expect(turned?.verdict).toBe(opposite[pair.verdict] ?? pair.verdict);
  }
});

test('ratios of groups lie about the ratio of the pair, from either side', () => {
  for (const { referenceId, variantId } of scenario.pairwise) {
    for (const [reference, variant] of [
      [referenceId, variantId],
      [variantId, referenceId],
    ] as const) {
      const ratios = findGroupRatios(scenario, reference, variant);
      const ratio = findPair(scenario, reference, variant)?.ratio ?? 0;
      expect(ratios).toHaveLength(8);
      expect(Math.min(...ratios)).toBeLessThanOrEqual(ratio);
      expect(Math.max(...ratios)).toBeGreaterThanOrEqual(ratio);
    }
  }
});

test('every measured variant can be the reference, and none where there are too many for pairs', () => {
  expect(listReferences(scenario)).toHaveLength(9);
  const [many] = buildSixty(1).scenarios;
  expect(many && listReferences(many)).toEqual([]);
  expect(findPair(scenario, 'nobody', 'nothing')).toBeUndefined();
});
