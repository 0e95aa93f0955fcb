// Whether a run may end before its last planned group: asked after each group, answered by the caller.

/** Why a run ended that was not interrupted. */
export type StopReason = 'all-decided' | 'groups' | 'budget';

/** What is known when a group has ended. */
interface GroupsSoFar {
  readonly validGroups: number;
  /** Time of the group that just ended, ms. */
  readonly lastGroupMs: number;
}

/** The reason to end the run here; undefined goes on. */
export type StoppingRule = (soFar: GroupsSoFar) => Exclude<StopReason, 'groups'> | undefined;
