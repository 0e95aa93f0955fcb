// Which processes there are, who their parents are, and how much memory they hold, from /proc.
import { readdirSync } from 'node:fs';
import { type ProcessStat, parseProcessStat, parseRssBytes } from './proc-files.ts';
import { readSmallFile } from './small-file.ts';

/** State of one process; undefined where there is none with this pid, or no /proc. */
export function readProcess(pid: number, root = '/proc'): ProcessStat | undefined {
  const text = readSmallFile(`${root}/${pid}/stat`);
  return text === undefined ? undefined : parseProcessStat(text);
}

/** All pids that /proc shows; empty where there is no /proc. */
export function listPids(root = '/proc'): readonly number[] {
  try {
    return readdirSync(root)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/**
 * Pids of the given processes and all their descendants, roots first; those that have ended are
 * left out. One pass over /proc serves any number of roots. Off Linux the living roots themselves.
 */
export function readProcessTree(
  roots: number | readonly number[],
  root = '/proc',
): readonly number[] {
  const children = new Map<number, number[]>();
  const alive = new Set<number>();
  for (const pid of listPids(root)) {
    const stat = readProcess(pid, root);
    if (stat === undefined || stat.state === 'Z' || stat.state === 'X') continue;
    alive.add(pid);
    const siblings = children.get(stat.parentPid);
    if (siblings === undefined) children.set(stat.parentPid, [pid]);
    else siblings.push(pid);
  }
  const found = new Set<number>();
  const queue = typeof roots === 'number' ? [roots] : [...roots];
  for (const pid of queue) {
    if (found.has(pid) || !alive.has(pid)) continue;
    found.add(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return [...found];
}

/**
 * Sum of the resident memory of the processes, bytes. Pages that several of them share count once
 * for each, so a cluster of workers looks somewhat larger than it is. Undefined where not one of
 * them could be read.
 */
export function readRssBytes(pids: readonly number[], root = '/proc'): number | undefined {
  let sum: number | undefined;
  for (const pid of pids) {
    const text = readSmallFile(`${root}/${pid}/status`);
    const bytes = text === undefined ? undefined : parseRssBytes(text);
    if (bytes !== undefined) sum = (sum ?? 0) + bytes;
  }
  return sum;
}
