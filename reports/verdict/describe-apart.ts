// The note below a table whose figures do not give the ratios beside them.

import type { ResultDocument, ScenarioResult } from '../document/result.ts';
import { findEstimator, listApart } from '../figures/division.ts';
import { findLabel, type VariantIndex } from '../figures/lookup.ts';
import type { Localized } from '../language/catalogue.ts';

/** Undefined where every printed ratio of the primary metric is what its figures give, within rounding. */
export function describeApart(
  document: ResultDocument,
  variants: VariantIndex,
  scenario: ScenarioResult,
): Localized | undefined {
  const apart = listApart(document, scenario);
  const [first] = scenario.cells;
  if (apart.length === 0 || first === undefined) return undefined;
  const estimator = findEstimator(first, scenario.primaryMetric);
  return ({ table }) =>
    table.apart({
      estimator,
      quotients: apart.map(({ variantId, ...facts }) =>
        table.quotient({ ...facts, label: findLabel(variants, variantId) }),
      ),
    });
}
