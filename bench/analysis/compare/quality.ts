// What the data are like after the load: each measure over the groups, and each variant beside the baseline.
import type {
  QualityComparison,
  QualityFigure,
  QualityResult,
  VariantQuality,
} from '../../../reports/document/quality.ts';
import type { QualityRecord } from '../../measurement/records.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import type { ResolvedQuality } from '../../spec/experiment.ts';
import { mean, median } from '../../stats/descriptive.ts';
import { correctBySignFlips } from '../../stats/sign-flip-family.ts';
import {
  type Bounds,
  type ByGroup,
  buildMeanInterval,
  compareByGroup,
} from '../pairs/differences.ts';
import type { Sampling } from '../pairs/epochs.ts';
import { overallAlpha } from '../pairs/judgement-level.ts';
import type { RecordedGroup } from '../run-records.ts';

export interface QualityInput {
  readonly quality: ResolvedQuality;
  /** Those that were run. */
  readonly variants: readonly PlannedVariant[];
  /** All that were started: wrong data are wrong in a void group, too. */
  readonly groups: readonly RecordedGroup[];
  readonly validGroups: readonly RecordedGroup[];
  readonly sampling: Pick<Sampling, 'unitOf'>;
  /** Of the patterns of signs, where they are too many to try all. */
  readonly seed: number;
}

/** Figures are means over the sample, differences are paired within it; all of them are one family. */
export function analyseQuality(input: QualityInput): QualityResult {
  const { quality, variants, validGroups } = input;
  const readings = validGroups.flatMap((group) => group.qualities);
  const baselineId = variants.find(({ isBaseline }) => isBaseline)?.id;
  const valuesOf = (variantId: string | undefined, measure: string): ByGroup =>
    sampleOf(
      readings.filter((reading) => reading.variantId === variantId),
      measure,
      input.sampling.unitOf,
    );
  const units = [...new Set(input.sampling.unitOf.values())];
  const measured = variants.map(({ id, isBaseline }): VariantQuality => {
    const own = readings.filter(({ variantId }) => variantId === id);
    const figures = quality.measures.map(({ name, unit }): QualityFigure => {
      const values = valuesOf(id, name);
      const bounds = unit === 'share' ? shareBounds : countBounds;
      const found = [...values.values()];
      const reference = isBaseline ? undefined : valuesOf(baselineId, name);
      return {
        measure: name,
        value: mean(found) ?? null,
        interval: buildMeanInterval(found, bounds.value.least, bounds.value.most),
        perGroup: units.map((one) => values.get(one) ?? null),
        comparison:
          reference === undefined ? null : compareValues(values, reference, bounds.difference),
      };
    });
    return {
      ...{ variantId: id, figures, invariants: sumInvariants(quality, input.groups, id) },
      groups: own.filter(({ problem }) => problem === undefined).length,
      unread: validGroups.length - own.filter(({ problem }) => problem === undefined).length,
      problem: own.findLast(({ problem }) => problem !== undefined)?.problem ?? null,
      elapsedMs: median(own.map(({ elapsedMs }) => elapsedMs)) ?? null,
    };
  });
  const measures = quality.measures.map(({ sql: _, ...measure }) => measure);
  const differencesOf = (variantId: string, measure: string) => {
    const found = compareByGroup(valuesOf(variantId, measure), valuesOf(baselineId, measure));
    return found && units.map((unit) => found.differences.get(unit));
  };
  return { measures, variants: judgeFamily(measured, measures, differencesOf, input.seed) };
}

const shareBounds = {
  value: { least: 0, most: 1 },
  difference: { least: -1, most: 1 },
} as const;
const countBounds = {
  value: { least: 0, most: Number.POSITIVE_INFINITY },
  difference: { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY },
} as const;

/** By the unit of the sample: an epoch is the mean of its groups. */
function sampleOf(
  readings: readonly QualityRecord[],
  measure: string,
  unitOf: ReadonlyMap<number, number>,
): ByGroup {
  const byUnit = new Map<number, number[]>();
  for (const { group, figures } of readings) {
    const [value, unit] = [figures[measure], unitOf.get(group)];
    if (value === undefined || value === null || unit === undefined) continue;
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), value]);
  }
  return new Map([...byUnit].map(([unit, values]) => [unit, mean(values) ?? 0]));
}

/** Judged once its family is known. */
function compareValues(
  values: ByGroup,
  reference: ByGroup,
  bounds: Bounds,
): QualityComparison | null {
  const found = compareByGroup(values, reference, bounds);
  if (found === undefined) return null;
  const { mean: difference, interval, pValue } = found;
  return { difference, interval, pValue, adjustedPValue: pValue, verdict: 'inconclusive' };
}

function sumInvariants(
  { invariants }: ResolvedQuality,
  groups: readonly RecordedGroup[],
  variantId: string,
): VariantQuality['invariants'] {
  const readings = groups
    .flatMap(({ qualities }) => qualities)
    .filter((reading) => reading.variantId === variantId);
  return invariants.map(({ name }) => {
    const counts = readings.flatMap((reading) =>
      reading.invariants.filter((each) => each.name === name).map(({ violations }) => violations),
    );
    return {
      name,
      violations: counts.reduce((sum, violations) => sum + violations, 0),
      groups: counts.filter((violations) => violations > 0).length,
    };
  });
}

/** Names of the rules that the data of each variant break, by its id. */
export function findBrokenInvariants(
  groups: readonly RecordedGroup[],
): ReadonlyMap<string, readonly string[]> {
  const broken = new Map<string, Set<string>>();
  for (const { variantId, invariants } of groups.flatMap(({ qualities }) => qualities)) {
    const names = broken.get(variantId) ?? new Set();
    for (const { name, violations } of invariants) if (violations > 0) names.add(name);
    broken.set(variantId, names);
  }
  return new Map([...broken].map(([variantId, names]) => [variantId, [...names]]));
}

/** `better` or `worse` where a difference holds among all of the run. @param differencesOf by unit of the sample; undefined where nothing was compared */
function judgeFamily(
  variants: readonly VariantQuality[],
  measures: QualityResult['measures'],
  differencesOf: (
    variantId: string,
    measure: string,
  ) => readonly (number | undefined)[] | undefined,
  seed: number,
): readonly VariantQuality[] {
  const asked = variants.flatMap(({ variantId, figures }) =>
    figures.flatMap((figure) => {
      const differences = differencesOf(variantId, figure.measure);
      return figure.comparison === null || differences === undefined
        ? []
        : [{ figure, comparison: figure.comparison, differences }];
    }),
  );
  const adjusted = correctBySignFlips(
    asked.map(({ differences }) => differences),
    seed,
  );
  const isHigherBetter = new Map(
    measures.map(({ name, higherIsBetter }) => [name, higherIsBetter]),
  );
  const judged = new Map(
    asked.map(({ figure, comparison }, index) => {
      const adjustedPValue = adjusted[index] ?? 1;
      const isShown = adjustedPValue <= overallAlpha && comparison.difference !== 0;
      const isGain = comparison.difference > 0 === isHigherBetter.get(figure.measure);
      const verdict = !isShown ? 'inconclusive' : isGain ? 'better' : 'worse';
      return [
        figure,
        { ...figure, comparison: { ...comparison, adjustedPValue, verdict } },
      ] as const;
    }),
  );
  return variants.map((variant) => ({
    ...variant,
    figures: variant.figures.map((figure) => judged.get(figure) ?? figure),
  }));
}
