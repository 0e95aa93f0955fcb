// Check of the rate: did the driver schedule as many arrivals as an open load asks for.
import { say } from '../../../reports/document/messages/message.ts';
import type { ValidityCheck } from '../../../reports/document/result.ts';
import type { SettledRecord, TrialRecord } from '../../measurement/records.ts';
import { buildCheck, formatShare } from '../warning.ts';
import type { CheckInput } from './check-input.ts';

/** Standard deviations of a Poisson count that are left to chance: one trial in 1.7 million is beyond. */
const chanceSds = 5;

/** Above this share of the trials the run had another load than the one planned. */
const mostDeviatingRatio = 0.2;

/**
 * Fails where in more than a fifth of the open-loop trials the arrivals scheduled (sent or dropped; of a
 * k6 script its iterations, whatever each of them sends) differ
 * from rate × time by more than the limit and chance. Arrivals that a variant could not take are
 * scheduled all the same, so a saturated variant changes nothing here: this is about the generator.
 */
export function checkRate({ trials, settled, experiment }: CheckInput): ValidityCheck {
  const name = 'rate-kept';
  const limit = experiment.limits.rateDeviationRatio;
  if (trials.length === 0) return buildCheck(name, 'warning', say('check-nothing-measured'));
  const closed = new Set(
    experiment.loads.filter(({ load }) => load.kind === 'closed').map(({ id }) => id),
  );
  const open = trials.filter(({ loadId }) => !closed.has(loadId));
  if (open.length === 0) return buildCheck(name, 'ok', say('check-no-open-load'));
  const known = open.flatMap((trial) => {
    const found = settled.find(
      ({ scenario, loadId }) => scenario === trial.scenario && loadId === trial.loadId,
    );
    return found === undefined ? [] : (findDeviation(trial, found, limit) ?? []);
  });
  if (known.length === 0) return buildCheck(name, 'warning', say('check-rate-unknown'));
  const off = known.filter(({ isOff }) => isOff).length;
  const largest = formatShare(Math.max(...known.map(({ ratio }) => ratio)));
  const isFailed = off / known.length > mostDeviatingRatio;
  return buildCheck(
    name,
    isFailed ? 'failed' : off > 0 || known.length < open.length ? 'warning' : 'ok',
    say('check-rate', {
      ...{ off, known: known.length, limit: formatShare(limit), largest, all: open.length },
      most: formatShare(mostDeviatingRatio),
    }),
  );
}

function findDeviation(
  { counts, slices, arrivals = counts.scheduled }: TrialRecord,
  { load, sliceMs }: SettledRecord,
  limit: number,
): { readonly ratio: number; readonly isOff: boolean } | undefined {
  if (load.kind !== 'open' || slices.length === 0) return undefined;
  const asked = (load.rateRps * sliceMs * slices.length) / 1000;
  const difference = Math.abs(arrivals - asked);
  // Equal gaps leave nothing to chance but where in the first gap a slice begins.
  const chance = load.arrivals === 'poisson' ? chanceSds * Math.sqrt(asked) : 0;
  return {
    ratio: difference / asked,
    isOff: difference > limit * asked + chance + slices.length,
  };
}
