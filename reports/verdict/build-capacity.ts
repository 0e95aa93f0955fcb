// What a search says of capacities within an SLO, as messages and figures for terminal and page.
import { findOutlook } from '../document/more-groups.ts';
import type { SloCapacity } from '../document/slo-capacity.ts';
import type { SweepCurveResult, SweepDocument, SweepScenarioResult } from '../document/sweep.ts';
import { formatDifference } from '../figures/difference.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { formatNumber, noFigure } from '../figures/quantity.ts';
import type { Localized } from '../language/catalogue.ts';

/** A variant of a search with its capacity. */
export interface CapacityRow {
  readonly variantId: string;
  readonly label: string;
  readonly isBaseline: boolean;
  readonly capacity: SloCapacity;
}

/** In the order of the document; empty where the sweep was no search or is invalid. */
export function listCapacities(
  document: SweepDocument,
  { curves }: SweepScenarioResult,
): readonly CapacityRow[] {
  const variants = indexVariants(document);
  return curves.flatMap(({ variantId, sloCapacity: capacity }: SweepCurveResult): CapacityRow[] => {
    if (capacity === undefined) return [];
    const isBaseline = variants.get(variantId)?.isBaseline === true;
    return [{ variantId, label: findLabel(variants, variantId), isBaseline, capacity }];
  });
}

/** The finding of a scenario: who has more capacity than the baseline. */
export function describeCapacityFinding(
  { validity }: Pick<SweepDocument, 'validity'>,
  rows: readonly CapacityRow[],
): Localized {
  // An invalid sweep has found nothing.
  if (validity.status === 'invalid') return (m) => m.sweep.noConclusion;
  const [only] = rows;
  if (rows.length === 1 && only?.capacity.status === 'estimated') return describeOnly(only);
  const compared = rows.flatMap(({ label, capacity: { comparison } }) =>
    comparison === undefined || comparison.ratio === null ? [] : [{ label, comparison }],
  );
  if (compared.length === 0) return (m) => m.capacity.noneCompared;
  const better = compared.filter(({ comparison }) => comparison.verdict === 'better');
  const [best] = better.toSorted((a, b) => (b.comparison.ratio ?? 0) - (a.comparison.ratio ?? 0));
  const difference = best && formatDifference(best.comparison);
  if (best === undefined || difference === undefined) return (m) => m.capacity.noneBetter;
  const { estimate, interval } = difference;
  const facts = {
    ...{ label: best.label, difference: estimate, interval, hasInterval: interval !== '' },
  };
  return (m) => m.capacity.best(facts);
}

function describeOnly({ capacity: { rateRps, lowerRps, upperRps } }: CapacityRow): Localized {
  const format = (value: number | null) => (value === null ? noFigure : formatNumber(value));
  const facts = {
    ...{ capacity: format(rateRps), low: format(lowerRps), high: format(upperRps) },
    hasInterval: lowerRps !== null && upperRps !== null,
  };
  return (m) => m.capacity.only(facts);
}

/** A figure, or on which side of the rates that were tried it lies. */
export function describeCapacity({ status, rateRps, boundRps }: SloCapacity): Localized {
  const bound = boundRps === null ? noFigure : formatNumber(boundRps);
  if (status === 'above') return (m) => m.capacity.above({ bound });
  if (status === 'below') return (m) => m.capacity.below({ bound });
  if (status === 'unsettled' || rateRps === null) return (m) => m.capacity.unsettled;
  const figure = formatNumber(rateRps);
  return () => figure;
}

/** `1,180 – 1,260`; a dash where there is none. */
export function formatCapacityInterval({ lowerRps, upperRps }: SloCapacity): string {
  if (lowerRps === null || upperRps === null) return noFigure;
  return `${formatNumber(lowerRps)} – ${formatNumber(upperRps)}`;
}

/** The verdict in a word, and how many groups would probably decide it. */
export function describeCapacityVerdict({ isBaseline, capacity }: CapacityRow): Localized {
  const verdict = capacity.comparison?.verdict ?? 'not-judged';
  if (isBaseline) return (m) => m.table.rank.baseline;
  const outlook = findOutlook(capacity.comparison);
  if (outlook?.kind === 'more-groups') {
    const { moreGroups } = outlook;
    return (m) => m.table.undecidedYet({ moreGroups });
  }
  return (m) => m.table.rank[verdict];
}

/** Groups with a figure, of all. */
export function describeKnownGroups({ groups }: SloCapacity): Localized {
  const known = groups.filter(({ status }) => status === 'estimated').length;
  return (m) => m.capacity.groupsKnown({ known, groups: groups.length });
}
