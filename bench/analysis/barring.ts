// What bars a variant from being recommended, however fast it is.
import { quoteText, say, sayAll } from '../../reports/document/messages/message.ts';
import type { Phrase } from '../../reports/document/phrase.ts';
import type { Warning } from '../../reports/document/result.ts';
import type { TrialRecord } from '../measurement/records.ts';
import { countWrong, rankFailureReasons, rankWrongReasons } from './checked-answers.ts';
import { fewestSuccessRatio, findSuccessRatio } from './metrics.ts';
import { buildWarning } from './warning.ts';

/** Warnings that each bar the variant: wrong answers, failures, nothing measured; empty where none does. */
export function listBarringWarnings(trials: readonly TrialRecord[]): readonly Warning[] {
  if (trials.length === 0)
    return [buildWarning('NOT_MEASURED', say('warn-not-measured'), say('advise-not-measured'))];
  if (trials.every(({ counts }) => counts.scheduled === 0))
    return [buildWarning('NOTHING_SENT', say('warn-nothing-sent'), say('advise-nothing-sent'))];
  const warnings: Warning[] = [];
  const [failure] = rankFailureReasons(trials);
  const [wrong] = rankWrongReasons(trials);
  const count = countWrong(trials);
  if (count > 0) {
    const message = sayAll([say('warn-wrong-bodies', { count }), ...sayMost(wrong)]);
    warnings.push(buildWarning('WRONG_BODIES', message, say('advise-wrong-bodies')));
  }
  const successRatio = findSuccessRatio(trials);
  if (successRatio === undefined || successRatio < fewestSuccessRatio) {
    const isTold = count > 0 && failure?.reason === wrong?.reason;
    const message = sayAll([sayShare(successRatio), ...(isTold ? [] : sayMost(failure))]);
    warnings.push(buildWarning('FAILURES', message, say('advise-failures')));
  }
  return warnings;
}

function sayShare(successRatio: number | undefined): Phrase {
  const fewest = formatPercent(fewestSuccessRatio);
  if (successRatio === undefined) return say('warn-none-ended', { fewest });
  if (successRatio === 0) return say('warn-none-succeeded', { fewest });
  return say('warn-few-succeeded', { share: formatPercent(successRatio), fewest });
}

function sayMost(
  worst: { readonly reason: string; readonly count: number } | undefined,
): readonly Phrase[] {
  if (worst === undefined) return [];
  return [say('most-often', { reason: quoteText(worst.reason), count: worst.count })];
}

/** Per cent for a sentence, cut and not rounded, so that 99.9996 % never reads as 100 %. */
export function formatPercent(ratio: number): string {
  return `${Math.floor(ratio * 100_000 + 1e-6) / 1_000}%`;
}
