// What a config gets where it says nothing: the one place for defaults, quoted by the schema.

export const defaults = {
  description: '',
  groups: 8,
  seed: 1,
  toleranceRatio: 0.05,
  requestTimeoutMs: 10_000,
  bodyCheckRatio: 0.05,
  design: 'one-at-a-time',
  driver: 'autocannon',
  placement: 'auto',
  primaryMetric: 'throughputRps',
  connections: 16,
  target: {
    cwd: '.',
    portEnv: 'PORT',
    readyPath: '/',
    readyTimeoutMs: 30_000,
    stopTimeoutMs: 8000,
  },
  postgresUrlEnv: 'DATABASE_URL',
  redisUrlEnv: 'REDIS_URL',
  request: { method: 'GET', weight: 1, expectedStatuses: [200] },
  maxConnections: 256,
  arrivals: 'poisson',
  slices: { slicesPerGroup: 4, sliceMs: 1000, loadMs: 2000, dropFirstMs: 200, warmupMs: 2000 },
  limits: {
    foreignCpuRatio: 0.25,
    generatorCpuRatio: 0.9,
    latenessRatio: 0.5,
    voidGroupsRatio: 0.25,
  },
} as const;
