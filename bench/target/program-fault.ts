// Why a program could not be started, told before it is tried.
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { findMeant } from '../spec/did-you-mean.ts';

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
