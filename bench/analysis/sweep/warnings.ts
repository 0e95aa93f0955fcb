// Caveats about a sweep: its curves, whether a scenario exercises them, and whether the service counted the same.

import type { ExerciseCheck } from '../../../reports/document/exercise.ts';
import type { Message } from '../../../reports/document/message.ts';
import {
  countMessages,
  joinMessages,
  quoteText,
  writeMessage,
} from '../../../reports/document/messages/message.ts';
import type { ResultDocument, Warning } from '../../../reports/document/result.ts';
import { readWrongContent } from '../../measurement/failure-reasons.ts';
import type {
  SweepCapacityRecord,
  SweepSliceRecord,
  SweepUseRecord,
} from '../../measurement/records.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import type { ResolvedFactor, ResolvedLimits } from '../../spec/experiment.ts';
import { warnOfSampledBodies } from '../checked-answers.ts';
import {
  computeCounterGap,
  findCarried,
  isConserved,
  judgeConservation,
  judgeCounterAgreement,
} from '../checks/request-checks.ts';
import { checkExercise, type ExercisedTrial, listExerciseChecks } from '../exercise.ts';
import { fewestGroups } from '../pairs/comparison.ts';
import { buildWarning, concludeChecks, formatShare } from '../warning.ts';
import type { SweepCurve } from './curve.ts';

/** The records of one variant and scenario that count. */
export interface CurveRecords {
  readonly slices: readonly SweepSliceRecord[];
  readonly capacities: readonly SweepCapacityRecord[];
  /** None in sweeps of older versions. */
  readonly uses: readonly SweepUseRecord[];
}

/** What of the limits of an experiment bounds a sweep. */
export type SweepLimits = Pick<ResolvedLimits, 'generatorCpuRatio' | 'maxRateRps'>;

/** Caveats about one curve. @param search absent: the rates are to show the whole curve */
export function listSweepWarnings(
  curve: SweepCurve,
  records: CurveRecords,
  { generatorCpuRatio, maxRateRps }: SweepLimits,
  search?: 'capacity',
): readonly Warning[] {
  const { slices } = records;
  return [
    ...warnOfWrongBodies(records),
    ...warnOfSampledBodies(slices),
    ...warnOfNoAnswer(records),
    ...warnOfLostRequests(slices),
    ...warnOfCounter(slices),
    // A search tries most rates once; what is to be said of it follows from its capacity.
    ...(search === undefined
      ? [
          ...warnOfFewRepetitions(curve),
          ...warnOfFewSamples(curve),
          ...warnOfContradictions(curve),
          ...warnOfCap(curve, maxRateRps),
        ]
      : []),
    ...warnOfGenerator(slices, generatorCpuRatio),
    ...warnOfCaveats(curve, slices),
  ];
}

/** Wrong answers under any load, that of the capacity included, and before it beside the baseline's. */
export function countWrongBodies({ slices, capacities, uses }: CurveRecords): number {
  const underLoad = [...slices, ...capacities].reduce((sum, one) => sum + one.wrongBodies, 0);
  return uses.reduce((sum, { parity }) => sum + (parity?.wrong ?? 0), underLoad);
}

/** The search ended at the cap and not at the service. */
function warnOfCap({ points }: SweepCurve, maxRateRps: number): readonly Warning[] {
  const highest = points.at(-1);
  if (highest === undefined || !highest.meetsSlo || highest.rateRps < maxRateRps) return [];
  const message = writeMessage('warn-rate-cap', { rate: maxRateRps });
  return [buildWarning('RATE_CAP', message, writeMessage('advise-rate-cap'))];
}

function warnOfWrongBodies(records: CurveRecords): readonly Warning[] {
  const wrong = countWrongBodies(records);
  if (wrong === 0) return [];
  const message = joinMessages([
    writeMessage('warn-sweep-wrong', { count: wrong }),
    ...sayDifferences(records),
  ]);
  return [buildWarning('WRONG_ANSWERS', message, writeMessage('advise-sweep-wrong'))];
}

/** What most often differed from the baseline's answers. */
function sayDifferences({ uses }: CurveRecords): readonly Message[] {
  const reasons = new Map<string, number>();
  for (const [reason, count] of uses.flatMap(({ parity }) => Object.entries(parity?.reasons ?? {})))
    reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const [first] = [...reasons].toSorted(([, a], [, b]) => b - a);
  if (first === undefined) return [];
  const [reason, count] = first;
  const what = quoteText(readWrongContent(reason) ?? reason);
  return [writeMessage('warn-parity-most', { reason: what, count })];
}

function warnOfNoAnswer({ capacities }: CurveRecords): readonly Warning[] {
  const silent = capacities.filter(({ capacityRps }) => capacityRps === undefined);
  if (silent.length === 0) return [];
  const reasons = [...new Set(silent.flatMap((one) => Object.keys(one.failureReasons)))];
  const facts = { silent: silent.length, groups: capacities.length };
  const message =
    reasons.length === 0
      ? writeMessage('warn-no-right-answer', facts)
      : writeMessage('warn-no-right-answer-for', {
          ...{ ...facts, reasons: reasons.slice(0, 3).map(quoteText) },
        });
  return [buildWarning('NO_RIGHT_ANSWER', message, writeMessage('advise-no-right-answer'))];
}

function warnOfLostRequests(slices: readonly SweepSliceRecord[]): readonly Warning[] {
  const lost = slices.filter((slice) => !isConserved(slice)).length;
  if (lost === 0) return [];
  const message = writeMessage('warn-not-conserved', { lost, slices: slices.length });
  return [buildWarning('NOT_CONSERVED', message, writeMessage('advise-not-conserved'))];
}

/** The rates at which the service counted other requests than the driver. */
function warnOfCounter(slices: readonly SweepSliceRecord[]): readonly Warning[] {
  const off = [...findSweepGaps(slices)].filter(([, gap]) => gap > 0);
  if (off.length === 0) return [];
  const rates = [...new Set(off.map(([slice]) => slice.rateRps))].sort((a, b) => a - b);
  const largest = Math.max(...off.map(([, gap]) => gap));
  const message = writeMessage('warn-counter-off', {
    ...{ off: off.length, slices: slices.length, largest, rates: rates.join(', ') },
  });
  return [buildWarning('COUNTER_DISAGREES', message, writeMessage('advise-counter-off'))];
}

function warnOfFewRepetitions({ points }: SweepCurve): readonly Warning[] {
  const few = points.filter(({ repetitions }) => repetitions < fewestGroups);
  if (few.length === 0) return [];
  const facts = { few: few.length, rates: points.length, fewest: fewestGroups };
  const message = writeMessage('warn-sweep-few-groups', facts);
  return [buildWarning('FEW_GROUPS', message, writeMessage('advise-sweep-few-groups'))];
}

function warnOfFewSamples({ points }: SweepCurve): readonly Warning[] {
  const few = points.filter(({ isP99Trusted }) => !isP99Trusted);
  if (few.length === 0) return [];
  const message = writeMessage('warn-sweep-few-samples', { few: few.length, rates: points.length });
  return [buildWarning('FEW_SAMPLES', message, writeMessage('advise-sweep-longer'))];
}

function warnOfContradictions({ withinSlo, points }: SweepCurve): readonly Warning[] {
  const { contradictingRps } = withinSlo;
  if (contradictingRps.length === 0) return [];
  const message = writeMessage('warn-not-monotone', {
    ...{ count: contradictingRps.length, rates: points.length },
    against: contradictingRps.join(', '),
  });
  return [buildWarning('NOT_MONOTONE', message, writeMessage('advise-not-monotone'))];
}

function warnOfGenerator(
  slices: readonly SweepSliceRecord[],
  limitRatio: number,
): readonly Warning[] {
  const over = slices.filter(({ generatorCpuRatio }) => (generatorCpuRatio ?? 0) > limitRatio);
  if (over.length === 0) return [];
  const lowest = Math.min(...over.map(({ rateRps }) => rateRps));
  const message = writeMessage('warn-sweep-generator', {
    ...{ limit: formatShare(limitRatio), over: over.length, slices: slices.length, lowest },
  });
  return [buildWarning('GENERATOR_SATURATED', message, writeMessage('advise-sweep-generator'))];
}

/** The caveats of the driver; of overloaded rates that is no news. */
function warnOfCaveats(
  { points }: SweepCurve,
  slices: readonly SweepSliceRecord[],
): readonly Warning[] {
  const overloaded = new Set(points.flatMap((one) => (one.saturated ? [one.rateRps] : [])));
  const told = slices.filter(({ rateRps }) => !overloaded.has(rateRps));
  return countMessages(told.map(({ caveats }) => caveats)).map(([caveat, count]) =>
    buildWarning(
      'DRIVER_CAVEAT',
      writeMessage('warn-driver-slices', { caveat, count, slices: slices.length }),
      writeMessage('advise-driver-slices'),
    ),
  );
}

/**
 * The gap of each slice by the rule of runs. A request that timed out under one rate may be finished, and
 * counted, under the next of the same processes, so what was left over is carried along. Slices without a
 * count are left out.
 */
function findSweepGaps(slices: readonly SweepSliceRecord[]): ReadonlyMap<SweepSliceRecord, number> {
  const gaps = new Map<SweepSliceRecord, number>();
  const carried = new Map<string, number>();
  for (const slice of slices.toSorted((a, b) => a.position - b.position)) {
    const key = JSON.stringify([slice.group, slice.scenario, slice.variantId]);
    const before = carried.get(key) ?? 0;
    const gap = computeCounterGap(slice, before);
    if (gap !== undefined) gaps.set(slice, gap);
    carried.set(key, findCarried(slice, before));
  }
  return gaps;
}

/** One check that failed makes the sweep invalid. @param slices all that count, of all curves. */
export function judgeSweepValidity(
  slices: readonly SweepSliceRecord[],
): ResultDocument['validity'] {
  const gaps = findSweepGaps(slices);
  const checks = [
    judgeConservation(slices, 'slice'),
    judgeCounterAgreement(slices, 'slice', (slice) => gaps.get(slice)),
  ];
  return concludeChecks(checks);
}

export interface SweepExercise {
  readonly checks: readonly ExerciseCheck[];
  /** Caveat of a variant that is not exercised; none for all others. */
  readonly warnings: ReadonlyMap<string, Warning>;
}

/** The load of a sweep, as its checks name it. */
const sweepLoadId = 'sweep';

/** @param variants that were measured @param uses of valid groups under one scenario */
export function findSweepExercise(
  scenario: string,
  factors: readonly ResolvedFactor[],
  variants: readonly PlannedVariant[],
  uses: readonly ExercisedTrial[],
): SweepExercise {
  const exercise = checkExercise({ factors, variants, trials: uses });
  const checks = listExerciseChecks(exercise, variants, { scenario, loadId: sweepLoadId });
  const baseline = variants.find(({ isBaseline }) => isBaseline);
  const vacuous = variants.filter(
    ({ id, isBaseline }) =>
      !isBaseline && baseline !== undefined && exercise.isVacuous(id, baseline.id),
  );
  return {
    checks,
    warnings: new Map(
      vacuous.map(({ id }) => [id, warn(checks.filter(({ variantId }) => variantId === id))]),
    ),
  };
}

function warn(checks: readonly ExerciseCheck[]): Warning {
  const details = checks.flatMap(({ signs }) =>
    signs.flatMap(({ status, detail }) => (status === 'exercised' ? [] : [detail])),
  );
  const message = joinMessages([writeMessage('sweep-not-exercised'), ...details]);
  const advice = writeMessage('advise-sweep-exercise');
  return buildWarning('NOT_EXERCISED', message, advice);
}
