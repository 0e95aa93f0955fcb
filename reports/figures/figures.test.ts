// How figures read.

import { expect, test } from 'vitest';
import { formatElapsed } from '../document/messages/elapsed.ts';
import { quoteText } from '../document/messages/message.ts';
import type { Comparison } from '../document/result.ts';
import { buildAA, buildComplete, buildPartial } from '../fixtures/documents.ts';
import { formatDifference, formatMargin } from './difference.ts';
import { formatBytes, formatLatency, formatNumber, formatShare } from './quantity.ts';
import { chooseDrawnCells, groupByRank, orderCells } from './rank.ts';
import { listSharedWarnings } from './warnings.ts';

const space = '\u00a0';

test.each([
  [0, '0'],
  [0.1234, '0.123'],
  [1.2, '1.2'],
  [12.34, '12.3'],
  [9632.4, '9,632'],
])('%d is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each([
  [840, `840${space}µs`],
  [12_100, `12.1${space}ms`],
  [5_000, `5.00${space}ms`],
  [1_230_000, `1.23${space}s`],
])('%d µs is written %s', (us, text) => {
  expect(formatLatency(us)).toBe(text);
});

test('a success ratio is never rounded up to all', () => {
  expect(formatShare(1)).toBe('100%');
  expect(formatShare(0.99999999)).toBe('>99.999%');
  expect(formatShare(0.999966)).toBe('99.996%');
  expect(formatShare(0.985)).toBe('98.5%');
  expect(formatShare(0)).toBe('0%');
});

test('sizes and times have the unit that fits', () => {
  expect(formatBytes(1_900)).toBe(`1.86${space}KiB`);
  expect(formatElapsed(252_000)).toBe('4 min 12 s');
  expect(formatElapsed(7_500_000)).toBe('2 h 05 min');
});

function compare(ratio: number | null, lower: number | null, upper: number | null): Comparison {
  return {
    metric: 'latencyP99Us',
    ratio,
    ratioLower: lower,
    ratioUpper: upper,
    confidence: 0.95,
    pValue: null,
    adjustedPValue: null,
    foreignAdjusted: null,
    leastDetectableRatio: null,
    method: 'hodges-lehmann',
    groups: 8,
    higherIsBetter: false,
    verdict: 'better',
    moreGroups: null,
  };
}

test('a difference is per cent with a true minus, and a multiple from twice on', () => {
  expect(formatDifference(compare(0.54, 0.51, 0.57))?.interval).toBe('[−49%, −43%]');
  expect(formatDifference(compare(1.034, 0.99, 1.081))?.interval).toBe('[−1%, +8.1%]');
  expect(formatDifference(compare(8.21, 7.94, 8.46))).toMatchObject({
    estimate: '8.2×',
    interval: '[7.9×, 8.5×]',
    confidencePercent: '95',
  });
  expect(formatDifference(compare(1, 1, 1))?.estimate).toBe('0%');
  expect(formatMargin(0.05)).toBe('5%');
});

test('what was not estimated has no text, and what has no interval has an empty one', () => {
  expect(formatDifference(compare(null, null, null))).toBeUndefined();
  expect(formatDifference(compare(0.9, null, null))).toMatchObject({
    estimate: '−10%',
    interval: '',
  });
});

test('the recommended variant is first, the tied ones next, the baseline among the rest', () => {
  const [scenario] = buildComplete().scenarios;
  if (scenario === undefined) throw new Error('the fixture has scenarios');
  // A faster equivalent variant must not stand above the recommended one.
  const recommendation = {
    variantId: 'cache=none,threads=single,index=covering',
    tiedVariantIds: ['cache=none,threads=single,index=composite'],
    cheaperVariantId: null,
    reason: quoteText(''),
  };
  const groups = groupByRank({ ...scenario, recommendation });
  expect(groups.map((group) => group.rank)).toEqual([
    'recommended',
    'tied',
    'better',
    'baseline',
    'equivalent',
  ]);
  expect(orderCells({ ...scenario, recommendation })[0]?.variantId).toBe(recommendation.variantId);
});

test('a fast variant with wrong answers stands below the slow ones', () => {
  const [scenario] = buildPartial().scenarios;
  if (scenario === undefined) throw new Error('the fixture has scenarios');
  const groups = groupByRank(scenario).map((group) => group.rank);
  expect(groups.at(-1)).toBe('not-run');
  expect(groups.at(-2)).toBe('wrong-answers');
});

test('beside a baseline that is kept, equivalent and undecided variants are told apart', () => {
  const [scenario] = buildAA().scenarios;
  if (scenario === undefined) throw new Error('the fixture has scenarios');
  const ranks = (verdict: 'equivalent' | 'inconclusive') => {
    const cells = scenario.cells.map((cell) =>
      cell.verdict === 'baseline' ? cell : { ...cell, verdict },
    );
    return groupByRank({ ...scenario, cells }).map((group) => group.rank);
  };
  expect(ranks('equivalent')).toEqual(['recommended', 'equivalent']);
  expect(ranks('inconclusive')).toEqual(['recommended', 'inconclusive']);
});

test('a variant that fails too often is never among the better ones', () => {
  const [scenario] = buildComplete().scenarios;
  if (scenario === undefined) throw new Error('the fixture has scenarios');
  const warnings = [
    { code: 'FAILURES', message: quoteText('Only 50 % succeeded.'), advice: quoteText('') },
  ];
  const cells = scenario.cells.map((cell) => ({ ...cell, warnings }));
  const groups = groupByRank({ ...scenario, cells, recommendation: null });
  expect(groups.map((group) => group.rank)).toEqual(['baseline', 'failing']);
});

test('a warning that several variants share is one, with all of them', () => {
  const [scenario] = buildComplete().scenarios;
  if (scenario === undefined) throw new Error('the fixture has scenarios');
  const warnings = [
    { code: 'FEW_SAMPLES', message: quoteText('Few.'), advice: quoteText('More.') },
  ];
  const cells = scenario.cells.map((cell) => ({ ...cell, warnings }));
  const shared = listSharedWarnings({ ...scenario, cells });
  expect(shared).toHaveLength(1);
  expect(shared[0]?.variantIds).toHaveLength(9);
});

test('where not all can be drawn, the recommended one and the baseline always are', () => {
  const [scenario] = buildComplete().scenarios;
  if (scenario === undefined) throw new Error('the fixture has scenarios');
  const drawn = chooseDrawnCells(scenario, 3).map((cell) => cell.variantId);
  expect(drawn).toEqual([
    'cache=none,threads=single,index=composite',
    'cache=none,threads=single,index=covering',
    'cache=none,threads=single,index=none',
  ]);
});
