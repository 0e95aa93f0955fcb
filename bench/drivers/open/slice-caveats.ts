// Caveats of a slice, as messages.
import type { Message } from '../../../reports/document/message.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { RequestCounts } from '../driver.ts';
import { describeImbalance } from '../recording/slice-recorder.ts';

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
const notableSendRatio = 0.5;

/** True where most requests were late by the generator's own doing. */
export function isGeneratorLate({
  all,
  late,
}: Pick<SliceEvidence['sends'], 'all' | 'late'>): boolean {
  return late > notableSendRatio * all;
}

/** The caveats of one slice, without numbers where thousands of slices would each have their own. */
export function listSliceCaveats(evidence: SliceEvidence): readonly Message[] {
  const { counts, strays, sends } = evidence;
  const caveats: Message[] = [];
  const unbalanced = describeImbalance(counts);
  if (unbalanced !== undefined) caveats.push(unbalanced);
  if (strays > 0) caveats.push(writeMessage('caveat-strays'));
  if (isGeneratorLate(sends)) {
    caveats.push(writeMessage('caveat-generator-late'));
  }
  if (sends.waited > notableSendRatio * sends.all) {
    caveats.push(writeMessage('caveat-waited'));
  }
  return caveats;
}
