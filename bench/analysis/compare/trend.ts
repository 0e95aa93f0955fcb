// Trends inside the groups: does a variant, or its difference to the baseline, still move while it is measured?
import type { Trend } from '../../../reports/document/steadiness.ts';
import type { CacheCounts, SliceRecord, TrialRecord } from '../../measurement/records.ts';
import { adjustByHolm } from '../../stats/adjusted-p-values.ts';
import { mean, median } from '../../stats/descriptive.ts';
import { fitLine } from '../../stats/line.ts';
import { buildPairedInterval } from '../../stats/paired-interval.ts';
import { computePairedPValue } from '../../stats/paired-test.ts';
import { fewestGroups } from '../pairs/comparison.ts';
import { overallAlpha } from '../pairs/judgement-level.ts';
import { computeLogRatio, computeSliceFigure, pairSlices } from '../pairs/pairing.ts';

type TrendMetric = Trend['metric'];
type SlicedTrial = Pick<TrialRecord, 'group' | 'slices' | 'counts' | 'cacheAtStart' | 'cacheAtEnd'>;

/** The trials of a variant in the valid groups. */
export interface TrendVariant {
  readonly variantId: string;
  readonly isBaseline: boolean;
  readonly trials: readonly SlicedTrial[];
  /** Requests of warm-up, median over the groups; undefined where not known. */
  readonly warmupRequests: number | undefined;
}

/** All variants of one scenario and load, and the figure that is followed. */
export interface TrendBlock {
  readonly metric: 'throughputRps' | 'latencyP50Us';
  readonly variants: readonly TrendVariant[];
}

/** A trend before anything is said of the family. */
interface MeasuredTrend {
  readonly of: Trend['of'];
  readonly metric: TrendMetric;
  /** Log of last ÷ first slice of each group. */
  readonly changes: readonly number[];
  readonly variant: TrendVariant;
  readonly reference: TrendVariant | undefined;
}

/**
 * Trends of all variants of a run, in the order of the blocks and their variants: each variant's own, the baseline's too,
 * that of each ratio to the baseline, and that of its cache's hit ratio. In a group the straight line through the logarithms of its slices (of
 * their ratios side by side) gives one value; groups are the sample. Holm's correction is over all of them, so
 * that the chance of any false trend in a run is at most 5 %.
 * @param tolerance ln(1 + tolerance) of the run: a trend below half of it does not matter
 */
export function computeTrends(
  blocks: readonly TrendBlock[],
  tolerance: number,
): readonly (readonly (readonly Trend[])[])[] {
  const measured = blocks.map(measureBlock);
  const all = measured.flat(2);
  const adjusted = adjustTrends(all);
  let next = 0;
  const judged = measured.map((variants) =>
    variants.map((trends) => trends.map((trend) => buildTrend(trend, adjusted[next++], tolerance))),
  );
  return judged.map((variants) =>
    variants.map((trends) => trends.flatMap(({ trend }) => trend ?? [])),
  );
}

function measureBlock({ metric, variants }: TrendBlock): readonly (readonly MeasuredTrend[])[] {
  const reference = variants.find(({ isBaseline }) => isBaseline);
  return variants.map((variant) => [
    {
      ...{ of: 'itself' as const, metric, variant, reference },
      changes: variant.trials.flatMap(({ slices }) =>
        changeOf(sortSlices(slices).map((slice) => logOf(computeSliceFigure(metric, slice)))),
      ),
    },
    ...(variant === reference || reference === undefined
      ? []
      : [
          {
            ...{ of: 'against-baseline' as const, metric, variant, reference },
            changes: variant.trials.flatMap((trial) => {
              const partner = reference.trials.find(({ group }) => group === trial.group);
              const pairs = partner && pairSlices(partner, trial);
              return changeOf(
                (pairs ?? []).map(([before, after]) =>
                  computeLogRatio(
                    computeSliceFigure(metric, after),
                    computeSliceFigure(metric, before),
                  ),
                ),
              );
            }),
          },
        ]),
    ...measureHits(variant, reference),
  ]);
}

/** A hit ratio is less noisy than the throughput that it makes: a cache that fills shows there first. */
function measureHits(
  variant: TrendVariant,
  reference: TrendVariant | undefined,
): readonly MeasuredTrend[] {
  const changes = variant.trials.flatMap(({ cacheAtStart, cacheAtEnd }) => {
    return computeLogRatio(shareOf(cacheAtEnd), shareOf(cacheAtStart)) ?? [];
  });
  const metric = 'cacheHitRatio';
  return changes.length === 0 ? [] : [{ of: 'itself', metric, changes, variant, reference }];
}

function shareOf(counts: CacheCounts | undefined): number | undefined {
  const lookUps = counts === undefined ? 0 : counts.hits + counts.misses;
  return counts === undefined || lookUps === 0 ? undefined : counts.hits / lookUps;
}

function sortSlices(slices: readonly SliceRecord[]): readonly SliceRecord[] {
  return slices.toSorted((a, b) => a.position - b.position);
}

function logOf(figure: number | undefined): number | undefined {
  return figure !== undefined && figure > 0 ? Math.log(figure) : undefined;
}

/** Many slices are joined to so many parts, since some of the shortest have no request that ended. */
export const mostParts = 8;

/** Empty where a part lacks the figure: a line through what is left would be of another length. */
function changeOf(values: readonly (number | undefined)[]): readonly number[] {
  const parts = Math.min(values.length, mostParts);
  const means = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((edge) => Math.round((edge * values.length) / parts));
    return mean(values.slice(from, to).filter((value) => value !== undefined));
  }).filter((value) => value !== undefined);
  const line = means.length === parts ? fitLine(means) : undefined;
  return line === undefined ? [] : [line.change];
}

interface AdjustedTrend {
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
}

/** In the order of the trends; null where there are too few groups for a test. */
function adjustTrends(trends: readonly MeasuredTrend[]): readonly AdjustedTrend[] {
  const tested = trends.filter(({ changes }) => changes.length >= 2);
  const smallestNeeded = overallAlpha / Math.max(1, tested.length);
  const pValues = tested.map(
    ({ changes }) => computePairedPValue(changes, { smallestNeeded })?.p ?? 1,
  );
  const adjusted = adjustByHolm(pValues);
  return trends.map((trend) => {
    const place = tested.indexOf(trend);
    return { pValue: pValues[place] ?? null, adjustedPValue: adjusted[place] ?? null };
  });
}

function buildTrend(
  measured: MeasuredTrend,
  adjusted: AdjustedTrend | undefined,
  tolerance: number,
): { readonly trend: Trend | undefined } {
  const { of, metric, changes } = measured;
  const interval = buildPairedInterval(changes, 1 - overallAlpha);
  const change = interval?.estimate ?? changes[0];
  if (change === undefined) return { trend: undefined };
  const adjustedPValue = adjusted?.adjustedPValue ?? null;
  const isTrend =
    changes.length >= fewestGroups &&
    adjustedPValue !== null &&
    adjustedPValue <= overallAlpha &&
    Math.abs(change) >= tolerance / 2;
  return {
    trend: {
      ...{ of, metric, growthRatio: Math.exp(change) },
      growthLower: interval === undefined ? null : Math.exp(interval.lower),
      growthUpper: interval === undefined ? null : Math.exp(interval.upper),
      ...{ pValue: adjusted?.pValue ?? null, adjustedPValue, groups: changes.length, isTrend },
      warmupRequests:
        (isTrend ? computeWarmupNeeded(measured, change, tolerance) : undefined) ?? null,
    },
  };
}

/** Further than so many times what was seen nothing is told. */
const furthestRatio = 100;

/**
 * A cache fills with the logarithm of the requests, and so does a just-in-time compiler by a first look. With N requests of
 * warm-up and M measured ones the line has risen by b·ln((N+M)/N); it rises by half the tolerance where N is
 * M ÷ (exp(tolerance/2b) − 1). Only for what gets faster: no warm-up helps what slows down.
 */
function computeWarmupNeeded(
  { of, metric, variant, reference }: MeasuredTrend,
  change: number,
  tolerance: number,
): number | undefined {
  const faster = metric === 'latencyP50Us' ? -change : change;
  const mover = of === 'against-baseline' && faster < 0 ? reference : variant;
  if (mover === undefined || (of === 'itself' && faster < 0)) return undefined;
  if (of === 'against-baseline' && computeSpeedUp(mover, metric) < Math.abs(change) / 2)
    return undefined;
  // A variant that gets slower by itself is not one that the baseline only leaves behind while it warms up.
  if (of === 'against-baseline' && computeSpeedUp(variant, metric) < -Math.abs(change) / 4)
    return undefined;
  const warmed = mover.warmupRequests;
  const measured = median(mover.trials.map(({ counts }) => counts.succeeded + counts.failed));
  if (warmed === undefined || measured === undefined || measured <= 0) return undefined;
  const b = Math.abs(change) / Math.log((Math.max(1, warmed) + measured) / Math.max(1, warmed));
  const needed = Math.ceil(measured / Math.expm1(tolerance / 2 / b));
  const isSeen = needed > warmed && needed <= furthestRatio * (warmed + measured);
  return isSeen ? roundUp(needed) : undefined;
}

/** How much faster a variant gets by itself from its first slice to its last, as a logarithm; the typical group's. */
function computeSpeedUp({ trials }: TrendVariant, metric: TrendMetric): number {
  const changes = trials.flatMap(({ slices }) =>
    changeOf(sortSlices(slices).map((slice) => logOf(computeSliceFigure(metric, slice)))),
  );
  const change = median(changes) ?? 0;
  return metric === 'latencyP50Us' ? -change : change;
}

/** To two digits: more would be no truer. */
function roundUp(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / unit) * unit;
}
