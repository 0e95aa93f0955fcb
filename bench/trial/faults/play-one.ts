// One episode among others: its failure is told and leaves them to be played, or ends the run.
import { LoadstoneError } from '../../errors.ts';
import type { FaultEpisodeRecord, FaultNotRunRecord } from '../../measurement/fault-records.ts';
import type { TrialContext } from '../trial-context.ts';
import { describeFailure } from './describe-failure.ts';
import { endsRun, runEpisode } from './episode.ts';
import { describeNotRun, type FaultRun, type PlannedEpisode } from './planned-episode.ts';

/** What lasts over the episodes of a run. */
export interface RunState {
  /** Template database by variant id. */
  readonly templates: ReadonlyMap<string, string>;
  readonly rateRps: number;
  /** Variants that have started at least once. */
  readonly up: Set<string>;
  /** Variants that are out, with the reason; grows. */
  readonly out: Map<string, string>;
}

/**
 * Plays it and says how it ended. A variant that does not even start the first time is out.
 * @throws what ends the run: what the machine lacks, what could not be healed, a baseline that never started
 */
export async function playOne(
  context: TrialContext,
  run: FaultRun,
  episode: PlannedEpisode,
  { templates, rateRps, up, out }: RunState,
): Promise<FaultEpisodeRecord | FaultNotRunRecord> {
  const { id, isBaseline } = episode.variant;
  try {
    const record = await runEpisode(context, run, run.settings, episode, templates, rateRps);
    up.add(id);
    return record;
  } catch (thrown) {
    if (context.signal.aborted || endsRun(thrown)) throw thrown;
    const reason = describeFailure(thrown);
    if (up.has(id) || !failedToStart(thrown)) return describeNotRun(episode, 'void', reason);
    if (isBaseline) throw thrown;
    out.set(id, reason);
    return describeNotRun(episode, 'not-run', reason);
  }
}

const startCodes: readonly string[] = [
  'SERVICE_DIED',
  'SERVICE_NOT_READY',
  'PORT_TAKEN',
  'VARIANT_NOT_AS_PLANNED',
];

function failedToStart(thrown: unknown): boolean {
  return thrown instanceof LoadstoneError && startCodes.includes(thrown.code);
}
