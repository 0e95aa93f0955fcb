// Every variant against every other, as the result document holds it.
import type { VerdictKind } from './verdict-kind.ts';

/** Variant ÷ reference in the primary metric, paired within groups; each pair stands there once. */
export interface PairwiseComparison {
  readonly referenceId: string;
  readonly variantId: string;
  /** Null where it could not be estimated. */
  readonly ratio: number | null;
  readonly ratioLower: number | null;
  readonly ratioUpper: number | null;
  /** Of the variant against the reference, Holm's correction over all pairs included. */
  readonly verdict: VerdictKind;
}

/** The same group by group: what the dots beside an interval are drawn from. */
export interface GroupRatios {
  readonly referenceId: string;
  readonly variantId: string;
  /** Variant ÷ reference in the primary metric in each valid group, in group order; null where either has none. */
  readonly ratios: readonly (number | null)[];
}
