// Variants are ranked over what all of them met, and a lead must show in the single groups.

import { describe, expect, it } from 'vitest';
import type { FaultFigures } from '../../../reports/document/faults.ts';
import { quoteText } from '../../../reports/document/messages/message.ts';
import { buildNormal, buildUniform } from '../../stats/test-noise.ts';
import type { GroupedCell } from './cells.ts';
import { rankUnderFaults } from './ranking.ts';

function cell(
  variantId: string,
  faultId: string,
  perGroup: readonly number[] | undefined,
  status = 'clean',
  groups: readonly number[] = [...(perGroup ?? []).keys()],
): GroupedCell {
  const ratio = (perGroup ?? []).reduce((sum, one) => sum + one, 0) / (perGroup?.length ?? 1);
  const availability = { ratio, interval: null, basis: 'groups', perGroup: perGroup ?? [] };
  const figures = { availability, audit: { status } } as unknown as FaultFigures;
  const ids = { variantId, faultId };
  return perGroup === undefined
    ? { cell: { ...ids, status: 'not-run', reason: quoteText('No Redis.'), figures: null }, groups }
    : { cell: { ...ids, status: 'measured', reason: null, figures }, groups };
}

describe('the ranking under faults', () => {
  it('is by the mean over the faults that every variant met, without the control', () => {
    const { commonFaultIds, ranking } = rankUnderFaults([
      cell('a', 'control', [1, 1, 1]),
      cell('a', 'killed', [0.5, 0.5, 0.5]),
      cell('a', 'paused', [0.7, 0.7, 0.7]),
      cell('a', 'redis', undefined),
      cell('b', 'control', [0, 0, 0]),
      cell('b', 'killed', [0.8, 0.8, 0.8]),
      cell('b', 'paused', [0.6, 0.6, 0.6]),
      cell('b', 'redis', [0, 0, 0]),
    ]);
    expect(commonFaultIds).toEqual(['killed', 'paused']);
    expect(ranking.map(({ variantId }) => variantId)).toEqual(['b', 'a']);
    expect(ranking[0]?.ratio).toBeCloseTo(0.7, 12);
    expect(ranking[1]?.ratio).toBeCloseTo(0.6, 12);
  });

  it('calls one clearly behind only where the groups agree, and never with three', () => {
    const behind = (...others: readonly number[]) =>
      rankUnderFaults([
        cell(
          'a',
          'killed',
          others.map((_, index) => 0.9 + index / 100),
        ),
        cell('b', 'killed', others),
      ]).ranking.map(({ isClearlyBehind }) => isClearlyBehind);
    expect(behind(0.5, 0.52, 0.51, 0.5, 0.5, 0.51)).toEqual([false, true]);
    expect(behind(0.5, 0.52, 0.51, 0.5, 0.5)).toEqual([false, false]);
    expect(behind(0.1, 0.1, 0.1)).toEqual([false, false]);
    expect(behind(0.2, 0.95, 0.2, 0.2, 0.2, 0.2)).toEqual([false, false]);
  });

  it('pairs groups by their numbers, where each variant lacks another one', () => {
    const isBehind = (shares: readonly number[], groups: readonly number[]) =>
      rankUnderFaults([
        cell('a', 'killed', shares),
        cell('b', 'killed', [0.8, 0.7, 0.6, 0.6, 0.6, 0.6], 'clean', groups),
      ]).ranking.find(({ variantId }) => variantId === 'b')?.isClearlyBehind;
    const later = [1, 2, 3, 4, 5, 6];
    // By their places all differences are 0.1; of the five groups that both have two are equal.
    expect(isBehind([0.9, 0.8, 0.7, 0.7, 0.7, 0.7], later)).toBe(false);
    expect(isBehind([0.5, 0.9, 0.8, 0.7, 0.7, 0.7, 0.7], later)).toBe(true);
  });

  it('calls hardly anyone of equal variants clearly behind, however many there are', () => {
    const normal = buildNormal(buildUniform(7));
    const runs = 400;
    for (const [variants, groups] of [
      [2, 6],
      [3, 9],
      [8, 12],
    ] as const) {
      const called = Array.from({ length: runs }, () => {
        const cells = Array.from({ length: variants }, (_, index) =>
          cell(
            `v${index}`,
            'killed',
            Array.from({ length: groups }, () => 0.8 + 0.01 * normal()),
          ),
        );
        return rankUnderFaults(cells).ranking.some(({ isClearlyBehind }) => isClearlyBehind);
      }).filter(Boolean).length;
      // 0.05 and three standard errors of 400 runs.
      expect(called / runs, `${variants} variants`).toBeLessThan(0.083);
    }
  });

  it('leaves out who lost data, under whatever fault, and then needs not share their faults', () => {
    const { commonFaultIds, ranking, excluded } = rankUnderFaults([
      cell('a', 'killed', [0.5, 0.5, 0.5]),
      cell('a', 'paused', [0.5, 0.5, 0.5]),
      cell('b', 'killed', [1, 1, 1], 'violated'),
      cell('b', 'paused', undefined),
      cell('c', 'killed', undefined),
    ]);
    expect(excluded).toEqual([
      { variantId: 'b', code: 'WRONG_DATA', faultIds: ['killed'] },
      { variantId: 'c', code: 'NOT_MEASURED' },
    ]);
    expect(ranking.map(({ variantId }) => variantId)).toEqual(['a']);
    expect(commonFaultIds).toEqual(['killed', 'paused']);
  });

  it('has no interval where a group is missing under one of the faults', () => {
    const { ranking } = rankUnderFaults([
      cell('a', 'killed', [0.5, 0.6, 0.5]),
      cell('a', 'paused', [0.5, 0.6]),
    ]);
    expect(ranking).toMatchObject([{ variantId: 'a', interval: null, isClearlyBehind: false }]);
  });

  it('is empty where nothing was met by all', () => {
    expect(rankUnderFaults([]).ranking).toEqual([]);
    const apart = [cell('a', 'killed', [1]), cell('a', 'paused', undefined)];
    const others = [cell('b', 'killed', undefined), cell('b', 'paused', [1])];
    expect(rankUnderFaults([...apart, ...others]).ranking).toEqual([]);
  });
});
