// Whether a number of further groups is a plan, or says that more groups will not decide it.

/** So many more are a plan whatever was run. */
const fewMoreGroups = 30;

/** Times what was run: past it the estimate itself is noise. */
const mostTimes = 10;

/** Numbers of further groups stop here: so many, or more. */
export const mostMoreGroups = 1_000;

/**
 * True where a run of `groups` groups may be advised to go on by `moreGroups`; false where the difference is too small
 * against the noise of the metric for groups to decide it.
 */
export function isPlan(moreGroups: number, groups: number): boolean {
  // So many, or more: what is not known is no plan.
  if (moreGroups >= mostMoreGroups) return false;
  return moreGroups <= fewMoreGroups || moreGroups <= mostTimes * groups;
}

/**
 * The further groups that a gate may be advised: null where they are not known or no plan. Against a limit they are what
 * its rule asks for, however few were run.
 */
export function countPlannedGroups(
  kind: 'absolute' | 'relative',
  { moreGroups, groups }: { readonly moreGroups: number | null; readonly groups: number },
): number | null {
  if (moreGroups === null || kind === 'absolute') return moreGroups;
  return isPlan(moreGroups, groups) ? moreGroups : null;
}

/** What groups can do for a comparison that is open. */
export type Outlook =
  | { readonly kind: 'more-groups'; readonly moreGroups: number }
  | { readonly kind: 'too-small' }
  | { readonly kind: 'unknown' };

/** Undefined where it is not open. */
export function findOutlook(
  comparison:
    | {
        readonly verdict: string;
        readonly moreGroups: number | null;
        readonly groups: number;
      }
    | undefined,
): Outlook | undefined {
  if (comparison?.verdict !== 'inconclusive') return undefined;
  const { moreGroups, groups } = comparison;
  if (moreGroups === null) return { kind: 'unknown' };
  return isPlan(moreGroups, groups) ? { kind: 'more-groups', moreGroups } : { kind: 'too-small' };
}
