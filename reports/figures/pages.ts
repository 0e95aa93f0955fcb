// Pages of the variants of a scenario, as tables show them.
import { listMetricsOfKind } from '../document/metrics.ts';
import type { Cell, PageResult } from '../document/result.ts';
import { formatLatency } from './quantity.ts';

/** Columns of all pages together, in the order of the reports. */
export const pageMetrics = listMetricsOfKind('page');

/** Variants of which pages were visited. */
export function listVisited(cells: readonly Cell[]): readonly Cell[] {
  return cells.filter(({ pages = [] }) => pages.length > 0);
}

/** T of Apdex as people write it; the same for all pages of a run. */
export function formatSatisfied(cells: readonly Cell[]): string {
  const ms = cells.flatMap(({ pages = [] }) => pages).map(({ satisfiedMs }) => satisfiedMs)[0] ?? 0;
  return formatLatency(ms * 1_000);
}

/** Each page and view once, in the order of the visits. */
export function listPages(cells: readonly Cell[]): readonly Pick<PageResult, 'page' | 'view'>[] {
  const all = cells.flatMap(({ pages = [] }) => pages);
  const byKey = new Map(all.map(({ page, view }) => [`${page} ${view}`, { page, view }]));
  const names = [...new Set(all.map(({ page }) => page))];
  return names.flatMap((name) => [...byKey.values()].filter(({ page }) => page === name));
}

export function findPage(
  { pages = [] }: Cell,
  { page, view }: Pick<PageResult, 'page' | 'view'>,
): PageResult | undefined {
  return pages.find((one) => one.page === page && one.view === view);
}
