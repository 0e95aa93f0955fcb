// Writes differences (or figures) as the custom arrays of github-action-benchmark.
import { cleanText } from '../figures/clean-text.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { listTrendCells, type TrendCell } from '../figures/trend-cells.ts';
import { renderEscapedJson } from '../json/escaped-json.ts';
import { englishMetricNames } from '../language/english-words.ts';
import type { Comparison, MetricName, ResultDocument } from '../schema/result.ts';

export interface GithubBenchmarkOptions {
  /** Which of the action's two custom tools reads it. */
  readonly direction: 'smaller' | 'bigger';
  /** Figures in their own units instead of ratios to the baseline; false by default. */
  readonly absolute?: boolean;
}

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
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

/** JSON, `[]` where the run is invalid; ends with a line break. */
export function renderGithubBenchmark(
  document: ResultDocument,
  { direction, absolute = false }: GithubBenchmarkOptions,
): string {
  const entries = listTrendCells(document).flatMap((trend) =>
    absolute
      ? describeFigures(document, trend, direction)
      : describeDifferences(document, trend, direction),
  );
  return renderEscapedJson(entries);
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
    .filter(({ metric }) => biggerIsBetter.includes(metric) === (direction === 'bigger'))
    .flatMap(({ metric, value }) => {
      if (value === null) return [];
      const unit = metric === 'costPerMillion' ? document.run.prices?.currency : units[metric];
      const entry = { ...nameEntry(document, trend, metric), unit: cleanText(unit ?? 'µs') };
      return [{ ...entry, value, extra: describeExtra(document, trend) }];
    });
}

function nameEntry(
  document: ResultDocument,
  { scenario, cell }: TrendCell,
  metric: MetricName,
): Pick<Entry, 'name'> {
  const path = [document.run.name, scenario.scenario, scenario.load.id, cell.variantId];
  return { name: `${path.map(cleanText).join(' / ')}: ${englishMetricNames[metric]}` };
}

function describeExtra(document: ResultDocument, { cell }: TrendCell): string {
  const label = findLabel(indexVariants(document), cell.variantId);
  const { id, reproduceCommand } = document.run;
  const lines = [label, `run ${id}, ${cell.groups} groups`, `again: ${reproduceCommand}`];
  return lines.map(cleanText).join('\n');
}
