// May a sweep conclude anything: its requests add up and the service counted the same, by the rules of a run.
import type { ResultDocument } from '../../reports/document/result.ts';
import type { SweepSliceRecord } from '../measurement/records.ts';
import { judgeConservation, judgeCounterAgreement } from './checks/counting-checks.ts';
import { findSweepGaps } from './sweep-gaps.ts';

/** One check that failed makes the sweep invalid. @param slices all that count, of all curves. */
export function judgeSweepValidity(
  slices: readonly SweepSliceRecord[],
): ResultDocument['validity'] {
  const gaps = findSweepGaps(slices);
  const checks = [
    judgeConservation(slices, 'slice'),
    judgeCounterAgreement(slices, 'slice', (slice) => gaps.get(slice)),
  ];
  const isInvalid = checks.some(({ status }) => status === 'failed');
  return { status: isInvalid ? 'invalid' : 'valid', checks };
}
