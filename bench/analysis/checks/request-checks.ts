// Checks of the requests: they add up, the service counted the same, connections, answers, settings.
import type { ValidityCheck } from '../../../reports/schema/result.ts';
import type { Load } from '../../drivers/driver.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import { type CheckInput, countOf } from './check-input.ts';

/** Fails where scheduled is not the sum of succeeded, failed, timed out, in flight and dropped in any trial. */
export function checkRequestsAddUp({ trials }: CheckInput): ValidityCheck {
  const name = 'requests-add-up';
  const scheduled = trials.reduce((sum, { counts }) => sum + counts.scheduled, 0);
  const off = trials.filter(({ counts }) => {
    const { succeeded, failed, timedOut, inFlightAtEnd, dropped } = counts;
    return counts.scheduled !== succeeded + failed + timedOut + inFlightAtEnd + dropped;
  }).length;
  if (trials.length === 0) return { name, status: 'warning', detail: 'There are no trials.' };
  return {
    name,
    status: off > 0 ? 'failed' : 'ok',
    detail: `${scheduled} requests were scheduled and are accounted for one by one in ${countOf(trials.length - off, trials.length, 'trials')}.`,
  };
}

/**
 * Fails where the service's own counter is further from the driver's than there were requests whose
 * end the driver did not see: in flight at the end, timed out, or cut off by a connection error.
 */
export function checkServiceCounter({ trials }: CheckInput): ValidityCheck {
  const name = 'service-counter-agrees';
  const counted = trials.filter((trial) => trial.serviceCountedRequests !== undefined);
  if (counted.length === 0) {
    return { name, status: 'warning', detail: 'Not offered: no trial has a count by the service.' };
  }
  let largestGap = 0;
  const off = counted.filter((trial) => {
    const gap = Math.abs((trial.serviceCountedRequests ?? 0) - trial.resourceRequests);
    largestGap = Math.max(largestGap, gap);
    return gap > countUnseenEnds(trial);
  }).length;
  return {
    name,
    status: off > 0 ? 'failed' : counted.length < trials.length ? 'warning' : 'ok',
    detail: `The service counted the same requests as the driver in ${countOf(counted.length - off, trials.length, 'trials')} (not counted in ${trials.length - counted.length}); the largest difference is ${largestGap}.`,
  };
}

function countUnseenEnds({ counts, failureReasons }: TrialRecord): number {
  const cutOff = Object.entries(failureReasons)
    .filter(([reason]) => !/^(status|body)\b/.test(reason))
    .reduce((sum, [, count]) => sum + count, 0);
  return counts.inFlightAtEnd + counts.timedOut + cutOff;
}

/**
 * Fails where a trial opened fewer connections than its load asks for; more than that in every slice
 * (connections broken and opened again) is a warning.
 */
export function checkConnections({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'connections-as-asked';
  const loads = new Map(experiment.loads.map(({ id, load }) => [id, load]));
  const known = trials.flatMap((trial) => {
    const load = loads.get(trial.loadId);
    return load === undefined ? [] : [{ trial, ...findConnectionBounds(load, trial) }];
  });
  if (known.length === 0) return { name, status: 'warning', detail: 'There are no trials.' };
  const few = known.filter(({ trial, least }) => trial.connectionsOpened < least).length;
  const many = known.filter(({ trial, most }) => trial.connectionsOpened > most).length;
  return {
    name,
    status: few > 0 ? 'failed' : many > 0 ? 'warning' : 'ok',
    detail: `${few} of ${known.length} trials opened fewer connections than asked for, ${many} opened some again.`,
  };
}

function findConnectionBounds(load: Load, { slices }: TrialRecord) {
  return load.kind === 'closed'
    ? { least: load.connections, most: load.connections * Math.max(1, slices.length) }
    : { least: 1, most: Number.POSITIVE_INFINITY };
}

/** Warns where bodies were to be checked and were not, or some were wrong (that bars the variant, not the run). */
export function checkBodies({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'bodies-checked';
  const checked = trials.reduce((sum, trial) => sum + trial.checkedBodies, 0);
  const wrong = trials.reduce((sum, trial) => sum + trial.wrongBodies, 0);
  const without = trials.filter((trial) => trial.checkedBodies === 0).length;
  return {
    name,
    status: wrong > 0 || without > 0 || trials.length === 0 ? 'warning' : 'ok',
    detail: `${checked} answers were checked (a share of ${experiment.bodyCheckRatio} is asked for) and ${wrong} were wrong; ${countOf(without, trials.length, 'trials')} had none checked.`,
  };
}

/** Fails where two variants ran the same settings or one ran others than planned; not offered is a warning. */
export function checkVariantsAsPlanned({ treatment }: CheckInput): ValidityCheck {
  const { checks, deviations } = treatment;
  const name = 'variants-as-planned';
  const same = checks.filter(({ status }) => status === 'same-as-another');
  const silent = checks.filter(({ status }) => status === 'not-offered').length;
  const named = same.map(({ variantId }) => variantId).join(', ');
  return {
    name,
    status:
      same.length + deviations.length > 0
        ? 'failed'
        : silent > 0 || checks.length === 0
          ? 'warning'
          : 'ok',
    detail: [
      `${countOf(checks.length - silent, checks.length, 'variants')} say with which settings they run`,
      `${same.length} of them the same as another${same.length > 0 ? ` (${named})` : ''}.`,
      ...deviations,
    ]
      .join('; ')
      .replaceAll('.;', '.'),
  };
}
