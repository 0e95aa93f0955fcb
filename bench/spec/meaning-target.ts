// The target can be started or reached, and every level's settings reach it.

import type { LevelConfig, LoadstoneConfig, PrepareConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { findReachProblems, findUrlProblems } from './meaning-reach.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';
import { needsList } from './resolve-target.ts';

/** Fields that frame a request (RFC 9110, 9112). */
const framingHeaders = new Set([
  'connection',
  'content-length',
  'te',
  'transfer-encoding',
  'upgrade',
]);

const listHint = 'holds quotes or shell signs; write it as a list, such as ["node", "main.js"]';

export function* findTargetProblems(
  config: LoadstoneConfig,
  allowedHosts: ReadonlySet<string> = new Set(),
): Generator<ConfigProblem> {
  const { target, services = {}, factors = {} } = config;
  yield* findAddressProblems(config, allowedHosts);
  if (target.command !== undefined && needsList(target.command)) {
    yield buildMeaningProblem(['target', 'command'], listHint);
  }
  for (const name of Object.keys(target.headers ?? {})) {
    if (!framingHeaders.has(name.toLowerCase())) continue;
    yield buildMeaningProblem(['target', 'headers', name], 'is set by Loadstone itself');
  }
  yield* findReservedNames(['target', 'env'], target.env ?? {}, config);
  yield* findPrepareProblems(['services', 'postgres', 'prepare'], services.postgres?.prepare);
  const factorsWithUrl: string[] = [];
  for (const [factorName, { levels }] of Object.entries(factors)) {
    for (const [levelName, level] of Object.entries(levels)) {
      const path = ['factors', factorName, 'levels', levelName];
      yield* findUrlProblems([...path, 'url'], level.url, config, allowedHosts);
      yield* findLevelProblems(path, level, config);
    }
    if (Object.values(levels).some(({ url }) => url !== undefined)) factorsWithUrl.push(factorName);
  }
  const [, ...further] = factorsWithUrl;
  for (const name of further) {
    const message = `gives URLs like ${factorsWithUrl[0]}, but a variant can have one only`;
    yield buildMeaningProblem(['factors', name], message);
  }
}

function* findAddressProblems(
  config: LoadstoneConfig,
  allowedHosts: ReadonlySet<string>,
): Generator<ConfigProblem> {
  const { target, services = {}, factors = {} } = config;
  const { command, url } = target;
  if (command !== undefined && url !== undefined) {
    const message = 'cannot stand beside target.command: a started service gets a free port';
    yield buildMeaningProblem(['target', 'url'], message);
  }
  const hasUrlEverywhere = Object.values(factors).some(({ levels }) =>
    Object.values(levels).every((level) => level.url !== undefined),
  );
  if (command === undefined && url === undefined && !hasUrlEverywhere) {
    yield buildMeaningProblem(['target'], 'needs a command to start the service, or a url');
  }
  for (const name of command === undefined ? Object.keys(services) : []) {
    const message = 'has no effect: no command is started that could be told its URL';
    yield buildMeaningProblem(['services', name], message);
  }
  yield* findUrlProblems(['target', 'url'], url, config, allowedHosts);
  yield* findReachProblems(config, allowedHosts);
}

function* findLevelProblems(
  path: ConfigPath,
  level: LevelConfig,
  config: LoadstoneConfig,
): Generator<ConfigProblem> {
  const { env = {}, args = [], needs = [], url, prepare } = level;
  const { target, services = {} } = config;
  const isStarted = target.command !== undefined && url === undefined;
  if (!isStarted) {
    const idle = [Object.keys(env).length > 0 ? 'env' : '', args.length > 0 ? 'args' : ''];
    for (const key of idle.filter((name) => name !== '')) {
      const message = 'has no effect: this service is reached by URL, not started by a command';
      yield buildMeaningProblem([...path, key], message);
    }
  }
  for (const [index, name] of needs.entries()) {
    if (services[name] !== undefined) continue;
    const message = `"${name}" is not among the services; add services.${name}`;
    yield buildMeaningProblem([...path, 'needs', index], message);
  }
  if (prepare !== undefined && services.postgres === undefined) {
    const message = 'prepares a database, but there is no services.postgres';
    yield buildMeaningProblem([...path, 'prepare'], message);
  }
  yield* findPrepareProblems([...path, 'prepare'], prepare);
  yield* findReservedNames([...path, 'env'], env, config);
}

function* findPrepareProblems(
  path: ConfigPath,
  prepare: PrepareConfig | undefined,
): Generator<ConfigProblem> {
  if (prepare === undefined || !needsList(prepare.command)) return;
  yield buildMeaningProblem([...path, 'command'], listHint);
}

/** Variables that the harness sets for each process, so a value of the config would be lost. */
function* findReservedNames(
  path: ConfigPath,
  env: Readonly<Record<string, unknown>>,
  { target, services = {} }: LoadstoneConfig,
): Generator<ConfigProblem> {
  const reserved = new Map([[target.portEnv ?? defaults.target.portEnv, 'the port']]);
  if (target.dataFolderEnv !== undefined) reserved.set(target.dataFolderEnv, 'the folder');
  const { postgres, redis } = services;
  if (postgres) reserved.set(postgres.urlEnv ?? defaults.postgresUrlEnv, 'the database');
  if (redis) reserved.set(redis.urlEnv ?? defaults.redisUrlEnv, 'Redis');
  for (const name of Object.keys(env)) {
    const what = reserved.get(name);
    if (what === undefined) continue;
    yield buildMeaningProblem([...path, name], `is set by Loadstone, which chooses ${what}`);
  }
}
