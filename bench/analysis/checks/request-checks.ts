// Checks of the requests: they add up, the service counted the same, connections, answers, settings.
import {
  joinMessages,
  writeMessage,
  writeName,
} from '../../../reports/document/messages/message.ts';
import type { ValidityCheck } from '../../../reports/document/result.ts';
import type { RequestCounts } from '../../drivers/driver.ts';
import { describeDriver } from '../../drivers/registry.ts';
import { countChecked, countWrong } from '../checked-answers.ts';
import { buildCheck, formatShare } from '../warning.ts';
import type { CheckInput } from './check-input.ts';

/** Every request of every trial ended in one way. */
export function checkRequestsAddUp({ trials }: CheckInput): ValidityCheck {
  return judgeConservation(trials, 'trial');
}

/** The service counted what the driver counted in every trial. */
export function checkServiceCounter({ trials }: CheckInput): ValidityCheck {
  return judgeCounterAgreement(trials, 'trial', (trial) => computeCounterGap(trial));
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
      ? buildCheck(name, 'ok', writeMessage('check-connections-script'))
      : buildCheck(name, 'warning', writeMessage('check-connections-free'));
  }
  const few = known.filter(({ opened, asked }) => opened < asked).length;
  const many = known.filter(({ opened, asked }) => opened > asked).length;
  return buildCheck(
    name,
    few > 0 ? 'failed' : many > 0 ? 'warning' : 'ok',
    writeMessage('check-connections', { few, all: known.length, many }),
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
    writeMessage('check-bodies', {
      ...{ checked, share: formatShare(experiment.bodyCheckRatio), wrong, without },
      all: trials.length,
    }),
  );
}

/** Fails where two variants ran the same settings or one ran others than planned; not offered is a warning. */
export function checkVariantsAsPlanned({ configuration }: CheckInput): ValidityCheck {
  const { checks, deviations } = configuration;
  const name = 'variants-as-planned';
  const same = checks.filter(({ status }) => status === 'same-as-another');
  const all = checks.length;
  const reporting = checks.filter(({ status }) => status !== 'not-offered').length;
  const variants = same.map(({ variantId }) => writeName(variantId));
  const found =
    same.length === 0
      ? writeMessage('check-settings', { reporting, all })
      : writeMessage('check-settings-same', { reporting, all, same: same.length, variants });
  const isOff = same.length + deviations.length > 0;
  return buildCheck(
    name,
    isOff ? 'failed' : reporting < all || all === 0 ? 'warning' : 'ok',
    joinMessages([found, ...deviations]),
  );
}

/** What was counted, in words. */
export type CountedNoun = 'trial' | 'slice' | 'episode';

/** Fails where scheduled is not the sum of succeeded, failed, timed out, in flight and dropped in any of them. */
export function judgeConservation(
  counted: readonly CountedRequests[],
  noun: CountedNoun,
): ValidityCheck {
  const name = 'requests-add-up';
  const scheduled = counted.reduce((sum, { counts }) => sum + counts.scheduled, 0);
  const kept = counted.filter(isConserved).length;
  if (counted.length === 0)
    return buildCheck(name, 'warning', writeMessage('check-nothing-measured'));
  const all = writeMessage(`count-${noun}s`, { count: counted.length });
  const status = kept < counted.length ? 'failed' : 'ok';
  return buildCheck(name, status, writeMessage('check-conserved', { scheduled, kept, all }));
}

/**
 * Fails where the service's own counter lies outside what the driver saw.
 * @param findGap as computeCounterGap says, or with what earlier intervals left over
 */
export function judgeCounterAgreement<Counted extends CountedRequests>(
  counted: readonly Counted[],
  noun: CountedNoun,
  findGap: (one: Counted) => number | undefined,
): ValidityCheck {
  const name = 'service-counter-agrees';
  const known = counted.flatMap((one) => {
    const gap = findGap(one);
    return gap === undefined ? [] : [{ gap, one }];
  });
  const [worst] = known.toSorted((a, b) => b.gap - a.gap);
  if (worst === undefined) return buildCheck(name, 'warning', writeMessage('check-no-counter'));
  const off = known.filter(({ gap }) => gap > 0).length;
  const missing = counted.length - known.length;
  const facts = {
    ...{ agreeing: known.length - off, missing, gap: worst.gap },
    all: writeMessage(`count-${noun}s`, { count: counted.length }),
  };
  if (off === 0)
    return buildCheck(
      name,
      missing > 0 ? 'warning' : 'ok',
      writeMessage('check-counter-agrees', facts),
    );
  const { scheduled } = worst.one.counts;
  const variant = writeName(worst.one.variantId);
  return buildCheck(
    name,
    'failed',
    writeMessage('check-counter-differs', { ...facts, scheduled, variant }),
  );
}

/** What a trial or a slice of a sweep counted. */
export interface CountedRequests {
  readonly variantId: string;
  readonly counts: RequestCounts;
  readonly failureReasons: Readonly<Record<string, number>>;
  /** By the service's own counter; undefined where it offers none. */
  readonly serviceCountedRequests?: number | undefined;
}

/** Conservation: every request that was scheduled ended in one way. */
export function isConserved({ counts }: Pick<CountedRequests, 'counts'>): boolean {
  return counts.scheduled === sumEnds(counts);
}

/** Requests by how they ended, added up. */
export function sumEnds(counts: RequestCounts): number {
  const { succeeded, failed, timedOut, inFlightAtEnd, dropped } = counts;
  return succeeded + failed + timedOut + inFlightAtEnd + dropped;
}

/**
 * Requests by which the service's counter lies outside what the driver saw: at least every answer that
 * arrived, at most those and the requests whose end the driver did not see (in flight at the end, timed
 * out, cut off by a connection error). 0 where it lies inside, undefined where the service offers no count.
 * @param carried requests from before whose end the driver did not see, and that may have been counted now
 */
export function computeCounterGap(counted: CountedRequests, carried = 0): number | undefined {
  const { serviceCountedRequests } = counted;
  if (serviceCountedRequests === undefined) return undefined;
  const { least, most } = findBounds(counted);
  return Math.max(0, least - serviceCountedRequests, serviceCountedRequests - most - carried);
}

/** Requests that the service may still count later, of these and of those carried before. */
export function findCarried(counted: CountedRequests, carried: number): number {
  const { least, most } = findBounds(counted);
  return Math.max(0, carried + most - Math.max(least, counted.serviceCountedRequests ?? least));
}

function findBounds({ counts, failureReasons }: CountedRequests) {
  const cutOff = Object.entries(failureReasons)
    .filter(([reason]) => !/^(status |body: |timed out)/.test(reason))
    .reduce((sum, [, count]) => sum + count, 0);
  return {
    least: counts.succeeded + counts.failed - Math.min(cutOff, counts.failed),
    most: counts.succeeded + counts.failed + counts.timedOut + counts.inFlightAtEnd,
  };
}
