// What bars a variant from being recommended, however fast it is.
import type { Warning } from '../../reports/document/result.ts';
import type { TrialRecord } from '../measurement/records.ts';
import { countWrong, rankFailureReasons, rankWrongReasons } from './checked-answers.ts';
import { fewestSuccessRatio, findSuccessRatio } from './metrics.ts';

/** Warnings that each bar the variant: wrong answers, failures, nothing measured; empty where none does. */
export function listBarringWarnings(trials: readonly TrialRecord[]): readonly Warning[] {
  if (trials.length === 0) {
    return [
      {
        code: 'NOT_MEASURED',
        message: 'No valid group holds a trial of this variant under this scenario and load.',
        advice: 'See the reasons of the void groups; run more groups.',
      },
    ];
  }
  if (trials.every(({ counts }) => counts.scheduled === 0)) {
    return [
      {
        code: 'NOTHING_SENT',
        message: 'No request was due, so there is nothing to measure.',
        advice:
          'Raise the rate or lengthen the slices; `loadstone plan` says how many requests a group gets.',
      },
    ];
  }
  const warnings: Warning[] = [];
  const [failure] = rankFailureReasons(trials);
  const [wrong] = rankWrongReasons(trials);
  const wrongBodies = countWrong(trials);
  if (wrongBodies > 0) {
    warnings.push({
      code: 'WRONG_BODIES',
      message: `${wrongBodies} of the checked answers ${wrongBodies === 1 ? 'was' : 'were'} wrong; wrong data beats any speed.${tellMost(wrong)}`,
      advice: 'Look at the failure reasons; mend the variant before comparing its speed.',
    });
  }
  const successRatio = findSuccessRatio(trials);
  if (successRatio === undefined || successRatio < fewestSuccessRatio) {
    const share =
      successRatio === undefined
        ? 'No request came to an end'
        : successRatio === 0
          ? 'No request succeeded'
          : `Only ${formatPercent(successRatio)} of the requests succeeded`;
    warnings.push({
      code: 'FAILURES',
      message: `${share}, below the ${formatPercent(fewestSuccessRatio)} that a recommendation takes.${wrongBodies > 0 && failure?.reason === wrong?.reason ? '' : tellMost(failure)}`,
      advice: 'Look at the failure reasons and at the output of the service.',
    });
  }
  return warnings;
}

function tellMost(worst: { readonly reason: string; readonly count: number } | undefined): string {
  return worst === undefined ? '' : ` Most often: ${worst.reason} (${worst.count}).`;
}

/** Per cent for a sentence, cut and not rounded, so that 99.9996 % never reads as 100 %. */
export function formatPercent(ratio: number): string {
  return `${Math.floor(ratio * 100_000 + 1e-6) / 1_000}%`;
}
