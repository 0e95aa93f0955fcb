// The errors that a gate may make, over all looks of a run.
import { fewestGroups } from '../analysis/pairs/comparison.ts';
import type { JudgementLevel } from '../analysis/pairs/judgement-level.ts';
import {
  buildConfidenceSequenceInterval,
  computeSequenceTestLevel,
} from '../stats/confidence-sequence.ts';
import { computeNominalAlpha } from '../stats/group-sequential.ts';
import type { IntervalEstimate } from '../stats/interval.ts';
import { buildPairedInterval } from '../stats/paired-interval.ts';

/** Chance that gates without a true slowdown fail, over all looks and all relative gates of a run. */
const overallFailAlpha = 0.01;
/** Chance that a gate with a true slowdown above its tolerance passes, over all looks. */
const overallPassAlpha = 0.05;

export interface GateLevel {
  readonly kind: JudgementLevel['kind'];
  /** What one value of a relative gate's sample is. */
  readonly unit: JudgementLevel['unit'];
  /** Numbers of valid groups at which it is looked at; empty for `anytime`. */
  readonly looks: readonly number[];
  /** Most valid groups that the run may have; those it has where groups are appended at will. */
  readonly mostGroups: number;
  /** Of the two-sided interval whose lower end decides on a FAIL. */
  readonly failAlpha: number;
  /** Of the two-sided interval whose upper end decides on a PASS. */
  readonly passAlpha: number;
}

/**
 * @param questions relative gates of the run, at least 1: shared out beforehand where groups are appended
 *   at will, else Holm's correction does it.
 */
export function computeGateLevel(
  level: JudgementLevel,
  validGroups: number,
  questions: number,
): GateLevel {
  const { kind, looks, unit } = level;
  if (kind === 'anytime')
    return { kind, unit, looks, mostGroups: validGroups, ...shareAppended(questions) };
  return {
    ...{ kind, unit, looks },
    mostGroups: Math.max(validGroups, ...looks),
    failAlpha: computeNominalAlpha(looks, overallFailAlpha, 2),
    passAlpha: computeNominalAlpha(looks, overallPassAlpha, 2),
  };
}

/** What each gate is left with once groups are appended to a run. @param questions as of `computeGateLevel` */
export function shareAppended(questions: number): Pick<GateLevel, 'failAlpha' | 'passAlpha'> {
  return { failAlpha: overallFailAlpha / Math.max(1, questions), passAlpha: overallPassAlpha };
}

/** The fewest values with which a relative gate can be decided at all. @param questions as of `computeGateLevel` */
export function findFewestToCompare(
  level: Pick<JudgementLevel, 'kind' | 'looks' | 'unit'>,
  questions: number,
): number {
  if (level.kind !== 'anytime') return fewestGroups;
  let groups = fewestGroups;
  while (computeSequenceTestLevel(groups, 1 - overallFailAlpha / questions) === undefined)
    groups += 1;
  return groups;
}

/** The interval of a gate at one of its levels; undefined where there are too few groups for one. */
export function buildGateInterval(
  differences: readonly number[],
  alpha: number,
  { kind }: GateLevel,
): IntervalEstimate | undefined {
  return kind === 'anytime'
    ? buildConfidenceSequenceInterval(differences, 1 - alpha)
    : buildPairedInterval(differences, 1 - alpha);
}
