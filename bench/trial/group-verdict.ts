// Whether a group that ran to its end counts: fixed rules that do not look at the outcome. Pure.

import type { Message } from '../../reports/document/message.ts';
import { writeMessage } from '../../reports/document/messages/message.ts';
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
export function computeClockJumpMs(before: ClockReading, after: ClockReading): number | undefined {
  const wallMs = Date.parse(after.wallClock) - Date.parse(before.wallClock);
  const jumpMs = Math.round(wallMs - (after.monotonicMs - before.monotonicMs));
  return Number.isFinite(jumpMs) ? jumpMs : undefined;
}

/** Why the group is void, or undefined; what was not measured is left to the checks of the run. */
export function judgeGroup(
  host: Pick<HostUse, 'foreignCpuRatio'>,
  clockJumpMs: number | undefined,
  limits: ResolvedLimits,
): Message | undefined {
  const { foreignCpuRatio } = host;
  if (foreignCpuRatio !== undefined && foreignCpuRatio > limits.foreignCpuRatio) {
    const [share, limit] = [formatPercent(foreignCpuRatio), formatPercent(limits.foreignCpuRatio)];
    return writeMessage('void-foreign-cpu', { share, limit });
  }
  if (clockJumpMs !== undefined && Math.abs(clockJumpMs) > limits.clockJumpMs) {
    return writeMessage('void-clock-jump', { jumpMs: clockJumpMs, limitMs: limits.clockJumpMs });
  }
  return undefined;
}

const formatPercent = (ratio: number): string => `${(ratio * 100).toFixed(0)}%`;
