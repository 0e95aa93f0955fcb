// The custom arrays of github-action-benchmark, one for each direction in which a figure is better.

import type { FaultFigures } from '../document/faults.ts';
import type { Comparison, MetricName } from '../document/result.ts';
import { cleanText } from '../figures/clean-text.ts';
import { renderEscapedJson } from '../json/render-json.ts';
import { countOf } from '../language/count-of.ts';
import { englishMetricNames } from '../language/english-words.ts';
import {
  type ComparisonRows,
  type ExportFormat,
  type FaultRows,
  listRecordable,
  type RunFacts,
  type VariantRow,
} from './model.ts';

export const benchmarkSmaller = describeFormat('smaller', 'customSmallerIsBetter');
export const benchmarkBigger = describeFormat('bigger', 'customBiggerIsBetter');

type Direction = 'smaller' | 'bigger';

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/** `[]` where the run is invalid, which the action refuses: nothing is recorded. */
function describeFormat(direction: Direction, tool: string): ExportFormat {
  return {
    fileName: `benchmark-${direction}.json`,
    description: `github-action-benchmark, ${tool}`,
    says: ['compare', 'faults'],
    render: ({ comparison, faults }, { absolute = false }) =>
      renderEscapedJson([
        ...(comparison ? listEntries(comparison, direction, absolute) : []),
        ...(faults ? listFaultEntries(faults, direction) : []),
      ]),
  };
}

const biggerIsBetter: readonly MetricName[] = ['throughputRps', 'successRatio', 'cacheHitRatio'];

const units: Readonly<Partial<Record<MetricName, string>>> = {
  throughputRps: 'req/s',
  successRatio: 'ratio',
  cacheHitRatio: 'ratio',
  databaseCallsPerRequest: 'calls',
  databaseBuffersPerRequest: 'pages',
  walBytesPerRequest: 'bytes',
  rssBytes: 'bytes',
};

/** Ratios to the baseline with their interval, or figures, which have none. */
function listEntries(
  comparison: ComparisonRows,
  direction: Direction,
  isAbsolute: boolean,
): Entry[] {
  const { run } = comparison;
  return listRecordable(comparison).flatMap((row) => {
    const path = [run.name, row.scenario, row.loadId, row.variantId].map(cleanText).join(' / ');
    const label = row.verdict === 'not-exercised' ? `${row.label}: ${row.verdictText}` : row.label;
    const extra = writeExtra(label, run, row.groups);
    const found = isAbsolute
      ? listFigures(row, direction, run.currency)
      : listDifferences(row, direction);
    return found.map(({ metric, ...entry }) => ({
      ...{ name: `${path}: ${englishMetricNames[metric]}`, ...entry, extra },
    }));
  });
}

type MetricEntry = Omit<Entry, 'name' | 'extra'> & { readonly metric: MetricName };

function listDifferences({ comparisons }: VariantRow, direction: Direction): MetricEntry[] {
  return comparisons
    .filter(({ higherIsBetter }) => higherIsBetter === (direction === 'bigger'))
    .flatMap((comparison) => {
      const { metric, ratio, ratioLower, ratioUpper } = comparison;
      if (ratio === null) return [];
      const range = ratioLower === null || ratioUpper === null ? {} : { range: write(comparison) };
      return [{ metric, unit: 'ratio to baseline', value: ratio, ...range }];
    });
}

function write({ ratioLower, ratioUpper, confidence }: Comparison): string {
  return `${ratioLower} to ${ratioUpper} (${Math.round(confidence * 1_000) / 10}% interval)`;
}

function listFigures(
  { metrics }: VariantRow,
  direction: Direction,
  currency: string | undefined,
): MetricEntry[] {
  return metrics
    .filter(({ metric }) => biggerIsBetter.includes(metric) === (direction === 'bigger'))
    .flatMap(({ metric, value }) => {
      if (value === null) return [];
      const unit = metric === 'costPerMillion' ? currency : units[metric];
      return [{ metric, unit: cleanText(unit ?? 'µs'), value }];
    });
}

/**
 * Figures of their own in any case: the load is the same for all, and a ratio of shares says little near 1. What
 * an alert can be set on is the error budget, whose ratio is that of the failures.
 */
function listFaultEntries({ run, scenario, cells }: FaultRows, direction: Direction): Entry[] {
  return cells.flatMap(({ recordable, faultId, variantId, label }) => {
    if (recordable === undefined) return [];
    const path = [run.name, scenario, faultId, variantId].map(cleanText).join(' / ');
    const extra = writeExtra(label, run, recordable.groups);
    return listFaultFigures(recordable, direction).map(({ name, ...figure }) => ({
      ...{ name: `${path}: ${name}`, ...figure, extra },
    }));
  });
}

/** A time whose end was not seen is left out: as a number it would be a good one. */
function listFaultFigures(
  { availability, budgetBurn, longestOutage, recover }: FaultFigures,
  direction: Direction,
): readonly Omit<Entry, 'extra'>[] {
  if (direction === 'bigger') {
    const { interval, ratio: value } = availability;
    const range = interval && { range: `${interval.low} to ${interval.high} (95% interval)` };
    return [{ name: 'availability', unit: 'ratio', value, ...range }];
  }
  const of = (name: string, unit: string, value: number | null) =>
    value === null ? [] : [{ name, unit, value }];
  return [
    ...of('error budget burned', 'budgets', budgetBurn),
    ...of('longest outage', 'ms', longestOutage.medianMs),
    ...of('time to recover', 'ms', recover.medianMs),
  ];
}

function writeExtra(label: string, { id, reproduceCommand }: RunFacts, groups: number): string {
  const lines = [label, `run ${id}, ${countOf(groups, 'group')}`, `again: ${reproduceCommand}`];
  return lines.map(cleanText).join('\n');
}
