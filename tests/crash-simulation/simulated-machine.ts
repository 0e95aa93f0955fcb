// A machine whose disk, clock and fate are simulated, beside a database server elsewhere that knows nothing of its fate.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import {
  buildError,
  type ChangeKind,
  type DiskGuard,
  type SimulatedDisk,
} from './simulated-disk.ts';

/** What happens to a machine while a run goes on. */
export type Accident =
  /** What was not synced may be lost, torn or reordered. */
  | 'power cut'
  /** Of the harness: what it wrote stays. */
  | 'kill'
  /** Until the run has ended. */
  | 'full disk'
  /** Syncs fail until the run has ended. */
  | 'broken disk';

export const accidents: readonly Accident[] = ['power cut', 'kill', 'full disk', 'broken disk'];

/** Thrown to a program whose machine is gone: it learns nothing more. */
class MachineGone extends Error {
  override readonly name = 'MachineGone';
}

export interface Machine {
  readonly disk: SimulatedDisk;
  /** A name for each start. */
  readonly bootId: string;
  readonly clock: Clock;
  /** Databases on a server elsewhere, which outlive everything here. */
  readonly databases: Set<string>;
  /** True once nothing runs here any more: what programs still do has no effect. */
  isGone(): boolean;
  /** True once the accident has happened. */
  hasHadAccident(): boolean;
  /** Calls so far that change the disk. */
  countChanges(): number;
  /** @throws MachineGone where it is gone */
  assertRunning(): void;
}

interface Clock {
  wallMs: number;
  monotonicMs: number;
}

export interface PlannedAccident {
  readonly kind: Accident;
  /** At which change of the disk. */
  readonly atChange: number;
}

/** A machine that was just started. @param accident undefined: none happens */
export function startMachine(
  disk: SimulatedDisk,
  { bootId, clock, databases }: Pick<Machine, 'bootId' | 'clock' | 'databases'>,
  accident: PlannedAccident | undefined,
  random: RandomGenerator,
): Machine {
  let changes = 0;
  let hasHappened = false;
  let isGone = false;
  const assertRunning = (): void => {
    if (isGone) throw new MachineGone('the machine is gone');
  };
  const guard: DiskGuard = {
    beforeRead: assertRunning,
    beforeChange: (kind, bytes) => {
      assertRunning();
      changes += 1;
      hasHappened ||= accident !== undefined && changes >= accident.atChange;
      if (!hasHappened || accident === undefined) return undefined;
      if (accident.kind === 'full disk') return fillUp(kind, bytes, random);
      if (accident.kind === 'broken disk') return breakSync(kind);
      isGone = true;
      throw new MachineGone(`${accident.kind} at change ${changes}`);
    },
  };
  disk.guardBy(guard);
  return {
    ...{ disk, bootId, clock, databases, assertRunning },
    isGone: () => isGone,
    hasHadAccident: () => hasHappened,
    countChanges: () => changes,
  };
}

/** The last bytes are still taken. */
function fillUp(kind: ChangeKind, bytes: number, random: RandomGenerator): undefined | number {
  if (kind === 'sync' || kind === 'remove') return undefined;
  if (kind === 'write' && uniformFloat64(random) < 0.3) {
    const taken = uniformInt(random, 0, bytes);
    if (taken > 0) return taken;
  }
  throw buildError('ENOSPC', 'no space left on device');
}

function breakSync(kind: ChangeKind): undefined {
  if (kind === 'sync') throw buildError('EIO', 'i/o error');
  return undefined;
}
