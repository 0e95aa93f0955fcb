// What a service says of itself: its effective configuration and its cumulative counters.

export interface ServiceStats {
  readonly configHash: string | undefined;
  /** Effective values by the name of their environment variable; undefined where not offered. */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  readonly requests: RequestTotals | undefined;
  readonly cache: { readonly hits: number; readonly misses: number } | undefined;
  /** Processes that serve, as the service numbers them. */
  readonly pids: readonly number[];
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
    pids: stats.flatMap(({ pids }) => pids),
  };
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

/**
 * Takes from the JSON of the statistics route what is there and of the right kind; any service may
 * offer only part of it. Undefined where the text is no JSON object.
 */
export function parseServiceStats(text: string): ServiceStats | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(value)) return undefined;
  return {
    configHash: typeof value.configHash === 'string' ? value.configHash : undefined,
    config: isFields(value.config) ? value.config : undefined,
    requests: parseRequests(value.requests),
    cache: parseCache(value.cache),
    pids: Array.isArray(value.pids) ? value.pids.filter(Number.isInteger) : [],
  };
}
