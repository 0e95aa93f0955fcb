// The families of metrics: how each figure of the result document is called in OpenMetrics, in base units.
import type { MetricName } from '../document/result.ts';

/** `scale` turns a figure of the document into the unit of the family. */
export interface MetricFamily {
  readonly name: string;
  readonly unit: 'seconds' | 'bytes' | 'ratio' | undefined;
  readonly help: string;
  readonly scale: number;
}

const seconds = (stem: string, help: string): MetricFamily => ({
  ...{ name: `loadstone_${stem}_seconds`, unit: 'seconds', help, scale: 1e-6 },
});
const bytes = (stem: string, help: string): MetricFamily => ({
  ...{ name: `loadstone_${stem}_bytes`, unit: 'bytes', help, scale: 1 },
});
const ratio = (stem: string, help: string): MetricFamily => ({
  ...{ name: `loadstone_${stem}_ratio`, unit: 'ratio', help, scale: 1 },
});
const plain = (stem: string, help: string): MetricFamily => ({
  ...{ name: `loadstone_${stem}`, unit: undefined, help, scale: 1 },
});

export const metricFamilies: Readonly<Record<MetricName, MetricFamily>> = {
  throughputRps: plain(
    'throughput_requests_per_second',
    'Successful requests a second, median over the groups.',
  ),
  latencyP50Us: seconds(
    'latency_p50',
    'Median latency from the intended start, median over the groups.',
  ),
  latencyP90Us: seconds(
    'latency_p90',
    'Latency that 90% of requests stay below, median over the groups.',
  ),
  latencyP95Us: seconds(
    'latency_p95',
    'Latency that 95% of requests stay below, median over the groups.',
  ),
  latencyP99Us: seconds(
    'latency_p99',
    'Latency that 99% of requests stay below, median over the groups.',
  ),
  latencyP999Us: seconds(
    'latency_p999',
    'Latency that 99.9% of requests stay below, median over the groups.',
  ),
  latencyMeanUs: seconds('latency_mean', 'Mean latency from the intended start.'),
  serviceTimeP50Us: seconds('service_time_p50', 'Median time from sending to the answer.'),
  serviceTimeP99Us: seconds('service_time_p99', '99th percentile from sending to the answer.'),
  successRatio: ratio(
    'success',
    'Share of the requests of all groups that were answered as expected.',
  ),
  cpuPerRequestUs: seconds('cpu_per_request', 'CPU time of all processes for a request.'),
  serviceCpuPerRequestUs: seconds('service_cpu_per_request', 'CPU time of the service.'),
  databaseCpuPerRequestUs: seconds('database_cpu_per_request', 'CPU time of the database.'),
  cacheCpuPerRequestUs: seconds('cache_cpu_per_request', 'CPU time of the cache.'),
  databaseCallsPerRequest: plain('database_calls_per_request', 'Statements for a request.'),
  databaseBuffersPerRequest: plain('database_buffers_per_request', 'Pages for a request.'),
  walBytesPerRequest: bytes('wal_per_request', 'Write-ahead log for a request.'),
  cacheHitRatio: ratio('cache_hit', 'Share of cache look-ups that hit.'),
  rssBytes: bytes('rss', 'Resident memory of the service.'),
  costPerMillion: plain('cost_per_million_requests', 'Cost of a million requests.'),
};
