// The share of requests that were sent again, which stands beside success.
import type { Cell, ScenarioResult } from '../document/result.ts';
import type { SweepCurveResult } from '../document/sweep.ts';
import { formatShare } from './quantity.ts';

/** The share of a cell's requests that were sent again, as a text; undefined where that is not known. */
export function formatResent(cell: Cell): string | undefined {
  const { resentRequests, succeeded, failed, timedOut } = cell;
  const ended = succeeded + failed + timedOut;
  if (resentRequests === undefined || ended === 0) return undefined;
  return formatShare(resentRequests / ended);
}

/** A column for them only where a request was sent again at all: then success alone would flatter. */
export function hasResent({ cells }: ScenarioResult): boolean {
  return cells.some((cell) => (cell.resentRequests ?? 0) > 0);
}

/** The same of the curves of a sweep. */
export function hasResentRates(curves: readonly SweepCurveResult[]): boolean {
  return curves.some(({ points }) => points.some(({ resentRatio = 0 }) => resentRatio > 0));
}
