// CPU time of processes with all their threads, and a ledger that survives threads and processes that end. A reading of 30
// processes takes about 2 ms, a pass over all of /proc (`readProcessTree`) about as much.
import { readdirSync } from 'node:fs';
import { parseProcessStat, parseSchedstat, type Schedstat } from './proc-files.ts';
import { readSmallFile } from './small-file.ts';

export interface CpuUse {
  /** Time on a CPU, ns. */
  readonly cpuNs: number;
  /** Time ready to run but waiting for a CPU, ns; undefined where the kernel does not keep it. */
  readonly runQueueNs: number | undefined;
}

/** Calls `visit` for each thread of a process; false where the process is gone or not readable. */
function visitThreads(
  pid: number,
  root: string,
  visit: (key: string, reading: Schedstat) => void,
): boolean {
  // /proc/PID/schedstat is of the main thread alone, so the workers' and libuv's threads are added.
  let threads: readonly string[];
  try {
    threads = readdirSync(`${root}/${pid}/task`);
  } catch {
    return false;
  }
  let found = false;
  for (const thread of threads) {
    const text = readSmallFile(`${root}/${pid}/task/${thread}/schedstat`);
    const reading = text === undefined ? undefined : parseSchedstat(text);
    // A kernel without scheduler statistics writes zeros, which must not pass for no time at all.
    if (reading === undefined || reading.cpuNs === 0) continue;
    visit(`${pid}:${thread}`, reading);
    found = true;
  }
  return found;
}

/** CPU time by ticks of 10 ms, for kernels without scheduler statistics. */
function readTickCpuNs(pid: number, root: string): number | undefined {
  const text = readSmallFile(`${root}/${pid}/stat`);
  return text === undefined ? undefined : parseProcessStat(text)?.cpuNs;
}

/**
 * CPU and run-queue time of the processes since each began, summed over their living threads;
 * descendants are not included (see readProcessTree). Undefined where none could be read. The time
 * of a thread that runs at this moment may lag by up to one scheduler tick (1 to 10 ms).
 */
export function readCpuNs(pids: readonly number[], root = '/proc'): CpuUse | undefined {
  return createCpuLedger(root).read('once', pids);
}

export interface CpuLedger {
  /**
   * Reads the processes and returns the time that the role has used in all readings so far, ns.
   * It never goes down: what a thread or process had used when it was last seen stays in the sum
   * after it ended. Only what it used between that reading and its end is lost. Undefined until
   * the first process of the role could be read.
   */
  read(role: string, pids: readonly number[]): CpuUse | undefined;
}

interface RoleLedger {
  readonly seen: Map<string, Schedstat>;
  cpuNs: number;
  runQueueNs: number;
  hasRunQueue: boolean;
}

/** Adds what a thread used since it was last seen; a value that fell belongs to a new thread. */
function addReading(ledger: RoleLedger, key: string, reading: Schedstat): void {
  const last = ledger.seen.get(key);
  const isSame = last !== undefined && last.cpuNs <= reading.cpuNs;
  ledger.cpuNs += reading.cpuNs - (isSame ? last.cpuNs : 0);
  ledger.runQueueNs += Math.max(0, reading.runQueueNs - (isSame ? last.runQueueNs : 0));
  ledger.seen.set(key, reading);
}

/** Makes a ledger of CPU time by role, for example `service:a`, `database`, `generator`. */
export function createCpuLedger(root = '/proc'): CpuLedger {
  const roles = new Map<string, RoleLedger>();
  return {
    read(role, pids) {
      let ledger = roles.get(role);
      for (const pid of pids) {
        const current = ledger ?? {
          seen: new Map(),
          cpuNs: 0,
          runQueueNs: 0,
          hasRunQueue: true,
        };
        const add = (key: string, reading: Schedstat) => addReading(current, key, reading);
        if (!visitThreads(pid, root, add)) {
          const cpuNs = readTickCpuNs(pid, root);
          if (cpuNs === undefined) continue;
          current.hasRunQueue = false;
          add(`${pid}:ticks`, { cpuNs, runQueueNs: 0 });
        }
        ledger = current;
        roles.set(role, current);
      }
      if (ledger === undefined) return undefined;
      const { cpuNs, runQueueNs, hasRunQueue } = ledger;
      return { cpuNs, runQueueNs: hasRunQueue ? runQueueNs : undefined };
    },
  };
}
