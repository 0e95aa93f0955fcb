// Names of counters and indexes with `*`, and the text by which a metric with labels goes.
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

/** True where the name of an index fits; `*` stands for any letters, none included. */
export function fitsIndex(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === name;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  const end = name.length - last.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= end;
}

/** `pool_jobs{kind="import"}`. */
export function formatMetric({
  metric,
  labels,
}: Extract<ExerciseRule, { kind: 'metric' }>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(',')}}`;
}
