// The command of a variant: how messages name it, and whether its program is there at all.

import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { LoadstoneError } from '../errors.ts';
import { readInheritedEnv } from '../services/inherited-env.ts';
import { findMeant } from '../spec/did-you-mean.ts';

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
 * Said before it is started: behind the programs that pin and tie it, its own absence would be theirs to tell.
 * @throws LoadstoneError SERVICE_DIED where the program cannot be started
 */
export function assertProgram(given: ServiceCommand): void {
  const [program = ''] = given.command;
  const path = given.env.PATH ?? readInheritedEnv().PATH ?? '';
  const fault = findProgramFault(program, given.cwd, path);
  if (fault === undefined) return;
  throw new LoadstoneError(
    'SERVICE_DIED',
    `Cannot start ${describeCommand(given)}: ${fault}${fault.endsWith('?') ? '' : '.'}`,
    {
      hint: 'Mend target.command in the config; a program is looked for on PATH, or relative to target.cwd where it holds a /.',
    },
  );
}

/**
 * `nodde: no such command; did you mean "node"?`, or undefined where the program can be started.
 * @param cwd folder that a program with a `/` in it is relative to
 * @param pathVariable the PATH that any other is looked for on
 */
export function findProgramFault(
  program: string,
  cwd: string,
  pathVariable: string,
): string | undefined {
  // The Node that runs the harness stands for it, whatever is on PATH.
  if (program === 'node') return undefined;
  if (program.includes('/')) {
    const path = resolve(cwd, program);
    if (isExecutable(path)) return undefined;
    const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
    return isThere ? `${path} is not executable` : `there is no file ${path}`;
  }
  const folders = pathVariable.split(delimiter).filter((folder) => folder !== '');
  if (folders.some((folder) => isExecutable(join(folder, program)))) return undefined;
  const meant = findMeant(program, ['node', ...folders.flatMap(listFolder)]);
  const advice = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return `${program}: no such command${advice}`;
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
