// What an audit counts: once for the record of an episode and for the document of a run.
import { count } from './parts.ts';

export const auditCounts = {
  /** Operations by what their client was told: every try failed for certain, or nobody knows. */
  acknowledged: count,
  failed: count,
  indeterminate: count,
  /** Acknowledged, but not in the data. */
  lost: count,
  /** In the data, but never sent. */
  phantom: count,
  /** In the data although its client was told for certain that it failed. */
  resurrected: count,
  /** Operations in the data more than once. */
  duplicated: count,
  /** In the data with another amount than was meant. */
  wrongAmount: count,
  /** Versions that two writes were both told to have made, and entities whose data are behind what was told. */
  lostUpdates: count,
};
type AuditCount = keyof typeof auditCounts;

/** What can be wrong with a write, the worst first. */
export const wrongWrites = [
  'lost',
  'duplicated',
  'phantom',
  'resurrected',
  'wrongAmount',
  'lostUpdates',
] as const satisfies readonly AuditCount[];

type WrongCounts = Readonly<Record<(typeof wrongWrites)[number], number>>;

/** The counts of some audits added up. */
export function sumAuditCounts(
  audits: readonly Readonly<Record<AuditCount, number>>[],
): Readonly<Record<AuditCount, number>> {
  const names = Object.keys(auditCounts) as readonly AuditCount[];
  const sums = names.map((name) => [name, audits.reduce((sum, audit) => sum + audit[name], 0)]);
  return Object.fromEntries(sums);
}

/** How many writes of an audit came out wrong, in whatever way. */
export function countWrongWrites(audit: WrongCounts): number {
  return wrongWrites.reduce((sum, name) => sum + audit[name], 0);
}

/** What is wrong with the writes of an audit, and nothing else of it. */
export function pickWrongWrites(audit: WrongCounts): WrongCounts {
  return Object.fromEntries(wrongWrites.map((name) => [name, audit[name]])) as WrongCounts;
}
