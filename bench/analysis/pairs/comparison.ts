// A comparison: log-ratios of the groups → estimate, interval, p-value, verdict, groups still needed.

import { isHigherBetter, metrics } from '../../../reports/document/metrics.ts';
import { mostMoreGroups } from '../../../reports/document/more-groups.ts';
import type { Cell, Comparison, MetricName } from '../../../reports/document/result.ts';
import { buildConfidenceSequenceInterval } from '../../stats/confidence-sequence.ts';
import { sampleSd } from '../../stats/descriptive.ts';
import type { IntervalEstimate } from '../../stats/interval.ts';
import { buildPairedInterval } from '../../stats/paired-interval.ts';
import { computePairedPValue } from '../../stats/paired-test.ts';
import { computePairsNeeded } from '../../stats/pairs-needed.ts';
import { computeLeastDetectableEffect } from '../../stats/power.ts';
import { computeSignFlipPValue } from '../../stats/sign-flip.ts';
import { computeMargin } from '../metrics.ts';
import { computeTestLevel, type JudgementLevel } from './judgement-level.ts';

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
      ? computeMoreGroups(interval.estimate, sd, margin, groups, confidence)
      : null;
  return {
    ...head,
    ratio: Math.exp(interval.estimate),
    ratioLower: Math.exp(interval.lower),
    ratioUpper: Math.exp(interval.upper),
    pValue: computePValue(logRatios, rule) ?? null,
    leastDetectableRatio: computeLeastRatio(sd, groups, rule),
    method: interval.method,
    verdict,
    moreGroups,
  };
}

/**
 * Compares by paired log-ratios of a metric. The success ratio is judged by its quotient too, with the
 * margin of one failure in a thousand; it describes, and what excludes a variant is the share itself (see
 * exclusion.ts).
 */
export function buildComparison(
  metric: MetricName,
  logRatios: readonly number[],
  { toleranceRatio, ...rule }: ComparisonRule,
): Comparison {
  const higherIsBetter = isHigherBetter(metric);
  const margin = computeMargin(metric, toleranceRatio);
  const isBursty = metrics[metric].kind === 'success';
  return { metric, ...judgePairs(logRatios, { ...rule, margin, higherIsBetter, isBursty }) };
}

/** The cell with each of its comparisons changed, those of its routes too. */
export function mapComparisons(cell: Cell, change: (comparison: Comparison) => Comparison): Cell {
  return {
    ...cell,
    comparisons: cell.comparisons.map(change),
    routes: cell.routes.map((route) => ({ ...route, comparisons: route.comparisons.map(change) })),
  };
}

/** Of a variant that a scenario does not exercise: its own figures stay; what compares it with the baseline goes. */
export function withholdVerdict(cell: Cell): Cell {
  return { ...mapComparisons(cell, withholdComparison), verdict: 'not-exercised' };
}

/** No ratio either, so that no output can show one beside the words. */
export function withholdComparison(comparison: Comparison): Comparison {
  return {
    ...comparison,
    ...{ ratio: null, ratioLower: null, ratioUpper: null, pValue: null, adjustedPValue: null },
    ...{ foreignAdjusted: null, leastDetectableRatio: null, moreGroups: null },
    method: 'none',
    verdict: 'not-exercised',
  };
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
function computePValue(
  logRatios: readonly number[],
  { level, familySize, isBursty }: PairedRule,
): number | undefined {
  if (level.kind === 'anytime') return undefined;
  if (isBursty === true) return computeSignFlipPValue(logRatios);
  return computePairedPValue(logRatios, { smallestNeeded: level.nominalAlpha / familySize })?.p;
}

/** As if no other comparison of the family showed a difference, which is the hardest case for this one. */
function computeLeastRatio(
  sd: number,
  groups: number,
  { level, familySize }: PairedRule,
): number | null {
  const test = computeTestLevel(level, groups, familySize);
  const effect =
    test === undefined || test.alpha >= usualPower
      ? undefined
      : computeLeastDetectableEffect({
          ...{ sd, groups, ...test, power: usualPower, sdDegreesOfFreedom: groups - 1 },
        });
  return effect === undefined || !Number.isFinite(effect) ? null : Math.exp(effect);
}

function mirror({ estimate, lower, upper }: IntervalEstimate): IntervalEstimate {
  return { estimate: -estimate, lower: -upper, upper: -lower };
}

/** ln("worse") of a comparison's estimate, lower is better; undefined where there is none. */
export function computeWorseness({ ratio, higherIsBetter }: Comparison): number | undefined {
  if (ratio === null) return undefined;
  return higherIsBetter ? -Math.log(ratio) : Math.log(ratio);
}

/** Below this many groups nothing is decided, whatever the interval says. */
export const fewestGroups = 3;

export type DecidedVerdict = 'better' | 'worse' | 'equivalent' | 'inconclusive';

/**
 * Judges θ = ln("worse"), so that θ > 0 means worse, by its interval [lower, upper] and the margin
 * m = ln(1 + tolerance):
 * - `equivalent`: the whole interval lies in [−m, m], also where it leaves out 0;
 * - `better`: else, where the whole interval lies below 0;
 * - `worse`: else, where the whole interval lies above 0;
 * - `inconclusive`: else, and below 3 groups always.
 * So a difference that is real but surely smaller than the tolerance is `equivalent`, and one program
 * under two names is called better or worse in at most 5 % of the runs at 95 % confidence.
 */
export function judgeInterval(
  interval: IntervalEstimate,
  margin: number,
  groups: number,
): DecidedVerdict {
  if (groups < fewestGroups) return 'inconclusive';
  if (interval.lower >= -margin && interval.upper <= margin) return 'equivalent';
  if (interval.upper < 0) return 'better';
  if (interval.lower > 0) return 'worse';
  return 'inconclusive';
}

/**
 * Further groups after which the interval would probably decide: n with t·s/√n ≤ gap, less those
 * there are. The gap is the nearer of the two ways out: down to 0 (|θ|, then better or worse), or
 * up to the margin (m − |θ|, then equivalent). Solved with the t of the n that is needed, which for the
 * few groups there are now would be too large. At most 1,000: so many, or more.
 */
export function computeMoreGroups(
  estimate: number,
  sd: number,
  margin: number,
  groups: number,
  confidence: number,
): number {
  const distance = Math.abs(estimate);
  const gap = Math.max(distance, margin - distance);
  const needed = computePairsNeeded(sd, gap, confidence, mostMoreGroups);
  if (needed === undefined) return mostMoreGroups;
  return Math.max(1, Math.max(needed, fewestGroups) - groups);
}
