// Pages in a browser, in a terminal: a line a variant, all pages together.
import { metrics } from '../document/metrics.ts';
import type { Cell, ResultDocument, ScenarioResult } from '../document/result.ts';
import { formatDifference } from '../figures/difference.ts';
import {
  findComparison,
  findLabel,
  findValue,
  isTrusted,
  type VariantIndex,
} from '../figures/lookup.ts';
import { formatSatisfied, listVisited, pageMetrics } from '../figures/pages.ts';
import { formatMetric, noFigure } from '../figures/quantity.ts';
import { orderCells } from '../figures/rank.ts';
import { english } from '../language/catalogue.ts';
import { layOutColumns, left, right } from './columns.ts';
import { say } from './say.ts';
import { type Paint, wrapText } from './text.ts';

/** Lines with their heading; none where no page was visited. */
export function renderPagesTable(
  document: ResultDocument,
  variants: VariantIndex,
  scenario: ScenarioResult,
  widthColumns: number,
  paint: Paint,
): string[] {
  const cells = listVisited(orderCells(scenario));
  if (cells.length === 0) return [];
  const satisfied = formatSatisfied(cells);
  const compare = (cell: Cell) => {
    const comparison = findComparison(cell, 'pageReadyUs');
    return comparison && formatDifference(comparison);
  };
  const { lines } = layOutColumns<Cell>(
    [
      left('  variant', 0, (cell) => `  ${findLabel(variants, cell.variantId)}`),
      ...pageMetrics.map((metric, index) =>
        right<Cell>(english.metricColumn(metric), index + 2, (cell) =>
          formatMetric(metric, findValue(cell, metric)),
        ),
      ),
      ...(isTrusted(document)
        ? [
            right<Cell>(
              `${metrics.pageReadyUs.column.en} ${english.table.againstBaseline}`,
              1,
              (cell) => compare(cell)?.estimate ?? noFigure,
            ),
            left<Cell>('', 1, (cell) => compare(cell)?.interval ?? ''),
          ]
        : []),
    ],
    cells,
    widthColumns,
    paint,
  );
  const title = wrapText(
    say(() => english.visits.inTerminal({ satisfied })),
    widthColumns,
  );
  return [...title.map((line) => paint('dim', line)), ...lines];
}
