// Bencher Metric Format: `{ benchmark: { measure: { value, … } } }`, with a benchmark for each variant.

import { cleanText } from '../figures/clean-text.ts';
import { renderEscapedJson } from '../json/render-json.ts';
import {
  type ExportedRun,
  type ExportFormat,
  type Figure,
  listSeries,
  type Series,
} from './model.ts';

export const bmf: ExportFormat = {
  fileName: 'bencher.json',
  description: 'Bencher Metric Format',
  says: ['compare', 'faults'],
  hasRows: (run) => listBenchmarks(run).length > 0,
  // `{}` where the run is invalid.
  render: (run) => renderEscapedJson(Object.fromEntries(listBenchmarks(run))),
};

/** Those with a measure at least. */
function listBenchmarks(run: ExportedRun) {
  return listSeries(run)
    .map((series) => [nameBenchmark(series), list(series)] as const)
    .filter(([, measures]) => Object.keys(measures).length > 0);
}

/** `experiment/scenario/load/variant id`; those under faults stand apart from every load. */
function nameBenchmark({ labels }: Series): string {
  return Object.entries(labels)
    .flatMap(([key, text]) => (key === 'fault' ? [key, text] : [text]))
    .map(cleanText)
    .join('/');
}

function list({ figures, isExercised }: Series) {
  const measures = figures
    .filter(({ isTrend }) => isTrend)
    .map((figure) => [toSlug(figure.id), describeMeasure(figure)]);
  const exercised = ['exercised', { value: isExercised ? 1 : 0 }];
  return Object.fromEntries(isExercised === undefined ? measures : [...measures, exercised]);
}

function describeMeasure({ value, lower, upper }: Figure) {
  return {
    value,
    ...(lower !== null && { lower_value: lower }),
    ...(upper !== null && { upper_value: upper }),
  };
}

/** `latencyP99Us` → `latency-p99-us`: measures are named by slugs. */
function toSlug(id: string): string {
  return id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
