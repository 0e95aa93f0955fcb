// Audits an episode after its fault was healed: what clients were told against what is in the data.
import { setTimeout as sleep } from 'node:timers/promises';
import { auditEpisode } from '../../analysis/audit-episode.ts';
import { messageOf } from '../../errors.ts';
import type { AuditReadings, AuditResult } from '../../measurement/fault-records.ts';
import type { RequestLog } from '../../measurement/request-log.ts';
import { readAuditAnswer } from '../../services/audit-answer.ts';
import { readAuditRows } from '../../services/audit-rows.ts';
import type { ResolvedFaults } from '../../spec/experiment.ts';
import type { TrialContext } from '../trial-context.ts';
import type { Stage } from './stage.ts';

/** What was under way when the load ended may still land; nothing is called lost before this. */
const lateLandingMs = [300, 1_500] as const;

/** Reads the data and judges; again a little later where something seems to be missing. */
export async function auditStage(
  context: TrialContext,
  settings: ResolvedFaults,
  stage: Stage,
  log: RequestLog,
): Promise<AuditResult> {
  const { stalenessLimitMs } = settings;
  let result: AuditResult | undefined;
  for (const waitMs of lateLandingMs) {
    await sleep(waitMs, undefined, { signal: context.signal });
    const readings = await readData(settings, stage);
    result = auditEpisode(log, readings, { stalenessLimitMs });
    if (result.status !== 'violated' || result.lost === 0) break;
  }
  if (result === undefined) throw new Error('nothing was audited');
  return result;
}

/** Undefined, with the reason, where the data cannot be read. */
async function readData(
  { audit }: ResolvedFaults,
  { launched }: Stage,
): Promise<AuditReadings | { readonly unread: string }> {
  try {
    if (audit.path !== undefined) {
      const { status, body } = await launched.service.get(audit.path, 30_000);
      if (status !== 200) return { unread: `${audit.path} answered with status ${status}` };
      return readAuditAnswer(body);
    }
    if (audit.operations === undefined)
      return { unread: 'the config names no faults.audit.operations and no faults.audit.path' };
    if (launched.databaseUrl === undefined) return { unread: 'the variant has no database' };
    return await readAuditRows(launched.databaseUrl, audit);
  } catch (thrown) {
    return { unread: messageOf(thrown) };
  }
}
