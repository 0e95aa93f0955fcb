// The worst window of each width, wherever it lies: its knee is the length of the outage.
import type { TimedRequest } from '../measurement/request-columns.ts';
import { type AvailabilityRule, leastArrivals } from './availability-rule.ts';
import { buildWindows } from './availability-windows.ts';

/** The lowest share of good arrivals, 0 to 1, of all windows of a width. */
export interface WorstWindow {
  readonly widthMs: number;
  readonly ratio: number;
}

/** Every width is a multiple of it. */
const finestMs = 100;
const firstWidthsMs = [200, 500, 1_000];

/**
 * Windowed availability (Hauer and others, "Meaningful availability", 2020): windows of 0.2, 0.5, 1, 2, 4 … s
 * slide from one mark to another in steps of 100 ms, and the worst of each width that has at least 5 arrivals
 * counts. A width without such a window, or longer than the stretch, is left out.
 * @param requests in the order of their due times
 */
export function findWorstWindows(
  requests: readonly TimedRequest[],
  stretch: { readonly fromMs: number; readonly toMs: number },
  rule: Pick<AvailabilityRule, 'goodWithinMs'>,
): readonly WorstWindow[] {
  const grid = { ...stretch, anchorMs: stretch.fromMs, widthMs: finestMs };
  const finest = buildWindows(requests, grid, rule);
  const intended = sumUp(finest.map((window) => window.intended));
  const good = sumUp(finest.map((window) => window.good));
  return listWidths(finest.length * finestMs).flatMap((widthMs) => {
    const steps = widthMs / finestMs;
    let worst: number | undefined;
    for (let start = 0; start + steps <= finest.length; start += 1) {
      const arrivals = (intended[start + steps] ?? 0) - (intended[start] ?? 0);
      if (arrivals < leastArrivals) continue;
      const ratio = ((good[start + steps] ?? 0) - (good[start] ?? 0)) / arrivals;
      worst = Math.min(worst ?? 1, ratio);
    }
    return worst === undefined ? [] : [{ widthMs, ratio: worst }];
  });
}

function listWidths(mostMs: number): readonly number[] {
  const widths = [...firstWidthsMs];
  for (let widthMs = 2_000; widthMs <= mostMs; widthMs *= 2) widths.push(widthMs);
  return widths.filter((widthMs) => widthMs <= mostMs);
}

/** Sums of the values before each place, and of all at the end. */
function sumUp(values: readonly number[]): readonly number[] {
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  return sums;
}
