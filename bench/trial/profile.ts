// Loads one variant while a profiler watches its processes; nothing of it is a measurement.
import { setTimeout as sleep } from 'node:timers/promises';
import { LoadstoneError } from '../errors.ts';
import type { ClockWindow } from '../profile/cpu-profile.ts';
import { openSession, runOneSlice } from './block-session.ts';
import type { GroupMeasure } from './group.ts';
import { usualWarmup, warmUp } from './warmup.ts';

export interface ProfiledInterval {
  /** From the first request to the last, on the machine's monotonic clock. */
  readonly window: ClockWindow;
  readonly succeeded: number;
}

export interface ProfileOptions {
  readonly loadMs: number;
  /** Watches the process while it is loaded; undefined where the profiler is inside it or around it. */
  readonly watch?: ((pid: number) => Promise<void>) | undefined;
  /** Ends the service where a tool wraps it; undefined leaves that to the group. */
  readonly endService: ((pid: number) => void) | undefined;
  readonly onInterval: (interval: ProfiledInterval) => void;
}

/** A tool that wraps the service may write for so long after it has ended. */
const writeTimeoutMs = 120_000;

/** Runs as the measure of an extra group of one variant and one scenario. */
export function createProfileMeasure({
  loadMs,
  watch,
  endService,
  onInterval,
}: ProfileOptions): GroupMeasure {
  return async (context, started) => {
    const [block] = started.group.blocks;
    const [launched] = started.launched;
    if (block === undefined || launched === undefined) return;
    const run = { ...started, block };
    const session = await openSession(context, run);
    try {
      await warmUp(context, run, session, { load: usualWarmup });
      const fromUs = readClockUs();
      const { pid } = launched.service;
      const [{ windowCounts }] = await Promise.all([
        runOneSlice(context, run, session, {
          ...{ variantId: launched.variant.id, load: usualWarmup, durationMs: loadMs },
          ...{ dropFirstMs: 0, recorded: false },
        }),
        pid === undefined ? undefined : watch?.(pid),
      ]);
      const window = { fromUs, untilUs: readClockUs() };
      onInterval({ window, succeeded: windowCounts.succeeded });
    } finally {
      await session.close();
    }
    const { pid, exited, output } = launched.service;
    if (endService === undefined || pid === undefined) return;
    endService(pid);
    const ended = await Promise.race([exited, sleep(writeTimeoutMs, undefined, { ref: false })]);
    if (ended !== undefined) return;
    throw new LoadstoneError(
      'PROFILE_FAILED',
      `The profiler did not end within ${writeTimeoutMs / 1000} s after the service.`,
      { output: output() },
    );
  };
}

const readClockUs = (): number => Number(process.hrtime.bigint() / 1000n);
