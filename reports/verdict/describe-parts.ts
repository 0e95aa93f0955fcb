// The note below a table in which a percentile is of fewer groups than the figures beside it.

import type { MetricName, ScenarioResult } from '../document/result.ts';
import { findLabel, type VariantIndex } from '../figures/lookup.ts';
import { listPartsOfGroups } from '../figures/part-of-groups.ts';
import type { Localized } from '../language/catalogue.ts';

/** So many variants are named; the sign stands beside the others, too. */
const mostNamed = 5;

/** Undefined where every percentile shown is of all groups. @param metrics those of the table */
export function describeParts(
  scenario: ScenarioResult,
  metrics: readonly MetricName[],
  variants: VariantIndex,
): Localized | undefined {
  const parts = listPartsOfGroups(scenario, metrics);
  if (parts.length === 0) return undefined;
  const named = parts.slice(0, mostNamed).map(({ variantId, ...part }) => ({
    ...{ ...part, label: findLabel(variants, variantId) },
  }));
  const more = parts.length - named.length;
  return ({ table }) =>
    table.parts({
      parts: [...named.map(table.part), ...(more > 0 ? [table.moreParts({ more })] : [])],
    });
}
