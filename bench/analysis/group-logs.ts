// The logarithms of a metric of many variants within one group, comparable with each other.
import type { MetricName } from '../../reports/document/result.ts';
import { mean } from '../stats/descriptive.ts';
import { metricYields } from './metrics.ts';
import { findSliceFigure, type MeasuredTrial } from './pairing.ts';

/**
 * ln of the figure of each trial of a group, in their order. As in `pairGroups`, the mean over slices where
 * every trial has the figure in as many slices, so that differences are mean log-ratios of slices side
 * by side; else from the totals of all trials. Undefined where a trial has neither.
 */
export function findGroupLogs(
  metric: MetricName,
  trials: readonly MeasuredTrial[],
): readonly number[] | undefined {
  if (metricYields[metric].ofSlice !== undefined) {
    const counts = new Set(trials.map(({ record }) => record.slices.length));
    const fromSlices = counts.size > 1 ? undefined : collect(trials, (t) => meanLog(metric, t));
    if (fromSlices !== undefined) return fromSlices;
  }
  return collect(trials, ({ figures }) => findLog(figures.get(metric)));
}

function meanLog(metric: MetricName, { record }: MeasuredTrial): number | undefined {
  const logs = collect(record.slices, (slice) => findLog(findSliceFigure(metric, slice)));
  return logs && mean(logs);
}

/** All of the figures, or none where one is missing. */
function collect<Item>(
  items: readonly Item[],
  find: (item: Item) => number | undefined,
): readonly number[] | undefined {
  const found: number[] = [];
  for (const item of items) {
    const value = find(item);
    if (value === undefined) return undefined;
    found.push(value);
  }
  return found;
}

function findLog(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? Math.log(value) : undefined;
}
