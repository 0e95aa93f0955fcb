// Whether a group that ran to its end counts: fixed rules that do not look at the outcome. Pure.
import type { ResolvedLimits } from '../spec/experiment.ts';
import type { HostUse } from './meter.ts';

/** Both clocks read at one moment. */
export interface ClockReading {
  /** ISO 8601 in UTC. */
  readonly wallClock: string;
  readonly monotonicMs: number;
}

/**
 * By how much the wall clock ran ahead of the monotonic one between two readings, ms; negative where it
 * was set back, undefined where a reading is no time. A suspended machine shows too, since its
 * monotonic clock stands still meanwhile.
 */
export function findClockJumpMs(before: ClockReading, after: ClockReading): number | undefined {
  const wallMs = Date.parse(after.wallClock) - Date.parse(before.wallClock);
  const jumpMs = Math.round(wallMs - (after.monotonicMs - before.monotonicMs));
  return Number.isFinite(jumpMs) ? jumpMs : undefined;
}

/** Why the group is void, or undefined; what was not measured is left to the checks of the run. */
export function judgeGroup(
  host: Pick<HostUse, 'foreignCpuRatio'>,
  clockJumpMs: number | undefined,
  limits: ResolvedLimits,
): string | undefined {
  const { foreignCpuRatio } = host;
  if (foreignCpuRatio !== undefined && foreignCpuRatio > limits.foreignCpuRatio) {
    const [share, most] = [foreignCpuRatio, limits.foreignCpuRatio].map(
      (ratio) => `${(ratio * 100).toFixed(0)}%`,
    );
    return `Other programs used ${share} of the machine's CPU time, more than the limit of ${most}.`;
  }
  if (clockJumpMs !== undefined && Math.abs(clockJumpMs) > limits.clockJumpMs) {
    return `The wall clock jumped by ${clockJumpMs} ms against the monotonic one, more than the limit of ${limits.clockJumpMs} ms: the clock was set, or the machine slept.`;
  }
  return undefined;
}
