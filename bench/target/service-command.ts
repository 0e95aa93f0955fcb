// The command of a variant: how messages name it, and whether its program is there at all.

import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, delimiter, join, resolve, sep } from 'node:path';
import { LoadstoneError } from '../errors.ts';
import { readInheritedEnv } from '../services/inherited-env.ts';
import { findMeant } from '../spec/did-you-mean.ts';
import { findElsewhere } from './background-programs.ts';

export interface ServiceCommand {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Arguments that the levels add. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute folder that it runs in. */
  readonly cwd: string;
  /** Environment variable that tells it its port. */
  readonly portEnv: string;
}

/** The command with the names of its environment, never their values. */
export function describeCommand({ command, args, env, portEnv }: ServiceCommand): string {
  const names = Object.keys(env).sort().join(', ');
  return `\`${[...command, ...args].join(' ')}\` (environment: ${[portEnv, names].filter(Boolean).join(', ')})`;
}

/**
 * Said before it is started, of its program and of the script that it runs: behind the programs that pin and tie it, its own absence would be theirs to tell.
 * @param awaitsBuild whether files that a build may make need not be there yet
 * @throws LoadstoneError SERVICE_DIED where the program cannot be started, its script is not there, or its service runs elsewhere
 */
export function assertProgram(given: ServiceCommand, awaitsBuild = false): void {
  const words = [...given.command, ...given.args];
  const elsewhere = findElsewhere(words);
  if (elsewhere !== undefined)
    throw new LoadstoneError(
      'SERVICE_DIED',
      `Cannot measure ${describeCommand(given)}: ${elsewhere.reason}.`,
      { hint: elsewhere.hint },
    );
  if (awaitsBuild && isPath(given.command[0] ?? '')) return;
  const fault = awaitsBuild
    ? findProgramFault(words[0] ?? '', given.cwd, readPath(given.env))
    : findCommandFault(words, given.cwd, given.env);
  if (fault === undefined) return;
  throw new LoadstoneError(
    'SERVICE_DIED',
    `Cannot start ${describeCommand(given)}: ${endSentence(fault)}`,
    { hint: buildProgramHint('target.command') },
  );
}

/**
 * The same of `target.build`.
 * @throws LoadstoneError BUILD_FAILED
 */
export function assertBuildProgram({
  command,
  cwd,
  env,
}: Pick<ServiceCommand, 'command' | 'cwd' | 'env'>): void {
  const fault = findCommandFault(command, cwd, env);
  if (fault === undefined) return;
  throw new LoadstoneError(
    'BUILD_FAILED',
    `Cannot start target.build \`${command.join(' ')}\`: ${endSentence(fault)}`,
    { hint: buildProgramHint('target.build') },
  );
}

function findCommandFault(
  words: readonly string[],
  cwd: string,
  env: ServiceCommand['env'],
): string | undefined {
  const [program = ''] = words;
  return findProgramFault(program, cwd, readPath(env)) ?? findScriptFault(words, cwd);
}

const readPath = (env: ServiceCommand['env']) => env.PATH ?? readInheritedEnv().PATH ?? '';

const isPath = (program: string) => program.includes('/') || program.includes(sep);

const endSentence = (fault: string) => `${fault}${fault.endsWith('?') ? '' : '.'}`;

const buildProgramHint = (key: string) =>
  `Mend ${key} in the config; a program is looked for on PATH, or relative to target.cwd where it holds a /, and so are the files that it runs.`;

/** Windows starts `npm` from a file `npm.cmd`. */
const programEndings: readonly string[] =
  process.platform === 'win32'
    ? ['', ...(readInheritedEnv().PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';')]
    : [''];

/**
 * `nodde: no such command; did you mean "node"?`, or undefined where the program can be started.
 * @param cwd folder that a program with a `/` in it is relative to
 * @param pathVariable the PATH that any other is looked for on
 * @param endings that a program may have on disk beside its name
 */
export function findProgramFault(
  program: string,
  cwd: string,
  pathVariable: string,
  endings: readonly string[] = programEndings,
): string | undefined {
  // The Node that runs the harness stands for it, whatever is on PATH.
  if (program === 'node') return undefined;
  if (isPath(program)) {
    const path = resolve(cwd, program);
    if (endings.some((ending) => isExecutable(path + ending))) return undefined;
    const hasFile = statSync(path, { throwIfNoEntry: false }) !== undefined;
    return hasFile ? `${path} is not executable` : `there is no file ${path}`;
  }
  const folders = pathVariable.split(delimiter).filter((folder) => folder !== '');
  const isThere = (folder: string) =>
    endings.some((ending) => isExecutable(join(folder, program + ending)));
  if (folders.some(isThere)) return undefined;
  const meant = findMeant(program, ['node', ...folders.flatMap(listFolder)]);
  const advice = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return `${program}: no such command${advice}`;
}

/** Programs that run a file, by their names: what such a file ends in, and the options that take another way. */
const interpreters: readonly {
  readonly program: RegExp;
  readonly file: RegExp;
  readonly otherwise?: RegExp;
}[] = [
  {
    program: /^(?:node|tsx|ts-node|bun)$/,
    file: /\.[cm]?[jt]sx?$/,
    otherwise: /^(?:-[ep]|-pe|--eval|--print|--test|--run|x|create|install)$/,
  },
  { program: /^python[\d.]*$/, file: /\.pyw?$/, otherwise: /^-[cm]$/ },
  { program: /^ruby$/, file: /\.rb$/, otherwise: /^-[eS]$/ },
  { program: /^perl$/, file: /\.pl$/, otherwise: /^-[eE]$/ },
  { program: /^php$/, file: /\.php$/, otherwise: /^-r$/ },
  {
    program: /^java$/,
    file: /\.jar$/,
    otherwise: /^(?:-cp|-classpath|--class-path|-javaagent.*)$/,
  },
  { program: /^(?:ba|da|z)?sh$/, file: /\.sh$/, otherwise: /^-\w*c$/ },
];

/**
 * `there is no file /srv/nope.js`, or undefined where the file that an interpreter is told to run is there.
 * @param words program and arguments
 * @param cwd folder that the file is relative to
 */
export function findScriptFault(words: readonly string[], cwd: string): string | undefined {
  const file = findScript(words);
  if (file === undefined) return undefined;
  const path = resolve(cwd, file);
  return existsSync(path) ? undefined : `there is no file ${path}`;
}

/** The file that an interpreter is told to run, as it is written; undefined where none is named as one usually is. */
export function findScript([program = '', ...args]: readonly string[]): string | undefined {
  const row = interpreters.find((one) => one.program.test(basename(program)));
  if (row === undefined) return undefined;
  for (const arg of args) {
    if (row.otherwise?.test(arg) === true) return undefined;
    if (!arg.startsWith('-') && row.file.test(arg)) return arg;
  }
  return undefined;
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
