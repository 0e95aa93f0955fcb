// Answers that were looked at in a trial: those of the load, and those compared with the baseline's before it.
import type { TrialRecord } from '../measurement/records.ts';

/** A reason with its count. */
interface CountedReason {
  readonly reason: string;
  readonly count: number;
}

type Reasons = Pick<TrialRecord, 'failureReasons' | 'parity'>;

/** With this begins every reason of an answer whose content is wrong, and no other reason. */
const wrongAnswerPrefix = 'body: ';

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
  return rankFailureReasons(trials).filter(({ reason }) => reason.startsWith(wrongAnswerPrefix));
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

/** Per cent for a sentence, cut and not rounded, so that 99.9996 % never reads as 100 %. */
export function formatPercent(ratio: number): string {
  return `${Math.floor(ratio * 100_000 + 1e-6) / 1_000}%`;
}
