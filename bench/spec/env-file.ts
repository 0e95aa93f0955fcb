// Variables that a config takes from files, as projects keep them beside their code.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { messageOf } from '../errors.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';

type EnvFiles = string | readonly string[] | undefined;

/** Variables that the harness sets for each process, and what it chooses by them. */
export function listReservedNames({
  target,
  services = {},
}: Pick<LoadstoneConfig, 'target' | 'services'>): ReadonlyMap<string, string> {
  const reserved = new Map([[target.portEnv ?? defaults.target.portEnv, 'the port']]);
  if (target.dataFolderEnv !== undefined) reserved.set(target.dataFolderEnv, 'the folder');
  const { postgres, redis } = services;
  if (postgres) reserved.set(postgres.urlEnv ?? defaults.postgresUrlEnv, 'the database');
  if (redis) reserved.set(redis.urlEnv ?? defaults.redisUrlEnv, 'Redis');
  return reserved;
}

const listFiles = (files: EnvFiles): readonly string[] =>
  files === undefined ? [] : typeof files === 'string' ? [files] : files;

/**
 * The variables of the files, a later file before an earlier one. What the harness sets itself is left out, and so is
 * HOST: such files are written for other places than a measurement.
 * @throws what reading a file throws
 */
export function readEnvFiles(
  files: EnvFiles,
  folder: string,
  config: Pick<LoadstoneConfig, 'target' | 'services'>,
): Readonly<Record<string, string>> {
  const reserved = listReservedNames(config);
  const read = listFiles(files).flatMap((file) =>
    Object.entries(parseEnv(readFileSync(resolve(folder, file), 'utf8'))),
  );
  return Object.fromEntries(
    read.flatMap(([name, value]) =>
      value === undefined || name === 'HOST' || reserved.has(name) ? [] : [[name, value]],
    ),
  );
}

/** The files that cannot be read. */
export function* findEnvFileProblems(
  { target, factors = {} }: LoadstoneConfig,
  folder: string,
): Generator<ConfigProblem> {
  yield* findUnreadable(['target', 'envFile'], target.envFile, folder);
  for (const [factor, { levels }] of Object.entries(factors)) {
    for (const [level, { envFile }] of Object.entries(levels))
      yield* findUnreadable(['factors', factor, 'levels', level, 'envFile'], envFile, folder);
  }
}

function* findUnreadable(
  path: ConfigPath,
  files: EnvFiles,
  folder: string,
): Generator<ConfigProblem> {
  for (const file of listFiles(files)) {
    try {
      readFileSync(resolve(folder, file), 'utf8');
    } catch (thrown) {
      yield buildMeaningProblem(path, `cannot be read: ${messageOf(thrown)}`);
    }
  }
}
