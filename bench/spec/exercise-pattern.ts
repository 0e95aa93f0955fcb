// Names of counters with `*`, and the text by which a metric with labels goes.
import type { ExerciseRule } from './experiment.ts';

/** True where the path fits; `*` stands for one whole part. */
export function fitsCounter(pattern: string, path: string): boolean {
  const wanted = pattern.split('.');
  const parts = path.split('.');
  return (
    parts.length === wanted.length &&
    wanted.every((part, index) => part === '*' || part === parts[index])
  );
}

/** `pool_jobs{kind="import"}`. */
export function formatMetric({
  metric,
  labels,
}: Extract<ExerciseRule, { kind: 'metric' }>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(',')}}`;
}
