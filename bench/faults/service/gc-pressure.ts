// Each process of the service allocates garbage, so that its collector has more to do.
import type { Fault } from '../fault.ts';
import { createAgentFault } from './agent-fault.ts';

export interface GcPressureOptions {
  /** Allocated by each process, 10⁶ bytes a second. */
  readonly mbPerS: number;
  /** The last of it that stays reachable, 10⁶ bytes. */
  readonly heldMb: number;
}

export function createGcPressure({ mbPerS, heldMb }: GcPressureOptions): Fault {
  return createAgentFault({
    id: 'gc-pressure',
    title: `Garbage, ${mbPerS} MB/s`,
    mechanism: `The agent in each process of the service allocates ${mbPerS} MB/s on the heap and holds on to the last ${heldMb} MB.`,
    command: { do: 'garbage', mbPerS, heldMb },
    answerTimeoutMs: 5_000,
    verifyWithinMs: 10_000,
    hasWorked: (before, after) =>
      after.garbageMb > before.garbageMb && after.collections > before.collections,
    describe: (before, after) =>
      `allocated ${Math.round(after.garbageMb - before.garbageMb)} MB in ${after.collections - before.collections} collections`,
  });
}
