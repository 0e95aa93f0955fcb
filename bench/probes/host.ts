// CPU time and pressure of the whole machine, and how much of it programs outside the run took.
import { parseHostCpu, parsePressureUs, parseSchedstat, tickNs } from './proc-files.ts';
import { readSmallFile } from './small-file.ts';

export interface HostReading {
  readonly totalNs: number;
  readonly idleNs: number;
  readonly stealNs: number;
  /** Cumulative µs in which some task waited for a CPU; undefined without /proc/pressure. */
  readonly cpuPressureUs: number | undefined;
}

/** Ticks of all CPUs below which a share is mostly rounding and is not given. */
const minTicks = 50;

/** Cumulative figures of the host; undefined where there is no /proc/stat. */
export function readHost(root = '/proc'): HostReading | undefined {
  const text = readSmallFile(`${root}/stat`);
  const cpu = text === undefined ? undefined : parseHostCpu(text);
  if (cpu === undefined) return undefined;
  const pressure = readSmallFile(`${root}/pressure/cpu`);
  return {
    ...cpu,
    cpuPressureUs: pressure === undefined ? undefined : parsePressureUs(pressure),
  };
}

/** What cannot be known of the machine here, each a few words; empty where all can. */
export function findHostGaps(reading: HostReading | undefined): readonly string[] {
  if (reading === undefined) return ['steal', 'foreign load', 'CPU pressure'];
  return reading.cpuPressureUs === undefined ? ['CPU pressure'] : [];
}

/** Time of all CPUs between two readings, ns; undefined where too short for 10 ms ticks. */
function spanNs(
  before: HostReading | undefined,
  after: HostReading | undefined,
): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  const span = after.totalNs - before.totalNs;
  return span >= minTicks * tickNs ? span : undefined;
}

const clampRatio = (value: number) => Math.min(1, Math.max(0, value));

/**
 * Share of the host's CPU time that was neither idle, nor stolen, nor used by own processes, 0 to 1.
 * Undefined off Linux and where the span is below 0.5 s of CPU time, all CPUs added up.
 * @param ownCpuNs CPU time of all processes of the run in the span, the harness included.
 */
export function readForeignCpu(
  before: HostReading | undefined,
  after: HostReading | undefined,
  ownCpuNs: number | undefined,
): number | undefined {
  const span = spanNs(before, after);
  if (span === undefined || !before || !after || ownCpuNs === undefined) return undefined;
  const unused = after.idleNs - before.idleNs + (after.stealNs - before.stealNs);
  return clampRatio((span - unused - ownCpuNs) / span);
}

/**
 * Share of the elapsed time in which some task of the machine was ready to run and waited for a CPU,
 * 0 to 1 (`some` of the kernel's pressure stall information). Undefined without /proc/pressure, and
 * where no time has passed.
 * @param elapsedMs time between the readings by a monotonic clock
 */
export function readPressureRatio(
  before: HostReading | undefined,
  after: HostReading | undefined,
  elapsedMs: number,
): number | undefined {
  const [from, to] = [before?.cpuPressureUs, after?.cpuPressureUs];
  if (from === undefined || to === undefined || elapsedMs <= 0) return undefined;
  return clampRatio((to - from) / 1_000 / elapsedMs);
}

/** Share of the host's CPU time that the hypervisor took, 0 to 1; undefined as for readForeignCpu. */
export function readStealRatio(
  before: HostReading | undefined,
  after: HostReading | undefined,
): number | undefined {
  const span = spanNs(before, after);
  if (span === undefined || !before || !after) return undefined;
  return clampRatio((after.stealNs - before.stealNs) / span);
}

type ProbeSupport =
  | { readonly kind: 'full' }
  /** CPU time to 10 ms and no run-queue time. */
  | { readonly kind: 'coarse'; readonly reason: string }
  | { readonly kind: 'none'; readonly reason: string };

/** Tells what can be measured; every probe gives undefined for what cannot. */
export function readProbeSupport(root = '/proc'): ProbeSupport {
  if (readSmallFile(`${root}/self/stat`) === undefined) {
    return {
      kind: 'none',
      reason: 'There is no /proc here, so CPU time, memory and foreign load are not measured.',
    };
  }
  const text = readSmallFile(`${root}/self/schedstat`);
  const reading = text === undefined ? undefined : parseSchedstat(text);
  if (reading === undefined || reading.cpuNs === 0) {
    return {
      kind: 'coarse',
      reason: 'The kernel keeps no scheduler statistics, so CPU time is known to 10 ms only.',
    };
  }
  return { kind: 'full' };
}
