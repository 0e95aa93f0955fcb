// What makes the figures of a slice doubtful, as sentences.
import type { RequestCounts } from '../driver.ts';
import { findConservationDoubt } from '../recording/slice-recorder.ts';

export interface SliceEvidence {
  readonly counts: RequestCounts;
  /** Reads of bytes that no request asked for. */
  readonly strays: number;
  readonly sends: {
    readonly all: number;
    /** Late by the generator's own doing: a connection was free. */
    readonly late: number;
    /** Late because all connections were busy, or none could be opened. */
    readonly waited: number;
  };
}

/** Above this share of the sends it is no single hiccup. */
const doubtfulSendRatio = 0.5;

/** True where most requests were late by the generator's own doing. */
export function isGeneratorLate({
  all,
  late,
}: Pick<SliceEvidence['sends'], 'all' | 'late'>): boolean {
  return late > doubtfulSendRatio * all;
}

/** The doubts of one slice, without numbers where thousands of slices would each have their own. */
export function findSliceDoubts(evidence: SliceEvidence): readonly string[] {
  const { counts, strays, sends } = evidence;
  const doubts: string[] = [];
  const unbalanced = findConservationDoubt(counts);
  if (unbalanced !== undefined) doubts.push(unbalanced);
  if (strays > 0) doubts.push('The service sent bytes that no request asked for.');
  if (isGeneratorLate(sends)) {
    doubts.push('The generator sent most requests over 5 ms late, although a connection was free.');
  }
  if (sends.waited > doubtfulSendRatio * sends.all) {
    doubts.push(
      'Most requests waited for a connection: the variant, or maxConnections, did not carry the rate.',
    );
  }
  return doubts;
}
