// What the truth server writes down of each request, and the messages that carry it.
import type { ServerBehaviour } from './server-behaviour.ts';

/**
 * - `answered`: a whole answer was handed to the socket; `broken`: the server broke it off by intent;
 * - `hung`: never answered by intent; `refused`: came on a connection that the server had
 *   closed, or had said it would close;
 * - `abandoned`: the client went away before the answer; `pending`: in the server at the end.
 */
type ServedOutcome = 'answered' | 'broken' | 'hung' | 'refused' | 'abandoned' | 'pending';

export interface ServedRequest {
  /** When its first byte was read, µs after that of the first request. */
  readonly arrivedUs: number;
  /** From its first byte until just before the (last part of the) answer was handed to the socket, µs. */
  readonly inServerUs: number | undefined;
  readonly outcome: ServedOutcome;
  /** Undefined where no whole answer was sent. */
  readonly status: number | undefined;
}

export interface ServerRecord {
  /** In order of arrival. */
  readonly requests: readonly ServedRequest[];
  readonly connectionsAccepted: number;
}

export type TruthRequest =
  | { readonly kind: 'begin'; readonly behaviour: ServerBehaviour; readonly seed: number }
  | { readonly kind: 'end'; readonly port: number };

export type TruthReply =
  | { readonly kind: 'begun'; readonly port: number }
  | { readonly kind: 'ended'; readonly record: ServerRecord }
  | { readonly kind: 'failed'; readonly message: string };
