// Writes a ratio to the baseline as a difference with its interval: per cent when small, times when large.
import type { Comparison } from '../document/result.ts';

/** A difference ready to read: `−46%` with `−49%` and `−43%`, or `8.2×` with `7.9×` and `8.5×`. */
export interface DifferenceText {
  readonly estimate: string;
  readonly lower: string;
  readonly upper: string;
  /** `[−49, −43]` and `[7.9×, 8.5×]`: for tables. */
  readonly interval: string;
  /** 95 for a confidence of 0.95. */
  readonly confidencePercent: string;
}

/** Undefined where nothing was estimated; bounds are empty where there is no interval. */
export function formatDifference(
  comparison: Pick<Comparison, 'ratio' | 'ratioLower' | 'ratioUpper' | 'confidence'>,
): DifferenceText | undefined {
  const { ratio, ratioLower, ratioUpper, confidence } = comparison;
  if (ratio === null) return undefined;
  const confidencePercent = String(Math.round(confidence * 1_000) / 10);
  // From twice the baseline on, "+712%" misleads more people than "8.1×" does.
  const format = Math.max(ratio, ratioUpper ?? 0) >= 2 ? formatTimes : formatPercentChange;
  const estimate = format(ratio);
  if (ratioLower === null || ratioUpper === null) {
    return { estimate, lower: '', upper: '', interval: '', confidencePercent };
  }
  const [lower, upper] = [format(ratioLower), format(ratioUpper)];
  return { estimate, lower, upper, interval: `[${lower}, ${upper}]`, confidencePercent };
}

/** A ratio as a signed change with a true minus: 0.54 → `−46%`; one decimal below 10%. */
export function formatPercentChange(ratio: number): string {
  const percent = (ratio - 1) * 100;
  const size = Math.abs(percent);
  const text = size < 10 ? size.toFixed(1) : Math.round(size).toString();
  if (Number(text) === 0) return '0%';
  return `${percent < 0 ? '−' : '+'}${text.replace(/\.0$/, '')}%`;
}

/** A ratio as a multiple: 8.213 → `8.2×`, 0.54 → `0.54×`. */
export function formatTimes(ratio: number): string {
  const digits = ratio >= 100 ? 0 : ratio >= 10 ? 1 : ratio >= 2 ? 1 : 2;
  return `${ratio.toFixed(digits)}×`;
}

/** The margin as people say it: 0.05 → `5%`. */
export function formatMargin(toleranceRatio: number): string {
  return `${Math.round(toleranceRatio * 1_000) / 10}%`;
}
