// Audits an episode after its fault was healed: what clients were told against what is in the data.
import { setTimeout as sleep } from 'node:timers/promises';
import { quoteText, say } from '../../../reports/document/messages/message.ts';
import { auditEpisode, auditWithoutReadings } from '../../analysis/audit-episode.ts';
import { messageOf } from '../../errors.ts';
import type { AuditResult } from '../../measurement/fault-records.ts';
import type { RequestLog } from '../../measurement/request-log.ts';
import { readAuditAnswer } from '../../services/audit-answer.ts';
import { readAuditRows } from '../../services/audit-rows.ts';
import type { ResolvedFaults } from '../../spec/experiment.ts';
import type { TrialContext } from '../trial-context.ts';
import { leaveOutEarlier, listWrites, type Reading } from './earlier-writes.ts';
import { awaitSettledAudit } from './settled-audit.ts';
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
        : { unread: say('audit-status', { path: audit.path, status }) };
    }
    if (audit.operations === undefined) return { unread: say('audit-not-configured') };
    if (launched.databaseUrl === undefined) return { unread: say('audit-no-database') };
    return await readAuditRows(launched.databaseUrl, audit);
  } catch (thrown) {
    return { unread: quoteText(messageOf(thrown)) };
  }
}
