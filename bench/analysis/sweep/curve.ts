// A latency-against-rate curve: repetitions pooled by rate, its knee, the highest rate within the SLO, and the front of all.

import type {
  SweepCurvePoint,
  SweepCurveResult,
  SweepFrontPoint,
  SweepSpread,
} from '../../../reports/document/sweep.ts';
import { findBracket } from '../../plan/sweep-search.ts';
import { median } from '../../stats/descriptive.ts';
import { fewestSamples } from '../metrics.ts';

/** One variant at one rate in one group. */
export interface SweepPoint {
  readonly variantId: string;
  readonly group: number;
  /** Arrivals a second asked for. */
  readonly rateRps: number;
  /** Successes a second until the last answer, the usual drain left aside. */
  readonly achievedRps: number;
  /** From the intended start; a request that failed ranks behind every success. Undefined without a request. */
  readonly latencyP50Us: number | undefined;
  readonly latencyP99Us: number | undefined;
  /** Successes of all requests that were due an answer, 0 to 1; undefined where none was. */
  readonly successRatio: number | undefined;
  /** Requests that were sent again, and those that ended; undefined where the former is not known. */
  readonly resent?: { readonly requests: number; readonly ended: number } | undefined;
  /** Arrivals came faster than answers: a backlog was left at the end. */
  readonly saturated: boolean;
  /** Requests behind the percentiles. */
  readonly samples: number;
}

/** What a rate has to keep to be called good. */
export interface SweepSlo {
  /** Most latency at p99; undefined asks only that the rate is sustained. */
  readonly latencyP99Us: number | undefined;
  /** Least share of successes, 0 to 1. */
  readonly successRatio: number;
}

/** What the rates of one variant come to; the knee is null where the rates tried do not surround it. */
export type SweepCurve = Pick<SweepCurveResult, 'variantId' | 'points' | 'knee' | 'withinSlo'>;

/** The curve of one variant; @param points its points of all groups, in any order. */
export function buildSweepCurve(
  variantId: string,
  points: readonly SweepPoint[],
  slo: SweepSlo,
): SweepCurve {
  const own = points.filter((point) => point.variantId === variantId);
  const pooled = poolByRate(own, slo);
  return {
    variantId,
    points: pooled,
    knee: findKnee(
      pooled.map(({ rateRps, achievedRps, latencyP99Us, saturated }) => ({
        ...{ rateRps, achievedRps: achievedRps.median, latencyP99Us: latencyP99Us?.median },
        saturated,
      })),
    ),
    withinSlo: findHighestWithinSlo(own, pooled, slo),
  };
}

/** Points pooled by rate, ascending. */
export function poolByRate(
  points: readonly SweepPoint[],
  slo: SweepSlo,
): readonly SweepCurvePoint[] {
  const rates = [...new Set(points.map(({ rateRps }) => rateRps))].sort((a, b) => a - b);
  return rates.map((rateRps) =>
    poolRepetitions(
      rateRps,
      points.filter((point) => point.rateRps === rateRps),
      slo,
    ),
  );
}

function poolRepetitions(
  rateRps: number,
  repetitions: readonly SweepPoint[],
  slo: SweepSlo,
): SweepCurvePoint {
  const spread = (choose: (point: SweepPoint) => number | undefined) =>
    spreadOf(repetitions.flatMap((point) => choose(point) ?? []));
  const latencyP99Us = spread((point) => point.latencyP99Us);
  const successRatio = spread((point) => point.successRatio);
  const saturated = repetitions.filter((point) => point.saturated).length * 2 >= repetitions.length;
  const samples = repetitions.reduce((sum, point) => sum + point.samples, 0);
  const resentRatio = findResentRatio(repetitions);
  return {
    ...{ rateRps, repetitions: repetitions.length, latencyP99Us, successRatio, saturated },
    achievedRps: spread((point) => point.achievedRps) ?? { median: 0, low: 0, high: 0 },
    latencyP50Us: spread((point) => point.latencyP50Us),
    isP99Trusted: samples >= fewestSamples(99),
    meetsSlo: !saturated && meetsSlo(latencyP99Us?.median, successRatio?.median, slo),
    ...(resentRatio !== undefined && { resentRatio }),
  };
}

function findResentRatio(repetitions: readonly SweepPoint[]): number | undefined {
  const known = repetitions.flatMap(({ resent }) => resent ?? []);
  const ended = known.reduce((sum, each) => sum + each.ended, 0);
  if (known.length < repetitions.length || ended === 0) return undefined;
  return known.reduce((sum, each) => sum + each.requests, 0) / ended;
}

/** Whether a slice, or a rate over its repetitions, kept the SLO; one without an answer did not. */
export function meetsSlo(
  latencyP99Us: number | undefined,
  successRatio: number | undefined,
  slo: SweepSlo,
): boolean {
  // Without one answer there is nothing that could have been good: missing data is never ok.
  if (latencyP99Us === undefined || successRatio === undefined) return false;
  return successRatio >= slo.successRatio && latencyP99Us <= (slo.latencyP99Us ?? Infinity);
}

/** Median with lowest and highest; null for an empty sample. */
export function spreadOf(values: readonly number[]): SweepSpread | null {
  const middle = median(values);
  if (middle === undefined) return null;
  return { median: middle, low: Math.min(...values), high: Math.max(...values) };
}

/** The bracket over all repetitions, and what each group alone would have said. */
function findHighestWithinSlo(
  points: readonly SweepPoint[],
  pooled: readonly SweepCurvePoint[],
  slo: SweepSlo,
): SweepCurveResult['withinSlo'] {
  const groups = [...new Set(points.map(({ group }) => group))].sort((a, b) => a - b);
  const { highestMetRps = null, lowestFailedRps = null, ...bracket } = findBracket(toTried(pooled));
  return {
    ...{ highestMetRps, lowestFailedRps, ...bracket },
    perGroupRps: groups.map((group) => {
      const own = points.filter((point) => point.group === group);
      return findBracket(toTried(poolByRate(own, slo))).highestMetRps ?? null;
    }),
  };
}

function toTried(pooled: readonly SweepCurvePoint[]) {
  return pooled.map(({ rateRps, meetsSlo }) => ({ rateRps, meetsLimit: meetsSlo }));
}

/** A rate of the curve: medians of its repetitions. */
export interface KneePoint {
  readonly rateRps: number;
  readonly achievedRps: number;
  readonly latencyP99Us: number | undefined;
  readonly saturated: boolean;
}

/** A curve of fewer rates has no shape. */
const fewestRates = 4;

/**
 * The rate of greatest power, achieved throughput ÷ p99: the point where a line from the origin
 * touches the curve from below (Kleinrock, "Power and deterministic rules of thumb for probabilistic
 * problems in computer communications", 1979); half of the capacity for an M/M/1 queue. Chosen over
 * Kneedle (Satopää and others, 2011), which normalises to the range of rates tried, so that one more
 * overloaded rate moves its knee; this one stays. Null below four rates with answers, and where
 * the greatest power lies at the lowest or highest of them, since the true one may lie beyond. A
 * saturated rate bounds the knee but is never it: its latency hangs on how long the slice was.
 * @param points by rate, ascending.
 */
export function findKnee(points: readonly KneePoint[]): SweepCurveResult['knee'] {
  const known = points.flatMap(({ rateRps, achievedRps, latencyP99Us, saturated }) =>
    latencyP99Us === undefined || latencyP99Us <= 0
      ? []
      : [{ rateRps, latencyP99Us, power: saturated ? 0 : achievedRps / latencyP99Us }],
  );
  if (known.length < fewestRates) return null;
  const greatest = Math.max(...known.map(({ power }) => power));
  if (greatest === 0) return null;
  const index = known.findIndex(({ power }) => power === greatest);
  const [before, knee, after] = [known[index - 1], known[index], known[index + 1]];
  if (before === undefined || knee === undefined || after === undefined) return null;
  const { rateRps, latencyP99Us } = knee;
  return { rateRps, latencyP99Us, lowRps: before.rateRps, highRps: after.rateRps };
}

/**
 * The Pareto front of all variants, by throughput; without rates that were not kept or whose p99 rests on too
 * few requests.
 */
export function findSweepFront(curves: readonly SweepCurveResult[]): readonly SweepFrontPoint[] {
  const kept = curves.flatMap(({ variantId, points }) =>
    points.flatMap(({ achievedRps, latencyP99Us, saturated, isP99Trusted }): SweepFrontPoint[] =>
      saturated || !isP99Trusted || latencyP99Us === null || latencyP99Us.median <= 0
        ? []
        : [{ variantId, achievedRps: achievedRps.median, latencyP99Us: latencyP99Us.median }],
    ),
  );
  const front: SweepFrontPoint[] = [];
  // From the highest throughput down, each must be faster than all before it.
  const falling = kept.toSorted(
    (a, b) => b.achievedRps - a.achievedRps || a.latencyP99Us - b.latencyP99Us,
  );
  for (const point of falling) {
    if (point.latencyP99Us < (front[0]?.latencyP99Us ?? Number.POSITIVE_INFINITY))
      front.unshift(point);
  }
  return front;
}
