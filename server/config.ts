// Environment → typed configuration of the service; every wrong variable is reported at once.
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { closest, distance } from 'fastest-levenshtein';
import { cacheLevelNames, cacheLevels } from './cache/levels.ts';
import { indexLevels } from './database/indexes/level.ts';
import { exitCodes, StartError } from './errors.ts';
import { workflowLevelNames, workflowNeeds } from './modules/processing/level-names.ts';
import { sessionLevelNames, sessionNeeds } from './sessions/level-names.ts';
import { oneOf, onOff, type Setting, type ValuesOf, wholeNumber } from './setting.ts';

/** Times in ms, sizes in entries, bytes or connections. */
const settings = {
  cache: oneOf('CRM_CACHE', cacheLevelNames, 'none'),
  threads: oneOf('CRM_THREADS', ['single', 'cluster', 'pool']),
  index: oneOf('CRM_INDEX', indexLevels, 'composite'),
  /** How the orders of a batch are written. */
  workflow: oneOf('CRM_WORKFLOW', workflowLevelNames),
  /** Of one process, where the workflow has a queue. */
  queueWorkers: wholeNumber('CRM_QUEUE_WORKERS', 4, 1, 64),
  /** How the items of several orders are read. */
  fetch: oneOf('CRM_FETCH', ['joined', 'batched', 'n-plus-one']),
  /** How the place of a page is found. */
  paging: oneOf('CRM_PAGING', ['keyset', 'offset']),
  /** What writes the bodies of answers that are not kept as bytes. */
  json: oneOf('CRM_JSON', ['schema', 'stringify']),
  /** False: imports are stored as typed in, and nothing is merged. */
  cleaning: onOff('CRM_CLEANING', true),
  /** How pages reach the browser. */
  delivery: oneOf('CRM_DELIVERY', ['plain', 'compressed', 'etag', 'fragments']),
  /** Where it stands who is logged in; off: nobody needs to be. */
  session: oneOf('CRM_SESSION', sessionLevelNames),
  sessionTtlS: wholeNumber('CRM_SESSION_TTL_S', 28_800, 1, 2_592_000),
  /** Attempts to log in for an account from an address, in a minute and in one process. */
  loginLimit: wholeNumber('CRM_LOGIN_LIMIT', 20, 1, 1_000_000),
  /** True: a proxy in front tells by X-Forwarded-* who asks, and whether over TLS. */
  trustsProxy: onOff('CRM_TRUST_PROXY', false),
  cacheTtlMs: wholeNumber('CRM_CACHE_TTL_MS', 60_000, 1, 86_400_000),
  cacheDashboardTtlMs: wholeNumber('CRM_CACHE_DASHBOARD_TTL_MS', 5_000, 1, 86_400_000),
  /** Pause between two refreshes of the dashboard's view, where the index level has one. */
  viewRefreshMs: wholeNumber('CRM_VIEW_REFRESH_MS', 5_000, 1, 86_400_000),
  cacheMaxEntries: wholeNumber('CRM_CACHE_MAX_ENTRIES', 50_000, 1, 10_000_000),
  /** Memory is passed over once what others change could not be heard for this long. */
  cacheStaleLimitMs: wholeNumber('CRM_CACHE_STALE_LIMIT_MS', 750, 30, 60_000),
  redisTimeoutMs: wholeNumber('CRM_REDIS_TIMEOUT_MS', 250, 1, 60_000),
  prepared: onOff('CRM_PREPARED', true),
  /** Connections to PostgreSQL of the whole service, divided over the workers of a cluster. */
  poolSize: wholeNumber('CRM_POOL_SIZE', 10, 1, 1_000),
  poolWaitTimeoutMs: wholeNumber('CRM_POOL_WAIT_TIMEOUT_MS', 10_000, 1, 600_000),
  statementTimeoutMs: wholeNumber('CRM_STATEMENT_TIMEOUT_MS', 10_000, 1, 600_000),
  lockTimeoutMs: wholeNumber('CRM_LOCK_TIMEOUT_MS', 3_000, 1, 600_000),
  closeTimeoutMs: wholeNumber('CRM_CLOSE_TIMEOUT_MS', 5_000, 1, 600_000),
  importLimitBytes: wholeNumber('CRM_IMPORT_LIMIT_BYTES', 16 * 1024 * 1024, 1, 256 * 1024 * 1024),
  /** Imports that one process has under way at most, those that wait included. */
  importLimitRequests: wholeNumber('CRM_IMPORT_LIMIT_REQUESTS', 16, 1, 1_000),
  /** True: requests are logged; errors of the service always are. */
  log: onOff('CRM_LOG', false, ['info', 'off']),
};

/**
 * What keeps the service answering and its data true; the defaults are the safe choices, and each can be taken away to
 * see what breaks without it.
 */
const protections = {
  /** False: PostgreSQL and Redis are waited for as their drivers do out of the box, mostly for ever. */
  timeoutsSet: onOff('CRM_TIMEOUTS', true, ['set', 'unset']),
  /** False: a worker of a cluster that died is not started again; no worker left ends the primary. */
  respawn: onOff('CRM_RESPAWN', true),
  /** False: a request whose cache fails fails too (503), and no circuit breaker spares the cache. */
  cacheFallback: onOff('CRM_CACHE_FALLBACK', true),
  /** False: an idempotency key is neither looked up nor unique, so a retry makes a second order. */
  idempotency: onOff('CRM_IDEMPOTENCY', true),
  /** `early`: an order is acknowledged before it is written, so that a kill loses acknowledged orders. */
  acknowledge: oneOf('CRM_ACKNOWLEDGE', ['committed', 'early']),
  /** `async`: a commit does not wait for the disk; `sync`: as the server is set. */
  commit: oneOf('CRM_COMMIT', ['sync', 'async']),
  /** False: a change leaves what the cache holds as it is, until its TTL. */
  invalidation: onOff('CRM_INVALIDATION', true),
  /** True: requests are refused (503) while the event loop is late. */
  shed: onOff('CRM_SHED', false),
  /** Mean delay of the event loop from which on requests are refused. */
  shedEventLoopMs: wholeNumber('CRM_SHED_EVENT_LOOP_MS', 200, 1, 60_000),
};

/** Those whose default hangs on others. */
const port = wholeNumber('PORT', 3000, 0, 65_535);
const cacheBus = oneOf('CRM_CACHE_BUS', ['postgres', 'redis', 'off']);
const workers = wholeNumber('CRM_WORKERS', 1, 1, 64);

const knownVariables = [
  ...[...Object.values({ ...settings, ...protections }), cacheBus, workers].map(
    ({ variable }) => variable,
  ),
  ...['CRM_CACHE_NAMESPACE', 'CRM_OPERATIONS_TOKEN'],
];

/** Everything that can be chosen, resolved. */
export interface Config extends ValuesOf<typeof settings>, ValuesOf<typeof protections> {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /**
   * How memories of several processes are kept right: over PostgreSQL, over Redis, or not at all (off: only the
   * workers of one cluster tell each other, through their primary; other instances answer what is old, for a TTL).
   */
  readonly cacheBus: (typeof cacheBus)['fallback'];
  /** Prefix of the keys in Redis; undefined stands for one made from the database's address. */
  readonly cacheNamespace: string | undefined;
  /** Processes of a cluster, threads of a pool, 1 for a single process. */
  readonly workers: number;
  /** Who knows it may read counters and population from other machines; undefined: nobody there. */
  readonly operationsToken: string | undefined;
}

/** An environment, such as process.env. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and gathers what is wrong with them, so that all is told at once. */
export class EnvironmentReader {
  readonly problems: string[] = [];
  readonly #env: Env;

  constructor(env: Env) {
    this.#env = env;
  }

  /** Undefined where there is none, or an empty one. */
  text(variable: string): string | undefined {
    return this.#env[variable]?.trim() || undefined;
  }

  read<Value>({ variable, usual, read, describe, fallback }: Setting<Value>): Value {
    const text = this.text(variable) ?? usual;
    const value = read(text);
    if (value !== undefined) return value;
    this.problems.push(`${variable}=${text} must be ${describe(text)}`);
    return fallback;
  }

  readAll<Settings extends Readonly<Record<string, Setting<unknown>>>>(
    table: Settings,
  ): ValuesOf<Settings> {
    const entries = Object.entries(table).map(([key, setting]) => [key, this.read(setting)]);
    return Object.fromEntries(entries) as ValuesOf<Settings>;
  }

  url(variable: 'DATABASE_URL' | 'REDIS_URL', protocols: readonly string[]): string | undefined {
    const given = this.text(variable);
    if (given === undefined) return undefined;
    const parsed = URL.canParse(given) ? new URL(given) : undefined;
    // The value may hold a password, so the message doesn't repeat it.
    if (parsed !== undefined && protocols.includes(parsed.protocol)) return given;
    this.problems.push(`${variable} must be a URL that starts with ${protocols[0]}//`);
    return undefined;
  }
}

function listUnknown(env: Env): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('CRM_') && !knownVariables.includes(name))
    .map((name) => {
      const near = closest(name, knownVariables);
      return distance(name, near) <= near.length / 4
        ? `${name} is unknown (did you mean '${near}'?)`
        : `${name} is unknown`;
    });
}

function parseNamespace(env: Env, problems: string[]): string | undefined {
  const given = env.CRM_CACHE_NAMESPACE;
  if (given === undefined || given === '') return undefined;
  if (!/^[\w:.-]{1,64}$/.test(given)) {
    problems.push('CRM_CACHE_NAMESPACE must be 1 to 64 letters, digits, or _ : . -');
  }
  return given;
}

function parseToken(env: Env, problems: string[]): string | undefined {
  const given = env.CRM_OPERATIONS_TOKEN;
  if (given === undefined || given === '') return undefined;
  // The value is a secret, so the message doesn't repeat it.
  if (!/^[\w.~+/=-]{16,256}$/.test(given)) {
    problems.push('CRM_OPERATIONS_TOKEN must be 16 to 256 letters, digits, or - . _ ~ + / =');
  }
  return given;
}

/** The bus asked for, else that of the level, else PostgreSQL. */
function parseCacheBus(
  reader: EnvironmentReader,
  cache: Config['cache'],
  hasRedis: boolean,
): Config['cacheBus'] {
  const { bus: own } = cacheLevels[cache];
  if (reader.text(cacheBus.variable) === undefined) return own === 'redis' ? own : 'postgres';
  const bus = reader.read(cacheBus);
  if (own === 'redis' && bus !== own) {
    reader.problems.push(
      `CRM_CACHE_BUS=${bus} does not go with CRM_CACHE=${cache}, whose bus is ${own}`,
    );
  }
  if (own === 'chosen' && bus === 'redis' && !hasRedis) {
    reader.problems.push('REDIS_URL is missing, which CRM_CACHE_BUS=redis needs');
  }
  return bus;
}

function parseWorkers(reader: EnvironmentReader, threads: Config['threads']): number {
  const isAsked = reader.text(workers.variable) !== undefined;
  const asked = isAsked ? reader.read(workers) : undefined;
  if (threads === 'single') return 1;
  // A cluster of one worker answers nobody while that worker is started again.
  const least = threads === 'cluster' ? 2 : 1;
  return asked ?? Math.min(64, Math.max(least, availableParallelism()));
}

/**
 * The configuration that an environment asks for.
 * @throws StartError (exit code 2) that names every wrong variable.
 */
export function parseConfig(env: Env): Config {
  const reader = new EnvironmentReader(env);
  reader.problems.push(...listUnknown(env));
  const chosen = { ...reader.readAll(settings), ...reader.readAll(protections) };
  const { cache, threads, workflow } = chosen;
  const databaseUrl = reader.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const redisUrl = reader.url('REDIS_URL', ['redis:', 'rediss:']);
  if (databaseUrl === undefined && !env.DATABASE_URL)
    reader.problems.push('DATABASE_URL is missing');
  if (redisUrl === undefined && !env.REDIS_URL && cacheLevels[cache].needsRedis) {
    reader.problems.push(`REDIS_URL is missing, which CRM_CACHE=${cache} needs`);
  }
  if (redisUrl === undefined && !env.REDIS_URL && workflowNeeds[workflow].redis) {
    reader.problems.push(`REDIS_URL is missing, which CRM_WORKFLOW=${workflow} needs`);
  }
  if (redisUrl === undefined && !env.REDIS_URL && sessionNeeds[chosen.session].redis) {
    reader.problems.push(`REDIS_URL is missing, which CRM_SESSION=${chosen.session} needs`);
  }
  const config: Config = {
    ...chosen,
    host: reader.text('HOST') ?? '127.0.0.1',
    port: reader.read(port),
    databaseUrl: databaseUrl ?? '',
    redisUrl,
    cacheBus: parseCacheBus(reader, cache, redisUrl !== undefined),
    cacheNamespace: parseNamespace(env, reader.problems),
    workers: parseWorkers(reader, threads),
    operationsToken: parseToken(env, reader.problems),
  };
  if (reader.problems.length === 0) return config;
  throw new StartError(
    `the configuration is wrong:\n${reader.problems.map((problem) => `  - ${problem}`).join('\n')}`,
    'Mend the environment variables named above; server/README.md lists them all.',
    exitCodes.config,
  );
}

/** The effective values by the name of their variable; addresses and secrets are left out. */
export function echoConfig(config: Config): Readonly<Record<string, string>> {
  const values: Readonly<Record<string, unknown>> = { ...config };
  const echo = (table: Readonly<Record<string, Setting<unknown>>>) =>
    Object.entries(table)
      .map(([key, { variable, write }]) => [variable, write(values[key])] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries([...echo({ ...settings, cacheBus, workers }), ...echo(protections)]);
}

/** SHA-256 (hex) of the echoed configuration: equal hashes mean equally configured services. */
export function hashConfig(config: Config): string {
  return createHash('sha256')
    .update(JSON.stringify(echoConfig(config)))
    .digest('hex');
}
