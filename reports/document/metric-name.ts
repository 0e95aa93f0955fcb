// The metrics that variants are compared by; the unit stands last.
import { type ValueOf, words } from './parts.ts';

/** A metric that variants are compared by. */
export const MetricName = words(
  'throughputRps',
  'latencyP50Us',
  'latencyP90Us',
  'latencyP95Us',
  'latencyP99Us',
  'latencyP999Us',
  'latencyMeanUs',
  'serviceTimeP50Us',
  'serviceTimeP99Us',
  'successRatio',
  'cpuPerRequestUs',
  'serviceCpuPerRequestUs',
  'databaseCpuPerRequestUs',
  'cacheCpuPerRequestUs',
  'databaseCallsPerRequest',
  'databaseBuffersPerRequest',
  'walBytesPerRequest',
  'cacheHitRatio',
  'rssBytes',
  'costPerMillion',
);
export type MetricName = ValueOf<typeof MetricName>;
