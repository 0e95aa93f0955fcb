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
