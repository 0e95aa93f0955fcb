// Equal variants loaded with slices of several lengths, group by group: what a comparison errs by on this machine, by slice length and number of groups.

import { type MetricName, metricsFor } from '../../../reports/document/metrics.ts';
import { nonesLate } from '../../analysis/checks/lateness.ts';
import { measureCell } from '../../analysis/compare/cell-measurement.ts';
import type { CpuParts } from '../../analysis/metrics.ts';
import { type MeasuredTrial, pairGroups } from '../../analysis/pairs/pairing.ts';
import type { ClosedLoad } from '../../drivers/driver.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import { buildCalibratedOrder } from '../../plan/order.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import { buildGenerator, deriveSeed, shuffle } from '../../plan/random.ts';
import { mean, sampleSd } from '../../stats/descriptive.ts';
import { tQuantile } from '../../stats/t-distribution.ts';
import {
  listGeneratorPids,
  openSession,
  runOneSlice,
  type StartedBlock,
} from '../../trial/block-session.ts';
import type { GroupMeasure } from '../../trial/group.ts';
import type { TrialContext } from '../../trial/trial-context.ts';
import {
  buildSliceRecord,
  buildTrialRecord,
  type MeasuredSlice,
} from '../../trial/trial-record.ts';
import { warmUp } from '../../trial/warmup.ts';

/** Trials of one slice length, all variants and groups, and how long they took. */
export interface StudiedLength {
  readonly sliceMs: number;
  readonly trials: readonly TrialRecord[];
  /** Wall time of this length in a group, all variants together, ms; one value a group. */
  readonly elapsedMs: readonly number[];
}

export interface PrecisionRow {
  readonly sliceMs: number;
  readonly metric: MetricName;
  /** Pairs of variants with at least two groups each. */
  readonly pairs: number;
  /** Groups of the pair that has the fewest. */
  readonly groups: number;
  /** Spread of ln(one ÷ other) over groups, the root of the mean square over all pairs; near 0.01 for 1 %. */
  readonly sdLog: number;
  /** Mean absolute log-ratio over pairs: the variants are equal, so all of it is error. */
  readonly meanAbsoluteLog: number;
  /** Half-width of a 95 % interval by number of groups, as a ratio: 0.03 is ± 3 %. */
  readonly halfWidthRatios: Readonly<Record<string, number>>;
  readonly elapsedMsPerGroup: number;
}

/** What the study is about: saturation, cost, latency. */
export const studiedMetrics = metricsFor.primary;

/** Numbers of groups for which a half-width is told. */
export const studiedGroupCounts = [4, 8, 12, 20, 27] as const;

/**
 * Rows by metric, then length, shortest first. Figures and pairs are those of a run's own comparisons; all pairs of
 * the equal variants are used, whose mean square is an unbiased estimate of one comparison's variance over groups.
 * The half-width is that of a t-interval: t(0.975, n − 1) · sd / √n.
 */
export function summarisePrecision(
  lengths: readonly StudiedLength[],
  variants: readonly PlannedVariant[],
  cpuParts: CpuParts,
): readonly PrecisionRow[] {
  const studied = lengths
    .toSorted((a, b) => a.sliceMs - b.sliceMs)
    .map((length) => ({ length, cells: measureVariants(length, variants, cpuParts) }));
  return studiedMetrics.flatMap((metric) =>
    studied.flatMap(({ length, cells }) => buildRow(metric, length, cells) ?? []),
  );
}

function measureVariants(
  { trials }: StudiedLength,
  variants: readonly PlannedVariant[],
  cpuParts: CpuParts,
): readonly (readonly MeasuredTrial[])[] {
  return variants.map((variant) => {
    const own = trials.filter(({ variantId }) => variantId === variant.id);
    const unitOf = new Map(own.map(({ group }) => [group, group]));
    return measureCell(variant, own, unitOf, cpuParts, nonesLate).trials;
  });
}

function buildRow(
  metric: MetricName,
  { sliceMs, elapsedMs }: StudiedLength,
  cells: readonly (readonly MeasuredTrial[])[],
): PrecisionRow | undefined {
  const pairs = cells
    .flatMap((one, index) => cells.slice(index + 1).map((other) => pairGroups(metric, one, other)))
    .flatMap((logRatios) => {
      const sd = sampleSd(logRatios);
      return sd === undefined ? [] : [{ sd, groups: logRatios.length, log: mean(logRatios) ?? 0 }];
    });
  const meanSquare = mean(pairs.map(({ sd }) => sd * sd));
  if (meanSquare === undefined) return undefined;
  const sdLog = Math.sqrt(meanSquare);
  return {
    ...{ sliceMs, metric, pairs: pairs.length, sdLog },
    groups: Math.min(...pairs.map(({ groups }) => groups)),
    meanAbsoluteLog: mean(pairs.map(({ log }) => Math.abs(log))) ?? 0,
    halfWidthRatios: Object.fromEntries(
      studiedGroupCounts.map((groups) => [
        groups,
        Math.expm1((tQuantile(0.975, groups - 1) * sdLog) / Math.sqrt(groups)),
      ]),
    ),
    elapsedMsPerGroup: mean(elapsedMs) ?? 0,
  };
}

interface PrecisionStudyOptions {
  /** Slice lengths to compare, ms. */
  readonly lengthsMs: readonly number[];
  /** Load of each variant and length in a group, ms. */
  readonly loadMs: number;
  readonly load: ClosedLoad;
}

interface PrecisionStudy {
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
    run.meter.watchGenerator(listGeneratorPids(session));
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
      run.meter.watchGenerator([]);
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
  for (const [position, variantId] of buildCalibratedOrder(
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
