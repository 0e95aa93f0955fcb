// What the intervals of a run are over.

/** A stretch of time in which groups were made without a long pause between them. */
interface EpochDescription {
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Valid groups. */
  readonly groups: number;
}

export interface SamplingDescription {
  /**
   * What one value of every sample stands for: a `group`, so that intervals are over launches of this run on this
   * machine, or an `epoch` (the mean of its groups), so that they are over occasions. `groups` of a comparison
   * counts these.
   */
  readonly unit: 'group' | 'epoch';
  /** In the order of time. */
  readonly epochs: readonly EpochDescription[];
}
