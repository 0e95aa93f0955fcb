// What the primary of a cluster and its workers say to each other.
import type { Snapshot } from './snapshot.ts';

export type WorkerMessage =
  /** The worker listens to messages from now on. */
  | { readonly kind: 'hello' }
  | {
      readonly kind: 'start-failed';
      readonly message: string;
      readonly hint: string;
      readonly exitCode: number;
    }
  /** Counters, unasked, so that little is lost when the worker dies. */
  | { readonly kind: 'counted'; readonly snapshot: Snapshot }
  /** Tell all others to forget keys; answered by `forgotten`. */
  | { readonly kind: 'invalidate'; readonly id: number; readonly keys: readonly string[] }
  /** Tell me the counters of all; answered by `collected`. */
  | { readonly kind: 'collect'; readonly id: number }
  /** The answer to `forget` and to `count`. */
  | { readonly kind: 'answer'; readonly id: number; readonly snapshot?: Snapshot };

export type PrimaryMessage =
  | { readonly kind: 'forget'; readonly id: number; readonly keys: readonly string[] }
  | { readonly kind: 'count'; readonly id: number }
  | { readonly kind: 'forgotten'; readonly id: number }
  | { readonly kind: 'collected'; readonly id: number; readonly snapshot: Snapshot };

/** How long one process of a cluster waits for another; one that is busy for longer is passed over. */
export const answerTimeoutMs = 1_000;
