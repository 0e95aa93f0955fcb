// The messages between the harness and a generator process: one request at a time, one reply each.
import type { ErrorCode } from '../../errors.ts';
import type { SessionOptions, SliceOrder, SliceOutcome, TrialMeasurement } from '../driver.ts';
import type { PartOutcome } from '../parts/part.ts';

/** What the harness asks of a generator. */
export type ChildRequest =
  | { readonly kind: 'open'; readonly options: SessionOptions }
  | { readonly kind: 'prepare-slice'; readonly order: SliceOrder }
  | { readonly kind: 'run-slice'; readonly order: SliceOrder }
  | { readonly kind: 'collect' }
  | { readonly kind: 'close' };

/** What a generator answers; `failed` is a failure in operation, told in full. */
export type ChildReply =
  /** The hash is of what the scenario is, so that parts of one session can be told to play the same. */
  | { readonly kind: 'opened'; readonly scenarioHash: string }
  | { readonly kind: 'prepared' }
  | { readonly kind: 'slice'; readonly outcome: SliceOutcome & Partial<PartOutcome> }
  | { readonly kind: 'collected'; readonly measurements: readonly TrialMeasurement[] }
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | undefined;
      /** Stack of what was thrown, for the output of the error. */
      readonly stack: string | undefined;
    };

export type ChildReplyKind = ChildReply['kind'];

/** The load generator as the child process offers it; `serveGenerator` puts it on the channel. */
export interface Generator {
  /** Does what a slice needs before it can start, such as opening connections; absent: nothing. */
  prepareSlice?(order: SliceOrder): Promise<void>;
  /** @throws LoadstoneError SCENARIO_INVALID, DRIVER_FAILED */
  runSlice(order: SliceOrder): Promise<SliceOutcome & Partial<PartOutcome>>;
  /** Takes and resets the recorded windows. */
  collect(): readonly TrialMeasurement[];
  close(): Promise<void>;
}

/** Makes the generator of a session. @throws LoadstoneError SCENARIO_INVALID, DRIVER_FAILED */
export type OpenGenerator = (options: SessionOptions) => Promise<Generator>;
