// When an audit is final: writes that were acknowledged may reach the data a while after their answer.
import type { AuditResult } from '../../measurement/fault-records.ts';

export interface SettlingTimes {
  /** Before the first reading, ms. */
  readonly soonMs: number;
  /** Before each further one, ms. */
  readonly againMs: number;
  /** Readings at most. */
  readonly most: number;
}

/** What was under way when the load ended lands within these; queues of writes behind may take half a minute. */
const usual: SettlingTimes = { soonMs: 300, againMs: 2_000, most: 16 };

/**
 * Judges again where anything is not in the data that should be, once at least and as long as it becomes less:
 * what still lands is late and not lost.
 * @param judge reads and judges after so many ms
 */
export async function awaitSettledAudit(
  judge: (waitMs: number) => Promise<AuditResult>,
  { soonMs, againMs, most }: SettlingTimes = usual,
): Promise<AuditResult> {
  let audit = await judge(soonMs);
  let missing = countMissing(audit);
  for (let readings = 1; missing > 0 && readings < most; readings += 1) {
    const later = await judge(againMs);
    // The data could be read before, and then not: what they showed stays.
    if (later.reason !== undefined && audit.reason === undefined) return audit;
    audit = later;
    const stillMissing = countMissing(later);
    if (stillMissing >= missing) break;
    missing = stillMissing;
  }
  return audit;
}

/** Findings that a write which lands later takes away. */
function countMissing({ lost, lostUpdates, invariants }: AuditResult): number {
  return invariants.reduce((sum, { violations }) => sum + violations, lost + lostUpdates);
}
