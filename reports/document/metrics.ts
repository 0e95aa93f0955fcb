// Every metric that variants are compared by, a row each: what it is, what it is called, where it stands. How a trial
// yields it stands in bench/analysis/metrics.ts. A metric's id is its name in every JSON document and CSV column, in
// Bencher's format with dashes; the unit stands last.
import Type from 'typebox';

/** What is measured; several metrics of one kind are treated alike. */
export type MetricKind =
  | 'throughput'
  | 'latency-percentile'
  | 'latency-mean'
  | 'service-time'
  | 'success'
  | 'cpu'
  | 'count'
  | 'hit-ratio'
  | 'event-loop'
  | 'memory'
  | 'cost'
  | 'page';

/** How a figure is written; `success` is a share that is never rounded up, `memory` bytes in MiB. */
export type MetricFormat =
  | 'rate'
  | 'latency'
  | 'share'
  | 'success'
  | 'number'
  | 'bytes'
  | 'memory'
  | 'cost'
  | 'count';

/** A short text in each language of the reports. */
export interface Names {
  readonly en: string;
  readonly zh: string;
}

interface MetricBase {
  /** Of the figures in documents and exports; `currency` is the one of the run's prices. */
  readonly unit: 'req/s' | 'µs' | 'ratio' | 'calls' | 'pages' | 'bytes' | 'score' | 'currency';
  readonly better: 'higher' | 'lower';
  /** Over what the figure of a cell is taken: the median of the groups, or all requests together. */
  readonly estimator: 'typical-group' | 'pooled';
  readonly format: MetricFormat;
  /** Inside a sentence. */
  readonly name: Names;
  /** Over a column. */
  readonly column: Names;
  /** In OpenMetrics: `loadstone_<stem>` and the base unit. */
  readonly openMetrics: { readonly stem: string; readonly help: string };
  /** The kind of load that a gate judges it under where the config has it and the gate does not say. */
  readonly judgedUnder: 'open' | 'closed' | 'both';
  /** What a run must have for it besides a load. */
  readonly needs: readonly MetricNeed[];
  /** Has a column in the table that decides, of which a narrow terminal keeps the lowest numbers; null: has none. */
  readonly columnPriority: number | null;
}

/** What is read by all that drivers and services have needs none. */
export type MetricNeed =
  | 'command'
  | 'postgres'
  | 'redis'
  | 'stats-path'
  | 'prices'
  | 'body-checks'
  | 'pages';

type PercentileKind = 'latency-percentile' | 'service-time';

export type Metric = MetricBase &
  (
    | {
        readonly kind: PercentileKind;
        /** 0 to below 100. */
        readonly percentile: number;
      }
    | { readonly kind: Exclude<MetricKind, PercentileKind> }
  );

const usual = {
  estimator: 'typical-group',
  judgedUnder: 'closed',
  columnPriority: null,
  needs: [],
} as const;
const lower = { ...usual, better: 'lower' } as const;
const higher = { ...usual, better: 'higher' } as const;
const time = { ...lower, unit: 'µs', format: 'latency' } as const;
const latency = { ...time, kind: 'latency-percentile', judgedUnder: 'open' } as const;
const serviceTime = { ...time, kind: 'service-time', judgedUnder: 'open' } as const;
const cpu = { ...time, kind: 'cpu' } as const;
const count = { ...lower, kind: 'count', format: 'number', needs: ['postgres'] } as const;

const page = { kind: 'page', judgedUnder: 'open', needs: ['pages'] } as const;
const pageTime = { ...time, ...page } as const;

// In the order of the reports.
const rows = {
  throughputRps: {
    ...higher,
    kind: 'throughput',
    unit: 'req/s',
    format: 'rate',
    name: { en: 'throughput', zh: '吞吐量' },
    column: { en: 'req/s', zh: '请求/秒' },
    openMetrics: {
      stem: 'throughput_requests_per_second',
      help: 'Successful requests a second, median over the groups.',
    },
    columnPriority: 7,
  },
  latencyP50Us: {
    ...latency,
    percentile: 50,
    name: { en: 'p50 latency', zh: 'p50 延迟' },
    column: { en: 'p50', zh: 'p50' },
    openMetrics: {
      stem: 'latency_p50',
      help: 'Median latency from the intended start, median over the groups.',
    },
    columnPriority: 11,
  },
  latencyP90Us: {
    ...latency,
    percentile: 90,
    name: { en: 'p90 latency', zh: 'p90 延迟' },
    column: { en: 'p90', zh: 'p90' },
    openMetrics: {
      stem: 'latency_p90',
      help: 'Latency that 90% of requests stay below, median over the groups.',
    },
  },
  latencyP95Us: {
    ...latency,
    percentile: 95,
    name: { en: 'p95 latency', zh: 'p95 延迟' },
    column: { en: 'p95', zh: 'p95' },
    openMetrics: {
      stem: 'latency_p95',
      help: 'Latency that 95% of requests stay below, median over the groups.',
    },
    columnPriority: 10,
  },
  latencyP99Us: {
    ...latency,
    percentile: 99,
    name: { en: 'p99 latency', zh: 'p99 延迟' },
    column: { en: 'p99', zh: 'p99' },
    openMetrics: {
      stem: 'latency_p99',
      help: 'Latency that 99% of requests stay below, median over the groups.',
    },
    columnPriority: 5,
  },
  latencyP999Us: {
    ...latency,
    percentile: 99.9,
    name: { en: 'p99.9 latency', zh: 'p99.9 延迟' },
    column: { en: 'p99.9', zh: 'p99.9' },
    openMetrics: {
      stem: 'latency_p999',
      help: 'Latency that 99.9% of requests stay below, median over the groups.',
    },
  },
  latencyMeanUs: {
    ...time,
    kind: 'latency-mean',
    judgedUnder: 'open',
    name: { en: 'mean latency', zh: '平均延迟' },
    column: { en: 'mean', zh: '平均' },
    openMetrics: { stem: 'latency_mean', help: 'Mean latency from the intended start.' },
  },
  serviceTimeP50Us: {
    ...serviceTime,
    percentile: 50,
    name: { en: 'p50 service time', zh: 'P50 服务时间' },
    column: { en: 'p50 service', zh: 'P50 服务时间' },
    openMetrics: { stem: 'service_time_p50', help: 'Median time from sending to the answer.' },
  },
  serviceTimeP99Us: {
    ...serviceTime,
    percentile: 99,
    name: { en: 'p99 service time', zh: 'P99 服务时间' },
    column: { en: 'p99 service', zh: 'P99 服务时间' },
    openMetrics: {
      stem: 'service_time_p99',
      help: '99th percentile from sending to the answer.',
    },
  },
  successRatio: {
    ...higher,
    kind: 'success',
    unit: 'ratio',
    format: 'success',
    estimator: 'pooled',
    judgedUnder: 'open',
    name: { en: 'success ratio', zh: '成功率' },
    column: { en: 'success', zh: '成功率' },
    openMetrics: {
      stem: 'success',
      help: 'Share of the requests of all groups that were answered as expected.',
    },
    columnPriority: 6,
  },
  cpuPerRequestUs: {
    ...cpu,
    needs: ['command'],
    name: { en: 'CPU per request', zh: '每请求 CPU' },
    column: { en: 'CPU/req', zh: 'CPU/请求' },
    openMetrics: { stem: 'cpu_per_request', help: 'CPU time of all processes for a request.' },
    columnPriority: 8,
  },
  serviceCpuPerRequestUs: {
    ...cpu,
    needs: ['command'],
    name: { en: 'service CPU per request', zh: '每请求服务 CPU' },
    column: { en: 'service CPU', zh: '服务 CPU' },
    openMetrics: { stem: 'service_cpu_per_request', help: 'CPU time of the service.' },
  },
  databaseCpuPerRequestUs: {
    ...cpu,
    needs: ['postgres'],
    name: { en: 'database CPU per request', zh: '每请求数据库 CPU' },
    column: { en: 'database CPU', zh: '数据库 CPU' },
    openMetrics: { stem: 'database_cpu_per_request', help: 'CPU time of the database.' },
  },
  cacheCpuPerRequestUs: {
    ...cpu,
    needs: ['redis'],
    name: { en: 'cache CPU per request', zh: '每请求缓存 CPU' },
    column: { en: 'cache CPU', zh: '缓存 CPU' },
    openMetrics: { stem: 'cache_cpu_per_request', help: 'CPU time of the cache.' },
  },
  databaseCallsPerRequest: {
    ...count,
    unit: 'calls',
    name: { en: 'database calls per request', zh: '每请求数据库调用' },
    column: { en: 'DB calls', zh: '数据库调用' },
    openMetrics: { stem: 'database_calls_per_request', help: 'Statements for a request.' },
  },
  databaseBuffersPerRequest: {
    ...count,
    unit: 'pages',
    name: { en: 'database buffers per request', zh: '每请求数据库缓冲页' },
    column: { en: 'DB buffers', zh: '缓冲页' },
    openMetrics: { stem: 'database_buffers_per_request', help: 'Pages for a request.' },
  },
  walBytesPerRequest: {
    ...count,
    unit: 'bytes',
    format: 'bytes',
    name: { en: 'WAL per request', zh: '每请求 WAL' },
    column: { en: 'WAL', zh: 'WAL' },
    openMetrics: { stem: 'wal_per_request', help: 'Write-ahead log for a request.' },
  },
  cacheHitRatio: {
    ...higher,
    kind: 'hit-ratio',
    unit: 'ratio',
    format: 'share',
    needs: ['stats-path'],
    name: { en: 'cache hit ratio', zh: '缓存命中率' },
    column: { en: 'cache hits', zh: '缓存命中率' },
    openMetrics: { stem: 'cache_hit', help: 'Share of cache look-ups that hit.' },
  },
  eventLoopDelayP99Us: {
    ...time,
    kind: 'event-loop',
    needs: ['stats-path'],
    name: { en: 'event-loop delay at p99', zh: '事件循环延迟 p99' },
    column: { en: 'loop delay p99', zh: '事件循环延迟 p99' },
    openMetrics: {
      stem: 'event_loop_delay_p99',
      help: 'How late the event loop of the service ran, by its own account.',
    },
  },
  rssBytes: {
    ...lower,
    kind: 'memory',
    unit: 'bytes',
    format: 'memory',
    needs: ['command'],
    name: { en: 'memory', zh: '内存' },
    column: { en: 'memory', zh: '内存' },
    openMetrics: { stem: 'rss', help: 'Resident memory of the service.' },
  },
  costPerMillion: {
    ...lower,
    kind: 'cost',
    unit: 'currency',
    format: 'cost',
    needs: ['command', 'prices'],
    name: { en: 'cost per million requests', zh: '每百万请求成本' },
    column: { en: 'cost/million', zh: '每百万请求成本' },
    openMetrics: { stem: 'cost_per_million_requests', help: 'Cost of a million requests.' },
  },
  pageReadyUs: {
    ...pageTime,
    name: { en: 'time until a page shows', zh: '页面显示用时' },
    column: { en: 'page shows', zh: '页面显示' },
    openMetrics: {
      stem: 'page_ready',
      help: 'Navigation to the selector in a painted frame, mean over the pages of the median visit.',
    },
  },
  pageLcpUs: {
    ...pageTime,
    name: { en: 'largest contentful paint', zh: '最大内容绘制' },
    column: { en: 'LCP', zh: 'LCP' },
    openMetrics: {
      stem: 'page_lcp',
      help: 'Largest contentful paint, mean over the pages of the median visit.',
    },
  },
  pageTtfbUs: {
    ...pageTime,
    name: { en: 'time to first byte', zh: '首字节时间' },
    column: { en: 'TTFB', zh: 'TTFB' },
    openMetrics: {
      stem: 'page_ttfb',
      help: 'Navigation to the first byte, mean over the pages of the median visit.',
    },
  },
  pageInpUs: {
    ...pageTime,
    name: { en: 'interaction to next paint', zh: '交互到下一次绘制' },
    column: { en: 'INP', zh: 'INP' },
    openMetrics: {
      stem: 'page_inp',
      help: 'Scripted interaction to the next paint, mean over the pages of the median visit.',
    },
  },
  pageClsScore: {
    ...lower,
    ...page,
    unit: 'score',
    format: 'number',
    name: { en: 'layout shift', zh: '布局偏移' },
    column: { en: 'CLS', zh: 'CLS' },
    openMetrics: {
      stem: 'page_cls_score',
      help: 'Cumulative layout shift, mean over the pages of the median visit.',
    },
  },
  pageApdex: {
    ...higher,
    ...page,
    unit: 'score',
    format: 'number',
    estimator: 'pooled',
    name: { en: 'Apdex of pages', zh: '页面 Apdex' },
    column: { en: 'Apdex', zh: 'Apdex' },
    openMetrics: {
      stem: 'page_apdex_score',
      help: 'Satisfied visits and half of the tolerating ones, as a share of all visits of pages.',
    },
  },
  pageFrustratedRatio: {
    ...lower,
    ...page,
    unit: 'ratio',
    format: 'share',
    estimator: 'pooled',
    name: { en: 'frustrated visits', zh: '失望访问占比' },
    column: { en: 'frustrated', zh: '失望访问' },
    openMetrics: {
      stem: 'page_frustrated',
      help: 'Visits of pages that failed or took longer than four times the time of satisfaction.',
    },
  },
  pageBytes: {
    ...lower,
    ...page,
    unit: 'bytes',
    format: 'bytes',
    name: { en: 'bytes per page', zh: '每页面传输量' },
    column: { en: 'bytes/page', zh: '传输/页面' },
    openMetrics: {
      stem: 'page_transfer',
      help: 'Bytes over the network for a page with its resources, mean over the pages of the median visit.',
    },
  },
  pageBrowserCpuUs: {
    ...pageTime,
    name: { en: 'browser CPU per visit', zh: '每次访问浏览器 CPU' },
    column: { en: 'browser CPU', zh: '浏览器 CPU' },
    openMetrics: { stem: 'page_browser_cpu', help: 'CPU time of the browser for a visit.' },
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** A metric that variants are compared by. */
export type MetricName = keyof typeof rows;

/** Where metrics are taken up besides the figures, gates and advisory comparisons that all have; in order. */
export const metricsFor = {
  /** May decide the verdict; those of pages where pages are visited, elsewhere the usual one does. */
  primary: [
    ...['throughputRps', 'latencyP50Us', 'latencyP99Us', 'cpuPerRequestUs'],
    ...['pageReadyUs', 'pageLcpUs', 'pageInpUs'],
  ],
  /** Compared over all scenarios. */
  overall: ['throughputRps', 'latencyP50Us', 'latencyP99Us', 'cpuPerRequestUs', 'costPerMillion'],
  /** Compared between two runs besides the primary one, where both have them. */
  twoRuns: ['throughputRps', 'latencyP99Us', 'cpuPerRequestUs'],
  /** Kept in the history besides the primary one, where they were compared. */
  history: ['cpuPerRequestUs', 'latencyP99Us'],
  /** What two commits are judged by where the config has no gates: the steadiest first, so that small slowdowns show. */
  usualGates: ['cpuPerRequestUs', 'throughputRps', 'latencyP99Us'],
  /** Shown of each route, and those of them that are compared. */
  routes: ['latencyP50Us', 'latencyP95Us', 'latencyP99Us'],
  comparedRoutes: ['latencyP50Us', 'latencyP99Us'],
} as const satisfies Readonly<Record<string, readonly MetricName[]>>;

/** Metrics of one kind. */
export type MetricOfKind<Kind extends MetricKind> = {
  [Name in MetricName]: (typeof rows)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];

export const metrics: Readonly<Record<MetricName, Metric>> = rows;

/** In the order of the reports. */
export const metricNames = Object.keys(rows) as readonly MetricName[];

/** Each with its name inside a sentence. */
export function nameMetrics(language: keyof Names): Readonly<Record<GateMetric, string>> {
  const entries = gateMetricNames.map((name) => [name, gateMetrics[name].name[language]]);
  return Object.fromEntries(entries) as Record<GateMetric, string>;
}

/** The metrics of some kinds, in the order of the reports. */
export function listMetricsOfKind<Kind extends MetricKind>(
  ...kinds: readonly Kind[]
): readonly MetricOfKind<Kind>[] {
  const wanted: readonly MetricKind[] = kinds;
  return metricNames.filter((name): name is MetricOfKind<Kind> =>
    wanted.includes(metrics[name].kind),
  );
}

/** 0 to below 100. */
export function percentileOf(name: MetricOfKind<PercentileKind>): number {
  return rows[name].percentile;
}

/** The columns of the table that decides, in the order of the reports. */
export const decisionColumns: readonly MetricName[] = metricNames.filter(
  (name) => metrics[name].columnPriority !== null,
);

/** A percentile of the latency, with the percentile, 0 to below 100; lowest first. */
export const latencyPercentiles = listMetricsOfKind('latency-percentile').map((name) => ({
  ...{ name, percentile: percentileOf(name) },
}));

type GateField = 'better' | 'format' | 'judgedUnder' | 'name' | 'needs';

/** The name of a metric, in documents. */
export const MetricName = Type.Unsafe<MetricName>(Type.Enum([...metricNames]));

/** What gates and their texts ask of a metric. */
type GateMetricRow = Pick<MetricBase, GateField> & { readonly kind: MetricKind | 'wrong-answers' };

export type GateMetric = MetricName | 'wrongBodies';

/** What a gate may judge: every metric, and how many checked answers were wrong. */
export const gateMetrics: Readonly<Record<GateMetric, GateMetricRow>> = {
  ...metrics,
  wrongBodies: {
    kind: 'wrong-answers',
    better: 'lower',
    format: 'count',
    judgedUnder: 'both',
    name: { en: 'wrong responses', zh: '错误响应' },
    needs: ['body-checks'],
  },
};

/** In the order of the reports. */
export const gateMetricNames = Object.keys(gateMetrics) as readonly GateMetric[];

/** Which way is better. */
export function isHigherBetter(metric: GateMetric): boolean {
  return gateMetrics[metric].better === 'higher';
}
