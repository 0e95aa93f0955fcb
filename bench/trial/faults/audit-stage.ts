// Audits an episode after its fault was healed: what clients were told against what is in the data.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../../reports/document/message.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { auditEpisode, auditWithoutReadings } from '../../analysis/faults/audit.ts';
import type { AuditReadings, AuditResult } from '../../measurement/fault-records.ts';
import type { RequestLog } from '../../measurement/request-log.ts';
import { readAuditAnswer, readAuditRows } from '../../services/audit-rows.ts';
import type { ResolvedFaults } from '../../spec/experiment.ts';
import { tellCause } from '../../tell-failure.ts';
import type { TrialContext } from '../trial-context.ts';
import type { Stage } from './stage.ts';

/** Writes that are in the data before any load; empty without an audit, or where they cannot be read. */
export async function readEarlierWrites(
  settings: ResolvedFaults,
  stage: Stage,
): Promise<ReadonlySet<string>> {
  return listWrites(await readData(settings, stage));
}

/** Reads the data and judges; again a little later, as often as it takes, where something seems to be missing. */
export async function auditStage(
  context: TrialContext,
  settings: ResolvedFaults,
  stage: Stage,
  log: RequestLog,
  earlier: ReadonlySet<string>,
): Promise<AuditResult> {
  const { stalenessLimitMs } = settings;
  return awaitSettledAudit(async (waitMs) => {
    await sleep(waitMs, undefined, { signal: context.signal });
    const reading = leaveOutEarlier(await readData(settings, stage), earlier, log);
    return 'unread' in reading
      ? auditWithoutReadings(log, reading.unread, { stalenessLimitMs })
      : auditEpisode(log, reading, { stalenessLimitMs });
  });
}

async function readData({ audit }: ResolvedFaults, { launched }: Stage): Promise<Reading> {
  try {
    if (audit.path !== undefined) {
      const { status, body } = await launched.service.get(audit.path, 30_000);
      return status === 200
        ? readAuditAnswer(body)
        : { unread: writeMessage('audit-status', { path: audit.path, status }) };
    }
    if (audit.operations === undefined) return { unread: writeMessage('audit-not-configured') };
    if (launched.databaseUrl === undefined) return { unread: writeMessage('audit-no-database') };
    return await readAuditRows(launched.databaseUrl, audit);
  } catch (thrown) {
    return { unread: tellCause(thrown) };
  }
}

/** The data, or why they could not be read. */
type Reading = AuditReadings | { readonly unread: Message };

/** Ids of the writes that the data hold; none where they cannot be read, which the audit will say. */
export function listWrites(reading: Reading): ReadonlySet<string> {
  if ('unread' in reading) return new Set();
  return new Set(reading.operations.map(({ operationId }) => operationId));
}

/**
 * What the data say of this episode alone: without the writes that were there before it. Where its clients sent
 * one of those again, nobody can tell a write that was lost from one that was done earlier, so the data are no
 * evidence. Where no request said what it writes, no row can be called made up.
 */
export function leaveOutEarlier(
  reading: Reading,
  earlier: ReadonlySet<string>,
  { intents }: Pick<RequestLog, 'intents'>,
): Reading {
  if ('unread' in reading) return reading;
  const again = new Set(
    intents.map(({ operationId }) => operationId).filter((id) => earlier.has(id)),
  );
  if (again.size > 0)
    return { unread: writeMessage('audit-earlier-writes', { count: again.size }) };
  if (intents.length === 0) return { ...reading, operations: [] };
  const operations = reading.operations.filter(({ operationId }) => !earlier.has(operationId));
  return { ...reading, operations };
}

interface SettlingTimes {
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
