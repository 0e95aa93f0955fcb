// A small experiment for the tests of plan and analysis; every field can be replaced.
import type { Experiment, ResolvedLevel, ResolvedScenario } from '../spec/experiment.ts';

export function buildTestLevel(name: string, env: Readonly<Record<string, string>> = {}) {
  return { name, env, args: [], needs: [], url: undefined, prepare: undefined } as ResolvedLevel;
}

export function buildTestScenario(
  name: string,
  changes: Partial<ResolvedScenario> = {},
): ResolvedScenario {
  return {
    name,
    description: `The ${name} workload.`,
    ref: { kind: 'module', name, path: `/scenarios/${name}.ts` },
    writes: false,
    primaryMetric: 'throughputRps',
    ...changes,
  };
}

/** Two factors (cache none, memory, redis; threads single, cluster), two reading and one writing scenario. */
export function buildTestExperiment(changes: Partial<Experiment> = {}): Experiment {
  return {
    name: 'test',
    description: 'An experiment for tests.',
    configPath: '/experiment/loadstone.config.mts',
    factors: [
      {
        name: 'cache',
        levels: [
          buildTestLevel('none', { CRM_CACHE: 'none' }),
          buildTestLevel('memory', { CRM_CACHE: 'memory' }),
          { ...buildTestLevel('redis', { CRM_CACHE: 'redis' }), needs: ['redis'] },
        ],
      },
      {
        name: 'threads',
        levels: [
          buildTestLevel('single', { CRM_THREADS: 'single' }),
          buildTestLevel('cluster', { CRM_THREADS: 'cluster' }),
        ],
      },
    ],
    baseline: { cache: 'none', threads: 'single' },
    design: { kind: 'full' },
    target: {
      command: ['node', 'server/main.ts'],
      cwd: '/experiment',
      env: {},
      portEnv: 'PORT',
      url: undefined,
      readyPath: '/health/ready',
      readyTimeoutMs: 30_000,
      statsPath: '/stats',
      dataPath: '/population',
      stopTimeoutMs: 5_000,
    },
    postgres: undefined,
    redis: undefined,
    scenarios: [
      buildTestScenario('browse'),
      buildTestScenario('order-entry', { writes: true }),
      buildTestScenario('search'),
    ],
    loads: [{ id: 'closed-16', load: { kind: 'closed', connections: 16 } }],
    driver: 'autocannon',
    groups: 8,
    seed: 1,
    slices: { slicesPerGroup: 4, sliceMs: 1_000, dropFirstMs: 150, warmupMs: 2_000, loadMs: 2_000 },
    toleranceRatio: 0.05,
    requestTimeoutMs: 5_000,
    bodyCheckRatio: 0.05,
    placement: 'auto',
    limits: {
      foreignCpuRatio: 0.2,
      generatorCpuRatio: 0.95,
      latenessRatio: 0.25,
      voidGroupsRatio: 0.3,
      clockJumpMs: 500,
      cpuPressureRatio: 0.6,
      rateDeviationRatio: 0.02,
      eventLoopDelayRatio: 0.5,
      maxRateRps: 20_000,
      maxConnections: 500,
      maxRunMs: 3_600_000,
    },
    ...changes,
  };
}
