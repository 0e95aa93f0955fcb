// One scenario under one load inside a group: equal warm-ups, then slices in the planned order.

import { countOf } from '../../reports/document/messages/count.ts';
import { writeMessage, writeName } from '../../reports/document/messages/message.ts';
import { describeMeasuredYield } from '../analysis/compare/percentile-yield.ts';
import { tellFewSlices } from '../analysis/compare/time-to-steady.ts';
import type { DriverSession, Load } from '../drivers/driver.ts';
import { LoadstoneError } from '../errors.ts';
import type { CalibrationRecord } from '../measurement/records.ts';
import { buildCalibratedOrder } from '../plan/order.ts';
import { findWarmup, listLoadsBefore } from '../plan/warmup.ts';
import type { PlannedLoad } from '../spec/experiment.ts';
import {
  isLaunched,
  listGeneratorPids,
  openSession,
  runOneSlice,
  type StartedBlock,
} from './block-session.ts';
import { createCacheMarks, type MarkedCaches } from './cache-marks.ts';
import { calibrateColdSlices, calibrateRateRps, calibrateSlices } from './calibrate.ts';
import type { GroupMeter } from './meter.ts';
import { visitPages } from './page-slices.ts';
import type { GroupParity } from './parity.ts';
import type { TrialContext } from './trial-context.ts';
import {
  buildSliceRecord,
  buildTrialRecord,
  type MeasuredSlice,
  type TrialUse,
} from './trial-record.ts';
import { usualWarmup, type WarmupOutcome, warmUp } from './warmup.ts';
import { countWarmup, describeWarmup } from './warmup-note.ts';
import { findCalibratedWarmup } from './warmup-rule.ts';

interface BlockRun extends StartedBlock {
  /** Of earlier groups, by `calibrationKey`; the first group adds to it. */
  readonly calibrations: Map<string, CalibrationRecord>;
  readonly parity: GroupParity;
}

/** Runs a block and appends one trial record for each variant. */
export async function runBlock(context: TrialContext, run: BlockRun): Promise<void> {
  const session = await openSession(context, run);
  const isFirst = !run.calibrations.has(calibrationKey(run.block.scenario, run.block.loadId));
  run.meter.watchGenerator(listGeneratorPids(session));
  try {
    const calibration = await prepare(context, run, session);
    const before = await run.meter.readTrials();
    const { byVariant, caches } = await runSlices(context, run, session, calibration);
    const after = await run.meter.readTrials();
    const measurements = await session.collect();
    const pages = await visitPages(context, run, session, calibration.load);
    // Whether levels act shows on pages, too; all else is of the slices alone.
    const afterPages = pages.size > 0 ? await run.meter.readTrials() : undefined;
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
          ...{ variantId: variant.id, measurement, load: calibration.load },
          slices: byVariant.get(variant.id) ?? [],
          caches: caches.get(variant.id),
          pages: pages.get(variant.id),
          parity: run.parity.get(run.block.scenario)?.get(variant.id),
          use: subtractUse(run, variant.id, { before, after, afterPages }),
        }),
      );
    }
    if (isFirst) tellYield(context, run, [...byVariant.values()]);
  } finally {
    run.meter.watchGenerator([]);
    await session.close();
  }
}

type TrialReadings = Awaited<ReturnType<GroupMeter['readTrials']>>;

interface BlockReadings {
  readonly before: TrialReadings;
  readonly after: TrialReadings;
  /** Undefined where no page was visited. */
  readonly afterPages: TrialReadings | undefined;
}

function subtractUse(
  { meter }: BlockRun,
  variantId: string,
  { before, after, afterPages }: BlockReadings,
): TrialUse {
  const use = meter.subtract(variantId, before, after);
  if (afterPages === undefined) return use;
  return { ...use, exercise: meter.subtract(variantId, before, afterPages).exercise };
}

/** What a plan cannot know of a closed load is told by the first group. */
function tellYield(
  context: TrialContext,
  { block }: BlockRun,
  variants: readonly (readonly MeasuredSlice[])[],
): void {
  const succeeded = variants.map((slices) =>
    slices.reduce((sum, { record }) => sum + record.succeeded, 0),
  );
  const text = describeMeasuredYield(`${block.scenario} (${block.loadId})`, succeeded);
  if (text !== undefined) context.listen({ kind: 'note', text });
}

function findLoad(context: TrialContext, loadId: string): PlannedLoad {
  const found = context.experiment.loads.find(({ id }) => id === loadId);
  if (found === undefined) throw new Error(`the plan has an unknown load ${loadId}`);
  return found.load;
}

/** Warms up as many as the first group needed; that of the first group calibrates slice length and rate, too. */
async function prepare(
  context: TrialContext,
  run: BlockRun,
  session: DriverSession,
): Promise<CalibrationRecord> {
  const { scenario, loadId } = run.block;
  const planned = findLoad(context, loadId);
  const earlier = run.calibrations.get(calibrationKey(scenario, loadId));
  const afterLoads = listLoadsBefore(run.group, run.group.blocks.indexOf(run.block));
  const { record, latest } = await warmUp(context, run, session, {
    load: planned.kind === 'closed' ? planned : usualWarmup,
    calibratedRequests: findCalibratedWarmup([...run.calibrations.values()], {
      ...{ scenario, loadId, afterLoads },
    }),
    afterLoads,
  });
  if (record !== undefined) context.append(record);
  return earlier ?? calibrate(context, run, session, planned, { latest, record });
}

export function calibrationKey(scenario: string, loadId: string): string {
  return `${scenario} ${loadId}`;
}

async function calibrate(
  context: TrialContext,
  run: BlockRun,
  session: DriverSession,
  planned: PlannedLoad,
  { latest: warmups, record: warmup }: WarmupOutcome,
): Promise<CalibrationRecord> {
  const { scenario, loadId } = run.block;
  const { phase, slices: settings } = context.experiment;
  const slices =
    phase === 'cold' ? calibrateColdSlices(settings) : calibrateSlices(settings, warmups);
  const isShare = planned.kind === 'open-share';
  const capacityRps = isShare ? await measureCapacity(context, run, session) : undefined;
  const load: Load =
    isShare && capacityRps !== undefined
      ? {
          kind: 'open',
          rateRps: Math.min(
            context.experiment.limits.maxRateRps,
            calibrateRateRps(planned.capacityRatio, capacityRps, slices),
          ),
          arrivals: planned.arrivals,
          maxConnections: planned.maxConnections,
        }
      : (planned as Load);
  const record: CalibrationRecord = {
    ...{ kind: 'calibration', group: run.group.index, scenario, loadId, load, capacityRps },
    ...slices,
    ...(warmup !== undefined &&
      findWarmup(context.experiment).untilSteady && { warmupRequests: countWarmup(warmup) }),
    ...(warmup?.afterLoads !== undefined && { afterLoads: warmup.afterLoads }),
  };
  run.calibrations.set(calibrationKey(scenario, loadId), record);
  context.append(record);
  if (warmup !== undefined)
    context.listen({ kind: 'note', text: describeWarmup(warmup, findWarmup(context.experiment)) });
  context.listen({ kind: 'note', text: describeCalibration(record, context) });
  const lacking = phase === 'cold' ? tellFewSlices(slices.slicesPerGroup) : undefined;
  if (lacking !== undefined) context.listen({ kind: 'note', text: lacking });
  return record;
}

function describeCalibration(
  { scenario, load, sliceMs, slicesPerGroup }: CalibrationRecord,
  { experiment }: TrialContext,
): string {
  const played = experiment.scenarios.find(({ name }) => name === scenario);
  const arrivals = played?.ref.kind === 'k6-script' ? 'iterations' : 'requests';
  const rate = load.kind === 'open' ? `, ${load.rateRps} ${arrivals}/s` : '';
  return `${scenario}: ${countOf(slicesPerGroup, 'slice')} of ${sliceMs} ms for each variant and group${rate}`;
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
    writeMessage('nothing-answered', { scenario: writeName(run.block.scenario) }),
    { hint: 'Give the load a rateRps, or mend the baseline.' },
  );
}

/** Below this, reading probes would take longer than the slice tells: they are read around the trial. */
const briefSliceMs = 300;

interface MeasuredSlices {
  readonly byVariant: ReadonlyMap<string, readonly MeasuredSlice[]>;
  readonly caches: ReadonlyMap<string, MarkedCaches>;
}

async function runSlices(
  context: TrialContext,
  run: BlockRun,
  session: DriverSession,
  calibration: CalibrationRecord,
): Promise<MeasuredSlices> {
  const { sliceMs, dropFirstMs, load } = calibration;
  const { block } = run;
  const sliceOrder =
    block.sliceOrder.length > 0
      ? block.sliceOrder
      : buildCalibratedOrder(block.warmupOrder, block.orderSeed, calibration.slicesPerGroup);
  const isBrief = sliceMs < briefSliceMs;
  const marks = createCacheMarks(sliceOrder, run.meter);
  const byVariant = new Map<string, MeasuredSlice[]>();
  for (const [position, variantId] of sliceOrder.entries()) {
    if (!isLaunched(run, variantId)) continue;
    await marks.beforeSlice(variantId);
    if (!isBrief) await run.meter.readEventLoopDelay(variantId);
    const before = run.meter.readSlice(variantId, isBrief);
    const order = { variantId, load, durationMs: sliceMs, dropFirstMs, recorded: true };
    const outcome = await runOneSlice(context, run, session, order);
    const use = run.meter.subtractSlice(before, run.meter.readSlice(variantId, isBrief));
    const serviceEventLoopDelayP99Us = isBrief
      ? undefined
      : await run.meter.readEventLoopDelay(variantId);
    await marks.afterSlice(variantId);
    const list = byVariant.get(variantId) ?? [];
    const record = buildSliceRecord(position, sliceMs, outcome, {
      ...{ ...use, serviceEventLoopDelayP99Us },
    });
    list.push({ record, outcome });
    byVariant.set(variantId, list);
    const { scenario, loadId } = block;
    context.listen({ kind: 'slice-ended', group: run.group.index, scenario, loadId, outcome });
  }
  return { byVariant, caches: marks.read() };
}
