// Gates as a Markdown table: sign, rule, variant, figure with its bounds, what must hold, outcome.

import type { GateResult } from '../document/gates.ts';
import type { ResultDocument } from '../document/result.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { noFigure } from '../figures/quantity.ts';
import {
  formatGateBounds,
  formatGateLimit,
  formatGateValue,
  gateSigns,
  nameGateMetric,
  namePlace,
} from '../gates/gate-text.ts';
import { englishGateOutcomes } from '../language/english-words.ts';
import { renderName, renderSentence } from './escape.ts';

/** Head of the table; the rows of `renderGateRows` follow. */
export const gateTableHead = [
  '| | Gate | Scenario | Variant | Measured | Bounds | Must be | Outcome |',
  '|:-:|---|---|---|--:|---|---|---|',
].join('\n');

/** What the bounds are for; stands below the table. */
export const gateTableNote =
  '_A gate passes or fails only where all between its bounds lies on one side of the limit; otherwise it is undecided._';

/** A line a gate, without a line break. */
export function renderGateRows(document: ResultDocument, gates: readonly GateResult[]): string[] {
  const variants = indexVariants(document);
  return gates.map((gate) => {
    const against = gate.kind === 'relative' ? ' against baseline' : '';
    const more = gate.moreGroups === null ? '' : `, about ${gate.moreGroups} more groups`;
    const cells = [
      gateSigns[gate.status],
      `${renderName(gate.gate)}<br>${nameGateMetric(gate.metric)}${against}`,
      renderSentence(namePlace(document, gate.scenario, gate.loadId)),
      renderName(findLabel(variants, gate.variantId)),
      isJudged(gate) ? formatGateValue(gate) : noFigure,
      isJudged(gate) ? formatGateBounds(gate) : '',
      formatGateLimit(gate),
      `${englishGateOutcomes[gate.outcome]}${more}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

function isJudged(gate: GateResult): boolean {
  return gate.status !== 'error';
}
