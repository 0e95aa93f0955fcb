// May a run of faults conclude anything: its episodes, their requests, the generator and the machine.

import type { FaultCell, FaultSettings } from '../../../reports/document/faults.ts';
import {
  dropDoubles,
  joinMessages,
  writeMessage,
} from '../../../reports/document/messages/message.ts';
import type { ResultDocument, ValidityCheck } from '../../../reports/document/result.ts';
import type { FaultEpisodeRecord } from '../../measurement/fault-records.ts';
import type { ResolvedLimits } from '../../spec/experiment.ts';
import { measureDeviation } from '../checks/load-checks.ts';
import { judgeConservation } from '../checks/request-checks.ts';
import { fewestGroups } from '../pairs/comparison.ts';
import { buildCheck, concludeChecks, formatShare, judgeParts, mostCaveats } from '../warning.ts';

export interface FaultValidityInput {
  readonly episodes: readonly FaultEpisodeRecord[];
  readonly cells: readonly FaultCell[];
  readonly settings: FaultSettings;
  readonly limits: Pick<ResolvedLimits, 'foreignCpuRatio' | 'rateDeviationRatio'>;
}

/** Bytes of the column of outcomes, which has one for each request, are base64. */
const charactersPerThreeBytes = 4;

/** One check that failed makes the run invalid; without an episode only the first says anything. */
export function judgeFaultValidity(input: FaultValidityInput): ResultDocument['validity'] {
  const checks =
    input.episodes.length === 0
      ? [checkMeasured(input)]
      : [
          checkMeasured(input),
          checkGroups(input),
          judgeConservation(input.episodes, 'episode'),
          checkLogs(input),
          checkRate(input),
          checkGenerator(input),
          checkForeignCpu(input),
          checkSteady(input),
          checkAudits(input),
        ];
  return concludeChecks(checks);
}

/** Fails where not one cell has figures; any that has none is a warning. */
function checkMeasured({ cells }: FaultValidityInput): ValidityCheck {
  const measured = cells.filter(({ status }) => status === 'measured').length;
  const voided = cells.filter(({ status }) => status === 'void').length;
  const status = measured === 0 ? 'failed' : measured < cells.length ? 'warning' : 'ok';
  const facts = { measured, all: cells.length, voided };
  return buildCheck('faults-measured', status, writeMessage('check-faults-measured', facts));
}

/** Warns below 3 groups: data that were lost once are lost, but nothing can be compared. */
function checkGroups({ cells }: FaultValidityInput): ValidityCheck {
  const groups = cells.flatMap(({ figures }) => figures?.groups ?? []);
  const fewest = groups.length === 0 ? 0 : Math.min(...groups);
  const status = fewest < fewestGroups ? 'warning' : 'ok';
  const facts = { fewest, needed: fewestGroups };
  return buildCheck('enough-groups', status, writeMessage('check-fault-groups', facts));
}

/** Fails where an episode has another number of logged requests than were scheduled. */
function checkLogs({ episodes }: FaultValidityInput): ValidityCheck {
  const whole = episodes.filter(
    ({ requests, counts }) => countLogged(requests.outcome) === counts.scheduled,
  ).length;
  const status = whole < episodes.length ? 'failed' : 'ok';
  return buildCheck(
    'request-logs-whole',
    status,
    writeMessage('check-logs', { whole, all: episodes.length }),
  );
}

function countLogged(base64: string): number {
  // Base64 ends in two of them at most.
  const padding = /={0,2}$/.exec(base64)?.[0].length ?? 0;
  return (base64.length / charactersPerThreeBytes) * 3 - padding;
}

/**
 * Fails where in more than a fifth of the episodes the arrivals differ from rate × time by more than the limit and
 * chance. What a broken service could not take was due all the same, so this is about the generator.
 */
function checkRate({ episodes, settings, limits }: FaultValidityInput): ValidityCheck {
  const off = episodes.filter(({ rateRps, marks, counts }) => {
    const asked = (rateRps * marks.endedMs) / 1_000;
    const due = { asked, slices: 1, kind: settings.arrivals };
    return measureDeviation(counts.scheduled, due, limits.rateDeviationRatio).isOff;
  }).length;
  const [all, limit] = [episodes.length, formatShare(limits.rateDeviationRatio)];
  const detail = writeMessage('check-episode-rate', { off, all, limit, most: mostCaveats });
  return buildCheck('rate-kept', judgeParts(off, all), detail);
}

/**
 * Fails where in more than a fifth of the episodes the generator itself was late. Other caveats, such as requests that
 * waited for a connection, are what a fault does to clients, so they are told and nothing more.
 */
function checkGenerator({ episodes }: FaultValidityInput): ValidityCheck {
  const late = episodes.filter(({ isGeneratorLate }) => isGeneratorLate === true).length;
  const caveats = dropDoubles(episodes.flatMap((each) => each.caveats));
  const all = episodes.length;
  const status = judgeParts(late, all);
  return buildCheck(
    'sends-on-time',
    status === 'ok' && caveats.length > 0 ? 'warning' : status,
    joinMessages([
      writeMessage('check-episode-generator', { late, all, most: mostCaveats }),
      ...caveats,
    ]),
  );
}

/** Fails where other programs used too much of the machine in more than a fifth of the episodes; unknown warns. */
function checkForeignCpu({ episodes, limits }: FaultValidityInput): ValidityCheck {
  const known = episodes.flatMap(({ foreignCpuRatio }) => foreignCpuRatio ?? []);
  const over = known.filter((ratio) => ratio > limits.foreignCpuRatio).length;
  const [limit, all] = [formatShare(limits.foreignCpuRatio), episodes.length];
  return buildCheck(
    'foreign-cpu-within-limit',
    judgeParts(over, known.length, all),
    writeMessage('check-episode-foreign', {
      ...{ limit, over, known: known.length, all, most: mostCaveats },
    }),
  );
}

/** Below this share of good requests before the fault nothing can be said of what the fault did. */
const overloadedRatio = 0.5;

/**
 * Warns where a service was not up before the fault: then recovery is back to something that was no service. Fails
 * where not one answered half of the requests: the rate is above what any of them carries, and what was measured is
 * the overload.
 */
function checkSteady({ cells, settings }: FaultValidityInput): ValidityCheck {
  const before = cells.flatMap(({ figures }) => figures?.before.availability.ratio ?? []);
  const low = before.filter((ratio) => ratio < settings.upRatio).length;
  const isOverload = before.length > 0 && before.every((ratio) => ratio < overloadedRatio);
  const share = formatShare(settings.upRatio);
  return buildCheck(
    'steady-before-the-fault',
    isOverload ? 'failed' : low > 0 ? 'warning' : 'ok',
    joinMessages([
      writeMessage('check-steady-before', { low, all: before.length, share }),
      ...(isOverload ? [writeMessage('check-overloaded')] : []),
    ]),
  );
}

/** Warns where an audit could say nothing: that is no clean one. */
function checkAudits({ episodes }: FaultValidityInput): ValidityCheck {
  const unknown = episodes.filter(({ audit }) => audit.reason !== undefined);
  const reasons = unknown.flatMap(({ audit: { reason } }) =>
    reason === undefined ? [] : [reason],
  );
  const what = writeMessage('check-audits', { unknown: unknown.length, all: episodes.length });
  return buildCheck(
    'data-audited',
    unknown.length > 0 ? 'warning' : 'ok',
    joinMessages([what, ...dropDoubles(reasons)]),
  );
}
