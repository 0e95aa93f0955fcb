// Writes figures and differences in Bencher's metric format.

import type { FaultShare, FaultsDocument } from '../document/faults.ts';
import type { ResultDocument } from '../document/result.ts';
import { cleanText } from '../figures/clean-text.ts';
import type { MeasuredCell } from '../figures/fault-standing.ts';
import { listTrendCells, listTrendFaults, type TrendCell } from '../figures/trend-cells.ts';
import { renderEscapedJson } from '../json/escaped-json.ts';
import { isExercised } from '../verdict/build-exercise.ts';

interface Measure {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/** JSON, `{}` where the run is invalid; ends with a line break. */
export function renderBmf(document: ResultDocument, faults?: FaultsDocument): string {
  const benchmarks = listTrendCells(document).map((trend) => {
    const { scenario, cell } = trend;
    const path = [document.run.name, scenario.scenario, scenario.load.id, cell.variantId];
    return [path.map(cleanText).join('/'), describeMeasures(document, trend)] as const;
  });
  const underFaults = faults === undefined ? [] : listFaultBenchmarks(faults);
  return renderEscapedJson(Object.fromEntries([...benchmarks, ...underFaults]));
}

/** The same of a run that injected faults alone. */
export function renderFaultBmf(document: FaultsDocument): string {
  return renderEscapedJson(Object.fromEntries(listFaultBenchmarks(document)));
}

/** `experiment/scenario/fault/its id/variant id`: apart from every load. */
function listFaultBenchmarks(document: FaultsDocument) {
  const { run, faults } = document;
  return listTrendFaults(document).map((cell) => {
    const path = [run.name, faults.settings.scenario, 'fault', cell.faultId, cell.variantId];
    return [path.map(cleanText).join('/'), describeFault(cell)] as const;
  });
}

/** A time whose end was not seen is left out: as a number it would be a good one. */
function describeFault({ figures }: MeasuredCell): Readonly<Record<string, Measure>> {
  const { availability, comparison, budgetBurn, longestOutage, recover } = figures;
  const plain = {
    'error-budget-burn': budgetBurn,
    'longest-outage-ms': longestOutage.medianMs,
    'recovery-ms': recover.medianMs,
  };
  return Object.fromEntries([
    ['availability-ratio', bound(availability.ratio, availability.interval)],
    ...(comparison === null
      ? []
      : [
          [
            'availability-less-baseline',
            bound(comparison.availabilityDifference, comparison.interval),
          ],
        ]),
    ...Object.entries(plain).flatMap(([name, value]) =>
      value === null ? [] : [[name, { value }]],
    ),
  ]);
}

function bound(value: number, interval: FaultShare['interval']): Measure {
  if (interval === null) return { value };
  return { value, lower_value: interval.low, upper_value: interval.high };
}

function describeMeasures(
  document: ResultDocument,
  { scenario, cell }: TrendCell,
): Readonly<Record<string, Measure>> {
  const exercised = isExercised(document, scenario, cell);
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
  return Object.fromEntries([
    ...figures,
    ...differences,
    ...(exercised === undefined ? [] : [['exercised', { value: exercised ? 1 : 0 }] as const]),
  ]);
}

/** `latencyP99Us` → `latency-p99-us`: measures are named by slugs. */
function toSlug(metric: string): string {
  return metric.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
