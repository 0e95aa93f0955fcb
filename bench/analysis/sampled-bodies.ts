// Body checks look at a share of the answers, while a success share counts each answer that they passed over as right.

import { say } from '../../reports/document/messages/message.ts';
import type { Warning } from '../../reports/document/result.ts';
import type { TrialRecord } from '../measurement/records.ts';
import { formatPercent } from './barring.ts';
import { buildWarning } from './warning.ts';

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
  const message = say('warn-bodies-sampled', {
    ...{ checked, wrong, share: formatRounded(checkedRatio) },
    ...{ wrongShare: formatRounded(wrong / checked), success: formatPercent(successRatio) },
    expected: formatRounded(expectedSuccessRatio),
  });
  const advice = say('advise-bodies-sampled');
  return [buildWarning('BODIES_SAMPLED', message, advice)];
}

function formatRounded(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))}%`;
}
