// The share of requests that were sent again, which stands beside success.
import type { Cell } from '../schema/result.ts';
import { formatShare } from './quantity.ts';

/** The share of a cell's requests that were sent again, as a text; undefined where that is not known. */
export function formatResent(cell: Cell): string | undefined {
  const { resentRequests, succeeded, failed, timedOut } = cell;
  const ended = succeeded + failed + timedOut;
  if (resentRequests === undefined || ended === 0) return undefined;
  return formatShare(resentRequests / ended);
}
