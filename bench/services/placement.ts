// How a child is tied to CPUs and to the life of the harness, with the small programs of util-linux.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readProcessTree } from '../probes/processes.ts';
import { readInheritedEnv } from './inherited-env.ts';
import { readStartTicks } from './process-identity.ts';

export interface Placement {
  /** CPUs that the process is pinned to; undefined where it is not. */
  readonly cpus: readonly number[] | undefined;
  /** Why it is not pinned though that was asked for. */
  readonly reason: string | undefined;
}

/** Path of a program as the shell would find it; undefined where there is none. */
export function findOnPath(name: string): string | undefined {
  for (const folder of (readInheritedEnv().PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      if (folder !== '') accessSync(path, constants.X_OK);
      else continue;
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

const tried = new Map<string, string | undefined>();

/** Runs a prefix once with `true` behind it; the reason where it does not work, else undefined. */
function tryPrefix(prefix: readonly string[]): string | undefined {
  const key = prefix.join(' ');
  if (tried.has(key)) return tried.get(key);
  const [name = '', ...args] = prefix;
  let reason: string | undefined;
  if (process.platform !== 'linux') reason = 'it works on Linux only';
  else if (findOnPath(name) === undefined) reason = `${name} (util-linux) is not installed`;
  else {
    const outcome = spawnSync(name, [...args, 'true'], {
      encoding: 'utf8',
      env: readInheritedEnv(),
    });
    if (outcome.status !== 0) reason = (outcome.stderr ?? '').trim() || `${name} failed`;
  }
  tried.set(key, reason);
  return reason;
}

/** Why no process can be pinned to these CPUs; undefined where it can. */
export function findPinFailure(cpus: readonly number[]): string | undefined {
  return cpus.length === 0 ? undefined : tryPrefix(['taskset', '-c', cpus.join(',')]);
}

/**
 * Pins a running process with all its threads and descendants to other CPUs; what they start later inherits it.
 * @returns why that could not be done, undefined where it was
 */
export function movePinned(pid: number, cpus: readonly number[]): string | undefined {
  const reason = findPinFailure(cpus);
  if (reason !== undefined) return reason;
  const moved = new Set<number>();
  // What was started while the tree was read is found by reading it again.
  for (;;) {
    const left = readProcessTree(pid).filter((one) => !moved.has(one));
    if (left.length === 0) return moved.has(pid) ? undefined : `process ${pid} has ended`;
    for (const one of left) {
      const args = ['--all-tasks', '--cpu-list', '--pid', cpus.join(','), String(one)];
      const outcome = spawnSync('taskset', args, { encoding: 'utf8', env: readInheritedEnv() });
      moved.add(one);
      // One that has ended meanwhile needs no CPU.
      if (outcome.status !== 0 && readStartTicks(one) !== undefined)
        return (outcome.stderr ?? '').trim() || 'taskset failed';
    }
  }
}

/**
 * Words to put before a command. `taskset` pins before the program forks, so that all its children
 * inherit it; `setpriv --pdeathsig` makes the kernel send a signal at the death of the harness,
 * kill -9 included. Both replace themselves by the command, so the pid stays the child's own.
 */
export function buildPrefix(
  cpus: readonly number[] | undefined,
  deathSignal: 'KILL' | 'INT',
): { readonly prefix: readonly string[]; readonly placement: Placement } {
  const pin = cpus === undefined ? [] : ['taskset', '-c', cpus.join(',')];
  const pinFailure = cpus === undefined ? undefined : tryPrefix(pin);
  const tie = ['setpriv', '--pdeathsig', deathSignal];
  const isTied = tryPrefix(tie) === undefined;
  const isPinned = cpus !== undefined && pinFailure === undefined;
  return {
    prefix: [...(isPinned ? pin : []), ...(isTied ? tie : [])],
    placement: {
      cpus: isPinned ? cpus : undefined,
      reason: pinFailure === undefined ? undefined : `Not pinned: ${pinFailure}.`,
    },
  };
}
