// What a table and its small multiples show against every other baseline: all written here, for the script to look up.

import type { Cell } from '../../document/result.ts';
import { formatDifference } from '../../figures/difference.ts';
import { findGroupRatios, findPair, listReferences } from '../../figures/pair.ts';
import { noFigure } from '../../figures/quantity.ts';
import { rankOf } from '../../figures/rank.ts';
import { both } from '../bilingual.ts';
import type { Axis } from '../kit/axis.ts';
import {
  buildDifferenceAxis,
  drawDotWhisker,
  drawZone,
  renderDifferenceAxis,
} from '../kit/dot-whisker.ts';
import { html, jsonAttribute, type Markup } from '../markup.ts';
import type { PageContext, ScenarioContext } from '../page-context.ts';

/** The baseline of the experiment first, then all that some scenario has pairs with; one alone is no choice. */
export function listBaselines({ document, isTrusted, numberOf }: PageContext): string[] {
  const own = document.variants.find(({ isBaseline }) => isBaseline)?.id;
  if (own === undefined || !isTrusted) return [];
  const others = new Set(document.scenarios.flatMap(listReferences));
  others.delete(own);
  return [own, ...[...others].sort((a, b) => numberOf(a) - numberOf(b))];
}

/** A template, which nobody sees or hears; and the place where the script says what is shown. Nothing without pairs. */
export function renderOtherBaselines(context: ScenarioContext): Markup {
  const { page, scenario, id } = context;
  const [own, ...others] = listBaselines(page);
  if (own === undefined || others.length === 0) return html``;
  const paired = new Set(listReferences(scenario));
  return html`<p class="against" data-note="${id}" role="status"></p><template data-others="${id}">${others
    .filter((other) => paired.has(other))
    .map((other) => renderOther(context, other))}</template>`;
}

/** What the script says beside each table: which baseline is shown, and that it has nothing against the chosen one. */
export function renderNotes(
  { labelOf, numberOf }: PageContext,
  baselines: readonly string[],
): Markup {
  const [own = '', ...others] = baselines;
  const label = labelOf(own);
  const notes = others.map(
    (id) =>
      html`<p data-shown-against="${numberOf(id)}"><small>${both((m) => m.interaction.shownAgainst({ chosen: labelOf(id), own: label }))}</small></p>`,
  );
  return html`${notes}<p data-no-pairs=""><small>${both((m) => m.interaction.noPairsHere({ own: label }))}</small></p>`;
}

function renderOther(context: ScenarioContext, referenceId: string): Markup {
  const { page, scenario, measured } = context;
  const { toleranceRatio } = page.document.run;
  const pairs = measured.map((cell) => findPair(scenario, referenceId, cell.variantId));
  const axis = buildDifferenceAxis(
    pairs.filter((pair) => pair !== undefined),
    toleranceRatio,
  );
  const zone = drawZone(axis, toleranceRatio);
  const rows = measured.map((cell) => [
    page.numberOf(cell.variantId),
    describeRow(context, referenceId, cell, axis),
  ]);
  const data = jsonAttribute('data-shown', { ...zone, rows: Object.fromEntries(rows) });
  return html`<div data-against="${page.numberOf(referenceId)}"${data}>${renderDifferenceAxis(axis)}</div>`;
}

/**
 * Verdict (empty where the row keeps what it says: who answers wrong is not better than anybody), difference,
 * interval, and where there is an estimate the path of the interval, the place of its dot, and the groups' dots.
 */
function describeRow(
  { scenario }: ScenarioContext,
  referenceId: string,
  cell: Cell,
  axis: Axis,
): readonly string[] {
  const rank = rankOf(cell, scenario);
  const isBarred = rank === 'wrong-answers' || rank === 'wrong-data' || rank === 'failing';
  if (cell.variantId === referenceId) return [isBarred ? '' : 'baseline', noFigure, ''];
  const pair = findPair(scenario, referenceId, cell.variantId);
  const difference = pair && formatDifference({ ...pair, confidence: 0.95 });
  if (pair === undefined || difference === undefined) {
    return [isBarred ? '' : 'not-judged', noFigure, ''];
  }
  const ratios = findGroupRatios(scenario, referenceId, cell.variantId);
  const { path = '', dot = '', groups = '' } = drawDotWhisker(pair, ratios, axis) ?? {};
  const verdict = isBarred ? '' : pair.verdict;
  return [verdict, difference.estimate, difference.interval, path, dot, groups];
}
