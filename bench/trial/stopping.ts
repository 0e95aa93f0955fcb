// Whether a run may end before its last planned group: asked after each group, answered by the caller.

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
