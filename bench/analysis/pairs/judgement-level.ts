// At which level a run's comparisons are judged: one look, looks at fixed numbers of groups, or any time.
import type { Plan } from '../../plan/plan.ts';
import { computeSequenceTestLevel } from '../../stats/confidence-sequence.ts';
import { computeNominalAlpha } from '../../stats/group-sequential.ts';
import { hodgesLehmannFrom } from '../../stats/paired-interval.ts';
import { computeSignedRankCut } from '../../stats/signed-rank.ts';
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
export function computeJudgementLevel(
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
      return computeNominalAlpha(looks, overallAlpha, 2);
    case 'anytime':
      return overallAlpha / familySize;
  }
}

/** One look at so many groups, for what is judged outside a run. */
export function fixedLevel(groups: number): JudgementLevel {
  const kinds = { kind: 'fixed', unit: 'group' } as const;
  return { ...kinds, looks: [groups], overallAlpha, nominalAlpha: overallAlpha };
}

/**
 * The level for a family of comparisons besides the primary ones. Where p-values are offered the family is
 * corrected by them afterwards; intervals that hold at any time share the error out beforehand.
 * @param familySize comparisons of the family, at least 1.
 */
export function levelOfFamily(level: JudgementLevel, familySize: number): JudgementLevel {
  if (level.kind !== 'anytime') return level;
  return { ...level, nominalAlpha: level.overallAlpha / Math.max(1, familySize) };
}

/** For power analysis, see `computeLeastDetectableEffect`. */
export interface TestLevel {
  readonly alpha: number;
  readonly needsAllSigns: boolean;
}

/**
 * The level of a single two-sided t test that finds a difference as often as a comparison of such a family
 * does where no other comparison of it shows one: Holm's first step, or the confidence sequence at so many
 * groups. Undefined where so few groups find nothing at all.
 */
export function computeTestLevel(
  level: JudgementLevel,
  groups: number,
  familySize: number,
): TestLevel | undefined {
  const { kind, nominalAlpha } = level;
  if (kind === 'anytime') {
    const alpha = computeSequenceTestLevel(groups, 1 - nominalAlpha);
    return alpha === undefined ? undefined : { alpha, needsAllSigns: false };
  }
  const asked = nominalAlpha / Math.max(1, familySize);
  // The signed-rank test takes only some levels: at 8 groups .039 in place of .05.
  const cut = groups >= hodgesLehmannFrom ? computeSignedRankCut(groups, 1 - asked) : undefined;
  return cut === undefined
    ? { alpha: asked, needsAllSigns: false }
    : { alpha: 1 - cut.achievedConfidence, needsAllSigns: cut.k === 1 };
}
