// Writes differences (or figures) as the custom arrays of github-action-benchmark.

import type { FaultsDocument } from '../document/faults.ts';
import { isHigherBetter, metrics } from '../document/metrics.ts';
import type { Comparison, MetricName, ResultDocument } from '../document/result.ts';
import { cleanText } from '../figures/clean-text.ts';
import type { MeasuredCell } from '../figures/fault-standing.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { listTrendCells, listTrendFaults, type TrendCell } from '../figures/trend-cells.ts';
import { renderEscapedJson } from '../json/escaped-json.ts';
import { english } from '../language/catalogue.ts';
import { countOf } from '../language/count-of.ts';

export interface GithubBenchmarkOptions {
  /** Which of the action's two custom tools reads it. */
  readonly direction: 'smaller' | 'bigger';
  /** Figures in their own units instead of ratios to the baseline; false by default. */
  readonly absolute?: boolean;
  /** What faults did in the same run. */
  readonly faults?: FaultsDocument | undefined;
}

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/** JSON, `[]` where the run is invalid; ends with a line break. */
export function renderGithubBenchmark(
  document: ResultDocument,
  { direction, absolute = false, faults }: GithubBenchmarkOptions,
): string {
  const entries = listTrendCells(document).flatMap((trend) =>
    absolute
      ? describeFigures(document, trend, direction)
      : describeDifferences(document, trend, direction),
  );
  const underFaults = faults === undefined ? [] : listFaultEntries(faults, direction);
  return renderEscapedJson([...entries, ...underFaults]);
}

/** The same of a run that injected faults alone. */
export function renderFaultBenchmark(
  document: FaultsDocument,
  { direction }: Pick<GithubBenchmarkOptions, 'direction'>,
): string {
  return renderEscapedJson(listFaultEntries(document, direction));
}

/**
 * Figures of their own in any case: the load is the same for all, and a ratio of shares says little near 1. What
 * an alert can be set on is the error budget, whose ratio is that of the failures.
 */
function listFaultEntries(
  document: FaultsDocument,
  direction: GithubBenchmarkOptions['direction'],
): Entry[] {
  const { run, faults, variants } = document;
  return listTrendFaults(document).flatMap((cell) => {
    const path = [run.name, faults.settings.scenario, cell.faultId, cell.variantId];
    const place = path.map(cleanText).join(' / ');
    const label = findLabel(indexVariants({ variants }), cell.variantId);
    const extra = writeExtra(label, run, cell.figures.groups);
    return listFaultFigures(cell, direction).map(({ name, ...figure }) => ({
      ...{ name: `${place}: ${name}`, ...figure, extra },
    }));
  });
}

type FaultEntry = Omit<Entry, 'extra'>;

/** A time whose end was not seen is left out: as a number it would be a good one. */
function listFaultFigures(
  { figures }: MeasuredCell,
  direction: GithubBenchmarkOptions['direction'],
): readonly FaultEntry[] {
  const { availability, budgetBurn, longestOutage, recover } = figures;
  if (direction === 'bigger') {
    const { interval, ratio: value } = availability;
    const range = interval && { range: `${interval.low} to ${interval.high} (95% interval)` };
    return [{ name: 'availability', unit: 'ratio', value, ...range }];
  }
  const of = (name: string, unit: string, value: number | null): FaultEntry[] =>
    value === null ? [] : [{ name, unit, value }];
  return [
    ...of('error budget burned', 'budgets', budgetBurn),
    ...of('longest outage', 'ms', longestOutage.medianMs),
    ...of('time to recover', 'ms', recover.medianMs),
  ];
}

function describeDifferences(
  document: ResultDocument,
  trend: TrendCell,
  direction: GithubBenchmarkOptions['direction'],
): Entry[] {
  return trend.cell.comparisons
    .filter(({ higherIsBetter }) => higherIsBetter === (direction === 'bigger'))
    .flatMap((comparison) => {
      const { metric, ratio, ratioLower, ratioUpper } = comparison;
      if (ratio === null) return [];
      const range = ratioLower === null || ratioUpper === null ? {} : { range: write(comparison) };
      const entry = { ...nameEntry(document, trend, metric), unit: 'ratio to baseline' };
      return [{ ...entry, value: ratio, ...range, extra: describeExtra(document, trend) }];
    });
}

function write({ ratioLower, ratioUpper, confidence }: Comparison): string {
  return `${ratioLower} to ${ratioUpper} (${Math.round(confidence * 1_000) / 10}% interval)`;
}

function describeFigures(
  document: ResultDocument,
  trend: TrendCell,
  direction: GithubBenchmarkOptions['direction'],
): Entry[] {
  return trend.cell.metrics
    .filter(({ metric }) => isHigherBetter(metric) === (direction === 'bigger'))
    .flatMap(({ metric, value }) => {
      if (value === null) return [];
      const { unit } = metrics[metric];
      const shown = unit === 'currency' ? (document.run.prices?.currency ?? unit) : unit;
      const entry = { ...nameEntry(document, trend, metric), unit: cleanText(shown) };
      return [{ ...entry, value, extra: describeExtra(document, trend) }];
    });
}

function nameEntry(
  document: ResultDocument,
  { scenario, cell }: TrendCell,
  metric: MetricName,
): Pick<Entry, 'name'> {
  const path = [document.run.name, scenario.scenario, scenario.load.id, cell.variantId];
  return { name: `${path.map(cleanText).join(' / ')}: ${metrics[metric].name.en}` };
}

function describeExtra(document: ResultDocument, { cell }: TrendCell): string {
  const label = findLabel(indexVariants(document), cell.variantId);
  const words = english.table.verdict('not-exercised', null);
  const note = cell.verdict === 'not-exercised' ? `${label}: ${words}` : label;
  return writeExtra(note, document.run, cell.groups);
}

function writeExtra(
  label: string,
  { id, reproduceCommand }: Pick<ResultDocument['run'], 'id' | 'reproduceCommand'>,
  groups: number,
): string {
  const lines = [label, `run ${id}, ${countOf(groups, 'group')}`, `again: ${reproduceCommand}`];
  return lines.map(cleanText).join('\n');
}
