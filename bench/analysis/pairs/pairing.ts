// Pairs within the group: one log-ratio of two variants a group, never more.
import type { MetricName } from '../../../reports/document/result.ts';
import type { SliceRecord, TrialRecord } from '../../measurement/records.ts';
import { mean } from '../../stats/descriptive.ts';
import { metricYields, type TrialFigures } from '../metrics.ts';
import { poolByUnit } from './epochs.ts';

export interface MeasuredTrial {
  readonly record: TrialRecord;
  /** What it is part of one value of, see `chooseSampling`: its group, or its epoch. */
  readonly unit: number;
  readonly figures: TrialFigures;
}

/**
 * ln(other ÷ reference), one value a unit of the sample (a group, or the mean of an epoch's groups), in the
 * order of the groups. Groups where either lacks the figure (no success, too few samples, not measurable) are
 * left out.
 */
export function pairGroups(
  metric: MetricName,
  reference: readonly MeasuredTrial[],
  other: readonly MeasuredTrial[],
): readonly number[] {
  const logRatios = pairGroupsByIndex(metric, reference, other);
  return poolByUnit(
    other.flatMap(({ record, unit }) => {
      const logRatio = logRatios.get(record.group);
      return logRatio === undefined ? [] : [[unit, logRatio] as const];
    }),
  );
}

/** ln(other ÷ reference) of each group by its index. */
export function pairGroupsByIndex(
  metric: MetricName,
  reference: readonly MeasuredTrial[],
  other: readonly MeasuredTrial[],
): ReadonlyMap<number, number> {
  const referenceByGroup = new Map(reference.map((trial) => [trial.record.group, trial]));
  return new Map(
    other.flatMap((trial) => {
      const { group } = trial.record;
      const partner = referenceByGroup.get(group);
      const logRatio = partner && computeGroupLogRatio(metric, partner, trial);
      return logRatio === undefined ? [] : [[group, logRatio] as const];
    }),
  );
}

function computeGroupLogRatio(
  metric: MetricName,
  reference: MeasuredTrial,
  other: MeasuredTrial,
): number | undefined {
  if (metricYields[metric].ofSlice !== undefined) {
    const fromSlices = computeSliceLogRatio(metric, reference.record, other.record);
    if (fromSlices !== undefined) return fromSlices;
  }
  return computeLogRatio(other.figures.get(metric), reference.figures.get(metric));
}

/**
 * Mean of the log-ratios of slices side by side. The j-th slice of either variant lies in the same
 * permutation of the order, so the j-th belong together. Undefined where a slice of either lacks the
 * figure or is missing: the totals of the trial then speak, so that a slice in which a variant hung
 * counts against it instead of dropping out.
 */
function computeSliceLogRatio(
  metric: MetricName,
  reference: TrialRecord,
  other: TrialRecord,
): number | undefined {
  const logRatios: number[] = [];
  for (const [before, after] of pairSlices(reference, other) ?? []) {
    const logRatio = computeLogRatio(
      computeSliceFigure(metric, after),
      computeSliceFigure(metric, before),
    );
    if (logRatio === undefined) return undefined;
    logRatios.push(logRatio);
  }
  return mean(logRatios);
}

/** Slices of two trials that stand side by side, as [reference, other]; undefined where their numbers differ. */
export function pairSlices(
  reference: Pick<TrialRecord, 'slices'>,
  other: Pick<TrialRecord, 'slices'>,
): readonly (readonly [SliceRecord, SliceRecord])[] | undefined {
  const references = sortByPosition(reference.slices);
  const others = sortByPosition(other.slices);
  if (references.length !== others.length) return undefined;
  return others.flatMap((slice, index) => {
    const partner = references[index];
    return partner === undefined ? [] : [[partner, slice] as const];
  });
}

function sortByPosition(slices: readonly SliceRecord[]): readonly SliceRecord[] {
  return slices.toSorted((a, b) => a.position - b.position);
}

/** A slice's own figure; undefined where it lacks one, and of a metric that is not compared slice by slice. */
export function computeSliceFigure(metric: MetricName, slice: SliceRecord): number | undefined {
  return metricYields[metric].ofSlice?.(slice);
}

/** ln(value ÷ reference); undefined where either is missing or not above 0. */
export function computeLogRatio(
  value: number | undefined,
  reference: number | undefined,
): number | undefined {
  if (value === undefined || reference === undefined) return undefined;
  return value > 0 && reference > 0 ? Math.log(value / reference) : undefined;
}
