// A comparison: log-ratios of the groups → estimate, interval, verdict, groups still needed.
import type { Comparison, MetricName } from '../../reports/schema/result.ts';
import { sampleSd } from '../stats/descriptive.ts';
import { buildPairedInterval } from '../stats/paired-interval.ts';
import { findMargin, findMetricRule } from './metrics.ts';
import { findMoreGroups, judgeInterval } from './verdict.ts';

/** Of every interval in the document. */
const confidence = 0.95;

/** What pairs of one figure say, whatever the figure is called. */
export type PairedJudgement = Omit<Comparison, 'metric'>;

/**
 * Judges paired log-ratios ln(variant ÷ reference), one a group: Hodges-Lehmann with the exact
 * signed-rank interval from 8 groups on, t below. A single group gives the ratio without an interval.
 * @param margin inside which both count as equivalent, as a logarithm: ln(1 + tolerance)
 */
export function judgePairs(
  logRatios: readonly number[],
  margin: number,
  higherIsBetter: boolean,
): PairedJudgement {
  const head = { confidence, groups: logRatios.length, higherIsBetter };
  const interval = buildPairedInterval(logRatios, confidence);
  if (interval === undefined) {
    const [only] = logRatios;
    return {
      ...head,
      ratio: only === undefined ? null : Math.exp(only),
      ratioLower: null,
      ratioUpper: null,
      method: 'none',
      verdict: only === undefined ? 'not-judged' : 'inconclusive',
      moreGroups: null,
    };
  }
  const worse = higherIsBetter ? mirror(interval) : interval;
  const verdict = judgeInterval(worse, margin, logRatios.length);
  const sd = sampleSd(logRatios) ?? 0;
  const moreGroups =
    verdict === 'inconclusive'
      ? findMoreGroups(interval.estimate, sd, margin, logRatios.length, confidence)
      : undefined;
  return {
    ...head,
    ratio: Math.exp(interval.estimate),
    ratioLower: Math.exp(interval.lower),
    ratioUpper: Math.exp(interval.upper),
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
  toleranceRatio: number,
): Comparison {
  const { higherIsBetter } = findMetricRule(metric);
  const margin = findMargin(metric, toleranceRatio);
  return { metric, ...judgePairs(logRatios, margin, higherIsBetter) };
}

function mirror({ estimate, lower, upper }: { estimate: number; lower: number; upper: number }) {
  return { estimate: -estimate, lower: -upper, upper: -lower };
}

/** ln("worse") of a comparison's estimate, lower is better; undefined where there is none. */
export function findWorseness({ ratio, higherIsBetter }: Comparison): number | undefined {
  if (ratio === null) return undefined;
  return higherIsBetter ? -Math.log(ratio) : Math.log(ratio);
}
