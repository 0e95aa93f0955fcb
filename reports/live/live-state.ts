// How a run that is still going on stands: all that its page shows.

import type { ResultDocument } from '../document/result.ts';
import type { ProgressState } from '../terminal/progress.ts';

/** How a group of the plan stands. */
export type GroupStatus = 'valid' | 'void' | 'running' | 'waiting';

/** How a run that is watched stands; `failed` where an error ended it. */
export type LiveStatus = 'running' | 'ended' | 'interrupted' | 'failed';

/** Numbers of valid groups at which the run is looked at; after every group where `anytime`. */
export interface LiveLooks {
  readonly kind: 'fixed' | 'group-sequential' | 'anytime';
  readonly groups: readonly number[];
}

export interface LiveState {
  readonly name: string;
  readonly status: LiveStatus;
  readonly progress: ProgressState;
  /** In the order of the plan. */
  readonly groups: readonly GroupStatus[];
  readonly looks: LiveLooks;
  /** The run judged from the groups that have ended; undefined where none has. */
  readonly soFar: ResultDocument | undefined;
  /** Where the report will be, as the terminal says it; undefined where there will be none. */
  readonly reportPath: string | undefined;
  readonly loadstoneVersion: string;
}
