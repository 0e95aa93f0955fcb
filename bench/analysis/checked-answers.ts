// Answers that were looked at in a trial: those of the load, and those compared with the baseline's before it.
import type { TrialRecord } from '../measurement/records.ts';

/** How often requests failed, by reason, answers that were compared before the load among them; most frequent first. */
export function rankFailureReasons(
  trials: readonly Pick<TrialRecord, 'failureReasons' | 'parity'>[],
): readonly { readonly reason: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { failureReasons, parity } of trials) {
    const reasons = [failureReasons, parity?.reasons ?? {}].flatMap((one) => Object.entries(one));
    for (const [reason, count] of reasons) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
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

/** What body checks say of a success share that counts each answer which they did not look at as right. */
export interface SampledBodies {
  /** Answers of the load whose body was looked at, and those of them that were wrong. */
  readonly checked: number;
  readonly wrong: number;
  /** Share of the answers that would have succeeded without a check whose body was looked at. */
  readonly checkedRatio: number;
  /** The success share if answers that were not looked at are wrong as often. */
  readonly expectedSuccessRatio: number;
}

/** Undefined where no checked answer of the load was wrong, or all of its answers were checked. */
export function findSampledBodies(
  trials: readonly Pick<TrialRecord, 'checkedBodies' | 'wrongBodies' | 'counts'>[],
): SampledBodies | undefined {
  const sum = (read: (trial: (typeof trials)[number]) => number) =>
    trials.reduce((total, trial) => total + read(trial), 0);
  const [checked, wrong] = [sum((trial) => trial.checkedBodies), sum((trial) => trial.wrongBodies)];
  const succeeded = sum(({ counts }) => counts.succeeded);
  const right = succeeded + wrong;
  if (wrong === 0 || checked >= right) return undefined;
  const due = sum(
    ({ counts }) => counts.succeeded + counts.failed + counts.timedOut + counts.dropped,
  );
  return {
    ...{ checked, wrong, checkedRatio: checked / right },
    expectedSuccessRatio: (right * (1 - wrong / checked)) / due,
  };
}
