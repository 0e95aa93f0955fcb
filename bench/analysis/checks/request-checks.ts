// Checks of the requests: they add up, the service counted the same, connections, answers, settings.

import { say, sayAll, sayName } from '../../../reports/document/messages/message.ts';
import type { ValidityCheck } from '../../../reports/document/result.ts';
import { describeDriver } from '../../drivers/registry.ts';
import { countChecked, countWrong } from '../checked-answers.ts';
import { findCounterGap } from '../reconciliation.ts';
import { buildCheck, formatShare } from '../warning.ts';
import type { CheckInput } from './check-input.ts';
import { judgeConservation, judgeCounterAgreement } from './counting-checks.ts';

/** Every request of every trial ended in one way. */
export function checkRequestsAddUp({ trials }: CheckInput): ValidityCheck {
  return judgeConservation(trials, 'trial');
}

/** The service counted what the driver counted in every trial. */
export function checkServiceCounter({ trials }: CheckInput): ValidityCheck {
  return judgeCounterAgreement(trials, 'trial', (trial) => findCounterGap(trial));
}

/**
 * Fails where a trial opened fewer connections than its load asks for; a warning where it opened some
 * again. A driver without micro-slices opens its connections anew in every slice; one with them opens them
 * once, before the first recorded slice, and renews those that the service keeps no longer idle, which is
 * normal; an open load opens them as it needs, and so does a k6 script of the user's own (batches,
 * connections that are not kept).
 */
export function checkConnections({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'connections-as-asked';
  const { microSlices } = describeDriver(experiment.driver);
  const loads = new Map(experiment.loads.map(({ id, load }) => [id, load]));
  const scripts = new Set(
    experiment.scenarios.flatMap(({ name: scenario, ref }) =>
      ref.kind === 'k6-script' ? [scenario] : [],
    ),
  );
  const known = trials.flatMap((trial) => {
    if (scripts.has(trial.scenario)) return [];
    const load = loads.get(trial.loadId);
    if (load?.kind !== 'closed') return [];
    const asked = microSlices ? 0 : load.connections * trial.slices.length;
    return [{ opened: trial.connectionsOpened - (trial.connectionsRenewed ?? 0), asked }];
  });
  if (known.length === 0) {
    const isByScript = trials.length > 0 && trials.every(({ scenario }) => scripts.has(scenario));
    return isByScript
      ? buildCheck(name, 'ok', say('check-connections-script'))
      : buildCheck(name, 'warning', say('check-connections-free'));
  }
  const few = known.filter(({ opened, asked }) => opened < asked).length;
  const many = known.filter(({ opened, asked }) => opened > asked).length;
  return buildCheck(
    name,
    few > 0 ? 'failed' : many > 0 ? 'warning' : 'ok',
    say('check-connections', { few, all: known.length, many }),
  );
}

/** Warns where bodies were to be checked and were not, or some were wrong (that bars the variant, not the run). */
export function checkBodies({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'bodies-checked';
  const checked = countChecked(trials);
  const wrong = countWrong(trials);
  const without = trials.filter((trial) => countChecked([trial]) === 0).length;
  return buildCheck(
    name,
    wrong > 0 || without > 0 || trials.length === 0 ? 'warning' : 'ok',
    say('check-bodies', {
      ...{ checked, share: formatShare(experiment.bodyCheckRatio), wrong, without },
      all: trials.length,
    }),
  );
}

/** Fails where two variants ran the same settings or one ran others than planned; not offered is a warning. */
export function checkVariantsAsPlanned({ treatment }: CheckInput): ValidityCheck {
  const { checks, deviations } = treatment;
  const name = 'variants-as-planned';
  const same = checks.filter(({ status }) => status === 'same-as-another');
  const all = checks.length;
  const reporting = checks.filter(({ status }) => status !== 'not-offered').length;
  const variants = same.map(({ variantId }) => sayName(variantId));
  const found =
    same.length === 0
      ? say('check-settings', { reporting, all })
      : say('check-settings-same', { reporting, all, same: same.length, variants });
  const isOff = same.length + deviations.length > 0;
  return buildCheck(
    name,
    isOff ? 'failed' : reporting < all || all === 0 ? 'warning' : 'ok',
    sayAll([found, ...deviations]),
  );
}
