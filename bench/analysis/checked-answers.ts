// Answers that were looked at: those of the load, those compared with the baseline's before it, and what a share of them says.

import { writeMessage } from '../../reports/document/messages/message.ts';
import type { Warning } from '../../reports/document/result.ts';
import { readWrongContent } from '../measurement/failure-reasons.ts';
import type { TrialRecord } from '../measurement/records.ts';
import { buildWarning } from './warning.ts';

interface CountedReason {
  readonly reason: string;
  readonly count: number;
}

type Reasons = Pick<TrialRecord, 'failureReasons'> & Partial<Pick<TrialRecord, 'parity'>>;

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

/** Per cent for a sentence, cut and not rounded, so that 99.9996 % never reads as 100 %. */
export function formatPercent(ratio: number): string {
  return `${Math.floor(ratio * 100_000 + 1e-6) / 1_000}%`;
}

type Checked = Pick<TrialRecord, 'checkedBodies' | 'wrongBodies' | 'counts'>;

/** What body checks say of a success share that counts each answer which they did not look at as right. */
interface SampledBodies {
  /** Answers of the load whose body was looked at, and those of them that were wrong. */
  readonly checked: number;
  readonly wrong: number;
  /** Share of the answers that would have succeeded without a check whose body was looked at. */
  readonly checkedRatio: number;
  /** The success share as it is shown. */
  readonly successRatio: number;
  /** The success share if answers that were not looked at are wrong as often. */
  readonly expectedSuccessRatio: number;
}

/** Undefined where no checked answer of the load was wrong, or all of its answers were checked. */
function findSampledBodies(trials: readonly Checked[]): SampledBodies | undefined {
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
    ...{ checked, wrong, checkedRatio: checked / right, successRatio: succeeded / due },
    expectedSuccessRatio: (right * (1 - wrong / checked)) / due,
  };
}

/** The caveat, where a checked answer was wrong and others were not looked at. @param trials, or slices of a sweep */
export function warnOfSampledBodies(trials: readonly Checked[]): readonly Warning[] {
  const sampled = findSampledBodies(trials);
  if (sampled === undefined) return [];
  const { checked, wrong, checkedRatio, successRatio, expectedSuccessRatio } = sampled;
  const message = writeMessage('warn-bodies-sampled', {
    ...{ checked, wrong, share: formatRounded(checkedRatio) },
    ...{ wrongShare: formatRounded(wrong / checked), success: formatPercent(successRatio) },
    expected: formatRounded(expectedSuccessRatio),
  });
  const advice = writeMessage('advise-bodies-sampled');
  return [buildWarning('BODIES_SAMPLED', message, advice)];
}

function formatRounded(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))}%`;
}
