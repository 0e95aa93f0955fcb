// What every way of loading a started group shares: the generator's session, and one slice on one variant.
import type { DriverSession, SliceOrder, SliceOutcome } from '../drivers/driver.ts';
import { LoadstoneError } from '../errors.ts';
import type { PlannedBlock, PlannedGroup } from '../plan/plan.ts';
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

/** Opens the generator with connections to all launched variants. @throws LoadstoneError DRIVER_FAILED, SCENARIO_INVALID */
export async function openSession(
  context: TrialContext,
  run: StartedBlock,
): Promise<DriverSession> {
  const { experiment, placement } = context;
  const scenario = experiment.scenarios.find(({ name }) => name === run.block.scenario);
  if (scenario === undefined)
    throw new Error(`the plan has an unknown scenario ${run.block.scenario}`);
  return context.driver.open({
    targets: run.launched.map(toDriverTarget),
    ...(experiment.target.tls !== undefined && { tls: experiment.target.tls }),
    ...(experiment.target.acceptEncoding !== undefined && {
      acceptEncoding: experiment.target.acceptEncoding,
    }),
    scenario: scenario.ref,
    seed: run.block.sourceSeed,
    data: run.data,
    requestTimeoutMs: experiment.requestTimeoutMs,
    bodyCheckRatio: experiment.bodyCheckRatio,
    cpus: placement.generator,
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
      `The Redis of ${variant.label} ended under load.`,
    );
  }
  for (const { variant, service } of run.launched) {
    if (service.isAlive()) continue;
    const { code, signal } = await service.exited;
    const how = signal === null ? `with code ${String(code)}` : `by signal ${signal}`;
    throw new LoadstoneError(
      'SERVICE_DIED',
      `The service of ${variant.label} ended ${how} under load.`,
      {
        output: service.output(),
      },
    );
  }
  return outcome;
}

export function isLaunched(run: StartedBlock, variantId: string): boolean {
  return run.launched.some(({ variant }) => variant.id === variantId);
}
