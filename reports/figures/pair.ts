// Two variants of a scenario against each other, whichever way round the document holds them.
import type { ScenarioResult, VerdictKind } from '../document/result.ts';
import type { DrawnRatio } from './ratio-span.ts';

/** The variants that any other is compared with, in the order of the document; empty where it has no pairs. */
export function listReferences({ cells, pairwise }: ScenarioResult): string[] {
  const paired = new Set(
    pairwise.flatMap(({ referenceId, variantId }) => [referenceId, variantId]),
  );
  return cells.map(({ variantId }) => variantId).filter((variantId) => paired.has(variantId));
}

/** Variant ÷ reference; undefined where the document does not have the pair. */
export function findPair(
  { pairwise }: ScenarioResult,
  referenceId: string,
  variantId: string,
): DrawnRatio | undefined {
  const straight = pairwise.find(
    (pair) => pair.referenceId === referenceId && pair.variantId === variantId,
  );
  if (straight !== undefined) return straight;
  const turned = pairwise.find(
    (pair) => pair.referenceId === variantId && pair.variantId === referenceId,
  );
  return turned && turnRound(turned);
}

/** Variant ÷ reference in the primary metric by group, null where a group lacks either; empty where the document has none. */
export function findRatiosByGroup(
  { groupRatios }: ScenarioResult,
  referenceId: string,
  variantId: string,
): readonly (number | null)[] {
  for (const pair of groupRatios) {
    const ratios = pair.ratios.map((ratio) => (ratio !== null && ratio > 0 ? ratio : null));
    if (pair.referenceId === referenceId && pair.variantId === variantId) return ratios;
    if (pair.referenceId === variantId && pair.variantId === referenceId)
      return ratios.map((ratio) => (ratio === null ? null : 1 / ratio));
  }
  return [];
}

/** Those of the groups that have both figures, in group order. */
export function findGroupRatios(
  scenario: ScenarioResult,
  referenceId: string,
  variantId: string,
): readonly number[] {
  return findRatiosByGroup(scenario, referenceId, variantId).filter((ratio) => ratio !== null);
}

const opposites: Readonly<Partial<Record<VerdictKind, VerdictKind>>> = {
  better: 'worse',
  worse: 'better',
};

/** The same statement from the other side; the zone of sameness reads the same both ways. */
function turnRound({ ratio, ratioLower, ratioUpper, verdict }: DrawnRatio): DrawnRatio {
  return {
    ratio: invert(ratio),
    ratioLower: invert(ratioUpper),
    ratioUpper: invert(ratioLower),
    verdict: opposites[verdict] ?? verdict,
  };
}

function invert(ratio: number | null): number | null {
  return ratio === null || ratio <= 0 ? null : 1 / ratio;
}
