// Resolves what is measured: target, services, factors; every default filled in, paths absolute.
import { resolve } from 'node:path';
import { parseCommand } from './command.ts';
import type { LevelConfig, LoadstoneConfig, PrepareConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import type {
  PrepareStep,
  ResolvedFactor,
  ResolvedLevel,
  ResolvedPostgres,
  ResolvedRedis,
  ResolvedTarget,
} from './experiment.ts';

/** Environment of the command line; read here for the URLs of services only. */
export type ConfigEnv = Readonly<Record<string, string | undefined>>;

export function resolveTarget({ target }: LoadstoneConfig, folder: string): ResolvedTarget {
  const fallback = defaults.target;
  return {
    command: target.command === undefined ? undefined : parseCommand(target.command),
    cwd: resolve(folder, target.cwd ?? fallback.cwd),
    env: toTexts(target.env),
    portEnv: target.portEnv ?? fallback.portEnv,
    url: toOrigin(target.url),
    readyPath: target.readyPath ?? fallback.readyPath,
    readyTimeoutMs: target.readyTimeoutMs ?? fallback.readyTimeoutMs,
    statsPath: target.statsPath,
    dataPath: target.dataPath,
    stopTimeoutMs: target.stopTimeoutMs ?? fallback.stopTimeoutMs,
    ...(target.install !== undefined && { install: parseCommand(target.install) }),
  };
}

export function resolveFactors({ factors = {} }: LoadstoneConfig): readonly ResolvedFactor[] {
  return Object.entries(factors).map(([name, factor]) => ({
    name,
    levels: Object.entries(factor.levels).map(([level, given]) => resolveLevel(level, given)),
  }));
}

function resolveLevel(name: string, level: LevelConfig): ResolvedLevel {
  return {
    name,
    env: toTexts(level.env),
    args: level.args ?? [],
    needs: level.needs ?? [],
    url: toOrigin(level.url),
    prepare: level.prepare === undefined ? undefined : resolvePrepare(level.prepare),
  };
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

/** The URL without its closing slash, as drivers expect it. */
function toOrigin(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).origin;
}
