// One scenario under one load inside a group: equal warm-ups, then slices in the planned order.
import type {
  ClosedLoad,
  DriverSession,
  Load,
  SliceOrder,
  SliceOutcome,
} from '../drivers/driver.ts';
import { LoadstoneError } from '../errors.ts';
import type { SettledRecord } from '../measurement/records.ts';
import { buildSettledOrder } from '../plan/order.ts';
import type { PlannedBlock, PlannedGroup } from '../plan/plan.ts';
import type { PlannedLoad } from '../spec/experiment.ts';
import { type LaunchedVariant, toDriverTarget } from './launch.ts';
import type { GroupMeter } from './meter.ts';
import type { GroupParity } from './parity.ts';
import { settleRateRps, settleSlices } from './settle.ts';
import type { TrialContext } from './trial-context.ts';
import { buildSliceRecord, buildTrialRecord, type MeasuredSlice } from './trial-record.ts';

/** A block in a started group. */
export interface StartedBlock {
  readonly group: PlannedGroup;
  readonly block: PlannedBlock;
  readonly launched: readonly LaunchedVariant[];
  readonly meter: GroupMeter;
  readonly data: unknown;
}

interface BlockRun extends StartedBlock {
  /** What earlier groups settled, by `settledKey`; the first group adds to it. */
  readonly settled: Map<string, SettledRecord>;
  readonly parity: GroupParity;
}

/** Runs a block and appends one trial record for each variant. */
export async function runBlock(context: TrialContext, run: BlockRun): Promise<void> {
  const session = await openSession(context, run);
  run.meter.watchGenerator(session.pid);
  try {
    const settled = await warmUp(context, run, session);
    const before = await run.meter.readTrials();
    const slices = await runSlices(context, run, session, settled);
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
          ...{ variantId: variant.id, measurement, load: settled.load },
          slices: slices.get(variant.id) ?? [],
          parity: run.parity.get(run.block.scenario)?.get(variant.id),
          use: run.meter.subtract(variant.id, before, after),
        }),
      );
    }
  } finally {
    run.meter.watchGenerator(undefined);
    await session.close();
  }
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

function findLoad(context: TrialContext, loadId: string): PlannedLoad {
  const found = context.experiment.loads.find(({ id }) => id === loadId);
  if (found === undefined) throw new Error(`the plan has an unknown load ${loadId}`);
  return found.load;
}

/** A warm-up is a closed load, so that its length and heat do not hang on the rate of an open one. */
export const usualWarmup: ClosedLoad = { kind: 'closed', connections: 16 };

/** Equal warm-ups of all variants; those of the first group settle slice length and rate. */
async function warmUp(
  context: TrialContext,
  run: BlockRun,
  session: DriverSession,
): Promise<SettledRecord> {
  const { warmupMs } = context.experiment.slices;
  const { scenario, loadId } = run.block;
  const planned = findLoad(context, loadId);
  const warmups: SliceOutcome[] = [];
  const load = planned.kind === 'closed' ? planned : usualWarmup;
  for (const variantId of run.block.warmupOrder) {
    if (warmupMs === 0 || !isLaunched(run, variantId)) continue;
    context.listen({ kind: 'warming-up', group: run.group.index, scenario, variantId });
    const order = { variantId, load, durationMs: warmupMs, dropFirstMs: 0, recorded: false };
    warmups.push(await runOneSlice(context, run, session, order));
  }
  const earlier = run.settled.get(settledKey(scenario, loadId));
  if (earlier !== undefined) return earlier;
  return settle(context, run, session, planned, warmups);
}

export function settledKey(scenario: string, loadId: string): string {
  return `${scenario} ${loadId}`;
}

async function settle(
  context: TrialContext,
  run: BlockRun,
  session: DriverSession,
  planned: PlannedLoad,
  warmups: readonly SliceOutcome[],
): Promise<SettledRecord> {
  const { scenario, loadId } = run.block;
  const slices = settleSlices(context.experiment.slices, warmups);
  const isShare = planned.kind === 'open-share';
  const capacityRps = isShare ? await measureCapacity(context, run, session) : undefined;
  const load: Load =
    isShare && capacityRps !== undefined
      ? {
          kind: 'open',
          rateRps: Math.min(
            context.experiment.limits.maxRateRps,
            settleRateRps(planned.capacityRatio, capacityRps, slices),
          ),
          arrivals: planned.arrivals,
          maxConnections: planned.maxConnections,
        }
      : (planned as Load);
  const record: SettledRecord = {
    ...{ kind: 'settled', group: run.group.index, scenario, loadId, load, capacityRps },
    ...slices,
  };
  run.settled.set(settledKey(scenario, loadId), record);
  context.append(record);
  context.listen({ kind: 'note', text: describeSettled(record) });
  return record;
}

function describeSettled({ scenario, load, sliceMs, slicesPerGroup }: SettledRecord): string {
  const rate = load.kind === 'open' ? `, ${load.rateRps} requests/s` : '';
  return `${scenario}: ${slicesPerGroup} slices of ${sliceMs} ms for each variant and group${rate}`;
}

const capacitySliceMs = 1_500;

/** What the warm baseline carries in a closed loop, successes a second. */
async function measureCapacity(
  context: TrialContext,
  run: StartedBlock,
  session: DriverSession,
): Promise<number> {
  const baseline = run.launched.find(({ variant }) => variant.isBaseline);
  if (baseline === undefined) throw new Error('the baseline was not launched');
  const { windowCounts, windowUs } = await runOneSlice(context, run, session, {
    ...{ variantId: baseline.variant.id, load: usualWarmup, recorded: false },
    ...{ durationMs: capacitySliceMs, dropFirstMs: 0 },
  });
  if (windowCounts.succeeded > 0) return (windowCounts.succeeded / windowUs) * 1e6;
  throw new LoadstoneError(
    'SERVICE_DIED',
    `The baseline answered no request of ${run.block.scenario} right, so no rate can be derived.`,
    { hint: 'Give the load a rateRps, or mend the baseline.' },
  );
}

/** Below this, reading probes would take longer than the slice tells: they are read around the trial. */
const briefSliceMs = 300;

async function runSlices(
  context: TrialContext,
  run: BlockRun,
  session: DriverSession,
  settled: SettledRecord,
): Promise<ReadonlyMap<string, readonly MeasuredSlice[]>> {
  const { sliceMs, dropFirstMs, load } = settled;
  const { block } = run;
  const sliceOrder =
    block.sliceOrder.length > 0
      ? block.sliceOrder
      : buildSettledOrder(block.warmupOrder, block.orderSeed, settled.slicesPerGroup);
  const isBrief = sliceMs < briefSliceMs;
  const byVariant = new Map<string, MeasuredSlice[]>();
  for (const [position, variantId] of sliceOrder.entries()) {
    if (!isLaunched(run, variantId)) continue;
    const before = run.meter.readSlice(variantId, isBrief);
    const order = { variantId, load, durationMs: sliceMs, dropFirstMs, recorded: true };
    const outcome = await runOneSlice(context, run, session, order);
    const use = run.meter.subtractSlice(before, run.meter.readSlice(variantId, isBrief));
    const list = byVariant.get(variantId) ?? [];
    list.push({ record: buildSliceRecord(position, sliceMs, outcome, use), outcome });
    byVariant.set(variantId, list);
    const { scenario, loadId } = block;
    context.listen({ kind: 'slice-ended', group: run.group.index, scenario, loadId, outcome });
  }
  return byVariant;
}

/** A service that ended during its slice spoils the group: its figures would be of a dead process. */
export async function runOneSlice(
  context: TrialContext,
  run: StartedBlock,
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

export function isLaunched(run: StartedBlock, variantId: string): boolean {
  return run.launched.some(({ variant }) => variant.id === variantId);
}
