// What makes the figures of a slice doubtful, as sentences.
import type { RequestCounts } from '../driver.ts';
import { findConservationDoubt } from '../recording/slice-recorder.ts';

export interface SliceEvidence {
  readonly counts: RequestCounts;
  /** Reads of bytes that no request asked for. */
  readonly strays: number;
  /** Requests sent again after the other side had closed their connection. */
  readonly resent: number;
  readonly sent: number;
  /** Sends late by the generator's own doing: a connection was free. */
  readonly lateSends: number;
}

/** Share of late sends above which a slice is doubtful, and the least number of them. */
const lateSendRatioLimit = 0.05;
const lateSendsToDoubt = 3;

/** The doubts of one slice; empty where there is none. */
export function findSliceDoubts(evidence: SliceEvidence): readonly string[] {
  const { counts, strays, resent, sent, lateSends } = evidence;
  const doubts: string[] = [];
  const unbalanced = findConservationDoubt(counts);
  if (unbalanced !== undefined) doubts.push(unbalanced);
  if (strays > 0) {
    doubts.push(`The service sent bytes that no request asked for, ${strays} times.`);
  }
  if (resent > 0) {
    doubts.push(
      `The service closed ${resent} connections without saying so; their requests were sent again.`,
    );
  }
  if (lateSends >= lateSendsToDoubt && lateSends > lateSendRatioLimit * sent) {
    doubts.push(
      `The generator sent ${lateSends} of ${sent} requests over 2 ms late although a connection was free.`,
    );
  }
  return doubts;
}
