// Checks that runs, sweeps and faults share: the requests add up, and the service counted the same.
import { say, sayName } from '../../../reports/document/messages/message.ts';
import type { ValidityCheck } from '../../../reports/document/result.ts';
import { type CountedRequests, isConserved } from '../reconciliation.ts';
import { buildCheck } from '../warning.ts';

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
  if (counted.length === 0) return buildCheck(name, 'warning', say('check-nothing-measured'));
  const all = say(`count-${noun}s`, { count: counted.length });
  const status = kept < counted.length ? 'failed' : 'ok';
  return buildCheck(name, status, say('check-conserved', { scheduled, kept, all }));
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
  if (worst === undefined) return buildCheck(name, 'warning', say('check-no-counter'));
  const off = known.filter(({ gap }) => gap > 0).length;
  const missing = counted.length - known.length;
  const facts = {
    ...{ agreeing: known.length - off, missing, gap: worst.gap },
    all: say(`count-${noun}s`, { count: counted.length }),
  };
  if (off === 0)
    return buildCheck(name, missing > 0 ? 'warning' : 'ok', say('check-counter-agrees', facts));
  const { scheduled } = worst.one.counts;
  const variant = sayName(worst.one.variantId);
  return buildCheck(name, 'failed', say('check-counter-differs', { ...facts, scheduled, variant }));
}
