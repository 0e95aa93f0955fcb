// Pure parsers of the files under /proc, by proc(5) and the kernel's Documentation/scheduler and accounting.

/** Linux gives times in /proc in ticks of 1/100 s on every architecture that Node runs on. */
export const tickNs = 10_000_000;

export interface Schedstat {
  /** Time on a CPU, ns. */
  readonly cpuNs: number;
  /** Time ready to run but waiting for a CPU, ns. */
  readonly runQueueNs: number;
}

/** One line of /proc/PID/task/TID/schedstat; undefined where it is not one. */
export function parseSchedstat(text: string): Schedstat | undefined {
  const [cpuNs, runQueueNs] = text.trim().split(' ').map(Number);
  if (cpuNs === undefined || runQueueNs === undefined) return undefined;
  if (!Number.isFinite(cpuNs) || !Number.isFinite(runQueueNs)) return undefined;
  return { cpuNs, runQueueNs };
}

export interface ProcessStat {
  readonly pid: number;
  readonly command: string;
  /** One letter, for example `R`, `S`, or `Z` for a zombie. */
  readonly state: string;
  readonly parentPid: number;
  readonly processGroup: number;
  /** User and system time of all threads, ended ones included, to 10 ms, ns. */
  readonly cpuNs: number;
  /** Start after boot, in ticks of 1/100 s; with the pid it names a process for good. */
  readonly startTicks: number;
}

/** /proc/PID/stat; the command stands in parentheses and may hold spaces and parentheses itself. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 1 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ');
  const at = (field: number): number => Number(fields[field - 3] ?? Number.NaN);
  const stat: ProcessStat = {
    pid: Number(text.slice(0, open)),
    command: text.slice(open + 1, close),
    state: fields[0] ?? '?',
    parentPid: at(4),
    processGroup: at(5),
    cpuNs: (at(14) + at(15)) * tickNs,
    startTicks: at(22),
  };
  return Number.isFinite(stat.pid + stat.parentPid + stat.cpuNs + stat.startTicks)
    ? stat
    : undefined;
}

export interface HostCpu {
  /** All time of all CPUs since boot, ns in steps of 10 ms. */
  readonly totalNs: number;
  /** Idle and waiting for input or output. */
  readonly idleNs: number;
  /** Taken by the hypervisor for other machines. */
  readonly stealNs: number;
}

/** First line of /proc/stat; guest time is left out since the kernel counts it as user time already. */
export function parseHostCpu(text: string): HostCpu | undefined {
  const line = /^cpu +(.*)$/m.exec(text)?.[1];
  if (line === undefined) return undefined;
  const ticks = line.split(' ').slice(0, 8).map(Number);
  if (ticks.length < 4 || !ticks.every(Number.isFinite)) return undefined;
  return {
    totalNs: ticks.reduce((sum, value) => sum + value, 0) * tickNs,
    idleNs: ((ticks[3] ?? 0) + (ticks[4] ?? 0)) * tickNs,
    stealNs: (ticks[7] ?? 0) * tickNs,
  };
}

/** `some` total of /proc/pressure/cpu: µs in which at least one task waited for a CPU. */
export function parsePressureUs(text: string): number | undefined {
  const total = /^some .*total=(\d+)/m.exec(text)?.[1];
  return total === undefined ? undefined : Number(total);
}

/** VmRSS of /proc/PID/status in bytes; undefined for kernel threads and zombies, which have none. */
export function parseRssBytes(text: string): number | undefined {
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(text)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** Seconds since 1970 at which the machine booted, from `btime` in /proc/stat. */
export function parseBootTimeS(text: string): number | undefined {
  const seconds = /^btime (\d+)$/m.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
