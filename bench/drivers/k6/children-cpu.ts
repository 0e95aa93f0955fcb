// CPU time of child processes that have ended, which Node does not tell.
import { readFileSync } from 'node:fs';

/** The kernel tells it to user programs in hundredths of a second, on every architecture. */
const nsPerTick = 10_000_000;

/**
 * CPU time of this process's ended children with all their threads, ns, in steps of 10 ms; undefined
 * where /proc does not tell.
 */
export function readEndedChildrenCpuNs(): number | undefined {
  try {
    return parseEndedChildrenCpuNs(readFileSync('/proc/self/stat', 'utf8'));
  } catch {
    return undefined;
  }
}

/** Fields 16 and 17 (cutime, cstime) of /proc/PID/stat, see proc_pid_stat(5); pure. */
export function parseEndedChildrenCpuNs(stat: string): number | undefined {
  // The name of the program stands in brackets and may hold anything; the third field follows it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[13]) + Number(fields[14]);
  return Number.isFinite(ticks) ? ticks * nsPerTick : undefined;
}
