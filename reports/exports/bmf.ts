// Bencher Metric Format: `{ benchmark: { measure: { value, … } } }`, with a benchmark for each variant.

import type { FaultFigures, FaultShare } from '../document/faults.ts';
import { cleanText } from '../figures/clean-text.ts';
import { renderEscapedJson } from '../json/render-json.ts';
import { type ExportedRun, type ExportFormat, listRecordable, type VariantRow } from './model.ts';

export const bmf: ExportFormat = {
  fileName: 'bencher.json',
  description: 'Bencher Metric Format',
  says: ['compare', 'faults'],
  render: renderBmf,
};

interface Measure {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

type Measures = Readonly<Record<string, Measure>>;

/** `{}` where the run is invalid. Benchmarks under faults stand apart from every load. */
function renderBmf({ comparison, faults }: ExportedRun): string {
  const benchmarks = listRecordable(comparison).map((row) => {
    const path = [comparison?.run.name ?? '', row.scenario, row.loadId, row.variantId];
    return [joinPath(path), describeRow(row)] as const;
  });
  const underFaults = (faults?.cells ?? []).flatMap(({ recordable, faultId, variantId }) => {
    if (faults === undefined || recordable === undefined) return [];
    const path = [faults.run.name, faults.scenario, 'fault', faultId, variantId];
    return [[joinPath(path), describeFault(recordable)] as const];
  });
  return renderEscapedJson(Object.fromEntries([...benchmarks, ...underFaults]));
}

function joinPath(parts: readonly string[]): string {
  return parts.map(cleanText).join('/');
}

/** A time whose end was not seen is left out: as a number it would be a good one. */
function describeFault(figures: FaultFigures): Measures {
  const { availability, comparison, budgetBurn, longestOutage, recover } = figures;
  const { availabilityDifference = null, interval = null } = comparison ?? {};
  return keepMeasured({
    'availability-ratio': bound(availability.ratio, availability.interval),
    'availability-less-baseline': bound(availabilityDifference, interval),
    'error-budget-burn': bound(budgetBurn, null),
    'longest-outage-ms': bound(longestOutage.medianMs, null),
    'recovery-ms': bound(recover.medianMs, null),
  });
}

function bound(value: number | null, interval: FaultShare['interval']): Measure | undefined {
  if (value === null) return undefined;
  return interval === null
    ? { value }
    : { value, lower_value: interval.low, upper_value: interval.high };
}

/** Figures have no bounds, since the document has an interval for differences only. */
function describeRow({ metrics, comparisons, isExercised }: VariantRow): Measures {
  const figures = metrics.map(({ metric, value }) => [toSlug(metric), bound(value, null)] as const);
  const differences = comparisons.map(({ metric, ratio, ratioLower, ratioUpper }) => {
    const measure = ratio !== null && {
      value: ratio,
      ...(ratioLower !== null && { lower_value: ratioLower }),
      ...(ratioUpper !== null && { upper_value: ratioUpper }),
    };
    return [`${toSlug(metric)}-vs-baseline`, measure || undefined] as const;
  });
  const exercised = isExercised === undefined ? undefined : { value: isExercised ? 1 : 0 };
  return keepMeasured(Object.fromEntries([...figures, ...differences, ['exercised', exercised]]));
}

function keepMeasured(measures: Readonly<Record<string, Measure | undefined>>): Measures {
  return Object.fromEntries(
    Object.entries(measures).flatMap(([name, measure]) => (measure ? [[name, measure]] : [])),
  );
}

/** `latencyP99Us` → `latency-p99-us`: measures are named by slugs. */
function toSlug(metric: string): string {
  return metric.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
