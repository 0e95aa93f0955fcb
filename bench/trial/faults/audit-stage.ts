// Audits an episode after its fault was healed: what clients were told against what is in the data.
import { setTimeout as sleep } from 'node:timers/promises';
import { auditEpisode, auditWithoutReadings } from '../../analysis/audit-episode.ts';
import { messageOf } from '../../errors.ts';
import type { AuditResult } from '../../measurement/fault-records.ts';
import type { RequestLog } from '../../measurement/request-log.ts';
import { readAuditAnswer } from '../../services/audit-answer.ts';
import { readAuditRows } from '../../services/audit-rows.ts';
import type { ResolvedFaults } from '../../spec/experiment.ts';
import type { TrialContext } from '../trial-context.ts';
import { leaveOutEarlier, listWrites, type Reading } from './earlier-writes.ts';
import type { Stage } from './stage.ts';

/** What was under way when the load ended may still land; nothing is called lost before this. */
const lateLandingMs = [300, 2_000] as const;

/** Writes that are in the data before any load; empty without an audit, or where they cannot be read. */
export async function readEarlierWrites(
  settings: ResolvedFaults,
  stage: Stage,
): Promise<ReadonlySet<string>> {
  return listWrites(await readData(settings, stage));
}

/** Reads the data and judges; again a little later where something seems to be missing. */
export async function auditStage(
  context: TrialContext,
  settings: ResolvedFaults,
  stage: Stage,
  log: RequestLog,
  earlier: ReadonlySet<string>,
): Promise<AuditResult> {
  const { stalenessLimitMs } = settings;
  const judge = async (waitMs: number): Promise<AuditResult> => {
    await sleep(waitMs, undefined, { signal: context.signal });
    const reading = leaveOutEarlier(await readData(settings, stage), earlier, log);
    return 'unread' in reading
      ? auditWithoutReadings(log, reading.unread, { stalenessLimitMs })
      : auditEpisode(log, reading, { stalenessLimitMs });
  };
  const [soonMs, lateMs] = lateLandingMs;
  const soon = await judge(soonMs);
  return soon.lost === 0 ? soon : judge(lateMs);
}

async function readData({ audit }: ResolvedFaults, { launched }: Stage): Promise<Reading> {
  try {
    if (audit.path !== undefined) {
      const { status, body } = await launched.service.get(audit.path, 30_000);
      return status === 200
        ? readAuditAnswer(body)
        : { unread: `${audit.path} answered with status ${status}.` };
    }
    if (audit.operations === undefined)
      return { unread: 'The config names no faults.audit.operations and no faults.audit.path.' };
    if (launched.databaseUrl === undefined) return { unread: 'The variant has no database.' };
    return await readAuditRows(launched.databaseUrl, audit);
  } catch (thrown) {
    return { unread: messageOf(thrown) };
  }
}
