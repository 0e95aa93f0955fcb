// What faults did, in a sentence or two: who stays up best, what takes everything down, whether data were lost.

import type { FaultAudit, FaultsDocument } from '../document/faults.ts';
import { quoteText } from '../document/messages/message.ts';
import { findFaultStanding } from '../figures/fault-standing.ts';
import { auditFigures, countAudited } from '../figures/faults.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { formatCount, formatShare } from '../figures/quantity.ts';
import type { AuditFacts, BestFacts, WrongFacts } from '../language/fault-messages.ts';
import type { Localized } from '../language/messages.ts';
import { name, type Segment, type Sentence } from '../language/sentence.ts';
import { tell } from '../language/tell.ts';

export interface FaultFinding {
  /** Who stays up best, who leads where nobody is clearly behind, or why nobody can be said to. */
  readonly best: Localized;
  readonly more: readonly Localized[];
  readonly data: Localized;
  readonly dataStatus: FaultAudit['status'];
  readonly watch: readonly Localized[];
}

/** Nothing is judged here: every word follows from a field. */
export function buildFaultFinding(document: FaultsDocument): FaultFinding {
  const { faults, validity } = document;
  const variants = indexVariants(document);
  const labelOf = (id: string) => findLabel(variants, id);
  const { best, rivalIds, rankedCount, measuredCount, singlePoints } = findFaultStanding(document);
  const isValid = validity.status === 'valid';
  const isUndecided = rankedCount > 1 && rivalIds.length === rankedCount - 1;
  const facts: BestFacts | undefined = best && {
    label: labelOf(best.variantId),
    share: formatShare(best.ratio),
    interval:
      best.interval === null
        ? ''
        : `[${formatShare(best.interval.low)}, ${formatShare(best.interval.high)}]`,
    faults: faults.commonFaultIds.length,
    ...{ ranked: rankedCount, measured: measuredCount, isUndecided },
  };
  const rivals: Localized = (m) => m.faults.rivals(rivalIds.map(labelOf));
  const fatal: Localized = (m) => m.faults.singlePoints(singlePoints);
  const harmless: Localized = (m) => m.faults.noSinglePoint();
  return {
    best: (m) => {
      if (!isValid) return m.faults.invalid();
      return facts === undefined ? m.faults.nobodyBest() : m.faults.best(facts);
    },
    more: !isValid
      ? []
      : [
          ...(facts !== undefined && rivalIds.length > 0 && !isUndecided ? [rivals] : []),
          ...(singlePoints.length > 0 ? [fatal] : measuredCount > 1 ? [harmless] : []),
        ],
    data: describeFaultData(faults.audit),
    dataStatus: faults.audit.status,
    watch: faults.watch.map((message) => (m) => m.document.say(message) ?? markNames(message.text)),
  };
}

/** The audit in a sentence; what is not known is never told as right. */
export function describeFaultData(audit: FaultAudit): Localized {
  const facts: AuditFacts = {
    acknowledged: formatCount(audit.acknowledged),
    indeterminate: formatCount(audit.indeterminate),
    wrong: listWrongFacts(audit),
  };
  return (m) => {
    if (audit.status === 'violated') return m.faults.wrongData(facts);
    if (audit.status === 'clean') return m.faults.rightData(facts);
    return m.faults.unknownData(tell(audit.reason ?? quoteText(''))(m));
  };
}

/** What is wrong and how often, the worst first. */
export function listWrongFacts(audit: FaultAudit): readonly WrongFacts[] {
  return auditFigures.flatMap((figure) => {
    const count = countAudited(audit, figure);
    return count === 0 ? [] : [{ figure, count: formatCount(count), isOne: count === 1 }];
  });
}

/** The harness writes names of variants in backticks; the rest is quoted. */
function markNames(text: string): Sentence {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return [{ kind: 'quote', text }];
  return parts.flatMap((part, index): Segment[] => {
    if (part === '') return [];
    return [index % 2 === 1 ? name(part) : { kind: 'quote', text: part }];
  });
}
