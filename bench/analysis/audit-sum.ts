// The audits of several episodes as one.
import type { FaultAudit } from '../../reports/schema/faults.ts';
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
  const blind = audits.flatMap(({ reason }) => reason ?? []);
  return {
    status: isViolated ? 'violated' : isUnknown ? 'unknown' : 'clean',
    reason: audits.length === 0 ? 'No episode was audited.' : describeBlind(blind, audits.length),
    ...{ acknowledged: sum('acknowledged'), failed: sum('failed') },
    ...{ indeterminate: sum('indeterminate'), lost: sum('lost'), phantom: sum('phantom') },
    ...{ resurrected: sum('resurrected'), duplicated: sum('duplicated') },
    ...{ wrongAmount: sum('wrongAmount'), lostUpdates: sum('lostUpdates') },
    brokenInvariants: sumInvariants(audits),
    findings: [...new Set(audits.flatMap(({ findings }) => findings))].slice(0, mostFindings),
    staleness: sumStaleness(audits.map(({ staleness }) => staleness)),
  };
}

/** Null where the data of every episode were audited. */
function describeBlind(reasons: readonly string[], episodes: number): string | null {
  if (reasons.length === 0) return null;
  const each = [...new Set(reasons)].join(' ');
  return reasons.length === episodes ? each : `${reasons.length} of ${episodes} episodes: ${each}`;
}

type CountKey = {
  [Key in keyof AuditResult]: AuditResult[Key] extends number ? Key : never;
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
