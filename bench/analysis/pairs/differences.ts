// Differences of shares group by group, for figures near 1, whose ratios say little.
import { mean } from '../../stats/descriptive.ts';
import { computeSignFlipPValue } from '../../stats/sign-flip.ts';
import { buildTInterval } from '../../stats/t-interval.ts';

/** A figure by the number of its group. */
export type ByGroup = ReadonlyMap<number, number>;

/** What the groups say of a difference. */
export interface Difference {
  /** Mean of value − reference over the groups that have both. */
  readonly mean: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Of no difference, by flipping the signs of the groups; not corrected for any family. */
  readonly pValue: number;
  /** By group. */
  readonly differences: ByGroup;
}

/** Between which a difference lies, whatever is found. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Of shares, 0 to 1. */
const shareDifference: Bounds = { least: -1, most: 1 };

/** Undefined where no group has both. The order is that of the values. @param bounds those of shares where left out */
export function compareByGroup(
  values: ByGroup,
  reference: ByGroup,
  { least, most }: Bounds = shareDifference,
): Difference | undefined {
  const byGroup = new Map(
    [...values].flatMap(([group, value]) => {
      const other = reference.get(group);
      return other === undefined ? [] : [[group, value - other] as const];
    }),
  );
  const differences = [...byGroup.values()];
  const centre = mean(differences);
  if (centre === undefined) return undefined;
  const interval = buildMeanInterval(differences, least, most);
  const pValue = computeSignFlipPValue(differences);
  return { mean: centre, interval, pValue, differences: byGroup };
}

const confidence = 0.95;

/** The 95 % t interval on a mean, clipped; null below two values, and where all of them are equal. */
export function buildMeanInterval(
  values: readonly number[],
  least: number,
  most: number,
): Difference['interval'] {
  const interval = buildTInterval(values, confidence);
  if (interval === undefined || values.every((value) => value === values[0])) return null;
  return { low: Math.max(least, interval.lower), high: Math.min(most, interval.upper) };
}
