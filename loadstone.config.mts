// The default experiment: how should the reference CRM cache, spread its work and index its tables? What else can be asked of
// it (workflow, code, all indexes) stands in loadstone.crm.mts, which takes most of a day.
import { defineConfig } from './bench/index.ts';

/**
 * An index level is a database of its own, so that no level can use another one's index.
 * @param sign counters that show that it acts, where that is not an index of its own; none where it only lacks some
 */
export function indexLevel(name: string, sign: 'indexes' | readonly string[] = 'indexes') {
  const counters = sign === 'indexes' ? [] : sign.map((counter) => `acted.${counter}`);
  return {
    env: { CRM_INDEX: name },
    ...(sign === 'indexes' && { exercised: { indexes: true } as const }),
    ...(counters.length > 0 && { exercised: { counter: counters } }),
    prepare: {
      command: ['node', 'server/database/indexes/main.ts', name],
      inputs: ['server/database/*.ts', 'server/database/indexes/**'],
    },
  };
}

/** A cache acts where it is asked; whether it then hits stands beside the speed. */
const lookUps = { counter: ['cache.hits', 'cache.misses'] };

export default defineConfig({
  name: 'crm',
  description: 'Caching, threading and indexing of the reference CRM.',
  target: {
    // V8 optimizes a function after 300 calls instead of 3,000: services are warm after half as many requests, and as
    // fast in the end (docs/crm.md).
    command: 'node --invocation-count-for-turbofan=300 server/main.ts',
    // Longer than a group: else what the first seconds of warm-up put into a cache runs out all at once amid the
    // measurement. Changes are told to every cache in any case.
    env: { CRM_CACHE_TTL_MS: 600_000 },
    readyPath: '/health/ready',
    statsPath: '/stats',
    dataPath: '/population',
  },
  services: {
    postgres: {
      prepare: {
        command: 'node server/database/seed/main.ts --size S --seed 1',
        inputs: [
          'server/database/*.ts',
          'server/database/migrations/**',
          'server/database/seed/**',
          'server/sessions/passwords.ts',
        ],
      },
    },
    redis: {},
  },
  factors: {
    cache: {
      levels: {
        none: { env: { CRM_CACHE: 'none' } },
        memory: { env: { CRM_CACHE: 'memory' }, exercised: lookUps },
        redis: { env: { CRM_CACHE: 'redis' }, needs: ['redis'], exercised: lookUps },
        // Memory before Redis: of one warm process hardly a look-up gets as far as Redis.
        tiered: {
          env: { CRM_CACHE: 'tiered' },
          needs: ['redis'],
          exercised: { counter: 'cache.nearHits' },
        },
      },
    },
    threads: {
      levels: {
        single: { env: { CRM_THREADS: 'single' } },
        cluster: {
          env: { CRM_THREADS: 'cluster' },
          cpus: 2,
          exercised: { counter: 'workers.*.requests', atLeastMoving: 2 },
        },
        // An import is one request of hundreds, and takes as long as they do.
        pool: {
          env: { CRM_THREADS: 'pool' },
          exercised: { counter: 'pool.jobs', atLeastPerRequest: 0.001 },
        },
      },
    },
    index: {
      levels: {
        none: indexLevel('none', []),
        fk: indexLevel('fk'),
        composite: indexLevel('composite'),
        covering: indexLevel('covering'),
        trigram: indexLevel('trigram'),
      },
    },
  },
  baseline: { cache: 'none', threads: 'single', index: 'composite' },
  design: 'one-at-a-time',
  scenarios: {
    browse: { module: './scenarios/crm/browse.ts' },
    desk: { module: './scenarios/crm/desk.ts' },
    import: { module: './scenarios/crm/import.ts' },
    search: { module: './scenarios/crm/search.ts' },
    'order-entry': { module: './scenarios/crm/order-entry.ts' },
    dashboard: { module: './scenarios/crm/dashboard.ts' },
    mixed: { module: './scenarios/crm/mixed.ts' },
    availability: { module: './scenarios/crm/availability.ts', faultsOnly: true },
  },
  // For `loadstone faults`; how the guards of the CRM do is asked by loadstone.resilience.mts.
  faults: {
    afterRun: false,
    stalenessLimitMs: 1_000,
    audit: {
      operations:
        'SELECT client_reference AS operation_id FROM orders WHERE client_reference IS NOT NULL',
      versions: "SELECT 'customer:' || id AS entity, version FROM customers WHERE version > 1",
      invariants: {
        'total-is-sum-of-items': `SELECT o.id FROM orders o LEFT JOIN
          (SELECT order_id, sum(quantity * unit_cents) AS cents FROM order_items GROUP BY order_id) i
          ON i.order_id = o.id WHERE o.total_cents IS DISTINCT FROM coalesce(i.cents, 0)`,
        'no-orphan-items':
          'SELECT i.id FROM order_items i LEFT JOIN orders o ON o.id = i.order_id WHERE o.id IS NULL',
        'customers-count-their-orders': `SELECT c.id FROM customers c LEFT JOIN
          (SELECT customer_id, count(*) AS orders, sum(total_cents) AS cents FROM orders GROUP BY customer_id) o
          ON o.customer_id = c.id
          WHERE c.order_count <> coalesce(o.orders, 0) OR c.spent_cents <> coalesce(o.cents, 0)`,
      },
    },
  },
  // Throughput by saturation, latency at half of what the baseline carries: the defaults, written out.
  loads: [
    { kind: 'closed', connections: 16 },
    { kind: 'open', capacityRatio: 0.5 },
  ],
  // A group of 1 s of load scatters nearly twice as much as one of 4 s, see docs/crm.md.
  slices: { loadMs: 3500 },
  // The slowest variant needs the most time for its requests; none may hold the others up for longer than this. The
  // second load of a scenario takes half of it at most.
  warmup: { requests: 6000, maxMs: 4500 },
  groups: 12,
  seed: 1,
  presets: {
    // For CI: `loadstone gate --preset ci --against main` judges the working tree in the baseline's configuration.
    ci: {
      description: 'Does the CRM still hold what it held?',
      scenarios: ['browse', 'order-entry'],
      gates: {
        'cpu-holds': { metric: 'cpuPerRequestUs', toleranceRatio: 0.05 },
        'throughput-holds': { metric: 'throughputRps', toleranceRatio: 0.1 },
        'p99-within-50-ms': { metric: 'latencyP99Us', atMost: 50_000 },
        available: { metric: 'successRatio', atLeast: 0.999 },
        'answers-right': { metric: 'wrongBodies', atMost: 0 },
      },
      groups: 27,
    },
    // A few minutes on two cores: every axis, on a scenario that gives each of its levels something to do. A
    // cluster is left out: with one CPU for the service (the other serves the generator and PostgreSQL) it shows only
    // what it costs. Search is not played, so neither is the trigram index; tiered is memory as long as nothing expires.
    demo: {
      description:
        'A quick tour of caching, threading and indexing of the reference CRM. threads = cluster needs 3 CPUs for a fair look, index = none takes longer to warm up than all others together, and cache = tiered answers from memory here; they are left to the full experiment.',
      scenarios: ['desk'],
      levels: {
        cache: ['none', 'memory', 'redis'],
        threads: ['single', 'pool'],
        index: ['fk', 'composite', 'covering'],
      },
      driver: 'open',
      groups: 6,
      loads: [{ kind: 'closed', connections: 8 }],
      slices: { slicesPerGroup: 10, sliceMs: 250, dropFirstMs: 50 },
      // Then 99 % of the look-ups hit, and the code has been compiled since half of them (docs/crm.md). The same number on
      // every machine that serves them in time; fk takes as long for them as all others together.
      warmup: { requests: 6000, untilSteady: false, maxMs: 10000 },
    },
    // Does it stay up? Every cache and a cluster meet every usual fault: `loadstone faults --preset availability`.
    availability: {
      description: 'Which cache and which threading stays up when something breaks?',
      levels: { threads: ['single', 'cluster'], index: ['composite'] },
    },
    // A cache hides a missing index, so these two must be crossed: one at a time would miss it.
    'cache-by-index': {
      description: 'Does a cache make up for a missing index? All pairs of the two.',
      scenarios: ['browse', 'mixed'],
      levels: {
        cache: ['none', 'memory', 'redis'],
        threads: ['single'],
        index: ['none', 'fk', 'composite'],
      },
      design: 'full',
    },
    // Which of the three remedies matters, and do they make up for each other? Three switches, all ways.
    'cache-index-threads': {
      description: 'Cache, index and threads in all combinations: main effects and interactions.',
      scenarios: ['mixed'],
      levels: {
        cache: ['none', 'memory'],
        threads: ['single', 'cluster'],
        index: ['none', 'composite'],
      },
      baseline: { cache: 'none', threads: 'single', index: 'none' },
      design: 'full',
      groups: 8,
    },
    // Named variants: the baseline, each remedy alone, and both together.
    remedies: {
      description: 'From no index and no cache: what does each remedy bring, and what do both?',
      scenarios: ['browse'],
      baseline: { cache: 'none', threads: 'single', index: 'none' },
      design: {
        variants: {
          neither: {},
          'cache-only': { cache: 'redis' },
          'index-only': { index: 'composite' },
          'cache-and-index': { cache: 'redis', index: 'composite' },
        },
      },
    },
    // The same variant twice: what it finds is noise, and should be called no difference.
    'same-twice': {
      description: 'An A/A pair: the same variant under two names.',
      scenarios: ['desk'],
      design: { variants: { one: {}, other: {} } },
    },
  },
});
