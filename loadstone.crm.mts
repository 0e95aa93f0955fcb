// All that can be asked of the reference CRM: the default experiment, and besides it how batches of orders are written, how
// code reads lists, every index, and how many copies there are. The whole takes most of a day; each preset is one axis, with the scenarios that exercise it.
import { defineConfig } from './bench/index.ts';
import crm, { indexLevel } from './loadstone.config.mts';

/** How orders of a batch are written; each level counts those that it wrote. */
function workflowLevel(name: string, counter: string, needs?: 'redis') {
  return {
    env: { CRM_WORKFLOW: name },
    exercised: { counter: `acted.${counter}` },
    ...(needs && { needs: [needs] }),
  };
}

/** A choice of how code is written; it counts what it does that the usual code doesn't. */
function codeLevel(variable: string, value: string | number, counter: string) {
  return { env: { [variable]: value }, exercised: { counter: `acted.${counter}` } };
}

/** How pages reach the browser; each level counts the pages that it acted on, which are few beside the requests of a load. */
function deliveryLevel(name: string, counter: string) {
  const exercised = { counter: `acted.${counter}`, atLeastPerRequest: 0.0001 };
  return { env: { CRM_DELIVERY: name }, exercised };
}

/**
 * Copies of the service behind a balancer, each with 15% of a CPU, so that one CPU is enough for four and the balancer: on a machine of few CPUs the law of scaling is what
 * can be measured, and not how fast many machines are. One copy stands behind the same balancer.
 */
function copies(count: number, env: Readonly<Record<string, string>> = {}) {
  return {
    command: 'node --invocation-count-for-turbofan=300 server/instances/main.ts',
    env: { CRM_INSTANCES: count, CRM_INSTANCE_CPU_PERCENT: 15, ...env },
    exercised: { counter: 'instances.*.requests', atLeastMoving: count },
  };
}

/** Constraints act on each row that is written; the indexes of their levels are those of `composite`. */
const writtenRows = ['orderRowsWritten', 'customerRowsWritten'];

/** What a preset about one axis leaves as it is. */
const asUsual = {
  ...{ cache: ['none'], threads: ['single'], index: ['composite'] },
  ...{ workflow: ['row-by-row'], code: ['usual'], instances: ['direct'] },
  delivery: ['plain'],
};
const { workflow: _workflow, ...butWorkflow } = asUsual;
const { code: _code, ...butCode } = asUsual;
const { index: _index, ...butIndex } = asUsual;
const { delivery: _delivery, cache: _cache, ...butDelivery } = asUsual;
const { instances: _instances, ...butInstances } = asUsual;

const baseline = {
  ...crm.baseline,
  ...{ workflow: 'row-by-row', code: 'usual', instances: 'direct', delivery: 'plain' },
};

export default defineConfig({
  ...crm,
  description: 'Caching, threading, indexing, workflow, code and pages of the reference CRM.',
  factors: {
    ...crm.factors,
    cache: {
      levels: {
        ...crm.factors?.cache?.levels,
        // Right for one copy alone; of several, one answers what another one changed, for a TTL.
        'memory-without-bus': {
          env: { CRM_CACHE: 'memory', CRM_CACHE_BUS: 'off' },
          exercised: { counter: ['cache.hits', 'cache.misses'] },
        },
      },
    },
    index: {
      levels: {
        ...crm.factors?.index?.levels,
        // What it lacks is used by all others.
        'no-phone': indexLevel('no-phone', []),
        segment: indexLevel('segment'),
        partial: indexLevel('partial'),
        brin: indexLevel('brin'),
        references: indexLevel('references', writtenRows),
        checks: indexLevel('checks', writtenRows),
        // Read by the dashboard, kept by whoever writes an order.
        rollup: indexLevel('rollup', ['summaryReads', 'orderRowsWritten']),
        view: indexLevel('view', ['summaryReads']),
      },
    },
    workflow: {
      levels: {
        'row-by-row': workflowLevel('row-by-row', 'rowByRow'),
        'one-transaction': workflowLevel('one-transaction', 'oneTransaction'),
        pipelined: workflowLevel('pipelined', 'pipelined'),
        'set-based': workflowLevel('set-based', 'setBased'),
        'queue-postgres': workflowLevel('queue-postgres', 'queued'),
        'queue-redis': workflowLevel('queue-redis', 'queued', 'redis'),
      },
    },
    code: {
      levels: {
        // Joined, named, ten connections, JSON by its schema, pages by keyset: the service's own defaults.
        usual: {},
        'n-plus-one': codeLevel('CRM_FETCH', 'n-plus-one', 'singleItemReads'),
        batched: codeLevel('CRM_FETCH', 'batched', 'batchedItemReads'),
        unnamed: codeLevel('CRM_PREPARED', 'off', 'unnamedStatements'),
        'pool-2': codeLevel('CRM_POOL_SIZE', 2, 'crowdedCheckouts'),
        'pool-40': codeLevel('CRM_POOL_SIZE', 40, 'checkoutsBeyondTen'),
        stringify: codeLevel('CRM_JSON', 'stringify', 'stringified'),
        offset: codeLevel('CRM_PAGING', 'offset', 'offsetPages'),
      },
    },
    delivery: {
      levels: {
        plain: {},
        compressed: deliveryLevel('compressed', 'compressedPages'),
        etag: deliveryLevel('etag', 'unchangedPages'),
        // Acts where there is a cache.
        fragments: deliveryLevel('fragments', 'keptPages'),
      },
    },
    instances: {
      levels: {
        // The service itself, with no balancer before it.
        direct: {},
        '1': { ...copies(1), size: 1 },
        '2': { ...copies(2), size: 2 },
        '3': { ...copies(3), size: 3 },
        '4': { ...copies(4), size: 4 },
        '4-round-robin': copies(4, { CRM_BALANCE: 'round-robin' }),
      },
    },
  },
  baseline,
  scenarios: {
    ...crm.scenarios,
    'order-processing': { module: './scenarios/crm/order-processing.ts' },
    lists: { module: './scenarios/crm/lists.ts' },
    'back-office': { module: './scenarios/crm/back-office.ts' },
  },
  faults: {
    ...crm.faults,
    audit: {
      ...crm.faults?.audit,
      // Orders of a batch have its key and their place: the amount of a batch is how many of them are there.
      operations: `SELECT client_reference AS operation_id, NULL::bigint AS amount FROM orders
          WHERE client_reference NOT LIKE '%·%'
        UNION ALL SELECT split_part(client_reference, '·', 1), count(*) FROM orders
          WHERE client_reference LIKE '%·%' GROUP BY 1`,
    },
  },
  // All axes under all scenarios; each preset takes an hour or less, but for `index`, which takes up to three.
  limits: { maxRunMs: 72_000_000 },
  presets: {
    workflow: {
      description: 'How should a batch of orders be written: row by row, at once, or by a queue?',
      scenarios: ['order-processing'],
      levels: butWorkflow,
    },
    code: {
      description: 'What do queries in loops, unnamed statements, pools, JSON and OFFSET cost?',
      scenarios: ['lists'],
      levels: butCode,
    },
    // Pages as a person meets them: a browser visits them under the load of people at their desks (docs/pages.md).
    pages: {
      description:
        'When does a page show under load, and what do compression, ETags and kept pages bring?',
      scenarios: ['desk'],
      levels: { ...butDelivery, cache: ['none', 'memory'] },
      design: {
        variants: {
          compressed: { delivery: 'compressed' },
          etag: { delivery: 'etag' },
          cache: { cache: 'memory' },
          fragments: { delivery: 'fragments', cache: 'memory' },
          plain: {},
        },
      },
      loads: [{ kind: 'open', capacityRatio: 0.3 }],
      pages: {
        list: {
          customers: {
            path: '/pages/customers',
            shows: 'tbody tr',
            interaction: { type: 'wang', into: '#q' },
          },
          customer: { path: '/pages/customers/1/orders', shows: 'main dl' },
          dashboard: { path: '/pages/dashboard', shows: 'tbody tr' },
          import: {
            path: '/pages/import',
            shows: '#import',
            interaction: { click: '#import button' },
          },
        },
      },
      groups: 12,
    },
    index: {
      description:
        'What does each index, constraint and kept sum bring, and what does it cost writers?',
      scenarios: ['browse', 'search', 'dashboard', 'back-office', 'import', 'order-entry'],
      levels: butIndex,
      groups: 8,
    },
    instances: {
      description:
        'How does throughput grow with the number of copies behind a balancer? Each copy has 15% of a CPU.',
      scenarios: ['browse'],
      levels: { ...butInstances, instances: ['1', '2', '3', '4', '4-round-robin'] },
      baseline: { ...baseline, instances: '1' },
      loads: [{ kind: 'closed', connections: 16 }],
      // Long against the 20 ms in which a copy's share is counted.
      slices: { slicesPerGroup: 8, sliceMs: 500, dropFirstMs: 100 },
      // Each copy compiles its own code: four of them need four times the requests of one.
      warmup: { requests: 8000, untilSteady: false, maxMs: 30_000 },
      groups: 8,
    },
    // `loadstone faults --config loadstone.crm.mts --preset instances-cache`: does a copy answer what another one changed?
    'instances-cache': {
      description: 'Memory caches of two copies, with and without a bus between them.',
      levels: {
        ...{ ...butInstances, instances: ['2'] },
        cache: ['none', 'memory', 'memory-without-bus'],
      },
      baseline: { ...baseline, instances: '2' },
    },
  },
});
