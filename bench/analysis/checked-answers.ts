// Answers that were looked at in a trial: those of the load, and those compared with the baseline's before it.
import { readWrongContent } from '../measurement/failure-reasons.ts';
import type { TrialRecord } from '../measurement/records.ts';

/** A reason with its count. */
interface CountedReason {
  readonly reason: string;
  readonly count: number;
}

type Reasons = Pick<TrialRecord, 'failureReasons' | 'parity'>;

/** How often requests failed, by reason, answers that were compared before the load among them; most frequent first. */
export function rankFailureReasons(trials: readonly Reasons[]): readonly CountedReason[] {
  const counts = new Map<string, number>();
  for (const { failureReasons, parity } of trials) {
    const reasons = [failureReasons, parity?.reasons ?? {}].flatMap((one) => Object.entries(one));
    for (const [reason, count] of reasons) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

/** Those of them that are of the answers of `countWrong`. */
export function rankWrongReasons(trials: readonly Reasons[]): readonly CountedReason[] {
  return rankFailureReasons(trials).filter(({ reason }) => readWrongContent(reason) !== undefined);
}

type Answers = Pick<TrialRecord, 'checkedBodies' | 'wrongBodies' | 'parity'>;

export function countChecked(trials: readonly Answers[]): number {
  return trials.reduce(
    (sum, { checkedBodies, parity }) => sum + checkedBodies + (parity?.compared ?? 0),
    0,
  );
}

export function countWrong(trials: readonly Answers[]): number {
  return trials.reduce(
    (sum, { wrongBodies, parity }) => sum + wrongBodies + (parity?.wrong ?? 0),
    0,
  );
}
