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
    Object.entries(parseEnv(readText(resolve(folder, file)))),
  );
  return Object.fromEntries(
    read.flatMap(([name, value]) =>
      value === undefined || name === 'HOST' || reserved.has(name) ? [] : [[name, value]],
    ),
  );
}

const readText = (path: string) => readFileSync(path, 'utf8').replace(/^\uFEFF/, '');

interface BrokenLine {
  /** From 1. */
  readonly line: number;
  readonly what: string;
}

const assignment = /^\s*(?:export )?[\w.-]+[ \t]*=[ \t]*(?<quote>["'`]?)/;

/** Lines that `parseEnv` would skip or read as something else. No value is shown: it may be a secret. */
export function findBrokenLines(text: string): readonly BrokenLine[] {
  const lines = text.split(/\r?\n/);
  const broken: BrokenLine[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const row = lines[at] ?? '';
    if (/^\s*(?:#|$)/.test(row)) continue;
    const match = assignment.exec(row);
    if (match === null) {
      broken.push({ line: at + 1, what: 'is no NAME=value' });
      continue;
    }
    const quote = match.groups?.quote ?? '';
    if (quote === '') continue;
    // A quoted value may go on over lines.
    const rest = [row.slice(match[0].length), ...lines.slice(at + 1)].join('\n');
    const end = rest.indexOf(quote);
    const isClean = end >= 0 && /^[ \t]*(?:#|\n|$)/.test(rest.slice(end + 1));
    if (isClean) at += rest.slice(0, end).split('\n').length - 1;
    else {
      const isClosed = end >= 0 && !rest.slice(0, end).includes('\n');
      const what = isClosed ? 'goes on after the closing' : 'does not close its';
      broken.push({ line: at + 1, what: `${what} ${quote}` });
    }
  }
  return broken;
}

/** The files that cannot be read, and lines of others that say nothing. */
export function* findEnvFileProblems(
  { target, factors = {} }: LoadstoneConfig,
  folder: string,
): Generator<ConfigProblem> {
  yield* findFileProblems(['target', 'envFile'], target.envFile, folder);
  for (const [factor, { levels }] of Object.entries(factors)) {
    for (const [level, { envFile }] of Object.entries(levels))
      yield* findFileProblems(['factors', factor, 'levels', level, 'envFile'], envFile, folder);
  }
}

function* findFileProblems(
  path: ConfigPath,
  files: EnvFiles,
  folder: string,
): Generator<ConfigProblem> {
  for (const file of listFiles(files)) {
    try {
      for (const { line, what } of findBrokenLines(readText(resolve(folder, file))))
        yield buildMeaningProblem(path, `${file}:${line} ${what}`);
    } catch (thrown) {
      yield buildMeaningProblem(path, `cannot be read: ${messageOf(thrown)}`);
    }
  }
}
