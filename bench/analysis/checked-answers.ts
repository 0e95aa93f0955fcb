// Answers that were looked at in a trial: those of the load, and those compared with the baseline's before it.
import type { TrialRecord } from '../measurement/records.ts';

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
