// The figures of one trial: its slices, counters and histograms as numbers with a unit.
import type { MetricName } from '../../reports/document/result.ts';
import {
  type LatencyHistogram,
  latencyAtPercentileUs,
  mergeHistograms,
} from '../measurement/histogram.ts';
import type { ResourceUse, TrialRecord } from '../measurement/records.ts';
import type { Prices } from '../spec/experiment.ts';
import { findCostBasis } from './cost-basis.ts';
import { fewestSamples, metricRules } from './metrics.ts';

/** Figures by metric; what could not be measured, or not well enough, is left out. */
export type TrialFigures = ReadonlyMap<MetricName, number>;

/** Which services a variant's CPU per request has to account for besides itself. */
export interface CpuParts {
  readonly database: boolean;
  readonly cache: boolean;
}

/** All figures of a trial; @param latency successes of all routes in the recorded windows. */
export function buildTrialFigures(
  trial: TrialRecord,
  latency: LatencyHistogram,
  cpuParts: CpuParts,
  prices?: Prices,
): TrialFigures {
  const figures = new Map<MetricName, number>();
  const put = (metric: MetricName, value: number | undefined): void => {
    if (value !== undefined && Number.isFinite(value)) figures.set(metric, value);
  };
  put('throughputRps', findThroughputRps(trial));
  for (const { name, percentile } of metricRules) {
    if (percentile !== undefined) put(name, findTrustedPercentileUs(latency, percentile));
  }
  if (latency.totalCount >= fewestSamples(50)) put('latencyMeanUs', latency.mean);
  putServiceTimes(trial, put);
  put('successRatio', findSuccessRatio([trial]));
  for (const [metric, value] of listResourceFigures(trial, cpuParts)) put(metric, value);
  if (prices !== undefined) put('costPerMillion', findCostPerMillion(figures, prices));
  return figures;
}

/** In a closed loop a request is sent when it is due, so service time is the latency and no figure of its own. */
function putServiceTimes(
  { measurement }: TrialRecord,
  put: (metric: MetricName, value: number | undefined) => void,
): void {
  if (measurement.sendLateness === undefined) return;
  const serviceTime = mergeHistograms(measurement.routes.map((route) => route.serviceTime));
  put('serviceTimeP50Us', findTrustedPercentileUs(serviceTime, 50));
  put('serviceTimeP99Us', findTrustedPercentileUs(serviceTime, 99));
}

/** What a million good answers cost; undefined where CPU, memory or throughput is not known. */
function findCostPerMillion(
  figures: ReadonlyMap<MetricName, number>,
  { perCpuHour, perGibHour }: Prices,
): number | undefined {
  const basis = findCostBasis(figures);
  if (basis === undefined || basis.gibHoursPerMillion === null) return undefined;
  return basis.cpuHoursPerMillion * perCpuHour + basis.gibHoursPerMillion * perGibHour;
}

/** Percentile in µs; undefined where fewer than ten samples lie above it. */
export function findTrustedPercentileUs(
  latency: LatencyHistogram,
  percentile: number,
): number | undefined {
  if (latency.totalCount < fewestSamples(percentile)) return undefined;
  return latencyAtPercentileUs(latency, percentile);
}

/** Successes a second over all recorded windows; undefined without one success. */
export function findThroughputRps(trial: TrialRecord): number | undefined {
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
export function findSuccessRatio(trials: readonly TrialRecord[]): number | undefined {
  let succeeded = 0;
  let due = 0;
  for (const { counts } of trials) {
    succeeded += counts.succeeded;
    due += counts.succeeded + counts.failed + counts.timedOut + counts.dropped;
  }
  return due > 0 ? succeeded / due : undefined;
}

function listResourceFigures(
  { resources, resourceRequests }: TrialRecord,
  cpuParts: CpuParts,
): readonly (readonly [MetricName, number | undefined])[] {
  const each = (total: number | undefined, scale = 1): number | undefined =>
    total === undefined || resourceRequests <= 0 ? undefined : (total * scale) / resourceRequests;
  const nsToUs = 1e-3;
  return [
    ['cpuPerRequestUs', each(sumCpuNs(resources, cpuParts), nsToUs)],
    ['serviceCpuPerRequestUs', each(resources.serviceCpuNs, nsToUs)],
    ['databaseCpuPerRequestUs', each(resources.databaseCpuNs, nsToUs)],
    ['cacheCpuPerRequestUs', each(resources.cacheCpuNs, nsToUs)],
    ['databaseCallsPerRequest', each(resources.databaseCalls)],
    ['databaseBuffersPerRequest', each(resources.databaseBuffers)],
    ['walBytesPerRequest', each(resources.walBytes)],
    ['cacheHitRatio', findHitRatio(resources)],
    ['rssBytes', resources.serviceRssBytes],
  ];
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

function findHitRatio({ cacheHits, cacheMisses }: ResourceUse): number | undefined {
  if (cacheHits === undefined || cacheMisses === undefined) return undefined;
  const lookups = cacheHits + cacheMisses;
  return lookups > 0 ? cacheHits / lookups : undefined;
}
