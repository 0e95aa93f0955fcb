// One session out of several generator processes on this machine: they start each slice together, and are merged.
import { LoadstoneError } from '../../errors.ts';
import type { ChildSession } from '../child/session.ts';
import type { DriverSession, GeneratorPart, SessionOptions, SliceOutcome } from '../driver.ts';
import { readSharedClockMs } from '../shared-clock.ts';
import { type MergeableOutcome, mergeMeasurements, mergeOutcomes } from './merge.ts';
import { nameGenerator } from './part.ts';

/** From the moment that all parts are ready to their common start: the order must have reached each of them. */
const leadMs = 5;

export interface PartsOptions {
  readonly driverName: string;
  readonly session: SessionOptions;
  /** 2 to `mostGenerators`. */
  readonly count: number;
  /** Starts the process of one part. */
  readonly openPart: (session: SessionOptions) => Promise<ChildSession>;
}

/**
 * Opens all parts; a part that is missing, dies or plays another scenario ends the slice or the session with its name, so
 * that no figure is ever of a share of the load.
 * @throws LoadstoneError SCENARIO_INVALID, DRIVER_FAILED
 */
export async function openPartsSession(options: PartsOptions): Promise<DriverSession> {
  const { count, session, driverName } = options;
  const numbers = Array.from({ length: count }, (_, index): GeneratorPart => ({ index, count }));
  const started = await Promise.allSettled(
    numbers.map((part) =>
      options.openPart({ ...session, part, cpus: chooseCpus(session.cpus, part) }),
    ),
  );
  const parts = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(parts.map((part) => part.close()));
  };
  try {
    takeAll(started);
    assertSameScenario(
      driverName,
      parts.map(({ scenarioHash }) => scenarioHash),
    );
  } catch (thrown) {
    await close();
    throw thrown;
  }
  const [first, ...more] = parts;
  if (first === undefined) throw new Error('a session needs at least one generator');
  return {
    pid: first.pid,
    morePids: more.map(({ pid }) => pid),
    async runSlice(order) {
      await ofAll(parts, (part) => part.prepareSlice(order));
      const startAtMs = readSharedClockMs() + leadMs;
      const outcomes = await ofAll(parts, (part) => part.runSlice({ ...order, startAtMs }));
      return mergeOutcomes(
        outcomes.map((outcome, index) =>
          asPart(outcome, nameGenerator(driverName, numbers[index])),
        ),
        order,
      );
    },
    async collect() {
      return mergeMeasurements(await ofAll(parts, (part) => part.collect()));
    },
    close,
  };
}

/** Each part has CPUs of its own where there are enough of them, else all parts share all. */
export function chooseCpus(
  cpus: readonly number[] | undefined,
  { index, count }: GeneratorPart,
): readonly number[] | undefined {
  if (cpus === undefined || cpus.length < count) return cpus;
  return cpus.filter((_, place) => place % count === index);
}

/** @throws LoadstoneError DRIVER_FAILED where a part plays something else than the first */
export function assertSameScenario(driverName: string, hashes: readonly string[]): void {
  const index = hashes.findIndex((hash) => hash !== hashes[0]);
  if (index < 0) return;
  const name = nameGenerator(driverName, { index, count: hashes.length });
  throw new LoadstoneError(
    'DRIVER_FAILED',
    `the ${name} has read another scenario than the first one`,
    { hint: 'Leave the file of the scenario as it is while a run goes on.' },
  );
}

/** Waits for every part, so that none is left in the middle of something, then throws what the first of them threw. */
async function ofAll<Result>(
  parts: readonly ChildSession[],
  ask: (part: ChildSession) => Promise<Result>,
): Promise<readonly Result[]> {
  return takeAll(await Promise.allSettled(parts.map(ask)));
}

function takeAll<Result>(settled: readonly PromiseSettledResult<Result>[]): readonly Result[] {
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

function asPart(outcome: SliceOutcome & Partial<MergeableOutcome>, name: string): MergeableOutcome {
  const { windowLatency, lateStartMs } = outcome;
  if (windowLatency === undefined || lateStartMs === undefined)
    throw new LoadstoneError('DRIVER_FAILED', `the ${name} did not tell the latencies of its part`);
  return { ...outcome, windowLatency, lateStartMs };
}
