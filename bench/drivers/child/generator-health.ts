// What a load generator costs and how late its own event loop runs, for one slice.
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Fine enough for 12 samples in a 25 ms slice, at well below 1 % of a CPU. */
const resolutionMs = 2;

const nsPerUs = 1_000;

interface GeneratorHealth {
  /** CPU time of the whole process, user and system. */
  readonly generatorCpuNs: number;
  /** How late a timer fired, at the 99th percentile; 0 where the slice was too short to tell. */
  readonly generatorEventLoopDelayP99Us: number;
}

export interface HealthWatch {
  start(): void;
  /** Ends the slice begun last. */
  stop(): GeneratorHealth;
}

/** Watches the process that calls it; one watch serves any number of slices, one after another. */
export function createHealthWatch(): HealthWatch {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  let cpuAtStart = process.cpuUsage();
  return {
    start() {
      delays.reset();
      delays.enable();
      cpuAtStart = process.cpuUsage();
    },
    stop() {
      const used = process.cpuUsage(cpuAtStart);
      delays.disable();
      return {
        generatorCpuNs: (used.user + used.system) * nsPerUs,
        generatorEventLoopDelayP99Us: lateUs(delays.count, delays.percentile(99)),
      };
    },
  };
}

/** The monitor tells the time between two firings: the resolution itself is no delay. */
function lateUs(samples: number, intervalNs: number): number {
  if (samples === 0) return 0;
  return Math.max(0, intervalNs / nsPerUs - resolutionMs * 1_000);
}
