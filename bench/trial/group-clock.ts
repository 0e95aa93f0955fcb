// Where the time of a group goes: a clock that is always in one phase, and a driver that moves it on.
import type { Driver, DriverSession } from '../drivers/driver.ts';
import type { GroupPhases } from '../measurement/records.ts';

/** Mark of the slices that are played while a browser visits pages. */
export const pagesPhase = 'pages';

/** Names of `GroupPhases` without their unit. */
type Phase = keyof GroupPhases extends `${infer Name}Ms` ? Name : never;

export interface GroupClock {
  enter(phase: Phase): void;
  /** Moves time of the phase that the clock is in to another one. */
  move(to: Phase, ms: number): void;
  /** Until now. */
  read(): GroupPhases;
}

/** Starts in the phase `prepare`. @param readMs monotonic */
export function createGroupClock(readMs: () => number): GroupClock {
  const spentMs: Record<Phase, number> = {
    ...{
      prepare: 0,
      launch: 0,
      generator: 0,
      warmup: 0,
      measured: 0,
      switch: 0,
      pages: 0,
      stop: 0,
    },
  };
  let current: Phase = 'prepare';
  let sinceMs = readMs();
  const settle = (): void => {
    const nowMs = readMs();
    spentMs[current] += nowMs - sinceMs;
    sinceMs = nowMs;
  };
  return {
    enter: (phase) => {
      settle();
      current = phase;
    },
    move: (to, ms) => {
      settle();
      spentMs[current] -= ms;
      spentMs[to] += ms;
    },
    read: () => {
      settle();
      return {
        ...{ prepareMs: spentMs.prepare, launchMs: spentMs.launch },
        ...{ generatorMs: spentMs.generator, warmupMs: spentMs.warmup },
        ...{ measuredMs: spentMs.measured, switchMs: spentMs.switch, stopMs: spentMs.stop },
        ...(spentMs.pages > 0 && { pagesMs: spentMs.pages }),
      };
    },
  };
}

/** The same driver; its sessions tell the clock what they are doing. */
export function clockDriver(driver: Driver, clock: GroupClock, readMs: () => number): Driver {
  const during = async <Result>(
    phase: Phase,
    after: Phase,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    clock.enter(phase);
    try {
      return await work();
    } finally {
      clock.enter(after);
    }
  };
  const clockSession = (session: DriverSession): DriverSession => ({
    ...session,
    runSlice: async (order) => {
      if (order.phase === pagesPhase)
        return during('pages', 'pages', () => session.runSlice(order));
      if (!order.recorded) return during('warmup', 'warmup', () => session.runSlice(order));
      clock.enter('switch');
      const startMs = readMs();
      const outcome = await session.runSlice(order);
      clock.move('measured', Math.min(order.durationMs, readMs() - startMs));
      return outcome;
    },
    collect: () => during('generator', 'generator', () => session.collect()),
    close: () => during('generator', 'switch', () => session.close()),
  });
  return {
    ...driver,
    open: (options) =>
      during('generator', 'warmup', async () => clockSession(await driver.open(options))),
  };
}
