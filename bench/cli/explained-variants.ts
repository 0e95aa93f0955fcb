// Which variants of a run are worth explaining: those asked for, else baseline, recommended, best and worst.

import type { ResultDocument } from '../../reports/document/result.ts';
import { orderCells } from '../../reports/figures/standing.ts';
import type { Plan, PlannedVariant } from '../plan/plan.ts';
import { selectVariants } from '../plan/selection.ts';
import type { Experiment } from '../spec/experiment.ts';

/** Where nothing was judged, so many variants of the plan are explained. */
const unjudgedCount = 3;

/**
 * Never without the baseline, which the others are compared with.
 * @param patterns of `--variant`; empty chooses by the result
 * @param document undefined where the run measured nothing
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY
 */
export function chooseExplained(
  { variants }: Plan,
  { factors }: Experiment,
  patterns: readonly string[],
  document: ResultDocument | undefined,
): readonly PlannedVariant[] {
  if (patterns.length > 0) return selectVariants(variants, factors, patterns);
  const scenario = document?.scenarios[document.headline.scenarioIndex ?? 0];
  const ids = (scenario === undefined ? [] : orderCells(scenario))
    .filter(({ verdict }) => !['not-run', 'not-judged', 'not-exercised'].includes(verdict))
    .map(({ variantId }) => variantId);
  const wanted = new Set([ids[0], ids.at(-1)]);
  // Where nothing but the baseline stands, nothing was compared.
  if (ids.length < 2)
    return variants.filter((variant, place) => variant.isBaseline || place < unjudgedCount);
  return variants.filter(({ id, isBaseline }) => isBaseline || wanted.has(id));
}
