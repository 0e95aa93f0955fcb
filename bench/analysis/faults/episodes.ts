// The episodes of a run that count, measured, and those that say nothing with their reason.
import type { FaultSettings } from '../../../reports/document/faults.ts';
import type { Message } from '../../../reports/document/message.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import type {
  AuditResult,
  FaultEpisodeRecord,
  FaultNotRunRecord,
} from '../../measurement/fault-records.ts';
import { decodeRequests, type TimedRequest } from '../../measurement/request-columns.ts';
import { type EpisodeMeasures, measureEpisode } from './availability.ts';

export interface MeasuredEpisode {
  readonly record: FaultEpisodeRecord;
  readonly requests: readonly TimedRequest[];
  readonly measures: EpisodeMeasures;
}

/** One variant under one fault: what counts in the order of the groups, and why the rest does not. */
export interface CellEpisodes {
  readonly episodes: readonly MeasuredEpisode[];
  readonly notRun: readonly NotCounted[];
}

interface NotCounted {
  readonly status: FaultNotRunRecord['status'];
  readonly reason: Message;
  /** Of a void episode; none where it could say nothing. */
  readonly audits: readonly AuditResult[];
}

/**
 * Takes the records of one variant and fault. Where a group has two episodes, as after a run that was resumed, the
 * later one counts. An episode without demand in one of its phases, or without a good request before the fault, says
 * nothing of the fault and is void; its audit counts all the same.
 */
export function measureCellEpisodes(
  records: readonly (FaultEpisodeRecord | FaultNotRunRecord)[],
  settings: FaultSettings,
): CellEpisodes {
  const episodes = new Map<number, MeasuredEpisode>();
  const notRun: NotCounted[] = [];
  for (const record of records) {
    if (record.kind === 'fault-not-run') {
      const { status, reason, audit } = record;
      notRun.push({ status, reason, audits: keepTelling(audit) });
      continue;
    }
    const requests = decodeRequests(record.requests);
    const measures = measureEpisode(requests, record.marks, settings);
    const reason = findVoidReason(measures);
    if (reason === undefined) episodes.set(record.group, { record, requests, measures });
    else notRun.push({ status: 'void', reason, audits: keepTelling(record.audit) });
  }
  const inOrder = [...episodes.values()].sort((a, b) => a.record.group - b.record.group);
  return { episodes: inOrder, notRun };
}

/** A void episode of which the audit knows nothing leaves the others as they are. */
export function keepTelling(audit: AuditResult | undefined): readonly AuditResult[] {
  return audit === undefined || audit.status === 'unknown' ? [] : [audit];
}

function findVoidReason({ phases, undisturbed }: EpisodeMeasures): Message | undefined {
  const { before, during, after } = phases;
  if ([before, during, after].some(({ intended }) => intended === 0)) {
    return writeMessage('no-demand');
  }
  return undisturbed.good === 0 ? writeMessage('not-good-before') : undefined;
}
