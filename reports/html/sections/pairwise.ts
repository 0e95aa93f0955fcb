// Every variant against every other: the table for a reader whose baseline is another one.

import type { PairwiseComparison } from '../../document/result.ts';
import { formatDifference } from '../../figures/difference.ts';
import { noFigure } from '../../figures/quantity.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { ScenarioContext } from '../page-context.ts';
import { renderTable, textColumn } from '../table.ts';

/** Nothing where the document has no pairs, or the run is invalid. */
export function renderPairwise({ page, scenario, id }: ScenarioContext): Markup {
  const { pairwise, primaryMetric } = scenario;
  if (pairwise.length === 0 || !page.isTrusted) return html``;
  const references = [...new Set(pairwise.map(({ referenceId }) => referenceId))];
  const rows = [...new Set(pairwise.map(({ variantId }) => variantId))];
  const find = (referenceId: string, variantId: string) =>
    pairwise.find((pair) => pair.referenceId === referenceId && pair.variantId === variantId);
  const table = renderTable({
    caption: (m) => m.evidence.pairTitle,
    className: 'pairs',
    columns: [
      textColumn((m) => m.evidence.pairCorner),
      ...references.map((reference) => textColumn(html`<bdi>${page.labelOf(reference)}</bdi>`)),
    ],
    body: html`<tbody>${rows.map(
      (variant) =>
        html`<tr><th scope="row"><bdi>${page.labelOf(variant)}</bdi></th>${references.map((reference) => renderPair(find(reference, variant)))}</tr>`,
    )}</tbody>`,
    note: html`<p><small>${both((m) => m.evidence.pairReading({ metric: primaryMetric }))}</small></p>`,
  });
  return renderScrollBox(`${id}-pairs`, `${id}-pairs-title`, table);
}

/** The estimate with its interval; what was not shown to differ is dim. */
function renderPair(pair: PairwiseComparison | undefined): Markup {
  if (pair === undefined) return html`<td></td>`;
  const difference = formatDifference({ ...pair, confidence: 0.95 });
  if (pair.verdict === 'not-exercised')
    return html`<td class="dim wrap"><small>${both((m) => m.table.rank[pair.verdict])}</small></td>`;
  if (difference === undefined) return html`<td class="n">${noFigure}</td>`;
  const isOpen = pair.verdict === 'inconclusive' || pair.verdict === 'equivalent';
  const sign = pair.verdict === 'better' ? '▲ ' : pair.verdict === 'worse' ? '▼ ' : '';
  return html`<td class="${isOpen ? 'n dim' : 'n'}">${sign}<b>${difference.estimate}</b><br><small>${difference.interval}</small></td>`;
}
