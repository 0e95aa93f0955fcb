// Tells one process from another that later got the same pid: pid and start time together.
import { execFileSync, type StdioOptions } from 'node:child_process';
import { statSync } from 'node:fs';
import { listPids, readProcess } from '../probes/processes.ts';
import { readSmallFile, readWholeFile } from '../probes/small-file.ts';

const isLinux = process.platform === 'linux';

/** What `ps` says of a process, for systems without /proc. */
function askPs(args: readonly string[]): string | undefined {
  try {
    const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
    return execFileSync('ps', args, { encoding: 'utf8', stdio });
  } catch {
    return undefined;
  }
}

/** Start time in seconds since 1970. */
function readStartByPs(pid: number): number | undefined {
  const seconds = Date.parse(askPs(['-o', 'lstart=', '-p', `${pid}`]) ?? '');
  return Number.isFinite(seconds) ? seconds / 1000 : undefined;
}

/**
 * Start of a living process: ticks of 1/100 s since boot on Linux, seconds since 1970 elsewhere.
 * Undefined where there is none, and for a zombie, which has ended already.
 */
export function readStartTicks(pid: number): number | undefined {
  if (!isLinux) return readStartByPs(pid);
  const stat = readProcess(pid);
  return stat === undefined || stat.state === 'Z' || stat.state === 'X'
    ? undefined
    : stat.startTicks;
}

/** Now, as `readStartTicks` would tell it of a process that starts; Infinity where that is not known. */
export function readUptimeTicks(): number {
  const seconds = Number(readSmallFile('/proc/uptime')?.split(' ')[0] ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.floor(seconds * 100) : Number.POSITIVE_INFINITY;
}

/** True where the very process that had this pid and start time still runs. */
export function isSameProcess(pid: number, startTicks: number): boolean {
  return readStartTicks(pid) === startTicks;
}

/** Changes at every boot, after which no process of before can be alive; '' where not known. */
export function readBootId(): string {
  return readSmallFile('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

/** Pids of processes whose environment at their start held this entry; empty off Linux. */
export function findPidsByEnv(entry: string): readonly number[] {
  if (!isLinux) return [];
  return listPids().filter((pid) => hasEnv(pid, entry));
}

/** Deeper trees of processes are none of a service. */
const mostAncestors = 64;

/**
 * True where the process itself or one that it stems from began with this entry in its environment, as everything does
 * that a run starts. Its ancestors count because a program may write over its own environment, as the backends of
 * PostgreSQL do. Of a process of another user only root can tell.
 */
export function stemsFromEnv(pid: number, entry: string): boolean {
  let one = pid;
  for (let steps = 0; one > 1 && steps < mostAncestors; steps += 1) {
    if (hasEnv(one, entry)) return true;
    const parent = isLinux ? readProcess(one)?.parentPid : readParentByPs(one);
    if (parent === undefined) return false;
    one = parent;
  }
  return false;
}

function hasEnv(pid: number, entry: string): boolean {
  if (!isLinux) return (askPs(['eww', '-o', 'command=', '-p', `${pid}`]) ?? '').includes(entry);
  // Whole: the mark stands last, behind what may be a large environment.
  const environ = readWholeFile(`/proc/${pid}/environ`);
  return environ?.toString('latin1').split('\0').includes(entry) === true;
}

function readParentByPs(pid: number): number | undefined {
  const parent = Number(askPs(['-o', 'ppid=', '-p', `${pid}`]));
  return Number.isInteger(parent) ? parent : undefined;
}

/** True where the process is of this user; for root of any, since services may run as another user then. */
export function isOwnProcess(pid: number): boolean {
  if (!isLinux || process.getuid?.() === 0) return true;
  try {
    return statSync(`/proc/${pid}`).uid === process.getuid?.();
  } catch {
    return false;
  }
}
