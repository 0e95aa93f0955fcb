// What a service says of itself: its effective configuration and its cumulative counters.
import { nestsDeeper } from '../nesting.ts';

export interface ServiceStats {
  readonly configHash: string | undefined;
  /** Effective values by the name of their environment variable; undefined where not offered. */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  readonly requests: RequestTotals | undefined;
  readonly cache: { readonly hits: number; readonly misses: number } | undefined;
  /** Over the time since the account before; undefined where not offered. */
  readonly runtime: ServiceRuntime | undefined;
  /** Wait for a connection to the database at p99, over the same time; undefined where not offered. */
  readonly poolWaitP99Us: number | undefined;
  /** Processes that serve, as the service numbers them. */
  readonly pids: readonly number[];
  /** Every number of the account but settings and pids, by its dotted path. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** What the language's runtime says of itself; each undefined where not offered. */
interface ServiceRuntime {
  /** Share of the time in which the event loop was busy, 0 to 1. */
  readonly eventLoopUtilisationRatio: number | undefined;
  readonly eventLoopDelayP99Us: number | undefined;
  /** Share of the time that went into collecting garbage, 0 to 1. */
  readonly gcRatio: number | undefined;
}

interface RequestTotals {
  /** Finished answers of all workers since the start, operational routes left out. */
  readonly total: number;
  /** By route and status. */
  readonly byRoute: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * The account of a service with several addresses: counters add up, and what they do not all offer is
 * undefined; settings that differ stand as a list, so that they are as nobody planned.
 */
export function mergeServiceStats(
  all: readonly (ServiceStats | undefined)[],
): ServiceStats | undefined {
  const [first, ...more] = all;
  if (first === undefined || more.length === 0) return first;
  const stats = [first, ...more.filter((one) => one !== undefined)];
  if (stats.length < all.length) return undefined;
  const hashes = [...new Set(stats.map(({ configHash }) => configHash))];
  return {
    configHash: hashes.includes(undefined) ? undefined : hashes.join('+'),
    config: mergeConfigs(stats.map(({ config }) => config)),
    requests: addUp(
      stats,
      ({ requests }) => requests,
      ({ total }, next) => ({
        total: total + next.total,
        byRoute: {},
      }),
    ),
    cache: addUp(
      stats,
      ({ cache }) => cache,
      ({ hits, misses }, next) => ({
        hits: hits + next.hits,
        misses: misses + next.misses,
      }),
    ),
    // The worst of them: each address is a process of its own, and the slowest one is what users wait for.
    runtime: addUp(
      stats,
      ({ runtime }) => runtime,
      (worst, next) => ({
        eventLoopUtilisationRatio: largest(
          worst.eventLoopUtilisationRatio,
          next.eventLoopUtilisationRatio,
        ),
        eventLoopDelayP99Us: largest(worst.eventLoopDelayP99Us, next.eventLoopDelayP99Us),
        gcRatio: largest(worst.gcRatio, next.gcRatio),
      }),
    ),
    poolWaitP99Us: addUp(stats, ({ poolWaitP99Us }) => poolWaitP99Us, Math.max),
    pids: stats.flatMap(({ pids }) => pids),
    numbers: addNumbers(stats.map(({ numbers }) => numbers)),
  };
}

/** A number that some do not offer counts there as 0: a counter may begin with its first use. */
function addNumbers(all: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [path, value] of all.flatMap((one) => [...one]))
    sums.set(path, (sums.get(path) ?? 0) + value);
  return sums;
}

function mergeConfigs(configs: readonly ServiceStats['config'][]): ServiceStats['config'] {
  const known = configs.filter((config) => config !== undefined);
  if (known.length < configs.length) return undefined;
  const names = new Set(known.flatMap((config) => Object.keys(config)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = known.map((config) => config[name]);
      const isSame = new Set(values.map((value) => JSON.stringify(value))).size === 1;
      return [name, isSame ? values[0] : values];
    }),
  );
}

function addUp<Part>(
  stats: readonly ServiceStats[],
  choose: (one: ServiceStats) => Part | undefined,
  add: (sum: Part, next: Part) => Part,
): Part | undefined {
  const parts = stats.flatMap((one) => choose(one) ?? []) as Part[];
  return parts.length < stats.length ? undefined : parts.reduce(add);
}

function largest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : Math.max(a, b);
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

function parseByRoute(value: unknown): RequestTotals['byRoute'] {
  if (!isFields(value)) return {};
  const routes = Object.entries(value).map(([route, statuses]) => {
    const counts = Object.entries(isFields(statuses) ? statuses : {});
    return [route, Object.fromEntries(counts.filter(([, count]) => isCount(count)))];
  });
  return Object.fromEntries(routes);
}

function parseRequests(value: unknown): RequestTotals | undefined {
  if (!isFields(value) || !isCount(value.total)) return undefined;
  return { total: value.total, byRoute: parseByRoute(value.byRoute) };
}

function parseCache(value: unknown): ServiceStats['cache'] {
  if (!isFields(value) || !isCount(value.hits) || !isCount(value.misses)) return undefined;
  return { hits: value.hits, misses: value.misses };
}

const parseCount = (value: unknown): number | undefined => (isCount(value) ? value : undefined);

function parseRuntime(value: unknown): ServiceStats['runtime'] {
  if (!isFields(value)) return undefined;
  return {
    eventLoopUtilisationRatio: parseCount(value.eventLoopUtilisationRatio),
    eventLoopDelayP99Us: parseCount(value.eventLoopDelayP99Us),
    gcRatio: parseCount(value.gcRatio),
  };
}

/**
 * Takes from the JSON of the statistics route what is there and of the right kind; any service may
 * offer only part of it. Undefined where the text is no JSON object, or nested as no account is.
 */
export function parseServiceStats(text: string): ServiceStats | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(value) || nestsDeeper(value, deepestAccount)) return undefined;
  return {
    configHash: typeof value.configHash === 'string' ? value.configHash : undefined,
    config: isFields(value.config) ? value.config : undefined,
    requests: parseRequests(value.requests),
    cache: parseCache(value.cache),
    runtime: parseRuntime(value.runtime),
    poolWaitP99Us: isFields(value.pool) ? parseCount(value.pool.waitP99Us) : undefined,
    pids: Array.isArray(value.pids) ? value.pids.filter(Number.isInteger) : [],
    numbers: flattenNumbers(value),
  };
}

/** Settings are compared by their text, which takes the stack where they are nested without end. */
const deepestAccount = 200;

/** An account that holds more is cut: it may list something for each of its users. */
const mostNumbers = 5_000;
const deepestNumber = 8;

/** Numbers by dotted path, entries of lists by their place; settings and pids are no counters and left out. */
function flattenNumbers(account: Fields): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (numbers.size >= mostNumbers || path.length > deepestNumber) return;
    if (typeof value === 'number' && Number.isFinite(value)) numbers.set(path.join('.'), value);
    else if (typeof value === 'object' && value !== null)
      for (const [key, entry] of Object.entries(value)) walk(entry, [...path, key]);
  };
  for (const [key, entry] of Object.entries(account))
    if (key !== 'config' && key !== 'pids') walk(entry, [key]);
  return numbers;
}
