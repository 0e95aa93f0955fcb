// From trials of equal variants to a table: half-width of a comparison against slice length and number of groups.
import { type MetricName, metricsFor } from '../../reports/document/metrics.ts';
import type { TrialRecord } from '../measurement/records.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import { mean, sampleSd } from '../stats/descriptive.ts';
import { tQuantile } from '../stats/t-distribution.ts';
import { measureCell } from './cell-measurement.ts';
import type { CpuParts } from './metrics.ts';
import { type MeasuredTrial, pairGroups } from './pairing.ts';

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
    return measureCell(variant, own, unitOf, cpuParts).trials;
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
