// Resolves what is measured: target, services, factors; every default filled in, paths absolute.
import { resolve } from 'node:path';
import type { TlsOptions } from '../drivers/driver.ts';
import type {
  CounterConfig,
  ExerciseConfig,
  LevelConfig,
  LoadstoneConfig,
  PrepareConfig,
  TlsConfig,
} from './config-schema.ts';
import { defaults } from './defaults.ts';
import { readEnvFiles } from './env-file.ts';
import type {
  ExerciseRule,
  PrepareStep,
  ResolvedCounter,
  ResolvedFactor,
  ResolvedLevel,
  ResolvedPostgres,
  ResolvedRedis,
  ResolvedTarget,
} from './experiment.ts';

/** Environment of the command line; read here for the URLs of services only. */
export type ConfigEnv = Readonly<Record<string, string | undefined>>;

export function resolveTarget(config: LoadstoneConfig, folder: string): ResolvedTarget {
  const { target } = config;
  const fallback = defaults.target;
  return {
    command: target.command === undefined ? undefined : parseCommand(target.command),
    cwd: resolve(folder, target.cwd ?? fallback.cwd),
    env: { ...readEnvFiles(target.envFile, folder, config), ...toTexts(target.env) },
    portEnv: target.portEnv ?? fallback.portEnv,
    ...(target.dataFolderEnv !== undefined && { dataFolderEnv: target.dataFolderEnv }),
    ...resolveUrls(target.url),
    ...(target.scheme === 'https' && { scheme: target.scheme }),
    ...(target.tls !== undefined && { tls: resolveTls(target.tls, folder) }),
    ...(target.counter !== undefined && { counter: resolveCounter(target.counter) }),
    ...(target.acceptEncoding !== undefined && { acceptEncoding: target.acceptEncoding }),
    readyPath: target.readyPath ?? fallback.readyPath,
    readyTimeoutMs: target.readyTimeoutMs ?? fallback.readyTimeoutMs,
    statsPath: target.statsPath,
    ...(target.headers !== undefined && { headers: target.headers }),
    dataPath: target.dataPath,
    stopTimeoutMs: target.stopTimeoutMs ?? fallback.stopTimeoutMs,
    ...(target.install !== undefined && { install: parseCommand(target.install) }),
    ...(target.build !== undefined && { build: parseCommand(target.build) }),
  };
}

export function resolveFactors(config: LoadstoneConfig, folder: string): readonly ResolvedFactor[] {
  return Object.entries(config.factors ?? {}).map(([name, factor]) => ({
    name,
    levels: Object.entries(factor.levels).map(([level, given]) => ({
      ...resolveLevel(level, given),
      env: { ...readEnvFiles(given.envFile, folder, config), ...toTexts(given.env) },
    })),
  }));
}

function resolveLevel(name: string, level: LevelConfig): Omit<ResolvedLevel, 'env'> {
  return {
    name,
    ...(level.command !== undefined && { command: parseCommand(level.command) }),
    args: level.args ?? [],
    needs: level.needs ?? [],
    ...resolveUrls(level.url),
    ...(level.counterUrl !== undefined && { counterUrl: toOrigin(level.counterUrl) }),
    prepare: level.prepare === undefined ? undefined : resolvePrepare(level.prepare),
    ...(level.exercised !== undefined && {
      exercised: listOf(level.exercised).map(resolveExercise),
    }),
    ...(level.cpus !== undefined && { cpus: level.cpus }),
    ...(level.size !== undefined && { size: level.size }),
    ...(level.cpusEach !== undefined && { cpusEach: level.cpusEach }),
  };
}

function resolveExercise(rule: ExerciseConfig): ExerciseRule {
  const fallback = defaults.exercised;
  const atLeastPerRequest = rule.atLeastPerRequest ?? fallback.atLeastPerRequest;
  if (rule.counter !== undefined) {
    const atLeastMoving = rule.atLeastMoving ?? fallback.atLeastMoving;
    return { kind: 'counter', counters: listOf(rule.counter), atLeastPerRequest, atLeastMoving };
  }
  if (rule.metric !== undefined) {
    const { metric, labels = {} } = rule;
    return { kind: 'metric', metric, labels, atLeastPerRequest };
  }
  const patterns = rule.index === undefined ? undefined : listOf(rule.index);
  return { kind: 'indexes', patterns, atLeastRatio: rule.atLeastRatio ?? fallback.atLeastRatio };
}

/** One, or a list of them, as a list. */
export function listOf<Item extends string | object>(
  given: Item | readonly Item[],
): readonly Item[] {
  return Array.isArray(given) ? (given as readonly Item[]) : [given as Item];
}

/** LOADSTONE_POSTGRES_URL goes before the config's own URL. */
export function resolvePostgres(
  { services }: LoadstoneConfig,
  env: ConfigEnv,
): ResolvedPostgres | undefined {
  const postgres = services?.postgres;
  if (postgres === undefined) return undefined;
  return {
    url: env.LOADSTONE_POSTGRES_URL || postgres.url,
    urlEnv: postgres.urlEnv ?? defaults.postgresUrlEnv,
    prepare: postgres.prepare === undefined ? undefined : resolvePrepare(postgres.prepare),
    settings: toTexts(postgres.settings),
  };
}

/** LOADSTONE_REDIS_URL goes before the config's own URL. */
export function resolveRedis(
  { services }: LoadstoneConfig,
  env: ConfigEnv,
): ResolvedRedis | undefined {
  const redis = services?.redis;
  if (redis === undefined) return undefined;
  return {
    url: env.LOADSTONE_REDIS_URL || redis.url,
    urlEnv: redis.urlEnv ?? defaults.redisUrlEnv,
  };
}

function resolvePrepare({ command, env, inputs }: PrepareConfig): PrepareStep {
  return { command: parseCommand(command), env: toTexts(env), inputs: inputs ?? [] };
}

function toTexts(
  table: Readonly<Record<string, string | number | boolean>> = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, String(value)]));
}

/** The first address and the others; without the closing slash, as drivers expect it. */
function resolveUrls(urls: string | readonly string[] | undefined): {
  readonly url: string | undefined;
  readonly moreUrls?: readonly string[];
} {
  const [url, ...moreUrls] = listUrls(urls).map(toOrigin);
  return moreUrls.length > 0 ? { url, moreUrls } : { url };
}

/** The addresses of a target or level as a list. */
export function listUrls(urls: string | readonly string[] | undefined): readonly string[] {
  if (urls === undefined) return [];
  return typeof urls === 'string' ? [urls] : urls;
}

function toOrigin(url: string): string {
  return new URL(url).origin;
}

function resolveTls({ ca, rejectUnauthorized }: TlsConfig, folder: string): TlsOptions {
  return {
    ...(ca !== undefined && { caPath: resolve(folder, ca) }),
    rejectUnauthorized: rejectUnauthorized ?? defaults.target.tls.rejectUnauthorized,
  };
}

function resolveCounter({ url, ...counter }: CounterConfig): ResolvedCounter {
  return {
    path: counter.path,
    metric: counter.metric,
    labels: counter.labels ?? {},
    url: url === undefined ? undefined : toOrigin(url),
    countsOwnRequests: counter.countsOwnRequests ?? defaults.target.counter.countsOwnRequests,
  };
}

/** True where any variant is started by a command. */
export function startsService({ target, factors = {} }: LoadstoneConfig): boolean {
  const levels = Object.values(factors).flatMap((factor) => Object.values(factor.levels));
  return target.command !== undefined || levels.some(({ command }) => command !== undefined);
}

/** Characters that only a shell would understand. */
const shellCharacters = /["'`$|&;<>()\\*?]/;

/** True where a text would need a shell or quotes, and must be written as a list instead. */
export function needsList(command: string | readonly string[]): boolean {
  return typeof command === 'string' && (shellCharacters.test(command) || command.trim() === '');
}

/** Program and arguments; a text is split at blanks. */
export function parseCommand(command: string | readonly string[]): readonly string[] {
  return typeof command === 'string' ? command.trim().split(/\s+/) : [...command];
}
