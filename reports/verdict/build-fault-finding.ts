// What faults did, in a sentence or two: who stays up best, what takes everything down, whether data were lost.

import type { FaultAudit, FaultsDocument, FaultsReport } from '../document/faults.ts';
import { translate } from '../document/messages/render.ts';
import { name, type Segment, type Sentence } from '../document/messages/sentence.ts';
import { readFaultRanking } from '../figures/fault-ranking.ts';
import { auditFigures, countAudited, formatSpan } from '../figures/faults.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { formatCount, formatNumber, formatShare } from '../figures/quantity.ts';
import type { Localized, Messages } from '../language/catalogue.ts';
import { titleFault } from '../language/tell.ts';

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
  const { best, rivalIds, rankedCount, measuredCount, singlePoints } = readFaultRanking(document);
  const isValid = validity.status === 'valid';
  const isUndecided = rankedCount > 1 && rivalIds.length === rankedCount - 1;
  const facts = best && {
    label: labelOf(best.variantId),
    share: formatShare(best.ratio),
    interval:
      best.interval === null
        ? ''
        : ` [${formatShare(best.interval.low)}, ${formatShare(best.interval.high)}]`,
    faults: faults.commonFaultIds.length,
    ...{ ranked: rankedCount, measured: measuredCount },
    isPartly: rankedCount !== measuredCount,
  };
  const rivals: Localized = (m) => m.faults.rivals({ labels: rivalIds.map(labelOf) });
  const fatal: Localized = (m) =>
    m.faults.singlePoints({
      faults: singlePoints.map((fault) => titleFault(fault)(m)),
      count: singlePoints.length,
    });
  const harmless: Localized = (m) => m.faults.noSinglePoint;
  return {
    best: (m) => {
      if (!isValid) return m.faults.invalid;
      if (facts === undefined) return m.faults.nobodyBest;
      return isUndecided ? m.faults.bestOpen(facts) : m.faults.best(facts);
    },
    more: !isValid
      ? []
      : [
          ...(facts !== undefined && rivalIds.length > 0 && !isUndecided ? [rivals] : []),
          ...(singlePoints.length > 0 ? [fatal] : measuredCount > 1 ? [harmless] : []),
        ],
    data: describeFaultData(faults.audit),
    dataStatus: faults.audit.status,
    watch: faults.watch.map(
      (message) => (m) => translate(m.language, message) ?? markNames(message.text),
    ),
  };
}

/** The audit in a sentence; what is not known is never told as right. */
export function describeFaultData(audit: FaultAudit): Localized {
  const facts = {
    acknowledged: formatCount(audit.acknowledged),
    indeterminate: formatCount(audit.indeterminate),
  };
  return (m) => {
    if (audit.status === 'violated')
      return m.faults.wrongData({ ...facts, wrong: sayWrong(audit, m) });
    if (audit.status === 'clean') return m.faults.rightData(facts);
    const { reason } = audit;
    return reason === null ? m.faults.unknownData : m.faults.unknownDataFor({ reason });
  };
}

/** The same in a cell of a table: what is wrong alone. */
export function describeWrong(audit: FaultAudit): Localized {
  return (m) => m.faults.wrongInBrief({ wrong: sayWrong(audit, m) });
}

/** What holds for every episode, in one sentence. */
export function describeFaultSettings({ settings }: FaultsReport): Localized {
  const { scenario, arrivals, rateRps } = settings;
  const facts = {
    ...{ scenario, arrivals, hasRate: rateRps !== null },
    rate: rateRps === null ? '' : `${formatNumber(rateRps)} req/s`,
    before: formatSpan(settings.beforeMs),
    during: formatSpan(settings.duringMs),
    after: formatSpan(settings.afterMs),
    goodWithin: formatSpan(settings.goodWithinMs),
  };
  return (m) => m.faults.settingsInBrief(facts);
}

/** What is wrong and how often, the worst first. */
export function sayWrong(audit: FaultAudit, m: Messages): readonly Sentence[] {
  return auditFigures.flatMap((figure) => {
    const count = countAudited(audit, figure);
    const facts = { count: formatCount(count), isOne: count === 1 };
    return count === 0 ? [] : [m.faults.wrong[figure](facts)];
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
