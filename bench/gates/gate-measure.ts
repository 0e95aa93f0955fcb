// What a gate found, whatever kind of run it judged: how it came out and the figures, before it is put into words.
import type { GateLaunches, GateResult } from '../../reports/document/gates.ts';
import type { ShareRule, ShareVerdict } from '../stats/share-in-trouble.ts';
import { computeMissRatio } from './launch-rule.ts';

export type GateMeasure = Pick<
  GateResult,
  | 'status'
  | 'outcome'
  | 'value'
  | 'lower'
  | 'upper'
  | 'confidence'
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

/** What the launches say of a limit, see `launch-rule.ts`. */
export interface LaunchFinding {
  readonly verdict: ShareVerdict;
  readonly launches: GateLaunches;
  /** Values of the sample: groups, or epochs. */
  readonly groups: number;
  readonly rule: ShareRule;
  readonly figures: Pick<GateMeasure, 'value' | 'lower' | 'upper'>;
  readonly failedBy?: 'average' | 'launches';
  /** Further groups (epochs) that would probably decide it; asked where it is open. */
  readonly findMore: () => number | null;
}

/** The result of a gate against a limit. */
export function concludeLaunches(finding: LaunchFinding): GateMeasure {
  const { verdict, launches, groups, rule, figures, failedBy = 'launches' } = finding;
  const shared = { ...figures, groups, moreGroups: null, leastDetectableRatio: null };
  switch (verdict) {
    case 'within':
      return {
        ...shared,
        launches: { ...launches, missRatio: computeMissRatio(groups, rule) },
        ...{ status: 'pass', outcome: 'within-limit' },
      };
    case 'beyond':
      return {
        ...{ ...shared, launches: { ...launches, failedBy } },
        ...{ status: 'fail', outcome: 'over-limit' },
      };
    case 'open': {
      const { epochs } = launches;
      const more = finding.findMore();
      return {
        ...{ ...shared, status: 'inconclusive', outcome: 'undecided' },
        launches: epochs ? { ...launches, epochs: { ...epochs, moreEpochs: more } } : launches,
        moreGroups: epochs ? null : more,
      };
    }
  }
}
