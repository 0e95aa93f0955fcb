// Wrong answers of a run: they stand above every speed and every gate, and above an invalid run too.

import type { ResultDocument } from '../document/result.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { formatCount } from '../figures/quantity.ts';
import { name, type Sentence, sentence, strong } from '../language/sentence.ts';
import { listGates } from './gate-results.ts';
import { namePlace } from './gate-text.ts';

/** A variant that answered wrong in a scenario. */
export interface WrongAnswers {
  readonly scenario: string;
  readonly loadId: string;
  readonly variantId: string;
  readonly text: Sentence;
  /** True where a gate failed for it, so that an output with a line a gate tells it already. */
  readonly isGated: boolean;
}

/** In the order of the document; empty where every checked answer was right. */
export function listWrongAnswers(document: ResultDocument): readonly WrongAnswers[] {
  const variants = indexVariants(document);
  const failed = listGates(document).filter(
    (gate) => gate.metric === 'wrongBodies' && gate.status === 'fail',
  );
  return document.scenarios.flatMap(({ scenario, load, cells }) =>
    cells
      .filter((cell) => cell.wrongBodies > 0)
      .map(({ variantId, wrongBodies, checkedBodies }): WrongAnswers => {
        const label = name(findLabel(variants, variantId));
        const [wrong, checked] = [formatCount(wrongBodies), formatCount(checkedBodies)];
        const isGated = failed.some(
          (gate) =>
            gate.scenario === scenario && gate.loadId === load.id && gate.variantId === variantId,
        );
        const place = namePlace(document, scenario, load.id);
        const text = sentence`${label} gave wrong answers in ${place}: ${strong(wrong)} of ${checked} checked.`;
        return { scenario, loadId: load.id, variantId, text, isGated };
      }),
  );
}
