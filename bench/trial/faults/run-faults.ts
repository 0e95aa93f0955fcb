// Goes through the groups of faults: in each, every variant meets every fault once, in fresh processes.

import type { Message } from '../../../reports/document/message.ts';
import { joinMessages } from '../../../reports/document/messages/message.ts';
import { LoadstoneError } from '../../errors.ts';
import type { FaultEpisodeRecord, FaultNotRunRecord } from '../../measurement/fault-records.ts';
import { tellHint } from '../../tell-failure.ts';
import { prepareTemplates } from '../templates.ts';
import type { TrialContext } from '../trial-context.ts';
import { findMissingService } from '../variant-settings.ts';
import { describeFailure, endsRun, runEpisode } from './episode.ts';
import { calibrateFaultRate } from './fault-rate.ts';
import {
  describeNotRun,
  type FaultRun,
  type PlannedEpisode,
  planEpisodes,
} from './planned-episode.ts';

export type FaultsOutcome = 'complete' | 'interrupted';

/**
 * Plays the episodes that are left and appends their records.
 * @throws LoadstoneError where the environment fails; what was recorded before stays
 */
export async function runFaults(context: TrialContext, run: FaultRun): Promise<FaultsOutcome> {
  try {
    await playAll(context, run);
  } catch (thrown) {
    if (!context.signal.aborted) throw thrown;
    return 'interrupted';
  }
  return 'complete';
}

async function playAll(context: TrialContext, run: FaultRun): Promise<void> {
  const { plan } = context;
  const out = new Map(
    plan.variants.flatMap((variant) => {
      const reason = findMissingService(context, variant);
      return reason === undefined ? [] : [[variant.id, reason] as const];
    }),
  );
  const templates = await prepareTemplates(context, out);
  const rateRps = await calibrateFaultRate(context, run, templates);
  const isDone = createDoneCheck(run.earlier);
  const episodes = planEpisodes(plan.variants, run.faults, run.settings.groups, plan.seed);
  const up = new Set(
    run.earlier.flatMap(({ kind, variantId }) => (kind === 'fault-episode' ? [variantId] : [])),
  );
  const notRun = new Set(
    run.earlier.flatMap((record) =>
      record.kind === 'fault-not-run' && record.status === 'not-run'
        ? [`${record.variantId} ${record.faultId}`]
        : [],
    ),
  );
  const keyOf = ({ variant, fault }: PlannedEpisode) => `${variant.id} ${fault.id}`;
  const isToPlay = (episode: PlannedEpisode) => !isDone(episode) && !notRun.has(keyOf(episode));
  const placeOf = (index: number) => ({
    ...{ done: index + 1, planned: episodes.length },
    left: episodes.slice(index + 1).filter(isToPlay).length,
  });
  for (const [index, episode] of episodes.entries()) {
    context.signal.throwIfAborted();
    if (!isToPlay(episode)) continue;
    run.onBegin(episode, placeOf(index));
    const reason = out.get(episode.variant.id);
    const record =
      reason === undefined
        ? await playOne(context, run, episode, { templates, rateRps, up, out })
        : describeNotRun(episode, 'not-run', reason);
    context.append({ ...record, at: context.readWallClock() });
    if (record.kind === 'fault-not-run' && record.status === 'not-run') notRun.add(keyOf(episode));
    run.onEpisode(record, placeOf(index));
  }
}

function createDoneCheck(earlier: FaultRun['earlier']): (episode: PlannedEpisode) => boolean {
  const done = new Set(
    earlier.map(({ group, variantId, faultId }) => `${group} ${variantId} ${faultId}`),
  );
  return ({ group, variant, fault }) => done.has(`${group} ${variant.id} ${fault.id}`);
}

/** What lasts over the episodes of a run. */
interface RunState {
  readonly templates: ReadonlyMap<string, string>;
  readonly rateRps: number;
  /** Variants that have started at least once. */
  readonly up: Set<string>;
  /** Variants that are out, with the reason; grows. */
  readonly out: Map<string, Message>;
}

/**
 * Plays it and says how it ended. A variant that does not even start the first time is out.
 * @throws what ends the run: what the machine lacks, what could not be healed, a baseline that never started
 */
async function playOne(
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
    // Of what is ours it is known what to do.
    const advice = thrown instanceof LoadstoneError ? [tellHint(thrown)] : [];
    const reason = joinMessages([describeFailure(thrown), ...advice]);
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
