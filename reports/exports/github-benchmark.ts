// The custom arrays of github-action-benchmark, one for each direction in which a figure is better.

import { countOf } from '../document/messages/count.ts';
import { cleanText } from '../figures/clean-text.ts';
import { renderEscapedJson } from '../json/render-json.ts';
import {
  type ExportedRun,
  type ExportFormat,
  type ExportOptions,
  type Figure,
  listSeries,
  type Series,
} from './model.ts';

export const benchmarkSmaller = describeFormat('smaller', 'customSmallerIsBetter');
export const benchmarkBigger = describeFormat('bigger', 'customBiggerIsBetter');

/** `[]` where the run is invalid, which the action refuses: nothing is recorded. */
function describeFormat(direction: 'smaller' | 'bigger', tool: string): ExportFormat {
  const listEntries = (run: ExportedRun, { absolute = false }: ExportOptions) =>
    listSeries(run).flatMap((series) =>
      series.figures
        .filter(({ isHigherBetter }) => isHigherBetter === (direction === 'bigger'))
        .filter((figure) => isWanted(figure, series, absolute))
        .map((figure) => describeEntry(figure, series)),
    );
  return {
    fileName: `benchmark-${direction}.json`,
    description: `github-action-benchmark, ${tool}`,
    says: ['compare', 'faults'],
    hasRows: (run, options) => listEntries(run, options).length > 0,
    render: (run, options) => renderEscapedJson(listEntries(run, options)),
  };
}

/**
 * Ratios to the baseline, unless figures are asked for. Under a fault figures in any case: the load is the same for
 * all, and a ratio of shares says little near 1. What an alert can be set on is the error budget, whose ratio is that
 * of the failures.
 */
function isWanted({ isDifference, isTrend }: Figure, { labels }: Series, absolute: boolean) {
  return isTrend && isDifference === (labels.fault === undefined && !absolute);
}

function describeEntry(
  { name, unit, value, lower, upper, confidence, partText }: Figure,
  series: Series,
) {
  const { run, labels, label, groups } = series;
  const percent = Math.round(confidence * 1_000) / 10;
  const hasRange = lower !== null && upper !== null;
  const lines = [
    label,
    `run ${run.id}, ${countOf(groups, 'group')}`,
    ...(partText === undefined ? [] : [`‡ ${partText}`]),
    `again: ${run.reproduceCommand}`,
  ];
  return {
    name: `${Object.values(labels).map(cleanText).join(' / ')}: ${name}`,
    ...{ unit: cleanText(unit), value },
    ...(hasRange && { range: `${lower} to ${upper} (${percent}% interval)` }),
    extra: lines.map(cleanText).join('\n'),
  };
}
