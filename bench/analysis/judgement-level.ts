// At which level a run's comparisons are judged: one look, looks at fixed numbers of groups, or any time.
import type { Plan } from '../plan/plan.ts';
import { findNominalAlpha } from '../stats/group-sequential.ts';
import type { Sampling } from './epochs.ts';

/** What all comparisons of a run have in common. */
export interface JudgementLevel {
  readonly kind: 'fixed' | 'group-sequential' | 'anytime';
  /** What one value of a sample is, see `chooseSampling`. */
  readonly unit: Sampling['unit'];
  /** Numbers of valid groups at which the run may end; empty for `anytime`. */
  readonly looks: readonly number[];
  /** Chance that a comparison errs at any of the looks. */
  readonly overallAlpha: number;
  /** What is left for each look; for `anytime` the overall one shared out among the primary comparisons. */
  readonly nominalAlpha: number;
}

/** Of every comparison in the document. */
export const overallAlpha = 0.05;

/**
 * The level that a plan's looks leave; a plan without looks (of an older run) is looked at once.
 * @param familySize primary comparisons of the run, at least 1: intervals that hold at any time have no
 *   p-values for Holm, so the error is shared out among them beforehand (Bonferroni).
 */
export function findJudgementLevel(
  plan: Plan,
  familySize: number,
  unit: Sampling['unit'] = 'group',
): JudgementLevel {
  const { kind, groups: looks } = plan.looks ?? { kind: 'fixed', groups: [plan.groups.length] };
  return {
    kind,
    unit,
    looks,
    overallAlpha,
    nominalAlpha: findNominal(kind, looks, familySize),
  };
}

function findNominal(
  kind: JudgementLevel['kind'],
  looks: readonly number[],
  familySize: number,
): number {
  switch (kind) {
    case 'fixed':
      return overallAlpha;
    case 'group-sequential':
      return findNominalAlpha(looks, overallAlpha, 2);
    case 'anytime':
      return overallAlpha / familySize;
  }
}

/** One look at so many groups, for what is judged outside a run. */
export function fixedLevel(groups: number): JudgementLevel {
  const kinds = { kind: 'fixed', unit: 'group' } as const;
  return { ...kinds, looks: [groups], overallAlpha, nominalAlpha: overallAlpha };
}
