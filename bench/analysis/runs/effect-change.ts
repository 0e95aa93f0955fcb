// How one effect changed from a run to another: ratio of ratios, interval, p-value, verdict.

import type { ChangeVerdict, ComparedEffect } from '../../../reports/document/compare.ts';
import type { Cell, Comparison, MetricName } from '../../../reports/document/result.ts';
import type { IntervalEstimate } from '../../stats/interval.ts';
import { compareMeans, describeMean, type MeanWithError, recoverMean } from '../../stats/welch.ts';
import { metricYields } from '../metrics.ts';
import { computeLogRatio } from '../pairs/pairing.ts';

/** An effect in one run: its comparison, and the cells that it is made of. */
export interface RunEffect {
  readonly comparison: Comparison;
  readonly variant: Cell;
  readonly baseline: Cell;
}

/** In logarithms: where either run has the effect, and the change from A to B. */
export interface EffectChange extends IntervalEstimate {
  readonly method: Exclude<ComparedEffect['method'], 'none'>;
  readonly logA: number;
  readonly logB: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/**
 * Two runs share no group, so their mean log-ratios are compared by Welch's t. A metric that is compared
 * trial by trial has its log-ratio of each group in the document; of one that is compared slice by slice
 * only the interval is left, whose width gives the error. Undefined where either run has neither.
 */
export function estimateChange(
  metric: MetricName,
  a: RunEffect,
  b: RunEffect,
  confidence: number,
): EffectChange | undefined {
  const grouped = [a, b].map((one) => describeGroups(metric, one));
  const isGrouped = grouped.every((one) => one !== undefined);
  const [first, second] = isGrouped
    ? grouped
    : [a, b].map(({ comparison }) => describeInterval(comparison));
  if (first === undefined || second === undefined) return undefined;
  const found = compareMeans(first, second, confidence);
  return (
    found && {
      ...found,
      method: isGrouped ? 'welch-groups' : 'welch-intervals',
      ...{ logA: first.mean, logB: second.mean },
    }
  );
}

function describeGroups(
  metric: MetricName,
  { comparison, variant, baseline }: RunEffect,
): MeanWithError | undefined {
  if (metricYields[metric].ofSlice !== undefined) return undefined;
  const [own, reference] = [variant, baseline].map(
    (cell) => cell.metrics.find((estimate) => estimate.metric === metric)?.perGroup ?? [],
  );
  if (own === undefined || reference === undefined || own.length !== reference.length) {
    return undefined;
  }
  const logRatios = own.flatMap(
    (value, index) => computeLogRatio(value ?? undefined, reference[index] ?? undefined) ?? [],
  );
  // Otherwise these are not the groups that the comparison was made from.
  return logRatios.length === comparison.groups ? describeMean(logRatios) : undefined;
}

/** Too wide an error rather than too narrow where the interval is no t interval. */
function describeInterval(comparison: Comparison): MeanWithError | undefined {
  const { ratio, ratioLower, ratioUpper, confidence, groups } = comparison;
  if (ratio === null || ratioLower === null || ratioUpper === null) return undefined;
  if (!(ratioLower > 0 && Number.isFinite(ratioUpper))) return undefined;
  const interval = {
    ...{ estimate: Math.log(ratio), lower: Math.log(ratioLower), upper: Math.log(ratioUpper) },
  };
  return recoverMean(interval, confidence, groups);
}

/** What is known of a change when it is judged. */
export interface ChangeEvidence {
  readonly change: EffectChange;
  /** Inside which an effect counts as the same, as a logarithm. */
  readonly margin: number;
  readonly adjustedPValue: number;
  /** The greatest p-value that counts. */
  readonly alpha: number;
  readonly a: Comparison;
  readonly b: Comparison;
}

/**
 * Same where the whole interval lies inside the margin; changed where p after Holm's correction says so;
 * else unclear. It is reversed only where either run tells its effect from none: from a little above 1 to
 * far below it, an effect grew.
 */
export function judgeChange(evidence: ChangeEvidence): ChangeVerdict {
  const { change, margin, adjustedPValue, alpha, a, b } = evidence;
  if (change.lower > -margin && change.upper < margin) return 'same';
  if (adjustedPValue > alpha) return 'unclear';
  if (findSide(a) * findSide(b) < 0) return 'reversed';
  return Math.abs(change.logB) > Math.abs(change.logA) ? 'grew' : 'shrank';
}

/** 1 above no effect, −1 below, 0 where the interval holds both. */
function findSide({ ratioLower, ratioUpper }: Comparison): number {
  if (ratioLower !== null && ratioLower > 1) return 1;
  return ratioUpper !== null && ratioUpper < 1 ? -1 : 0;
}
