// Check of the load itself: something was due, something was sent, and the service under test served it.

import type { Message } from '../../../reports/document/message.ts';
import {
  dropDoubles,
  joinMessages,
  writeMessage,
  writeName,
} from '../../../reports/document/messages/message.ts';
import type { ValidityCheck } from '../../../reports/document/result.ts';
import type { OpenLoad } from '../../drivers/driver.ts';
import type { CalibrationRecord, TrialRecord } from '../../measurement/records.ts';
import { namePlace } from '../load-description.ts';
import { buildCheck, formatShare, judgeParts, mostCaveats } from '../warning.ts';
import type { CheckInput } from './check-input.ts';

/**
 * Where CPU time is kept in ticks of 10 ms, so many requests still show in it. Below this, no CPU time
 * tells nothing.
 */
const fewestForCpu = 1_000;

/**
 * Fails where a variant was sent nothing at all under some scenario and load, and where requests got
 * answers that the service under test cannot have given: its own counter, or its CPU time, stood still.
 */
export function checkServiceLoaded(input: CheckInput): ValidityCheck {
  const name = 'service-loaded';
  const { trials } = input;
  const cells = groupTrials(trials);
  const faults = cells.flatMap((cell) => findFault(cell, input) ?? []);
  // One sentence for what holds of all variants alike.
  const details = dropDoubles(faults);
  if (details.length > 0) return buildCheck(name, 'failed', joinMessages(details));
  const isKnown = (trial: TrialRecord) =>
    trial.serviceCountedRequests !== undefined || trial.resources.serviceCpuNs !== undefined;
  const unknown = trials.filter((trial) => !isKnown(trial)).length;
  if (unknown > 0 || trials.length === 0) {
    const all = writeMessage('count-trials', { count: trials.length });
    return buildCheck(name, 'warning', writeMessage('load-unknown', { unknown, all }));
  }
  return buildCheck(name, 'ok', writeMessage('load-served', { count: cells.length }));
}

function groupTrials(trials: readonly TrialRecord[]): readonly (readonly TrialRecord[])[] {
  const cells = new Map<string, TrialRecord[]>();
  for (const trial of trials) {
    const key = JSON.stringify([trial.scenario, trial.loadId, trial.variantId]);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [trial]);
    else cell.push(trial);
  }
  return [...cells.values()];
}

function findFault(cell: readonly TrialRecord[], input: CheckInput): Message | undefined {
  const [first] = cell;
  if (first === undefined) return undefined;
  const sum = (figure: (trial: TrialRecord) => number) =>
    cell.reduce((total, trial) => total + figure(trial), 0);
  const where = sayCell(first, input);
  const variant = writeName(first.variantId);
  const sent = sum(({ counts }) => counts.scheduled - counts.dropped);
  if (sent === 0) {
    const iterations = sum(({ arrivals }) => arrivals ?? 0);
    if (iterations > 0) return writeMessage('load-no-iterations', { where, iterations });
    if (sum(({ counts }) => counts.dropped) > 0) return writeMessage('load-none-sent', { where });
    return explainNothingDue(first, input);
  }
  const counted = cell.flatMap(({ serviceCountedRequests }) => serviceCountedRequests ?? []);
  if (counted.length > 0 && counted.every((count) => count === 0) && isAnswered(cell)) {
    return writeMessage('load-not-counted', { variant, sent, where });
  }
  const cpuNs = cell.flatMap(({ resources }) => resources.serviceCpuNs ?? []);
  if (cpuNs.length < cell.length || sent < fewestForCpu || !isAnswered(cell)) return undefined;
  if (cpuNs.some((ns) => ns > 0)) return undefined;
  return writeMessage('load-no-cpu', { variant, sent, where });
}

function isAnswered(cell: readonly TrialRecord[]): boolean {
  return cell.some(({ counts }) => counts.succeeded > 0);
}

function explainNothingDue(trial: TrialRecord, input: CheckInput): Message {
  const where = sayCell(trial, input);
  const found = findCalibration(trial, input);
  if (found?.load.kind !== 'open') return writeMessage('load-none-due', { where });
  const { load, sliceMs } = found;
  return writeMessage('load-none-due-at', {
    where,
    rate: load.rateRps,
    slices: trial.slices.length,
    sliceMs,
  });
}

function findCalibration(
  { scenario, loadId }: TrialRecord,
  { calibrations }: Pick<CheckInput, 'calibrations'>,
): CalibrationRecord | undefined {
  return calibrations.find((one) => one.scenario === scenario && one.loadId === loadId);
}

function sayCell(trial: TrialRecord, input: CheckInput): Message {
  const { scenarios, loads } = input.experiment;
  const scenario = scenarios.find(({ name }) => name === trial.scenario);
  const load = loads.find(({ id }) => id === trial.loadId);
  const calibration = findCalibration(trial, input);
  return writeMessage(
    'cell-name',
    scenario && load
      ? namePlace({ scenario, load, calibration })
      : { scenario: writeName(trial.scenario), load: writeName(trial.loadId) },
  );
}

/** Standard deviations of a Poisson count that are left to chance: one trial in 1.7 million is beyond. */
const chanceSds = 5;

/**
 * Fails where in more than a fifth of the open-loop trials the arrivals scheduled (sent or dropped; of a
 * k6 script its iterations, whatever each of them sends) differ
 * from rate × time by more than the limit and chance. Arrivals that a variant could not take are
 * scheduled all the same, so a saturated variant changes nothing here: this is about the generator.
 */
export function checkRate({ trials, calibrations, experiment }: CheckInput): ValidityCheck {
  const name = 'rate-kept';
  const limit = experiment.limits.rateDeviationRatio;
  if (trials.length === 0)
    return buildCheck(name, 'warning', writeMessage('check-nothing-measured'));
  const closed = new Set(
    experiment.loads.filter(({ load }) => load.kind === 'closed').map(({ id }) => id),
  );
  const open = trials.filter(({ loadId }) => !closed.has(loadId));
  if (open.length === 0) return buildCheck(name, 'ok', writeMessage('check-no-open-load'));
  const known = open.flatMap((trial) => {
    const found = findCalibration(trial, { calibrations });
    return found === undefined ? [] : (computeDeviation(trial, found, limit) ?? []);
  });
  if (known.length === 0) return buildCheck(name, 'warning', writeMessage('check-rate-unknown'));
  const off = known.filter(({ isOff }) => isOff).length;
  const largest = formatShare(Math.max(...known.map(({ ratio }) => ratio)));
  const all = open.length;
  return buildCheck(
    name,
    judgeParts(off, known.length, all),
    writeMessage('check-rate', {
      ...{ off, known: known.length, limit: formatShare(limit), largest, all, most: mostCaveats },
    }),
  );
}

function computeDeviation(
  { counts, slices, arrivals = counts.scheduled }: TrialRecord,
  { load, sliceMs }: CalibrationRecord,
  limit: number,
): { readonly ratio: number; readonly isOff: boolean } | undefined {
  if (load.kind !== 'open' || slices.length === 0) return undefined;
  const asked = (load.rateRps * sliceMs * slices.length) / 1000;
  return measureDeviation(arrivals, { asked, slices: slices.length, kind: load.arrivals }, limit);
}

/** How far the arrivals of an open load are from those that were asked for, and whether limit and chance allow it. */
export function measureDeviation(
  arrivals: number,
  { asked, slices, kind }: { asked: number; slices: number; kind: OpenLoad['arrivals'] },
  limit: number,
): { readonly ratio: number; readonly isOff: boolean } {
  const difference = Math.abs(arrivals - asked);
  // Equal gaps leave nothing to chance but where in the first gap a slice begins.
  const chance = kind === 'poisson' ? chanceSds * Math.sqrt(asked) : 0;
  return { ratio: difference / asked, isOff: difference > limit * asked + chance + slices };
}
