// What a gate may judge; the words are those of the result document.

/** The metrics of the result document. */
export const metricNames = [
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
] as const;

/** Metrics that a gate may judge: those of the result document, and wrong answers. */
export const gateMetrics = [...metricNames, 'wrongBodies'] as const;

export type GateMetric = (typeof gateMetrics)[number];
