// The service's own counter of requests: what a reading says, and what two of them say of the time between.
import { LoadstoneError } from '../errors.ts';
import { suggest } from '../spec/did-you-mean.ts';
import type { ResolvedCounter } from '../spec/experiment.ts';
import { type PrometheusText, parsePrometheusText, sumSeries } from './prometheus-text.ts';

export type RequestsReading =
  /** Requests answered since some moment that is the same for all readings. */
  | { readonly kind: 'counted'; readonly total: number }
  /** There is no counter, or it has no number. */
  | { readonly kind: 'not-offered' }
  /** Prometheus text without the series: a counter may begin to exist with its first request. */
  | { readonly kind: 'no-series'; readonly fault: string };

/**
 * Reads the answer of a counter's path.
 * @returns undefined where it is neither a number nor JSON with `total`, and no metric is named
 */
export function parseCounter(body: string, counter: ResolvedCounter): RequestsReading | undefined {
  const { metric } = counter;
  if (metric !== undefined) return readMetric(parsePrometheusText(body), metric, counter);
  const total = parseTotal(body);
  return total === undefined ? undefined : { kind: 'counted', total };
}

function readMetric(
  text: PrometheusText,
  metric: string,
  { labels, path }: ResolvedCounter,
): RequestsReading {
  const total = sumSeries(text, metric, labels);
  if (total !== undefined)
    return Number.isNaN(total) ? { kind: 'not-offered' } : { kind: 'counted', total };
  if (sumSeries(text, metric, {}) !== undefined) {
    const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
    const fault = `target.counter.labels: even after load, no series of ${metric} at ${path} has ${wanted.join(', ')}.`;
    return { kind: 'no-series', fault };
  }
  const names = [...new Set(text.samples.map(({ name }) => name))];
  const why = text.declared.has(metric)
    ? 'is declared, but it has no series.'
    : `is no metric; ${suggest(metric, names)}`;
  const fault = `target.counter.metric: even after load, "${metric}" at ${path} ${why}`;
  return { kind: 'no-series', fault };
}

function parseTotal(body: string): number | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const total =
    typeof value === 'object' && value !== null && 'total' in value ? value.total : value;
  return typeof total === 'number' && Number.isFinite(total) && total >= 0 ? total : undefined;
}

/** Adds up the readings of several addresses; one that offers none leaves the sum unknown. */
export function addReadings(readings: readonly RequestsReading[]): RequestsReading {
  let total = 0;
  for (const reading of readings) {
    if (reading.kind === 'not-offered') return reading;
    if (reading.kind === 'counted') total += reading.total;
  }
  const missing = readings.find(({ kind }) => kind === 'no-series');
  const isCounted = readings.some(({ kind }) => kind === 'counted');
  return missing !== undefined && !isCounted ? missing : { kind: 'counted', total };
}

/**
 * Requests between two readings; undefined where one of them offers none.
 * @throws LoadstoneError CONFIG_INVALID where the series is not there even after load
 */
export function countBetween(
  before: RequestsReading | undefined,
  after: RequestsReading | undefined,
): number | undefined {
  if (after?.kind === 'no-series') {
    throw new LoadstoneError('CONFIG_INVALID', after.fault, {
      hint: 'Look at the answer of the path by hand, and mend target.counter in the config.',
    });
  }
  if (after?.kind !== 'counted' || before === undefined || before.kind === 'not-offered')
    return undefined;
  return after.total - (before.kind === 'counted' ? before.total : 0);
}
