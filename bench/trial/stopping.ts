// Whether a run may end before its last planned group: asked after each group, answered by the caller.

import { fewestGroups } from '../analysis/pairs/comparison.ts';
import type { Plan } from '../plan/plan.ts';
import type { Experiment } from '../spec/experiment.ts';

/** Why a run ended that was not interrupted. */
export type StopReason = 'all-decided' | 'groups' | 'budget';

/** Why the loop ends here: for good, or until the next epoch. */
type StopHere = Exclude<StopReason, 'groups'> | 'epoch';

/** What is known when a group has ended. */
interface GroupsSoFar {
  readonly validGroups: number;
  /** Time of the group that just ended, ms. */
  readonly lastGroupMs: number;
  readonly nextGroup: number;
}

/** The reason to end the run here; undefined goes on. */
export type StoppingRule = (soFar: GroupsSoFar) => StopHere | undefined;

interface Remaining {
  readonly plan: Pick<Plan, 'variants'>;
  readonly experiment: { readonly gates?: Experiment['gates'] | undefined };
  /** Variants that could not be started. */
  readonly notRun: ReadonlyMap<string, unknown>;
  readonly validGroups: number;
}

/**
 * True where variants were planned beside the baseline and none of them runs: more groups would measure the baseline
 * alone. So many are kept that its figures count; with gates all are, since a limit is asked of the baseline, too.
 */
export function hasNothingToCompare({ plan, experiment, notRun, validGroups }: Remaining): boolean {
  if (validGroups < fewestGroups) return false;
  const others = plan.variants.filter(({ isBaseline }) => !isBaseline);
  const hasGates = (experiment.gates ?? []).length > 0;
  return others.length > 0 && !hasGates && others.every(({ id }) => notRun.has(id));
}
