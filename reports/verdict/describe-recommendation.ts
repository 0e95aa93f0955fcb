// What a scenario recommends, in the one sentence that stands wherever it is said.
import type { ScenarioResult } from '../document/result.ts';
import { findLabel, type VariantIndex } from '../figures/lookup.ts';
import { isBaselineKept, isKeptForNow } from '../figures/rank.ts';
import type { Localized } from '../language/catalogue.ts';

export function describeRecommendation(
  scenario: ScenarioResult,
  variants: VariantIndex,
): Localized {
  const { recommendation } = scenario;
  if (recommendation === null) return (m) => m.page.sectionOpen;
  if (isKeptForNow(scenario)) return (m) => m.verdict.keepForNow;
  if (isBaselineKept(scenario)) return (m) => m.verdict.keepBaseline;
  const label = findLabel(variants, recommendation.variantId);
  const { length: tiedCount } = recommendation.tiedVariantIds;
  return tiedCount === 0
    ? (m) => m.verdict.choose({ label })
    : (m) => m.verdict.chooseAmongTied({ label, tiedCount });
}
