// What a gate found, before it is put into words.
import type { GateResult } from '../../reports/document/gates.ts';

export type GateMeasure = Pick<
  GateResult,
  | 'status'
  | 'outcome'
  | 'value'
  | 'lower'
  | 'upper'
  | 'groups'
  | 'launches'
  | 'moreGroups'
  | 'leastDetectableRatio'
>;

/** Nothing is known; a gate without data never passes. */
export function buildUnmeasured(
  status: 'error' | 'inconclusive',
  outcome: 'not-run' | 'invalid-run' | 'undecided' | 'not-exercised',
  groups = 0,
): GateMeasure {
  return {
    ...{ status, outcome, groups, moreGroups: null, leastDetectableRatio: null },
    ...{ value: null, lower: null, upper: null },
  };
}
