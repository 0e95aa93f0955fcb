// What every way of loading a started group shares: the generator's session, and one slice on one variant.

import { writeMessage, writeName } from '../../reports/document/messages/message.ts';
import type { DriverSession, SessionOptions, SliceOrder, SliceOutcome } from '../drivers/driver.ts';
import { LoadstoneError } from '../errors.ts';
import type { PlannedBlock, PlannedGroup } from '../plan/plan.ts';
import { writeExit } from '../services/child.ts';
import { type LaunchedVariant, toDriverTarget } from './launch.ts';
import { databaseEnded, isDatabaseDown } from './lost-database.ts';
import type { GroupMeter } from './meter.ts';
import type { TrialContext } from './trial-context.ts';

export interface StartedBlock {
  readonly group: PlannedGroup;
  readonly block: PlannedBlock;
  readonly launched: readonly LaunchedVariant[];
  readonly meter: GroupMeter;
  readonly data: unknown;
}

/** What a generator is opened for; the rest is the experiment's. */
type SessionOrder = Pick<SessionOptions, 'targets' | 'seed' | 'data'> &
  Partial<
    Pick<SessionOptions, 'requestTimeoutMs' | 'bodyCheckRatio' | 'requestLogPath' | 'generators'>
  > & {
    /** By name. */
    readonly scenario: string;
  };

/** Opens the generator with connections to all launched variants. @throws LoadstoneError DRIVER_FAILED, SCENARIO_INVALID */
export async function openSession(
  context: TrialContext,
  { block, launched, data }: Pick<StartedBlock, 'block' | 'launched' | 'data'>,
): Promise<DriverSession> {
  const { scenario, sourceSeed: seed } = block;
  return openGenerator(context, { targets: launched.map(toDriverTarget), scenario, seed, data });
}

/** All processes that make the load of a session. */
export function listGeneratorPids({ pid, morePids = [] }: DriverSession): readonly number[] {
  return [pid, ...morePids];
}

/** The same for any targets. @throws LoadstoneError DRIVER_FAILED, SCENARIO_INVALID */
export async function openGenerator(
  { experiment, placement, driver }: TrialContext,
  { scenario: name, ...order }: SessionOrder,
): Promise<DriverSession> {
  const { target, requestTimeoutMs, bodyCheckRatio, generators } = experiment;
  const scenario = experiment.scenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`the experiment has no scenario ${name}`);
  return driver.open({
    ...(target.tls !== undefined && { tls: target.tls }),
    ...(generators !== undefined && { generators }),
    ...(target.acceptEncoding !== undefined && { acceptEncoding: target.acceptEncoding }),
    ...{ scenario: scenario.ref, cpus: placement.generator, requestTimeoutMs, bodyCheckRatio },
    ...order,
  });
}

/**
 * A service that ended during its slice spoils the group, as does one of its stores: its figures would be of a dead process.
 * @throws LoadstoneError SERVICE_DIED, REDIS_UNAVAILABLE, POSTGRES_UNAVAILABLE, and those of the driver
 */
export async function runOneSlice(
  context: TrialContext,
  run: StartedBlock,
  session: DriverSession,
  order: SliceOrder,
): Promise<SliceOutcome> {
  context.signal.throwIfAborted();
  const outcome = await session.runSlice(order);
  if (isDatabaseDown(context)) throw new LoadstoneError('POSTGRES_UNAVAILABLE', databaseEnded);
  for (const { variant, redis } of run.launched) {
    if (redis?.control === undefined || redis.pid !== undefined) continue;
    throw new LoadstoneError(
      'REDIS_UNAVAILABLE',
      writeMessage('redis-of-variant-ended', { variant: writeName(variant.label) }),
    );
  }
  for (const { variant, service } of run.launched) {
    if (service.isAlive()) continue;
    const exit = writeExit(await service.exited);
    throw new LoadstoneError(
      'SERVICE_DIED',
      writeMessage('service-of-variant-ended', { variant: writeName(variant.label), exit }),
      { output: service.output() },
    );
  }
  return outcome;
}

export function isLaunched(run: StartedBlock, variantId: string): boolean {
  return run.launched.some(({ variant }) => variant.id === variantId);
}
