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
    cpusEach: 0.15,
    exercised: { counter: 'instances.*.requests', atLeastMoving: count },
  };
}

/** Constraints act on each row that is written; the indexes of their levels are those of `composite`. */
const writtenRows = ['orderRowsWritten', 'customerRowsWritten'];

/** Rows that stand for a customer: no duplicate that was linked to another one. */
const customers = 'customers WHERE deleted_at IS NULL AND merged_into IS NULL';
const shareOf = (condition: string, among = 'true') =>
  `SELECT avg((${condition})::int) FROM ${customers} AND ${among}`;
/** The digits of a phone in whatever form it was typed. */
const digits = `right(regexp_replace(translate(phone, '０１２３４５６７８９', '0123456789'), '\\D', '', 'g'), 11)`;

/** What the data are like after a load; the truth about the seeded customers is made again from the seed. */
const quality = {
  command: 'node server/database/quality/main.ts --size S --seed 1',
  measures: {
    completeCustomers: {
      dimension: 'completeness',
      description: 'Customers with a valid phone and an e-mail address.',
      sql: shareOf('phone_norm IS NOT NULL AND email IS NOT NULL'),
    },
    validPhones: {
      dimension: 'validity',
      description: 'Phones typed in that are known as mobile numbers.',
      sql: shareOf('phone_norm IS NOT NULL', 'phone IS NOT NULL'),
    },
    validEmails: {
      dimension: 'validity',
      description: 'E-mail addresses typed in that are some.',
      sql: shareOf(
        `email ~ '^[^[:space:]@]+@[^[:space:]@]+[.][^[:space:]@]+$'`,
        'email IS NOT NULL',
      ),
    },
    uniquePhones: {
      dimension: 'uniqueness',
      description: 'Different phones among customers with one, whatever form they were typed in.',
      sql: `SELECT count(DISTINCT ${digits})::float8 / nullif(count(*), 0) FROM ${customers} AND length(${digits}) = 11`,
    },
    duplicateRecall: {
      dimension: 'uniqueness',
      description: 'Pairs of seeded customers that are one person, and are linked.',
    },
    duplicatePrecision: {
      dimension: 'uniqueness',
      description: 'Pairs of seeded customers that are linked, and are one person.',
    },
    phoneAccuracy: {
      dimension: 'accuracy',
      description: 'Seeded customers whose phone is what was planted.',
    },
    countedOrders: {
      dimension: 'consistency',
      description: 'Customers whose number and sum of orders are those of their orders.',
      sql: `SELECT avg((c.order_count = coalesce(o.orders, 0) AND c.spent_cents = coalesce(o.cents, 0))::int)
        FROM customers c LEFT JOIN
        (SELECT customer_id, count(*) AS orders, sum(total_cents) AS cents FROM orders GROUP BY customer_id) o
        ON o.customer_id = c.id`,
    },
    // By phone, since the same people imported again and again would pass for fresh data.
    confirmedWithinYear: {
      dimension: 'timeliness',
      description: 'Phones that a source confirmed within a year of the latest confirmation.',
      sql: `SELECT avg((moment > latest - interval '1 year')::int) FROM
        (SELECT max(coalesce(source_changed_at, created_at)) AS moment,
          max(max(coalesce(source_changed_at, created_at))) OVER () AS latest
          FROM ${customers} AND phone IS NOT NULL GROUP BY ${digits}) s`,
    },
    trustedSources: {
      dimension: 'trust',
      description: 'Customers whose source has a trust of 4 or 5.',
      sql: shareOf('source_id IN (SELECT id FROM sources WHERE trust_level >= 4)'),
    },
  },
  invariants: {
    ...crm.faults?.audit?.invariants,
    'duplicates-are-linked-to-one-that-stays': `SELECT c.id FROM customers c LEFT JOIN customers g ON g.id = c.merged_into
      WHERE c.merged_into IS NOT NULL AND (g.id IS NULL OR g.merged_into IS NOT NULL)`,
    'links-have-a-reason': `SELECT c.id FROM customers c LEFT JOIN customer_merges m ON m.merged_id = c.id
      WHERE c.merged_into IS NOT NULL AND m.id IS NULL`,
    'phones-are-mobile-numbers': `SELECT id FROM customers WHERE phone_norm !~ '^1[3-9][0-9]{9}$'`,
  },
} as const;

/** What a preset about one axis leaves as it is. */
const asUsual = {
  ...{ cache: ['none'], threads: ['single'], index: ['composite'] },
  ...{ workflow: ['row-by-row'], code: ['usual'], cleaning: ['on'], instances: ['direct'] },
  delivery: ['plain'],
};
const { workflow: _workflow, ...butWorkflow } = asUsual;
const { code: _code, ...butCode } = asUsual;
const { index: _index, ...butIndex } = asUsual;
const { threads: _threads, ...butThreads } = asUsual;
const { cleaning: _cleaning, ...butCleaning } = asUsual;
const { delivery: _delivery, cache: _cache, ...butDelivery } = asUsual;
const { instances: _instances, ...butInstances } = asUsual;

const baseline = {
  ...crm.baseline,
  ...{
    workflow: 'row-by-row',
    code: 'usual',
    cleaning: 'on',
    instances: 'direct',
    delivery: 'plain',
  },
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
    cleaning: {
      levels: {
        on: { env: { CRM_CLEANING: 'on' }, exercised: { counter: 'acted.cleanedLines' } },
        off: { env: { CRM_CLEANING: 'off' }, exercised: { counter: 'acted.uncleanedLines' } },
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
    'bulk-import': { module: './scenarios/crm/bulk-import.ts' },
    'data-quality': { module: './scenarios/crm/data-quality.ts' },
    // People at their desks, asked when a page shows instead of when an answer is there.
    'page-views': { module: './scenarios/crm/desk.ts', primaryMetric: 'pageReadyUs' },
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
    // Files of up to 20,000 lines: what they do to the other routes stands in the table of routes. Slices are long enough to
    // hold some files, and to read the delay of the service's event loop around each.
    threads: {
      description: 'Long files are imported beside lookups: who has to wait for them?',
      scenarios: ['bulk-import'],
      levels: butThreads,
      loads: [{ kind: 'closed', connections: 16 }],
      slices: { slicesPerGroup: 4, sliceMs: 2_000, dropFirstMs: 200 },
      groups: 8,
    },
    cleaning: {
      description: 'What does cleaning imports and stored customers bring, and what does it cost?',
      scenarios: ['data-quality'],
      levels: butCleaning,
      baseline: { ...baseline, cleaning: 'off' },
      loads: [{ kind: 'closed', connections: 8 }],
      slices: { slicesPerGroup: 4, sliceMs: 1_000, dropFirstMs: 100 },
      quality,
      groups: 10,
    },
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
      scenarios: ['page-views'],
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
