// The episodes of a run that count, measured, and those that say nothing with their reason.
import type { FaultSettings } from '../../reports/schema/faults.ts';
import type { FaultEpisodeRecord, FaultNotRunRecord } from '../measurement/fault-records.ts';
import { decodeRequests, type TimedRequest } from '../measurement/request-columns.ts';
import { type EpisodeMeasures, measureEpisode } from './availability-episode.ts';

export interface MeasuredEpisode {
  readonly record: FaultEpisodeRecord;
  readonly requests: readonly TimedRequest[];
  readonly measures: EpisodeMeasures;
}

/** One variant under one fault: what counts in the order of the groups, and why the rest does not. */
export interface CellEpisodes {
  readonly episodes: readonly MeasuredEpisode[];
  readonly notRun: readonly Pick<FaultNotRunRecord, 'status' | 'reason'>[];
}

/**
 * Takes the records of one variant and fault. Where a group has two episodes, as after a run that was resumed, the
 * later one counts. An episode without demand in one of its phases, or without a good request before the fault, says
 * nothing of the fault and is void.
 */
export function measureCellEpisodes(
  records: readonly (FaultEpisodeRecord | FaultNotRunRecord)[],
  settings: FaultSettings,
): CellEpisodes {
  const episodes = new Map<number, MeasuredEpisode>();
  const notRun: Pick<FaultNotRunRecord, 'status' | 'reason'>[] = [];
  for (const record of records) {
    if (record.kind === 'fault-not-run') {
      notRun.push(record);
      continue;
    }
    const requests = decodeRequests(record.requests);
    const measures = measureEpisode(requests, record.marks, settings);
    const reason = findVoidReason(measures);
    if (reason === undefined) episodes.set(record.group, { record, requests, measures });
    else notRun.push({ status: 'void', reason });
  }
  const inOrder = [...episodes.values()].sort((a, b) => a.record.group - b.record.group);
  return { episodes: inOrder, notRun };
}

function findVoidReason({ phases, undisturbed }: EpisodeMeasures): string | undefined {
  const { before, during, after } = phases;
  if ([before, during, after].some(({ intended }) => intended === 0)) {
    return 'No request was due in one of the phases.';
  }
  return undisturbed.good === 0 ? 'Not one request was good before the fault.' : undefined;
}
