// Environment → typed configuration of the service; every wrong variable is reported at once.
import { availableParallelism } from 'node:os';
import { closest, distance } from 'fastest-levenshtein';
import { type CacheLevelName, cacheLevelNames, cacheLevels } from './cache/levels.ts';
import { cacheBuses, logLevels, switches, threadLevels } from './config-levels.ts';
import { type Protections, parseProtections } from './config-protections.ts';
import { type Env, EnvironmentReader, knownVariables } from './config-reader.ts';
import { indexLevels } from './database/indexes/level.ts';
import { exitCodes, StartError } from './errors.ts';

/** Everything that can be chosen, resolved; times in ms, sizes in entries, bytes or connections. */
export interface Config extends Protections {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly cache: CacheLevelName;
  readonly cacheTtlMs: number;
  readonly cacheDashboardTtlMs: number;
  readonly cacheMaxEntries: number;
  /**
   * How memories of several processes are kept right: over PostgreSQL, over Redis, or not at all (off: only the
   * workers of one cluster tell each other, through their primary; other instances answer what is old, for a TTL).
   */
  readonly cacheBus: (typeof cacheBuses)[number];
  /** Memory is passed over once what others change could not be heard for this long, ms. */
  readonly cacheStaleLimitMs: number;
  /** Prefix of the keys in Redis; undefined stands for one made from the database's address. */
  readonly cacheNamespace: string | undefined;
  readonly redisTimeoutMs: number;
  readonly threads: (typeof threadLevels)[number];
  /** Processes of a cluster, threads of a pool, 1 for a single process. */
  readonly workers: number;
  readonly index: (typeof indexLevels)[number];
  readonly prepared: boolean;
  /** Connections to PostgreSQL of the whole service, divided over the workers of a cluster. */
  readonly poolSize: number;
  readonly poolWaitTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly importLimitBytes: number;
  /** Imports that one process has under way at most, those that wait included. */
  readonly importLimitRequests: number;
  /** Who knows it may read counters and population from other machines; undefined: nobody there. */
  readonly operationsToken: string | undefined;
  /** True: requests are logged; errors of the service always are. */
  readonly log: boolean;
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
  const asked = reader.text('CRM_CACHE_BUS');
  const { bus: own } = cacheLevels[cache];
  if (asked === '') return own === 'redis' ? own : 'postgres';
  const bus = reader.choice('CRM_CACHE_BUS', cacheBuses);
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
  const asked =
    reader.text('CRM_WORKERS') === '' ? undefined : reader.integer('CRM_WORKERS', 1, 64);
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
  const cache = reader.choice('CRM_CACHE', cacheLevelNames);
  const threads = reader.choice('CRM_THREADS', threadLevels);
  const databaseUrl = reader.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const redisUrl = reader.url('REDIS_URL', ['redis:', 'rediss:']);
  if (databaseUrl === undefined && !env.DATABASE_URL)
    reader.problems.push('DATABASE_URL is missing');
  if (redisUrl === undefined && !env.REDIS_URL && cacheLevels[cache].needsRedis) {
    reader.problems.push(`REDIS_URL is missing, which CRM_CACHE=${cache} needs`);
  }
  const config: Config = {
    host: reader.text('HOST'),
    port: reader.integer('PORT', 0, 65_535),
    databaseUrl: databaseUrl ?? '',
    redisUrl,
    cache,
    cacheTtlMs: reader.integer('CRM_CACHE_TTL_MS', 1, 86_400_000),
    cacheDashboardTtlMs: reader.integer('CRM_CACHE_DASHBOARD_TTL_MS', 1, 86_400_000),
    cacheMaxEntries: reader.integer('CRM_CACHE_MAX_ENTRIES', 1, 10_000_000),
    cacheBus: parseCacheBus(reader, cache, redisUrl !== undefined),
    cacheStaleLimitMs: reader.integer('CRM_CACHE_STALE_LIMIT_MS', 30, 60_000),
    cacheNamespace: parseNamespace(env, reader.problems),
    redisTimeoutMs: reader.integer('CRM_REDIS_TIMEOUT_MS', 1, 60_000),
    threads,
    workers: parseWorkers(reader, threads),
    index: reader.choice('CRM_INDEX', indexLevels),
    prepared: reader.choice('CRM_PREPARED', switches) === 'on',
    poolSize: reader.integer('CRM_POOL_SIZE', 1, 1_000),
    poolWaitTimeoutMs: reader.integer('CRM_POOL_WAIT_TIMEOUT_MS', 1, 600_000),
    statementTimeoutMs: reader.integer('CRM_STATEMENT_TIMEOUT_MS', 1, 600_000),
    lockTimeoutMs: reader.integer('CRM_LOCK_TIMEOUT_MS', 1, 600_000),
    closeTimeoutMs: reader.integer('CRM_CLOSE_TIMEOUT_MS', 1, 600_000),
    importLimitBytes: reader.integer('CRM_IMPORT_LIMIT_BYTES', 1, 256 * 1024 * 1024),
    importLimitRequests: reader.integer('CRM_IMPORT_LIMIT_REQUESTS', 1, 1_000),
    operationsToken: parseToken(env, reader.problems),
    log: reader.choice('CRM_LOG', logLevels) === 'info',
    ...parseProtections(reader),
  };
  if (reader.problems.length === 0) return config;
  throw new StartError(
    `the configuration is wrong:\n${reader.problems.map((problem) => `  - ${problem}`).join('\n')}`,
    'Mend the environment variables named above; server/README.md lists them all.',
    exitCodes.config,
  );
}
