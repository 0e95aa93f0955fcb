// Which rates a group of a sweep tries: a ladder with a search around the limit, or a search for the capacity alone.
import {
  estimateCapacity,
  findEarlierCapacity,
  judgeSearchSlices,
  type SearchRule,
} from '../analysis/sweep/capacity.ts';
import { poolByRate, type SweepSlo } from '../analysis/sweep/curve.ts';
import { buildSweepPoints } from '../analysis/sweep/points.ts';
import type { SweepSliceRecord } from '../measurement/records.ts';
import { buildCapacityRound } from '../plan/capacity-search.ts';
import {
  buildLadderSteps,
  buildSearchRound,
  countSearchRounds,
  type TriedRate,
} from '../plan/sweep-search.ts';
import type { SweepRunOptions } from '../trial/sweep.ts';

type ChooseRound = SweepRunOptions['chooseRound'];

/** The whole curve: in each group the same ladder, then the rates around the limit of all groups so far. */
export function createLadderRounds(slo: SweepSlo, seed: number): ChooseRound {
  return ({ targets, slices, group, scenario, round }) => {
    if (round === 0) return buildLadderSteps(targets, slices, seed, group, scenario);
    if (round > countSearchRounds(group)) return [];
    return buildSearchRound(targets, judgeRates(slices, slo), seed, group, scenario, round - 1);
  };
}

function judgeRates(slices: readonly SweepSliceRecord[], slo: SweepSlo): readonly TriedRate[] {
  return [...Map.groupBy(slices, ({ variantId }) => variantId)].flatMap(([variantId, own]) =>
    poolByRate(buildSweepPoints(own), slo).map(({ rateRps, meetsSlo }) => ({
      ...{ variantId, rateRps, meetsLimit: meetsSlo },
    })),
  );
}

/** The capacity alone: each group finds its own, and looks first where the groups before it found theirs. */
export function createCapacityRounds(rule: SearchRule, seed: number): ChooseRound {
  return ({ targets, slices, group, scenario, round }) => {
    const searched = targets.map((target) => {
      const own = slices.filter(({ variantId }) => variantId === target.variantId);
      const judged = judgeSearchSlices(own, rule);
      const earlier = [...judged].filter(([index]) => index !== group);
      const found = earlier.map(([index, each]) => estimateCapacity(index, each, target));
      const trials = judged.get(group) ?? [];
      return { target: { ...target, earlierRps: findEarlierCapacity(found) }, trials };
    });
    return buildCapacityRound(
      searched.map(({ target }) => target),
      searched.flatMap(({ trials }) => trials),
      seed,
      round,
      group,
      scenario,
    );
  };
}
