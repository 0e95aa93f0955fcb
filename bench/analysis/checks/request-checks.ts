// Checks of the requests: they add up, the service counted the same, connections, answers, settings.
import type { ValidityCheck } from '../../../reports/schema/result.ts';
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
 * Fails where the service's own counter lies outside what the driver saw: at least every answer that
 * arrived, at most those and the requests whose end the driver did not see (in flight at the end, timed
 * out, cut off by a connection error). Without such requests both must be equal.
 */
export function checkServiceCounter({ trials }: CheckInput): ValidityCheck {
  const name = 'service-counter-agrees';
  const gaps = trials.flatMap((trial) => findCounterGap(trial) ?? []);
  if (gaps.length === 0) {
    return { name, status: 'warning', detail: 'Not offered: no trial has a count by the service.' };
  }
  const off = gaps.filter((gap) => gap > 0).length;
  return {
    name,
    status: off > 0 ? 'failed' : gaps.length < trials.length ? 'warning' : 'ok',
    detail: `The service counted the same requests as the driver in ${countOf(gaps.length - off, trials.length, 'trials')} (no count in ${trials.length - gaps.length}); the largest unexplained difference is ${Math.max(...gaps)}.`,
  };
}

/** Requests by which the service's counter lies outside what the driver can explain; 0 where it does not. */
function findCounterGap(trial: TrialRecord): number | undefined {
  const { counts, failureReasons, serviceCountedRequests: counted } = trial;
  if (counted === undefined) return undefined;
  const cutOff = Object.entries(failureReasons)
    .filter(([reason]) => !/^(status |body: |timed out)/.test(reason))
    .reduce((sum, [, count]) => sum + count, 0);
  const answered = counts.succeeded + counts.failed - Math.min(cutOff, counts.failed);
  const most = counts.succeeded + counts.failed + counts.timedOut + counts.inFlightAtEnd;
  return Math.max(0, answered - counted, counted - most);
}

/**
 * Fails where a trial opened fewer connections than its load asks for; a warning where it opened some
 * again. autocannon and k6 open their connections anew in every slice; the open driver opens them once,
 * before the first recorded slice; an open load opens them as it needs.
 */
export function checkConnections({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'connections-as-asked';
  const loads = new Map(experiment.loads.map(({ id, load }) => [id, load]));
  const known = trials.flatMap((trial) => {
    const load = loads.get(trial.loadId);
    if (load?.kind !== 'closed') return [];
    const asked = experiment.driver === 'open' ? 0 : load.connections * trial.slices.length;
    return [{ opened: trial.connectionsOpened, asked }];
  });
  if (known.length === 0) {
    return { name, status: 'warning', detail: 'No trial has a fixed number of connections.' };
  }
  const few = known.filter(({ opened, asked }) => opened < asked).length;
  const many = known.filter(({ opened, asked }) => opened > asked).length;
  return {
    name,
    status: few > 0 ? 'failed' : many > 0 ? 'warning' : 'ok',
    detail: `${countOf(few, known.length, 'trials')} opened fewer connections than asked for, ${many} opened some again.`,
  };
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
