// For each metric of the table, how a trial yields it, and slices and pooled trials where they do; from what number of
// samples on a percentile is a figure, and what counts as equal.

import type { CostBasis } from '../../reports/document/gates.ts';
import {
  listMetricsOfKind,
  type MetricName,
  type MetricOfKind,
  metricNames,
  metrics,
  percentileOf,
} from '../../reports/document/metrics.ts';
import {
  type LatencyHistogram,
  latencyAtPercentileUs,
  mergeHistograms,
} from '../measurement/histogram.ts';
import type { ResourceUse, SliceRecord, TrialRecord } from '../measurement/records.ts';
import type { Prices } from '../spec/experiment.ts';
import { median } from '../stats/descriptive.ts';
import {
  computeApdex,
  computeFrustratedRatio,
  computeTypicalPage,
  type PageFigure,
} from './pages.ts';

/** Figures by metric; what could not be measured, or not well enough, is left out. */
export type TrialFigures = ReadonlyMap<MetricName, number>;

/** Which services a variant's CPU per request has to account for besides itself. */
export interface CpuParts {
  readonly database: boolean;
  readonly cache: boolean;
}

interface TrialSource {
  readonly trial: TrialRecord;
  /** Successes of all routes in the recorded windows. */
  readonly latency: LatencyHistogram;
  /** From sending to the answer; undefined in a closed loop, where a request is sent when it is due. */
  readonly serviceTime: LatencyHistogram | undefined;
  readonly cpuParts: CpuParts;
  readonly prices: Prices | undefined;
  /** Those of the metrics above it in the table. */
  readonly figures: TrialFigures;
}

interface MetricYield {
  /** Undefined, or not finite, where the trial does not give it. */
  readonly ofTrial: (source: TrialSource) => number | undefined;
  /** Where present, variants are compared by the mean log-ratio of slices side by side, else by their trials. */
  readonly ofSlice?: (slice: SliceRecord) => number | undefined;
  /** Of all trials together: the figure of a pooled metric, and of any other that no group has samples enough for. */
  readonly ofAll?: (
    trials: readonly TrialRecord[],
    latency: LatencyHistogram,
  ) => number | undefined;
}

const latencyAt = (name: MetricOfKind<'latency-percentile'>): MetricYield => ({
  ofTrial: ({ latency }) => computeTrustedPercentileUs(latency, percentileOf(name)),
  ofAll: (_, latency) => computeTrustedPercentileUs(latency, percentileOf(name)),
});

const serviceTimeAt = (name: MetricOfKind<'service-time'>): MetricYield => ({
  ofTrial: ({ serviceTime }) =>
    serviceTime && computeTrustedPercentileUs(serviceTime, percentileOf(name)),
});

/** What the resources hold in all, for each request that they were measured over. */
const perRequest = (
  find: (resources: ResourceUse, cpuParts: CpuParts) => number | undefined,
  scale = 1,
): MetricYield => ({
  ofTrial: ({ trial: { resources, resourceRequests }, cpuParts }) => {
    const total = find(resources, cpuParts);
    if (total === undefined || resourceRequests <= 0) return undefined;
    return (total * scale) / resourceRequests;
  },
});

const nsToUs = 1e-3;

const ofPages = (key: PageFigure): MetricYield => ({
  ofTrial: ({ trial: { pages } }) => pages && computeTypicalPage(pages.visits, key),
});

const listPages = (trials: readonly TrialRecord[]) => trials.flatMap(({ pages }) => pages ?? []);

export const metricYields: Readonly<Record<MetricName, MetricYield>> = {
  throughputRps: {
    ofTrial: ({ trial }) => computeThroughputRps(trial),
    ofSlice: ({ succeeded, windowUs }) => (windowUs > 0 ? succeeded / windowUs : undefined),
  },
  latencyP50Us: { ...latencyAt('latencyP50Us'), ofSlice: ({ latencyP50Us }) => latencyP50Us },
  latencyP90Us: latencyAt('latencyP90Us'),
  latencyP95Us: latencyAt('latencyP95Us'),
  latencyP99Us: latencyAt('latencyP99Us'),
  latencyP999Us: latencyAt('latencyP999Us'),
  latencyMeanUs: {
    ofTrial: ({ latency }) => (latency.totalCount >= fewestSamples(50) ? latency.mean : undefined),
  },
  serviceTimeP50Us: serviceTimeAt('serviceTimeP50Us'),
  serviceTimeP99Us: serviceTimeAt('serviceTimeP99Us'),
  // Of all requests together: the median of the groups would be 100 % where a third of them failed.
  successRatio: {
    ofTrial: ({ trial }) => computeSuccessRatio([trial]),
    ofAll: computeSuccessRatio,
  },
  cpuPerRequestUs: perRequest(sumCpuNs, nsToUs),
  serviceCpuPerRequestUs: perRequest(({ serviceCpuNs }) => serviceCpuNs, nsToUs),
  databaseCpuPerRequestUs: perRequest(({ databaseCpuNs }) => databaseCpuNs, nsToUs),
  cacheCpuPerRequestUs: perRequest(({ cacheCpuNs }) => cacheCpuNs, nsToUs),
  databaseCallsPerRequest: perRequest(({ databaseCalls }) => databaseCalls),
  databaseBuffersPerRequest: perRequest(({ databaseBuffers }) => databaseBuffers),
  walBytesPerRequest: perRequest(({ walBytes }) => walBytes),
  cacheHitRatio: { ofTrial: ({ trial }) => computeHitRatio(trial.resources) },
  eventLoopDelayP99Us: { ofTrial: ({ trial }) => computeLoopDelayUs(trial) },
  rssBytes: { ofTrial: ({ trial }) => trial.resources.serviceRssBytes },
  costPerMillion: { ofTrial: computeCostPerMillion },
  pageReadyUs: ofPages('readyUs'),
  pageLcpUs: ofPages('lcpUs'),
  pageTtfbUs: ofPages('ttfbUs'),
  pageInpUs: ofPages('inpUs'),
  pageClsScore: ofPages('clsScore'),
  // Of all visits together: those of a group are too few for a share.
  pageApdex: {
    ofTrial: ({ trial }) => computeApdex(listPages([trial])),
    ofAll: (trials) => computeApdex(listPages(trials)),
  },
  pageFrustratedRatio: {
    ofTrial: ({ trial }) => computeFrustratedRatio(listPages([trial])),
    ofAll: (trials) => computeFrustratedRatio(listPages(trials)),
  },
  pageBytes: ofPages('transferBytes'),
  pageBrowserCpuUs: {
    ofTrial: ({ trial: { pages } }) =>
      pages?.browserCpuNs === undefined
        ? undefined
        : (pages.browserCpuNs * nsToUs) / pages.visits.length,
  },
};

/**
 * All figures of a trial.
 * @param latency successes of all routes in the recorded windows
 * @param lateFrom percentile from which on the latencies are the generator's own (`checks/lateness.ts`)
 */
export function buildTrialFigures(
  trial: TrialRecord,
  latency: LatencyHistogram,
  cpuParts: CpuParts,
  lateFrom: number,
  prices?: Prices,
): TrialFigures {
  const { routes, sendLateness } = trial.measurement;
  const serviceTime =
    sendLateness === undefined
      ? undefined
      : mergeHistograms(routes.map((route) => route.serviceTime));
  const figures = new Map<MetricName, number>();
  for (const name of listTrustedMetrics(lateFrom)) {
    const value = metricYields[name].ofTrial({
      ...{ trial, latency, serviceTime, cpuParts, prices, figures },
    });
    if (value !== undefined && Number.isFinite(value)) figures.set(name, value);
  }
  return figures;
}

/** All metrics but the percentiles of latency and service time that are the generator's own. */
export function listTrustedMetrics(lateFrom: number): readonly MetricName[] {
  const late = new Set<MetricName>(
    listMetricsOfKind('latency-percentile', 'service-time').filter(
      (name) => percentileOf(name) >= lateFrom,
    ),
  );
  return metricNames.filter((name) => !late.has(name));
}

/** What a million good answers cost; undefined where prices, CPU, memory or throughput are not known. */
function computeCostPerMillion({ figures, prices }: TrialSource): number | undefined {
  const basis = findCostBasis(figures);
  if (prices === undefined || basis === undefined || basis.gibHoursPerMillion === null) {
    return undefined;
  }
  const { perCpuHour, perGibHour } = prices;
  return basis.cpuHoursPerMillion * perCpuHour + basis.gibHoursPerMillion * perGibHour;
}

/** Percentile in µs; undefined where fewer than ten samples lie above it. */
export function computeTrustedPercentileUs(
  latency: LatencyHistogram,
  percentile: number,
): number | undefined {
  if (latency.totalCount < fewestSamples(percentile)) return undefined;
  return latencyAtPercentileUs(latency, percentile);
}

/** Successes a second over all recorded windows; undefined without one success. */
export function computeThroughputRps(trial: TrialRecord): number | undefined {
  let succeeded = 0;
  let windowUs = 0;
  for (const slice of trial.slices) {
    succeeded += slice.succeeded;
    windowUs += slice.windowUs;
  }
  return succeeded > 0 && windowUs > 0 ? (succeeded / windowUs) * 1e6 : undefined;
}

/**
 * Successes as a share of all requests that were due an answer: failed, timed out and never sent
 * count against the variant, those still in flight at the end do not count; undefined where none was.
 */
export function computeSuccessRatio(trials: readonly TrialRecord[]): number | undefined {
  let succeeded = 0;
  let due = 0;
  for (const { counts } of trials) {
    succeeded += counts.succeeded;
    due += counts.succeeded + counts.failed + counts.timedOut + counts.dropped;
  }
  return due > 0 ? succeeded / due : undefined;
}

/** CPU of the service and of the services behind it; undefined where a part that belongs to it is unknown. */
function sumCpuNs(resources: ResourceUse, cpuParts: CpuParts): number | undefined {
  const { serviceCpuNs, databaseCpuNs, cacheCpuNs } = resources;
  if (serviceCpuNs === undefined) return undefined;
  if (cpuParts.database && databaseCpuNs === undefined) return undefined;
  // A Redis that was not measured would flatter the variant that moves its work there.
  if (cpuParts.cache && cacheCpuNs === undefined) return undefined;
  return serviceCpuNs + (databaseCpuNs ?? 0) + (cacheCpuNs ?? 0);
}

function computeHitRatio({ cacheHits, cacheMisses }: ResourceUse): number | undefined {
  if (cacheHits === undefined || cacheMisses === undefined) return undefined;
  const lookups = cacheHits + cacheMisses;
  return lookups > 0 ? cacheHits / lookups : undefined;
}

/** Of the typical slice, at least 1 µs, since what can't be measured is no 0; undefined where no slice tells it. */
function computeLoopDelayUs({ slices }: TrialRecord): number | undefined {
  const delay = median(slices.flatMap((slice) => slice.serviceEventLoopDelayP99Us ?? []));
  return delay === undefined ? undefined : Math.max(1, delay);
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
export function computeMargin(metric: MetricName, toleranceRatio: number): number {
  const isSuccess = metrics[metric].kind === 'success';
  return isSuccess ? -Math.log(fewestSuccessRatio) : Math.log(1 + toleranceRatio);
}

const secondsPerHour = 3_600;
const bytesPerGib = 2 ** 30;

/**
 * CPU of all parts by what a request takes of it, memory of the service by the time that a million takes at
 * this throughput; what failed was paid for and is no answer. Undefined where CPU or success is not known.
 */
export function findCostBasis(figures: ReadonlyMap<MetricName, number>): CostBasis | undefined {
  const cpuUs = figures.get('cpuPerRequestUs');
  const rssBytes = figures.get('rssBytes');
  const goodRps = figures.get('throughputRps');
  const successRatio = figures.get('successRatio');
  if (cpuUs === undefined || successRatio === undefined || successRatio === 0) return undefined;
  return {
    // µs a request are seconds a million requests.
    cpuHoursPerMillion: cpuUs / successRatio / secondsPerHour,
    gibHoursPerMillion:
      rssBytes === undefined || goodRps === undefined
        ? null
        : ((rssBytes / bytesPerGib) * (1e6 / goodRps)) / secondsPerHour,
  };
}

/** Medians of the groups, each by itself; undefined where no group has any. */
export function buildCostBasis(
  groups: readonly ReadonlyMap<MetricName, number>[],
): CostBasis | undefined {
  const known = groups.flatMap((figures) => findCostBasis(figures) ?? []);
  const cpuHoursPerMillion = median(known.map((one) => one.cpuHoursPerMillion));
  if (cpuHoursPerMillion === undefined) return undefined;
  const gibHours = known.flatMap(({ gibHoursPerMillion }) => gibHoursPerMillion ?? []);
  return { cpuHoursPerMillion, gibHoursPerMillion: median(gibHours) ?? null };
}
