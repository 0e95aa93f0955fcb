// The audits of several episodes as one.
import type { FaultAudit } from '../../reports/document/faults.ts';
import { dropDoubles, quoteText, say, sayAll } from '../../reports/document/messages/message.ts';
import type { Phrase } from '../../reports/document/phrase.ts';
import type { AuditResult } from '../measurement/fault-records.ts';

const mostFindings = 10;

/**
 * Adds up audits: `violated` where any of them is, `unknown` where all of them are (and where there is none), else
 * `clean`, with the reason where some say nothing. Of the ages of reads the highest is kept, since the percentiles of several cannot be added.
 */
export function sumAudits(audits: readonly AuditResult[]): FaultAudit {
  const sum = (key: CountKey) => audits.reduce((total, audit) => total + audit[key], 0);
  const isUnknown = audits.every(({ status }) => status === 'unknown');
  const isViolated = audits.some(({ status }) => status === 'violated');
  const reason = audits.length === 0 ? say('audit-none') : describeBlind(audits);
  return {
    status: isViolated ? 'violated' : isUnknown ? 'unknown' : 'clean',
    reason: reason?.text ?? null,
    ...(reason && { reasonSaid: reason }),
    ...{ acknowledged: sum('acknowledged'), failed: sum('failed') },
    ...{ indeterminate: sum('indeterminate'), lost: sum('lost'), phantom: sum('phantom') },
    ...{ resurrected: sum('resurrected'), duplicated: sum('duplicated') },
    ...{ wrongAmount: sum('wrongAmount'), lostUpdates: sum('lostUpdates') },
    brokenInvariants: sumInvariants(audits),
    ...sumFindings(audits),
    staleness: sumStaleness(audits.map(({ staleness }) => staleness)),
  };
}

/** Undefined where the data of every episode were audited. */
function describeBlind(audits: readonly AuditResult[]): Phrase | undefined {
  const reasons = audits.flatMap(({ reason, reasonSaid }) =>
    reason === undefined ? [] : [reasonSaid ?? quoteText(reason)],
  );
  if (reasons.length === 0) return undefined;
  const each = sayAll(dropDoubles(reasons));
  if (reasons.length === audits.length) return each;
  const [count, episodes] = [reasons.length, audits.length];
  return say('audit-some-blind', { count, episodes, reasons: each });
}

/** Each finding once. */
function sumFindings(
  audits: readonly AuditResult[],
): Pick<FaultAudit, 'findings' | 'findingsSaid'> {
  const all = audits.flatMap(
    ({ findings, findingsSaid }) => findingsSaid ?? findings.map(quoteText),
  );
  const told = dropDoubles(all).slice(0, mostFindings);
  return { findings: told.map(({ text }) => text), findingsSaid: told };
}

type CountKey = {
  [Key in keyof AuditResult]-?: AuditResult[Key] extends number ? Key : never;
}[keyof AuditResult];

/** Only those that are broken, by name. */
function sumInvariants(audits: readonly AuditResult[]): FaultAudit['brokenInvariants'] {
  const all = audits.flatMap(({ invariants }) => invariants);
  return [...Map.groupBy(all, ({ name }) => name)]
    .map(([name, each]) => ({
      name,
      violations: each.reduce((sum, { violations }) => sum + violations, 0),
    }))
    .filter(({ violations }) => violations > 0);
}

function sumStaleness(all: readonly AuditResult['staleness'][]): FaultAudit['staleness'] {
  const sum = (key: 'reads' | 'staleReads' | 'beyondLimit') =>
    all.reduce((total, each) => total + each[key], 0);
  const highest = (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values));
  return {
    ...{ reads: sum('reads'), staleReads: sum('staleReads'), beyondLimit: sum('beyondLimit') },
    p99Ms: highest(all.flatMap(({ p99Ms }) => p99Ms ?? [])),
    maxMs: highest(all.flatMap(({ maxMs }) => maxMs ?? [])),
  };
}
