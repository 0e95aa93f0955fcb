// Writes quantities as people read them: three significant digits, the unit chosen by size.
import { type GateMetric, gateMetrics, type MetricFormat } from '../document/metrics.ts';

/** What stands where there is no figure: never 0, never red. */
export const noFigure = '–';

// Keeps a figure and its unit on one line.
const hardSpace = '\u00a0';

/** At most three significant digits, thousands grouped: 0.123, 12.1, 9,632 (whole numbers stay whole). */
export function formatNumber(value: number): string {
  return trimZeros(formatDigits(value));
}

/** The same with the zeros at its end, so that a column of them lines up: 0.0680 above 0.0682. */
export function formatDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-US');
  if (size >= 10) return value.toFixed(1);
  if (size >= 1) return value.toFixed(2);
  return size === 0 ? '0' : value.toFixed(Math.min(6, 2 - Math.floor(Math.log10(size))));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Whole count with thousands grouped. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Microseconds as µs, ms or s, with three significant digits kept so that columns line up. */
export function formatLatency(us: number): string {
  if (us < 1_000) return `${Math.round(us)}${hardSpace}µs`;
  if (us < 1_000_000) return `${toDigits(us / 1_000)}${hardSpace}ms`;
  return `${toDigits(us / 1_000_000)}${hardSpace}s`;
}

function toDigits(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A latency as people write it beside an axis: `5 ms`, not `5.00 ms`. */
export function formatLatencyTick(us: number): string {
  if (us < 1_000) return `${formatNumber(us)}${hardSpace}µs`;
  if (us < 1_000_000) return `${formatNumber(us / 1_000)}${hardSpace}ms`;
  return `${formatNumber(us / 1_000_000)}${hardSpace}s`;
}

/** Share from 0 to 1 as per cent; nearly-all is never rounded up to 100%. */
export function formatShare(ratio: number): string {
  if (ratio === 1) return '100%';
  if (ratio === 0) return '0%';
  const percent = ratio * 100;
  if (percent >= 99.9995) return '>99.999%';
  if (percent >= 99) return `${floorTo(percent, 3)}%`;
  return percent < 0.001 ? '<0.001%' : `${formatNumber(percent)}%`;
}

/** The same of successes, cut everywhere: 98.48 % is never told as 98.5 %. */
export function formatSuccess(ratio: number): string {
  const percent = ratio * 100;
  if (percent >= 99 || percent < 0.001) return formatShare(ratio);
  return `${floorTo(percent, percent >= 10 ? 1 : 2)}%`;
}

function floorTo(value: number, digits: number): string {
  const scale = 10 ** digits;
  return trimZeros((Math.floor(value * scale + 1e-6) / scale).toFixed(digits));
}

/** A figure with its sign: `+12.4`, `−3`, `0`. */
export function formatSigned(value: number): string {
  const text = formatNumber(Math.abs(value));
  if (text === '0') return text;
  return value < 0 ? `−${text}` : `+${text}`;
}

/** A difference of shares in percentage points, with its sign. */
export function formatPoints(difference: number): string {
  return formatSigned(difference * 100);
}

/** Bytes as B, KiB, MiB or GiB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${formatNumber(value)}${hardSpace}${units[step]}`;
}

/** ISO 8601 in UTC as `2026-11-22 09:30 UTC`; the same on every machine. */
export function formatInstant(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

/** A figure of `metric` with its unit; `–` where there is none. */
export function formatMetric(metric: GateMetric, value: number | null | undefined): string {
  if (value === null || value === undefined) return noFigure;
  return formats[gateMetrics[metric].format](value);
}

const formats: Readonly<Record<MetricFormat, (value: number) => string>> = {
  rate: (value) => `${formatNumber(value)}${hardSpace}req/s`,
  latency: formatLatency,
  share: formatShare,
  success: formatSuccess,
  number: formatNumber,
  bytes: formatBytes,
  memory: formatBytes,
  cost: formatNumber,
  count: formatCount,
};
