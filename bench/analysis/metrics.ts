// The metrics that variants are compared by: which way is better, how many samples they take.
import type { MetricName } from '../../reports/document/result.ts';

export interface MetricRule {
  readonly name: MetricName;
  readonly higherIsBetter: boolean;
  /** `slices`: mean log-ratio of slices side by side; `trials`: log-ratio of the trials' figures. */
  readonly paired: 'slices' | 'trials';
  /** 0 to 100 for a latency percentile. */
  readonly percentile: number | undefined;
}

const lowerTrial = (name: MetricName, percentile?: number): MetricRule => ({
  name,
  higherIsBetter: false,
  paired: 'trials',
  percentile,
});

/** In the order of the reports. */
export const metricRules: readonly MetricRule[] = [
  { name: 'throughputRps', higherIsBetter: true, paired: 'slices', percentile: undefined },
  { name: 'latencyP50Us', higherIsBetter: false, paired: 'slices', percentile: 50 },
  lowerTrial('latencyP90Us', 90),
  lowerTrial('latencyP95Us', 95),
  lowerTrial('latencyP99Us', 99),
  lowerTrial('latencyP999Us', 99.9),
  lowerTrial('latencyMeanUs'),
  lowerTrial('serviceTimeP50Us'),
  lowerTrial('serviceTimeP99Us'),
  { name: 'successRatio', higherIsBetter: true, paired: 'trials', percentile: undefined },
  lowerTrial('cpuPerRequestUs'),
  lowerTrial('serviceCpuPerRequestUs'),
  lowerTrial('databaseCpuPerRequestUs'),
  lowerTrial('cacheCpuPerRequestUs'),
  lowerTrial('databaseCallsPerRequest'),
  lowerTrial('databaseBuffersPerRequest'),
  lowerTrial('walBytesPerRequest'),
  { name: 'cacheHitRatio', higherIsBetter: true, paired: 'trials', percentile: undefined },
  lowerTrial('rssBytes'),
  lowerTrial('costPerMillion'),
];

/** The rule of a metric. */
export function findMetricRule(name: MetricName): MetricRule {
  const rule = metricRules.find((each) => each.name === name);
  if (rule === undefined) throw new RangeError(`There is no rule for the metric ${name}.`);
  return rule;
}

/** Samples that must lie above a percentile before it is a figure at all. */
export const samplesAbovePercentile = 10;

/**
 * Fewest successes for a percentile: ten above it, hence 20 for p50, 1,000 for p99, 10,000 for p99.9.
 * @param percentile 0 to below 100.
 */
export function fewestSamples(percentile: number): number {
  // Rounded first: 1 − 0.999 is not exactly a thousandth in binary.
  const aboveRatio = Math.round((100 - percentile) * 1e6) / 1e8;
  return Math.ceil(Math.round((samplesAbovePercentile / aboveRatio) * 1e6) / 1e6);
}

/** A variant below this share of successes can't be recommended, however fast it is. */
export const fewestSuccessRatio = 0.999;

/**
 * Margin m = ln(1 + tolerance) inside which two variants count as equivalent. For the success
 * ratio it is one failure in a thousand, since 5 % of failed requests are never equivalent.
 */
export function findMargin(metric: MetricName, toleranceRatio: number): number {
  return metric === 'successRatio' ? -Math.log(fewestSuccessRatio) : Math.log(1 + toleranceRatio);
}
