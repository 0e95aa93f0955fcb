// Checks that runs, sweeps and faults share: the requests add up, and the service counted the same.
import type { ValidityCheck } from '../../../reports/document/result.ts';
import { type CountedRequests, isConserved } from '../reconciliation.ts';
import { partOf } from './check-input.ts';

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
  if (counted.length === 0) return { name, status: 'warning', detail: `There are no ${noun}s.` };
  return {
    name,
    status: kept < counted.length ? 'failed' : 'ok',
    detail: `${scheduled} requests were scheduled and are accounted for one by one in ${partOf(kept, counted.length, noun)}.`,
  };
}

/**
 * Fails where the service's own counter lies outside what the driver saw.
 * @param findGap as findCounterGap says, or with what earlier stretches left over
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
  if (worst === undefined) {
    const detail = `Not offered: no ${noun} has a count by the service.`;
    return { name, status: 'warning', detail };
  }
  const off = known.filter(({ gap }) => gap > 0).length;
  const { scheduled } = worst.one.counts;
  const where = off === 0 ? '' : ` of ${scheduled} requests (${worst.one.variantId})`;
  return {
    name,
    status: off > 0 ? 'failed' : known.length < counted.length ? 'warning' : 'ok',
    detail: `The service counted the same requests as the driver in ${partOf(known.length - off, counted.length, noun)} (no count in ${counted.length - known.length}); the largest unexplained difference is ${worst.gap}${where}.`,
  };
}
