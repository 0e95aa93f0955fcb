// What excludes a variant from being chosen, however fast it is: the one decision for runs, sweeps and faults.

import type { Exclusion } from '../../reports/document/exclusion.ts';
import type { Message } from '../../reports/document/message.ts';
import {
  joinMessages,
  quoteText,
  writeMessage,
  writeName,
} from '../../reports/document/messages/message.ts';
import type { Warning } from '../../reports/document/result.ts';
import type { TrialRecord } from '../measurement/records.ts';
import {
  countWrong,
  formatPercent,
  rankFailureReasons,
  rankWrongReasons,
} from './checked-answers.ts';
import { computeSuccessRatio, fewestSuccessRatio } from './metrics.ts';
import { buildWarning } from './warning.ts';

/** What is known of a variant; what a kind of run does not ask is left out. */
interface Evidence {
  /** Trials of valid groups, capacities of a sweep, cells of faults with figures. */
  readonly measured: number;
  /** Requests that were due. */
  readonly scheduled?: number;
  readonly wrongBodies?: number;
  /** 0 to 1; undefined where no request came to an end. */
  readonly success?: { readonly ratio: number | undefined };
  readonly isExercised?: boolean;
  /** Faults under which an audit found wrong data. */
  readonly wrongUnder?: readonly string[];
  /** Rules that its data break. */
  readonly brokenInvariants?: readonly string[];
}

/** Every reason, the gravest first; empty where the variant may be chosen. */
export function findExclusions(evidence: Evidence): readonly Exclusion[] {
  const {
    measured,
    scheduled,
    wrongBodies = 0,
    success,
    wrongUnder = [],
    brokenInvariants = [],
  } = evidence;
  const reasons: Exclusion[] = [];
  if (wrongUnder.length > 0) reasons.push({ code: 'WRONG_DATA', faultIds: wrongUnder });
  if (brokenInvariants.length > 0)
    reasons.push({ code: 'BROKEN_INVARIANTS', names: brokenInvariants });
  if (wrongBodies > 0) reasons.push({ code: 'WRONG_BODIES', wrong: wrongBodies });
  if (measured === 0) return [...reasons, { code: 'NOT_MEASURED' }];
  if (scheduled === 0) return [...reasons, { code: 'NOTHING_SENT' }];
  if (success && (success.ratio === undefined || success.ratio < fewestSuccessRatio)) {
    const successRatio = success.ratio ?? null;
    reasons.push({ code: 'FAILURES', successRatio, leastRatio: fewestSuccessRatio });
  }
  if (evidence.isExercised === false) reasons.push({ code: 'NOT_EXERCISED' });
  return reasons;
}

/**
 * The exclusions of a cell of a run as its warnings.
 * @param trials of valid groups
 * @param brokenInvariants rules that the variant's data break
 */
export function warnOfExclusions(
  trials: readonly TrialRecord[],
  brokenInvariants: readonly string[] = [],
): readonly Warning[] {
  const wrongBodies = countWrong(trials);
  const exclusions = findExclusions({
    ...{ measured: trials.length, wrongBodies, brokenInvariants },
    scheduled: trials.reduce((sum, { counts }) => sum + counts.scheduled, 0),
    success: { ratio: computeSuccessRatio(trials) },
  });
  return exclusions.flatMap((exclusion) => warnOf(exclusion, trials, wrongBodies));
}

function warnOf(
  exclusion: Exclusion,
  trials: readonly TrialRecord[],
  wrongBodies: number,
): readonly Warning[] {
  switch (exclusion.code) {
    case 'NOT_MEASURED':
      return [
        buildWarning(
          'NOT_MEASURED',
          writeMessage('warn-not-measured'),
          writeMessage('advise-not-measured'),
        ),
      ];
    case 'NOTHING_SENT':
      return [
        buildWarning(
          'NOTHING_SENT',
          writeMessage('warn-nothing-sent'),
          writeMessage('advise-nothing-sent'),
        ),
      ];
    case 'BROKEN_INVARIANTS': {
      const { names } = exclusion;
      const rules = names.map((name) => writeName(name));
      return [
        buildWarning(
          'BROKEN_INVARIANTS',
          writeMessage('warn-broken-invariants', { count: names.length, rules }),
          writeMessage('advise-broken-invariants'),
        ),
      ];
    }
    case 'WRONG_BODIES': {
      const most = sayMost(rankWrongReasons(trials)[0]);
      const message = joinMessages([
        writeMessage('warn-wrong-bodies', { count: wrongBodies }),
        ...most,
      ]);
      return [buildWarning('WRONG_BODIES', message, writeMessage('advise-wrong-bodies'))];
    }
    case 'FAILURES':
      return [warnOfFailures(exclusion, trials, wrongBodies)];
    case 'NOT_EXERCISED':
    case 'WRONG_DATA':
      // Not asked of a cell: its verdict says the one, and only faults are audited.
      return [];
  }
}

function warnOfFailures(
  { successRatio, leastRatio }: Extract<Exclusion, { readonly code: 'FAILURES' }>,
  trials: readonly TrialRecord[],
  wrongBodies: number,
): Warning {
  const [failure] = rankFailureReasons(trials);
  const isTold = wrongBodies > 0 && failure?.reason === rankWrongReasons(trials)[0]?.reason;
  const share = sayShare(successRatio, formatPercent(leastRatio));
  const message = joinMessages([share, ...(isTold ? [] : sayMost(failure))]);
  return buildWarning('FAILURES', message, adviseOnFailures(successRatio, failure?.reason));
}

/** Answers of 2xx and 3xx that all count as failures are most likely what the service means. */
function adviseOnFailures(successRatio: number | null, reason: string | undefined): Message {
  const [, status] = /^status ([23]\d\d)$/.exec(reason ?? '') ?? [];
  return successRatio === 0 && status !== undefined
    ? writeMessage('advise-expected-status', { status })
    : writeMessage('advise-failures');
}

function sayShare(successRatio: number | null, fewest: string): Message {
  if (successRatio === null) return writeMessage('warn-none-ended', { fewest });
  if (successRatio === 0) return writeMessage('warn-none-succeeded', { fewest });
  return writeMessage('warn-few-succeeded', { share: formatPercent(successRatio), fewest });
}

function sayMost(
  worst: { readonly reason: string; readonly count: number } | undefined,
): readonly Message[] {
  if (worst === undefined) return [];
  return [writeMessage('most-often', { reason: quoteText(worst.reason), count: worst.count })];
}
