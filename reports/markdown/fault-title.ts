// What faults add to the title of a summary or comment, in a few words.

import type { FaultsDocument } from '../document/faults.ts';
import type { GateStatus } from '../document/gates.ts';
import { formatGateCounts } from '../gates/gate-text.ts';

export interface FaultOutcome {
  /** The worst; undefined where nothing was asked. */
  readonly status: GateStatus | undefined;
  readonly words: string;
}

/** The worst status that there is; undefined without any. */
export function findWorst(isThere: (status: GateStatus) => boolean): GateStatus | undefined {
  return (['fail', 'error', 'inconclusive', 'pass'] as const).find(isThere);
}

/** Wrong data first, also of an invalid run; then the gates. */
export function describeFaultOutcome({ faults, validity }: FaultsDocument): FaultOutcome {
  const isWrong = faults.audit.status === 'violated';
  const wrong = isWrong ? 'wrong data; ' : '';
  if (validity.status === 'invalid') {
    const words = `under faults: ${wrong}invalid, no conclusion`;
    return { status: isWrong ? 'fail' : 'error', words };
  }
  const count = (status: GateStatus) =>
    faults.gates.filter(({ outcome }) => outcome === status).length;
  const counts = {
    ...{ fail: count('fail'), error: count('error') },
    ...{ inconclusive: count('inconclusive'), pass: count('pass') },
  };
  const gates = faults.gates.length === 0 ? 'no gates' : formatGateCounts(counts);
  return {
    status: isWrong ? 'fail' : findWorst((one) => counts[one] > 0),
    words: `under faults: ${wrong}${gates}`,
  };
}

/** True where a reader has something to decide. */
export function hasFaultNews(document: FaultsDocument): boolean {
  const { status } = describeFaultOutcome(document);
  return status !== undefined && status !== 'pass';
}
