// Pairs within the group: one log-ratio of two variants a group, never more.
import type { MetricName } from '../../reports/schema/result.ts';
import type { SliceRecord, TrialRecord } from '../measurement/records.ts';
import { mean } from '../stats/descriptive.ts';
import { findMetricRule } from './metrics.ts';
import type { TrialFigures } from './trial-figures.ts';

export interface MeasuredTrial {
  readonly record: TrialRecord;
  readonly figures: TrialFigures;
}

/**
 * ln(other ÷ reference) of each group in which both have the figure, in the order of the groups.
 * Groups where either lacks it (no success, too few samples, not measurable) are left out.
 */
export function pairGroups(
  metric: MetricName,
  reference: readonly MeasuredTrial[],
  other: readonly MeasuredTrial[],
): readonly number[] {
  const referenceByGroup = new Map(reference.map((trial) => [trial.record.group, trial]));
  return other.flatMap((trial) => {
    const partner = referenceByGroup.get(trial.record.group);
    const logRatio = partner && findGroupLogRatio(metric, partner, trial);
    return logRatio === undefined ? [] : [logRatio];
  });
}

function findGroupLogRatio(
  metric: MetricName,
  reference: MeasuredTrial,
  other: MeasuredTrial,
): number | undefined {
  if (findMetricRule(metric).paired === 'slices') {
    const fromSlices = findSliceLogRatio(metric, reference.record, other.record);
    if (fromSlices !== undefined) return fromSlices;
  }
  return findLogRatio(other.figures.get(metric), reference.figures.get(metric));
}

/**
 * Mean of the log-ratios of slices side by side. The j-th slice of either variant lies in the same
 * permutation of the order, so the j-th belong together. Undefined where a slice of either lacks the
 * figure or is missing: the totals of the trial then speak, so that a slice in which a variant hung
 * counts against it instead of dropping out.
 */
function findSliceLogRatio(
  metric: MetricName,
  reference: TrialRecord,
  other: TrialRecord,
): number | undefined {
  const references = sortByPosition(reference.slices);
  const others = sortByPosition(other.slices);
  if (references.length !== others.length) return undefined;
  const logRatios: number[] = [];
  for (const [index, slice] of others.entries()) {
    const partner = references[index];
    const logRatio =
      partner && findLogRatio(findSliceFigure(metric, slice), findSliceFigure(metric, partner));
    if (logRatio === undefined) return undefined;
    logRatios.push(logRatio);
  }
  return mean(logRatios);
}

function sortByPosition(slices: readonly SliceRecord[]): readonly SliceRecord[] {
  return slices.toSorted((a, b) => a.position - b.position);
}

/** The figure of a slice; undefined where it has none. */
export function findSliceFigure(metric: MetricName, slice: SliceRecord): number | undefined {
  if (metric === 'latencyP50Us') return slice.latencyP50Us;
  return slice.windowUs > 0 ? slice.succeeded / slice.windowUs : undefined;
}

function findLogRatio(value: number | undefined, reference: number | undefined) {
  if (value === undefined || reference === undefined) return undefined;
  return value > 0 && reference > 0 ? Math.log(value / reference) : undefined;
}
