// Loads equal variants with slices of several lengths, group by group: what a run's comparisons err by on this machine.
import type { StudiedLength } from '../analysis/precision-study.ts';
import type { ClosedLoad } from '../drivers/driver.ts';
import type { TrialRecord } from '../measurement/records.ts';
import { buildSettledOrder } from '../plan/order.ts';
import { buildGenerator, deriveSeed, shuffle } from '../plan/random.ts';
import { openSession, runOneSlice, type StartedBlock } from './block-session.ts';
import type { GroupMeasure } from './group.ts';
import type { TrialContext } from './trial-context.ts';
import { buildSliceRecord, buildTrialRecord, type MeasuredSlice } from './trial-record.ts';
import { warmUp } from './warmup.ts';

export interface PrecisionStudyOptions {
  /** Slice lengths to compare, ms. */
  readonly lengthsMs: readonly number[];
  /** Load of each variant and length in a group, ms. */
  readonly loadMs: number;
  readonly load: ClosedLoad;
}

export interface PrecisionStudy {
  readonly measure: GroupMeasure;
  read(): readonly StudiedLength[];
}

/** At most this much of a slice is dropped at its start, and never more than a fifth. */
const mostDroppedMs = 50;

/** Below this, reading probes would take longer than the slice tells, as in a run. */
const briefSliceMs = 300;

/** An even number of slices that fills the load time, at least two: a permutation and its reverse. */
export function countSlices(loadMs: number, sliceMs: number): number {
  return 2 * Math.max(1, Math.round(loadMs / (2 * sliceMs)));
}

/**
 * A study whose lengths come in another order in each group, after one warm-up for all of them. Figures are recorded
 * as a run records them, one trial for each variant, length and group.
 */
export function createPrecisionStudy(options: PrecisionStudyOptions): PrecisionStudy {
  const studied = new Map<number, { trials: TrialRecord[]; elapsedMs: number[] }>(
    options.lengthsMs.map((sliceMs) => [sliceMs, { trials: [], elapsedMs: [] }]),
  );
  const measure: GroupMeasure = async (context, started) => {
    const [block] = started.group.blocks;
    if (block === undefined) throw new Error('the plan has no scenario');
    const run: StartedBlock = { ...started, block };
    const session = await openSession(context, run);
    run.meter.watchGenerator(session.pid);
    try {
      await warmUp(context, run, session, { load: options.load });
      await session.collect();
      const generator = buildGenerator(context.plan.seed, 'slice-lengths', run.group.index);
      for (const sliceMs of shuffle(options.lengthsMs, generator)) {
        const startedMs = context.readMonotonicMs();
        const trials = await measureLength(context, run, session, sliceMs, options);
        const entry = studied.get(sliceMs);
        entry?.trials.push(...trials);
        entry?.elapsedMs.push(context.readMonotonicMs() - startedMs);
      }
    } finally {
      run.meter.watchGenerator(undefined);
      await session.close();
    }
  };
  return {
    measure,
    read: () => [...studied].map(([sliceMs, entry]) => ({ sliceMs, ...entry })),
  };
}

async function measureLength(
  context: TrialContext,
  run: StartedBlock,
  session: Awaited<ReturnType<typeof openSession>>,
  sliceMs: number,
  { load, loadMs }: PrecisionStudyOptions,
): Promise<readonly TrialRecord[]> {
  const ids = run.launched.map(({ variant }) => variant.id);
  const seed = deriveSeed(context.plan.seed, 'slices', run.group.index, sliceMs);
  const isBrief = sliceMs < briefSliceMs;
  const byVariant = new Map<string, MeasuredSlice[]>(ids.map((id) => [id, []]));
  const before = await run.meter.readTrials();
  for (const [position, variantId] of buildSettledOrder(
    ...([ids, seed, countSlices(loadMs, sliceMs)] as const),
  ).entries()) {
    const reading = run.meter.readSlice(variantId, isBrief);
    const outcome = await runOneSlice(context, run, session, {
      ...{ variantId, load, durationMs: sliceMs, recorded: true },
      dropFirstMs: Math.min(mostDroppedMs, Math.round(sliceMs / 5)),
    });
    const use = run.meter.subtractSlice(reading, run.meter.readSlice(variantId, isBrief));
    byVariant.get(variantId)?.push({
      record: buildSliceRecord(position, sliceMs, outcome, use),
      outcome,
    });
  }
  const after = await run.meter.readTrials();
  const measurements = await session.collect();
  return run.launched.flatMap(({ variant }) => {
    const measurement = measurements.find(({ variantId }) => variantId === variant.id);
    if (measurement === undefined) return [];
    return buildTrialRecord({
      ...{ group: run.group.index, scenario: run.block.scenario, loadId: run.block.loadId },
      ...{ variantId: variant.id, measurement, load, caches: undefined },
      slices: byVariant.get(variant.id) ?? [],
      use: run.meter.subtract(variant.id, before, after),
    });
  });
}
