// Tells one process from another that later got the same pid: pid and start time together.
import { execFileSync, type StdioOptions } from 'node:child_process';
import { listPids, readProcess } from '../probes/processes.ts';
import { readSmallFile } from '../probes/small-file.ts';

const isLinux = process.platform === 'linux';

/** Start time by `ps` in seconds since 1970, for systems without /proc. */
function readStartByPs(pid: number): number | undefined {
  try {
    const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
    const args = ['-o', 'lstart=', '-p', `${pid}`];
    const seconds = Date.parse(execFileSync('ps', args, { encoding: 'utf8', stdio }));
    return Number.isFinite(seconds) ? seconds / 1000 : undefined;
  } catch {
    return undefined;
  }
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
  return listPids().filter((pid) =>
    (readSmallFile(`/proc/${pid}/environ`) ?? '').split('\0').includes(entry),
  );
}
