// The target can be started or reached, and every level's settings reach it.

import type { LevelConfig, LoadstoneConfig, PrepareConfig } from './config-schema.ts';
import { listReservedNames } from './env-file.ts';
import { findReachProblems, findUrlProblems } from './meaning-reach.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';
import { needsList, startsService } from './resolve-target.ts';

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
  if (target.build !== undefined && needsList(target.build)) {
    yield buildMeaningProblem(['target', 'build'], listHint);
  }
  yield* findReservedNames(['target', 'env'], target.env ?? {}, config);
  yield* findPrepareProblems(['services', 'postgres', 'prepare'], services.postgres?.prepare);
  const factorsWithUrl: string[] = [];
  const factorsWithCommand: string[] = [];
  for (const [factorName, { levels }] of Object.entries(factors)) {
    for (const [levelName, level] of Object.entries(levels)) {
      const path = ['factors', factorName, 'levels', levelName];
      yield* findUrlProblems([...path, 'url'], level.url, config, allowedHosts);
      yield* findLevelProblems(path, level, config);
    }
    const given = Object.values(levels);
    if (given.some(({ url }) => url !== undefined)) factorsWithUrl.push(factorName);
    if (given.some(({ command }) => command !== undefined)) factorsWithCommand.push(factorName);
  }
  const [, ...further] = factorsWithUrl;
  for (const name of further) {
    const message = `gives URLs like ${factorsWithUrl[0]}, but a variant can have one only`;
    yield buildMeaningProblem(['factors', name], message);
  }
  for (const name of factorsWithCommand.slice(1)) {
    const message = `gives commands like ${factorsWithCommand[0]}, but a variant can have one only`;
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
  const isGivenByLevels = Object.values(factors).some(({ levels }) =>
    Object.values(levels).every((level) => level.url !== undefined || level.command !== undefined),
  );
  if (command === undefined && url === undefined && !isGivenByLevels) {
    yield* findUnreached(factors);
  }
  for (const name of startsService(config) ? [] : Object.keys(services)) {
    const message = 'has no effect: no command is started that could be told its URL';
    yield buildMeaningProblem(['services', name], message);
  }
  yield* findUrlProblems(['target', 'url'], url, config, allowedHosts);
  yield* findReachProblems(config, allowedHosts);
}

/** Where one factor gives commands or URLs, its levels without one are what is wrong; else the target. */
function* findUnreached(
  factors: NonNullable<LoadstoneConfig['factors']>,
): Generator<ConfigProblem> {
  const isGiven = ({ url, command }: LevelConfig) => url !== undefined || command !== undefined;
  const giving = Object.entries(factors).find(([, { levels }]) =>
    Object.values(levels).some(isGiven),
  );
  if (giving === undefined) {
    yield buildMeaningProblem(['target'], 'needs a command to start the service, or a url');
    return;
  }
  const [factor, { levels }] = giving;
  for (const [name, level] of Object.entries(levels)) {
    if (isGiven(level)) continue;
    const message = 'needs a command or a url as the other levels have, since target has none';
    yield buildMeaningProblem(['factors', factor, 'levels', name], message);
  }
}

function* findLevelProblems(
  path: ConfigPath,
  level: LevelConfig,
  config: LoadstoneConfig,
): Generator<ConfigProblem> {
  const { command, env = {}, args = [], needs = [], url, prepare } = level;
  const { target, services = {} } = config;
  const isStarted = startsService(config) && url === undefined;
  if (command !== undefined) {
    if (needsList(command)) yield buildMeaningProblem([...path, 'command'], listHint);
    const beside = url === undefined ? (target.url === undefined ? [] : ['target.url']) : ['url'];
    for (const key of beside) {
      const message = `cannot stand beside ${key}: a started service gets a free port`;
      yield buildMeaningProblem([...path, 'command'], message);
    }
  }
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
  config: LoadstoneConfig,
): Generator<ConfigProblem> {
  const reserved = listReservedNames(config);
  for (const name of Object.keys(env)) {
    const what = reserved.get(name);
    if (what === undefined) continue;
    yield buildMeaningProblem([...path, name], `is set by Loadstone, which chooses ${what}`);
  }
}
