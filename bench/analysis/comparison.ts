// A comparison: log-ratios of the groups → estimate, interval, p-value, verdict, groups still needed.

import { isHigherBetter, metrics } from '../../reports/document/metrics.ts';
import type { Comparison, MetricName } from '../../reports/document/result.ts';
import { buildConfidenceSequenceInterval } from '../stats/confidence-sequence.ts';
import { sampleSd } from '../stats/descriptive.ts';
import type { IntervalEstimate } from '../stats/interval.ts';
import { buildPairedInterval } from '../stats/paired-interval.ts';
import { findPairedPValue } from '../stats/paired-test.ts';
import { findLeastDetectableEffect } from '../stats/power.ts';
import { findSignFlipPValue } from '../stats/sign-flip.ts';
import { findTestLevel, type JudgementLevel } from './judgement-level.ts';
import { findMargin } from './metrics.ts';
import { findMoreGroups, judgeInterval } from './verdict.ts';

/** How the comparisons of a run are judged. */
export interface ComparisonRule {
  readonly toleranceRatio: number;
  readonly level: JudgementLevel;
  /** Comparisons that are corrected together, at least 1: a p-value must be able to pass the first step. */
  readonly familySize: number;
}

/** Power of the least detectable effect. */
const usualPower = 0.8;

/** What pairs of one figure say, whatever the figure is called. */
export type PairedJudgement = Omit<Comparison, 'metric'>;

export interface PairedRule extends Omit<ComparisonRule, 'toleranceRatio'> {
  /** Inside which both count as equivalent, as a logarithm: ln(1 + tolerance). */
  readonly margin: number;
  readonly higherIsBetter: boolean;
  /** Where figures come in bursts, only the signs of the groups can be relied on for the p-value. */
  readonly isBursty?: boolean;
}

/**
 * Judges paired log-ratios ln(variant ÷ reference), one a group: Hodges-Lehmann with the exact
 * signed-rank interval from 8 groups on, t below; the t confidence sequence where groups were appended
 * at will. A single group gives the ratio without an interval.
 */
export function judgePairs(logRatios: readonly number[], rule: PairedRule): PairedJudgement {
  const { higherIsBetter, margin, level } = rule;
  const confidence = 1 - level.nominalAlpha;
  const groups = logRatios.length;
  const head = { confidence, groups, higherIsBetter, adjustedPValue: null, foreignAdjusted: null };
  const interval = buildInterval(logRatios, level);
  if (interval === undefined) {
    const [only] = logRatios;
    return {
      ...head,
      ...{ ratioLower: null, ratioUpper: null, pValue: null, leastDetectableRatio: null },
      ratio: only === undefined ? null : Math.exp(only),
      method: 'none',
      verdict: only === undefined ? 'not-judged' : 'inconclusive',
      moreGroups: null,
    };
  }
  const verdict = judgeInterval(higherIsBetter ? mirror(interval) : interval, margin, groups);
  const sd = sampleSd(logRatios) ?? 0;
  const moreGroups =
    verdict === 'inconclusive' && level.unit === 'group'
      ? findMoreGroups(interval.estimate, sd, margin, groups, confidence)
      : undefined;
  return {
    ...head,
    ratio: Math.exp(interval.estimate),
    ratioLower: Math.exp(interval.lower),
    ratioUpper: Math.exp(interval.upper),
    pValue: findPValue(logRatios, rule) ?? null,
    leastDetectableRatio: findLeastRatio(sd, groups, rule),
    method: interval.method,
    verdict,
    moreGroups: moreGroups ?? null,
  };
}

/**
 * Compares by paired log-ratios of a metric. The success ratio is judged by its quotient too, with the
 * margin of one failure in a thousand; it describes, and what bars a variant is the share itself (see
 * barring.ts).
 */
export function buildComparison(
  metric: MetricName,
  logRatios: readonly number[],
  { toleranceRatio, ...rule }: ComparisonRule,
): Comparison {
  const higherIsBetter = isHigherBetter(metric);
  const margin = findMargin(metric, toleranceRatio);
  const isBursty = metrics[metric].kind === 'success';
  return { metric, ...judgePairs(logRatios, { ...rule, margin, higherIsBetter, isBursty }) };
}

export type MethodInterval = IntervalEstimate & { readonly method: Comparison['method'] };

/**
 * The interval of one value a group at the level of a look: signed-rank or t, or the t confidence sequence where
 * groups are appended at will. @param alpha error of this interval; absent: the level's own
 */
export function buildInterval(
  logRatios: readonly number[],
  level: JudgementLevel,
  alpha = level.nominalAlpha,
): MethodInterval | undefined {
  const confidence = 1 - alpha;
  if (level.kind !== 'anytime') return buildPairedInterval(logRatios, confidence);
  const sequence = buildConfidenceSequenceInterval(logRatios, confidence);
  return sequence && { ...sequence, method: 'confidence-sequence' };
}

/** None where groups are appended at will: a p-value of one look would not hold then. */
function findPValue(
  logRatios: readonly number[],
  { level, familySize, isBursty }: PairedRule,
): number | undefined {
  if (level.kind === 'anytime') return undefined;
  if (isBursty === true) return findSignFlipPValue(logRatios);
  return findPairedPValue(logRatios, { smallestNeeded: level.nominalAlpha / familySize })?.p;
}

/** As if no other comparison of the family showed a difference, which is the hardest case for this one. */
function findLeastRatio(
  sd: number,
  groups: number,
  { level, familySize }: PairedRule,
): number | null {
  const test = findTestLevel(level, groups, familySize);
  const effect =
    test === undefined || test.alpha >= usualPower
      ? undefined
      : findLeastDetectableEffect({
          ...{ sd, groups, ...test, power: usualPower, sdDegreesOfFreedom: groups - 1 },
        });
  return effect === undefined || !Number.isFinite(effect) ? null : Math.exp(effect);
}

function mirror({ estimate, lower, upper }: IntervalEstimate): IntervalEstimate {
  return { estimate: -estimate, lower: -upper, upper: -lower };
}

/** ln("worse") of a comparison's estimate, lower is better; undefined where there is none. */
export function findWorseness({ ratio, higherIsBetter }: Comparison): number | undefined {
  if (ratio === null) return undefined;
  return higherIsBetter ? -Math.log(ratio) : Math.log(ratio);
}
