// English names of metrics and verdicts, and lists of things.
import type { GateOutcome } from '../document/gates.ts';
import type { MetricName } from '../document/result.ts';
import { type Sentence, sentence } from './sentence.ts';

export const englishMetricNames: Readonly<Record<MetricName, string>> = {
  throughputRps: 'throughput',
  latencyP50Us: 'p50 latency',
  latencyP90Us: 'p90 latency',
  latencyP95Us: 'p95 latency',
  latencyP99Us: 'p99 latency',
  latencyP999Us: 'p99.9 latency',
  latencyMeanUs: 'mean latency',
  serviceTimeP50Us: 'p50 service time',
  serviceTimeP99Us: 'p99 service time',
  successRatio: 'success ratio',
  cpuPerRequestUs: 'CPU per request',
  serviceCpuPerRequestUs: 'service CPU per request',
  databaseCpuPerRequestUs: 'database CPU per request',
  cacheCpuPerRequestUs: 'cache CPU per request',
  databaseCallsPerRequest: 'database calls per request',
  databaseBuffersPerRequest: 'database buffers per request',
  walBytesPerRequest: 'WAL per request',
  cacheHitRatio: 'cache hit ratio',
  rssBytes: 'memory',
  costPerMillion: 'cost per million requests',
};

export const englishMetricColumns: Readonly<Record<MetricName, string>> = {
  throughputRps: 'req/s',
  latencyP50Us: 'p50',
  latencyP90Us: 'p90',
  latencyP95Us: 'p95',
  latencyP99Us: 'p99',
  latencyP999Us: 'p99.9',
  latencyMeanUs: 'mean',
  serviceTimeP50Us: 'p50 service',
  serviceTimeP99Us: 'p99 service',
  successRatio: 'success',
  cpuPerRequestUs: 'CPU/req',
  serviceCpuPerRequestUs: 'service CPU',
  databaseCpuPerRequestUs: 'database CPU',
  cacheCpuPerRequestUs: 'cache CPU',
  databaseCallsPerRequest: 'DB calls',
  databaseBuffersPerRequest: 'DB buffers',
  walBytesPerRequest: 'WAL',
  cacheHitRatio: 'cache hits',
  rssBytes: 'memory',
  costPerMillion: 'cost/million',
};

export const englishGateOutcomes: Readonly<Record<GateOutcome, string>> = {
  better: 'better',
  equivalent: 'equivalent',
  'worse-within-tolerance': 'worse, within tolerance',
  'within-limit': 'within the limit',
  regression: 'regression',
  'over-limit': 'limit broken',
  undecided: 'undecided',
  undecidable: 'cannot be decided',
  'not-exercised': 'not exercised by this scenario',
  'not-run': 'not run',
  'invalid-run': 'not judged: invalid run',
};

/** `a`, `a and b`, `a, b and c`; above five the rest is counted. */
export function joinEnglish(items: readonly Sentence[]): Sentence {
  const shown = items.length > 5 ? items.slice(0, 4) : items;
  const last: Sentence =
    items.length > 5 ? sentence`${String(items.length - 4)} more` : (shown.at(-1) ?? []);
  const before = items.length > 5 ? shown : shown.slice(0, -1);
  if (before.length === 0) return last;
  const commas = before.flatMap((item, index) => (index === 0 ? item : sentence`, ${item}`));
  return sentence`${commas} and ${last}`;
}
