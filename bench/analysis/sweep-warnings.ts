// What makes a curve of a sweep doubtful, as data that travels with it.
import type { Warning } from '../../reports/document/result.ts';
import { countOf } from '../count-of.ts';
import type {
  SweepCapacityRecord,
  SweepSliceRecord,
  SweepUseRecord,
} from '../measurement/records.ts';
import type { ResolvedLimits } from '../spec/experiment.ts';
import { isConserved } from './reconciliation.ts';
import { warnOfSampledBodies } from './sampled-bodies.ts';
import type { SweepCurve } from './sweep.ts';
import { findSweepGaps } from './sweep-gaps.ts';
import { fewestGroups } from './verdict.ts';

/** The records of one variant and scenario that count. */
export interface CurveRecords {
  readonly slices: readonly SweepSliceRecord[];
  readonly capacities: readonly SweepCapacityRecord[];
  /** None in sweeps of older versions. */
  readonly uses: readonly SweepUseRecord[];
}

/** What of the limits of an experiment bounds a sweep. */
export type SweepLimits = Pick<ResolvedLimits, 'generatorCpuRatio' | 'maxRateRps'>;

/** Doubts about one curve. */
export function listSweepWarnings(
  curve: SweepCurve,
  records: CurveRecords,
  { generatorCpuRatio, maxRateRps }: SweepLimits,
): readonly Warning[] {
  const { slices } = records;
  return [
    ...warnOfWrongBodies(records),
    ...warnOfSampledBodies(slices),
    ...warnOfNoAnswer(records),
    ...warnOfLostRequests(slices),
    ...warnOfCounter(slices),
    ...warnOfFewRepetitions(curve),
    ...warnOfFewSamples(curve),
    ...warnOfContradictions(curve),
    ...warnOfCap(curve, maxRateRps),
    ...warnOfGenerator(slices, generatorCpuRatio),
    ...warnOfDoubts(curve, slices),
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
  return [
    {
      code: 'RATE_CAP',
      message: `No rate above the hard cap of ${maxRateRps} requests/s was tried, and the variant still kept the limit there.`,
      advice: 'Raise limits.maxRateRps where a higher rate is meant.',
    },
  ];
}

function warnOfWrongBodies(records: CurveRecords): readonly Warning[] {
  const wrong = countWrongBodies(records);
  if (wrong === 0) return [];
  return [
    {
      code: 'WRONG_ANSWERS',
      message: `${countOf(wrong, 'answer was', 'answers were')} wrong.${tellDifferences(records)}`,
      advice: 'Mend the variant first: wrong data beats any speed.',
    },
  ];
}

/** What most often differed from the baseline's answers. */
function tellDifferences({ uses }: CurveRecords): string {
  const reasons = new Map<string, number>();
  for (const [reason, count] of uses.flatMap(({ parity }) => Object.entries(parity?.reasons ?? {})))
    reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const [first] = [...reasons].toSorted(([, a], [, b]) => b - a);
  return first === undefined
    ? ''
    : ` Beside the baseline most often: ${first[0].replace(/^body: /, '')} (${first[1]}).`;
}

function warnOfNoAnswer({ capacities }: CurveRecords): readonly Warning[] {
  const silent = capacities.filter(({ capacityRps }) => capacityRps === undefined);
  if (silent.length === 0) return [];
  const reasons = [...new Set(silent.flatMap((one) => Object.keys(one.failureReasons)))];
  return [
    {
      code: 'NO_RIGHT_ANSWER',
      message: `No answer was right in a closed loop in ${silent.length} of ${countOf(capacities.length, 'group')}${reasons.length > 0 ? ` (${reasons.slice(0, 3).join('; ')})` : ''}.`,
      advice: 'Look at the service and at the checks of the scenario.',
    },
  ];
}

function warnOfLostRequests(slices: readonly SweepSliceRecord[]): readonly Warning[] {
  const lost = slices.filter((slice) => !isConserved(slice)).length;
  if (lost === 0) return [];
  return [
    {
      code: 'NOT_CONSERVED',
      message: `In ${lost} of ${countOf(slices.length, 'slice')} the requests do not add up; they are left out.`,
      advice: 'Sweep again; where it stays so, it is a fault of the driver.',
    },
  ];
}

/** The rates at which the service counted other requests than the driver. */
function warnOfCounter(slices: readonly SweepSliceRecord[]): readonly Warning[] {
  const off = [...findSweepGaps(slices)].filter(([, gap]) => gap > 0);
  if (off.length === 0) return [];
  const rates = [...new Set(off.map(([slice]) => slice.rateRps))].sort((a, b) => a - b);
  const largest = Math.max(...off.map(([, gap]) => gap));
  return [
    {
      code: 'COUNTER_DISAGREES',
      message: `The service's own counter disagrees with the driver in ${off.length} of ${countOf(slices.length, 'slice')}, by up to ${largest} requests (at ${rates.join(', ')} requests/s).`,
      advice: 'Find who else asks the service, or what its counter leaves out.',
    },
  ];
}

function warnOfFewRepetitions({ points }: SweepCurve): readonly Warning[] {
  const few = points.filter(({ repetitions }) => repetitions < fewestGroups);
  if (few.length === 0) return [];
  return [
    {
      code: 'FEW_GROUPS',
      message: `${few.length} of ${countOf(points.length, 'rate')} were measured in fewer than ${countOf(fewestGroups, 'group')}.`,
      advice: 'Sweep with more --groups; one group is one process that may have been lucky.',
    },
  ];
}

function warnOfFewSamples({ points }: SweepCurve): readonly Warning[] {
  const few = points.filter(({ isP99Trusted }) => !isP99Trusted);
  if (few.length === 0) return [];
  return [
    {
      code: 'FEW_SAMPLES',
      message: `p99 stands on fewer than 1,000 requests at ${few.length} of ${countOf(points.length, 'rate')} (marked *).`,
      advice: 'Give more --seconds-per-rate or --groups.',
    },
  ];
}

function warnOfContradictions({ withinSlo, points }: SweepCurve): readonly Warning[] {
  const { contradictingRps } = withinSlo;
  if (contradictingRps.length === 0) return [];
  return [
    {
      code: 'NOT_MONOTONE',
      message: `${contradictingRps.length} of ${countOf(points.length, 'rate')} contradict the highest good rate (${contradictingRps.join(', ')} requests/s).`,
      advice: 'The noise is large for this limit: give more --seconds-per-rate or --groups.',
    },
  ];
}

function warnOfGenerator(
  slices: readonly SweepSliceRecord[],
  limitRatio: number,
): readonly Warning[] {
  const over = slices.filter(({ generatorCpuRatio }) => (generatorCpuRatio ?? 0) > limitRatio);
  if (over.length === 0) return [];
  const lowest = Math.min(...over.map(({ rateRps }) => rateRps));
  return [
    {
      code: 'GENERATOR_SATURATED',
      message: `The generator was above ${limitRatio} of a CPU in ${over.length} of ${countOf(slices.length, 'slice')}, from ${lowest} requests/s on; the variant may carry more than it seems.`,
      advice: 'Use a lighter scenario, or more CPUs.',
    },
  ];
}

/** What the driver doubted; of overloaded rates that is no news. */
function warnOfDoubts(
  { points }: SweepCurve,
  slices: readonly SweepSliceRecord[],
): readonly Warning[] {
  const overloaded = new Set(points.flatMap((one) => (one.saturated ? [one.rateRps] : [])));
  const counts = new Map<string, number>();
  for (const { rateRps, doubts } of slices) {
    if (overloaded.has(rateRps)) continue;
    for (const doubt of new Set(doubts)) counts.set(doubt, (counts.get(doubt) ?? 0) + 1);
  }
  return [...counts].map(([doubt, count]) => ({
    code: 'DOUBTFUL_TRIAL',
    message: `${doubt} (in ${count} of ${countOf(slices.length, 'slice')})`,
    advice: 'Read the figures of these slices with care.',
  }));
}
