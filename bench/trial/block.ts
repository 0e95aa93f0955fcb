// One scenario under one load inside a group: equal warm-ups, then slices in the planned order.
import type { DriverSession, Load, SliceOrder, SliceOutcome } from '../drivers/driver.ts';
import { LoadstoneError } from '../errors.ts';
import type { PlannedBlock, PlannedGroup } from '../plan/plan.ts';
import type { LaunchedVariant } from './launch.ts';
import type { GroupMeter } from './meter.ts';
import type { TrialContext } from './trial-context.ts';
import { buildSliceRecord, buildTrialRecord, type MeasuredSlice } from './trial-record.ts';

export interface BlockRun {
  readonly group: PlannedGroup;
  readonly block: PlannedBlock;
  readonly launched: readonly LaunchedVariant[];
  readonly meter: GroupMeter;
  readonly data: unknown;
}

/** Runs a block and appends one trial record for each variant. */
export async function runBlock(context: TrialContext, run: BlockRun): Promise<void> {
  const session = await openSession(context, run);
  run.meter.watchGenerator(session.pid);
  try {
    const load = findLoad(context, run.block.loadId);
    await warmUp(context, run, session, load);
    const before = await run.meter.readTrials();
    const slices = await runSlices(context, run, session, load);
    const after = await run.meter.readTrials();
    const measurements = await session.collect();
    for (const { variant } of run.launched) {
      const measurement = measurements.find(({ variantId }) => variantId === variant.id);
      if (measurement === undefined)
        throw new LoadstoneError(
          'DRIVER_FAILED',
          `The driver returned no measurement of ${variant.id}.`,
        );
      context.append(
        buildTrialRecord({
          ...{ group: run.group.index, scenario: run.block.scenario, loadId: run.block.loadId },
          ...{ variantId: variant.id, measurement, load },
          slices: slices.get(variant.id) ?? [],
          use: run.meter.subtract(variant.id, before, after),
        }),
      );
    }
  } finally {
    run.meter.watchGenerator(undefined);
    await session.close();
  }
}

async function openSession(context: TrialContext, run: BlockRun): Promise<DriverSession> {
  const { experiment, placement } = context;
  const scenario = experiment.scenarios.find(({ name }) => name === run.block.scenario);
  if (scenario === undefined)
    throw new Error(`the plan has an unknown scenario ${run.block.scenario}`);
  return context.driver.open({
    targets: run.launched.map(({ variant, service }) => ({
      variantId: variant.id,
      baseUrl: service.baseUrl,
    })),
    scenario: scenario.ref,
    seed: run.block.sourceSeed,
    data: run.data,
    requestTimeoutMs: experiment.requestTimeoutMs,
    bodyCheckRatio: experiment.bodyCheckRatio,
    cpus: placement.generator,
  });
}

function findLoad(context: TrialContext, loadId: string): Load {
  const found = context.experiment.loads.find(({ id }) => id === loadId);
  if (found === undefined) throw new Error(`the plan has an unknown load ${loadId}`);
  return found.load;
}

async function warmUp(
  context: TrialContext,
  run: BlockRun,
  session: DriverSession,
  load: Load,
): Promise<void> {
  const { warmupMs } = context.experiment.slices;
  for (const variantId of run.block.warmupOrder) {
    if (warmupMs === 0 || !isLaunched(run, variantId)) continue;
    const { scenario } = run.block;
    context.listen({ kind: 'warming-up', group: run.group.index, scenario, variantId });
    await runOneSlice(context, run, session, {
      ...{ variantId, load, durationMs: warmupMs, dropFirstMs: 0, recorded: false },
    });
  }
}

async function runSlices(
  context: TrialContext,
  run: BlockRun,
  session: DriverSession,
  load: Load,
): Promise<ReadonlyMap<string, readonly MeasuredSlice[]>> {
  const { sliceMs, dropFirstMs } = context.experiment.slices;
  const byVariant = new Map<string, MeasuredSlice[]>();
  for (const [position, variantId] of run.block.sliceOrder.entries()) {
    if (!isLaunched(run, variantId)) continue;
    const before = run.meter.readSlice(variantId);
    const order = { variantId, load, durationMs: sliceMs, dropFirstMs, recorded: true };
    const outcome = await runOneSlice(context, run, session, order);
    const use = run.meter.subtractSlice(before, run.meter.readSlice(variantId));
    const record = buildSliceRecord(position, outcome, use);
    const list = byVariant.get(variantId) ?? [];
    byVariant.set(variantId, [...list, { record, outcome }]);
    const { scenario, loadId } = run.block;
    context.listen({ kind: 'slice-ended', group: run.group.index, scenario, loadId, outcome });
  }
  return byVariant;
}

/** A service that ended during its slice spoils the group: its figures would be of a dead process. */
async function runOneSlice(
  context: TrialContext,
  run: BlockRun,
  session: DriverSession,
  order: SliceOrder,
): Promise<SliceOutcome> {
  context.signal.throwIfAborted();
  const outcome = await session.runSlice(order);
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

function isLaunched(run: BlockRun, variantId: string): boolean {
  return run.launched.some(({ variant }) => variant.id === variantId);
}
