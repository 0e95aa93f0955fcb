// The article about the performance of a CRM, claim by claim: `npm run crm`, or `npm run crm -- --quick`. Each chapter is
// one axis of the reference CRM against a baseline that lacks what the chapter is about; docs/tour.md has how to read it.
import { defineConfig } from './bench/index.ts';
import crm from './loadstone.crm.mts';

type Config = Parameters<typeof defineConfig>[0];
type Preset = NonNullable<Config['presets']>[string];

/** Factors that a chapter says nothing of stay as they are in the baseline, those that are added later too. */
const usual = crm.baseline ?? {};

/** One level of every factor but those of the chapter. */
function axis(levels: NonNullable<Preset['levels']>): Pick<Preset, 'levels' | 'baseline'> {
  const baseline = Object.fromEntries(
    Object.entries(usual).map(([factor, level]) => [factor, levels[factor]?.[0] ?? level]),
  );
  const kept = Object.fromEntries(
    Object.entries(usual).map(([factor, level]) => [factor, levels[factor] ?? [level]]),
  );
  return { levels: kept, baseline };
}

/** Throughput by saturation, response time at half of what the baseline carries. */
const full: Preset = {
  driver: 'open',
  loads: [
    { kind: 'closed', connections: 8 },
    { kind: 'open', capacityRatio: 0.5 },
  ],
  percentilesBy: 'groups',
  slices: { loadMs: 2000 },
  warmup: { requests: 4000, untilSteady: false, maxMs: 5000 },
  groups: 10,
};

/** Throughput alone, briefly. */
const brief: Preset = {
  driver: 'open',
  loads: [{ kind: 'closed', connections: 8 }],
  slices: { loadMs: 1500 },
  warmup: { requests: 2000, untilSteady: false, maxMs: 2500 },
  groups: 8,
};

/** The first level of each factor is the baseline; the brief form takes those named. */
function chapterPresets(
  name: string,
  scenario: string,
  levels: NonNullable<Preset['levels']>,
  briefLevels: NonNullable<Preset['levels']> = levels,
  more: Preset = {},
): Record<string, Preset> {
  return {
    [`tour-${name}`]: { ...full, scenarios: [scenario], ...axis(levels), ...more },
    [`tour-${name}-quick`]: { ...brief, scenarios: [scenario], ...axis(briefLevels), ...more },
  };
}

/** A chapter with a preset in both forms. */
const measured = (name: string) => ({
  preset: `tour-${name}`,
  quick: { preset: `tour-${name}-quick` },
});

/** All combinations; they show whether two remedies make up for each other. */
const crossed: Preset = { design: 'full', loads: [{ kind: 'closed', connections: 8 }] };

export default defineConfig({
  ...crm,
  description: 'The claims of an article about the performance of a CRM, each under load.',
  presets: {
    ...crm.presets,
    ...chapterPresets('cache', 'desk', { cache: ['none', 'memory', 'redis'] }),
    ...chapterPresets(
      'index',
      'browse',
      { index: ['none', 'fk', 'composite', 'covering'] },
      { index: ['none', 'composite'] },
    ),
    ...chapterPresets(
      'workflow',
      'order-processing',
      { workflow: ['row-by-row', 'one-transaction', 'set-based', 'queue-postgres'] },
      { workflow: ['row-by-row', 'set-based'] },
    ),
    ...chapterPresets('code', 'lists', { code: ['n-plus-one', 'batched', 'usual'] }),
    ...chapterPresets(
      'threads',
      'desk',
      { threads: ['single', 'cluster', 'pool'] },
      { threads: ['single', 'pool'] },
    ),
    ...chapterPresets('validation', 'order-entry', {
      index: ['composite', 'references', 'checks'],
    }),
    // Copies with 15% of a CPU each: slices long against the 20 ms in which a share is counted, and code to compile in each.
    ...chapterPresets(
      'instances',
      'browse',
      { instances: ['1', '2', '4'] },
      { instances: ['1', '2'] },
      {
        loads: [{ kind: 'closed', connections: 16 }],
        slices: { slicesPerGroup: 4, sliceMs: 500, dropFirstMs: 100 },
        warmup: { requests: 6000, untilSteady: false, maxMs: 10_000 },
      },
    ),
    ...chapterPresets(
      'cache-by-index',
      'browse',
      { cache: ['none', 'memory'], index: ['none', 'composite'] },
      undefined,
      crossed,
    ),
    ...chapterPresets(
      'threads-by-cache',
      'desk',
      { cache: ['none', 'memory'], threads: ['single', 'pool'] },
      undefined,
      crossed,
    ),
  },
  tours: {
    article: {
      title: {
        en: 'Performance of a CRM: what the article claims',
        zh: 'CRM 系统的性能与效率：逐条检验',
      },
      description: {
        en: 'Each claim of the article “Performance and efficiency of a CRM”, tested on the reference CRM.',
        zh: '在参考 CRM 上逐条检验《CRM 系统的性能与效率》一文的说法。',
      },
      data: {
        en: '20,000 customers and 100,000 orders (size S), PostgreSQL and Redis on the same machine.',
        zh: '20,000 个客户、100,000 个订单（规模 S），PostgreSQL 与 Redis 在同一台机器上。',
      },
      chapters: [
        {
          id: 'cache',
          title: { en: 'Cache', zh: '缓存' },
          claim: {
            en: 'Keeping data that is often used in a cache makes the system more efficient.',
            zh: '通过将常用数据存储在缓存中，提高系统效率。',
          },
          source: { en: 'Section 3.2, caching', zh: '3.2 节，缓存技术' },
          ...measured('cache'),
        },
        {
          id: 'index',
          title: { en: 'Database: indexes', zh: '数据库：索引' },
          claim: {
            en: 'A better design of the database makes the system more efficient.',
            zh: '通过优化 CRM 系统的数据库设计，提高系统效率。',
          },
          source: { en: 'Section 3.2, database', zh: '3.2 节，数据库优化' },
          ...measured('index'),
        },
        {
          id: 'workflow',
          title: { en: 'Workflow: batches of orders', zh: '流程：批量订单' },
          claim: {
            en: 'A better workflow makes the system more efficient.',
            zh: '通过优化 CRM 系统的工作流程，提高系统效率。',
          },
          source: { en: 'Section 3.2, workflow', zh: '3.2 节，流程优化' },
          ...measured('workflow'),
        },
        {
          id: 'code',
          title: { en: 'Code: queries in loops', zh: '代码：循环查询' },
          claim: {
            en: 'Better code makes the system faster; the article reads all orders and handles each in a loop.',
            zh: '通过优化 CRM 系统的代码，提高系统性能；文中的示例读出全部订单再逐个处理。',
          },
          source: { en: 'Sections 3.1 and 4.2, code', zh: '3.1 节与 4.2 节，软件优化' },
          ...measured('code'),
        },
        {
          id: 'threads',
          title: { en: 'Threads and processes', zh: '线程与进程' },
          claim: {
            en: 'Several threads handle requests at once, which raises throughput and shortens response times.',
            zh: '多个线程同时处理客户请求，从而提高响应速度和吞吐量。',
          },
          source: { en: 'Section 4.1, threads', zh: '4.1 节，多线程' },
          ...measured('threads'),
        },
        {
          id: 'instances',
          title: { en: 'Distribution', zh: '分布式' },
          claim: {
            en: 'Spreading the system over several servers makes it faster; here: copies with a share of a CPU each.',
            zh: '通过将 CRM 系统分布在多个服务器上，提高系统性能；此处为各占一部分 CPU 的多个副本。',
          },
          source: { en: 'Section 3.1, distribution', zh: '3.1 节，分布式技术' },
          priority: 2,
          ...measured('instances'),
        },
        {
          id: 'availability',
          title: { en: 'Availability', zh: '可用性' },
          claim: {
            en: 'The higher the availability, the better the system; guards keep it up when a part fails.',
            zh: '可用性越高，系统性能越好；保护措施使系统在部件故障时继续可用。',
          },
          source: { en: 'Section 3.1, availability', zh: '3.1 节，可用性' },
          command: 'faults',
          config: './loadstone.resilience.mts',
          preset: 'guards',
          faults: ['redis-killed', 'worker-killed'],
          groups: 8,
          priority: 2,
          quick: { faults: ['redis-killed'], groups: 6 },
        },
        {
          id: 'validation',
          title: { en: 'Data: validation', zh: '数据：验证' },
          claim: {
            en: 'Validating data raises its quality; here: what constraints in the database cost those who write.',
            zh: '通过数据验证提高数据质量；此处测量数据库约束给写入带来的代价。',
          },
          source: { en: 'Section 3.3, validation', zh: '3.3 节，数据验证' },
          priority: 3,
          ...measured('validation'),
        },
        {
          id: 'cleaning',
          title: { en: 'Data: cleaning', zh: '数据：清洗' },
          claim: {
            en: 'Cleaning data raises their quality; here: what cleaning imports costs. What it brings stands in the report of the run.',
            zh: '通过数据清洗提高数据质量；此处测量清洗导入数据的代价，所带来的质量见该次运行的报告。',
          },
          source: { en: 'Section 3.3, cleaning', zh: '3.3 节，数据清洗' },
          priority: 3,
          preset: 'cleaning',
          quick: { groups: 4 },
        },
        {
          id: 'cache-by-index',
          title: { en: 'Cache × index', zh: '缓存 × 索引' },
          claim: {
            en: 'Cache and database design are named side by side; does one make up for the other?',
            zh: '文中并列提出缓存与数据库优化；二者能否相互替代？',
          },
          source: { en: 'Section 3.2', zh: '3.2 节' },
          priority: 4,
          ...measured('cache-by-index'),
        },
        {
          id: 'threads-by-cache',
          title: { en: 'Threads × cache', zh: '线程 × 缓存' },
          claim: {
            en: 'Threads and cache are named side by side; do their gains add up?',
            zh: '文中并列提出多线程与缓存；二者的收益能否叠加？',
          },
          source: { en: 'Sections 3.2 and 4.1', zh: '3.2 节与 4.1 节' },
          priority: 5,
          ...measured('threads-by-cache'),
        },
        {
          id: 'pages',
          title: { en: 'User experience: pages', zh: '用户体验：页面' },
          claim: {
            en: 'A faster system is a better experience for its users.',
            zh: '通过优化 CRM 系统的性能，提高用户体验。',
          },
          source: { en: 'Section 3.4, performance', zh: '3.4 节，性能优化' },
          priority: 6,
          preset: 'pages',
          groups: 6,
          quick: { groups: 3, variants: ['plain', 'fragments'] },
        },
        {
          id: 'hardware',
          title: { en: 'Hardware', zh: '硬件' },
          claim: {
            en: 'More servers, or faster ones, make the system faster.',
            zh: '通过增加服务器数量、提高服务器性能等方式，提高系统性能。',
          },
          source: { en: 'Section 3.1, hardware', zh: '3.1 节，硬件优化' },
          notMeasured: {
            en: 'A tour runs on one machine; other hardware is another run on it.',
            zh: '一次检验只在一台机器上进行；其他硬件需要在其上另行运行。',
          },
        },
        {
          id: 'interface',
          title: { en: 'Interface and functions', zh: '界面与功能' },
          claim: {
            en: 'A better interface and better functions make users content.',
            zh: '通过优化操作界面和功能设计，提高用户体验。',
          },
          source: { en: 'Section 3.4', zh: '3.4 节' },
          notMeasured: {
            en: 'Whether an interface is simple is a question for users; load does not answer it. How soon pages show under load is a chapter of its own.',
            zh: '界面是否简单易用需要询问用户，加压测试无法回答。页面在负载下多快显示，见“用户体验：页面”一章。',
          },
        },
      ],
    },
  },
});
