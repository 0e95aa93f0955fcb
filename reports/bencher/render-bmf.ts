// Writes figures and differences in Bencher's metric format.
import { cleanText } from '../figures/clean-text.ts';
import { listTrendCells, type TrendCell } from '../figures/trend-cells.ts';
import { renderEscapedJson } from '../json/escaped-json.ts';
import type { ResultDocument } from '../schema/result.ts';

interface Measure {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/** JSON, `{}` where the run is invalid; ends with a line break. */
export function renderBmf(document: ResultDocument): string {
  const benchmarks = listTrendCells(document).map((trend) => {
    const { scenario, cell } = trend;
    const path = [document.run.name, scenario.scenario, scenario.load.id, cell.variantId];
    return [path.map(cleanText).join('/'), describeMeasures(trend)] as const;
  });
  return renderEscapedJson(Object.fromEntries(benchmarks));
}

function describeMeasures({ cell }: TrendCell): Readonly<Record<string, Measure>> {
  const figures = cell.metrics.flatMap(({ metric, value }) =>
    value === null ? [] : [[toSlug(metric), { value }] as const],
  );
  const differences = cell.comparisons.flatMap(({ metric, ratio, ratioLower, ratioUpper }) => {
    if (ratio === null) return [];
    const measure: Measure = {
      value: ratio,
      ...(ratioLower !== null && { lower_value: ratioLower }),
      ...(ratioUpper !== null && { upper_value: ratioUpper }),
    };
    return [[`${toSlug(metric)}-vs-baseline`, measure] as const];
  });
  return Object.fromEntries([...figures, ...differences]);
}

/** `latencyP99Us` → `latency-p99-us`: measures are named by slugs. */
function toSlug(metric: string): string {
  return metric.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
