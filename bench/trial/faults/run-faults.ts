// Goes through the groups of faults: in each, every variant meets every fault once, in fresh processes.
import { prepareTemplates } from '../templates.ts';
import type { TrialContext } from '../trial-context.ts';
import { buildVariantSettings } from '../variant-settings.ts';
import { settleFaultRate } from './fault-rate.ts';
import {
  describeNotRun,
  type FaultRun,
  type PlannedEpisode,
  planEpisodes,
} from './planned-episode.ts';
import { playOne } from './play-one.ts';

/** How the faults of a run ended. */
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
  const out = findVariantsOut(context);
  const templates = await prepareTemplates(context, out);
  const rateRps = await settleFaultRate(context, run, templates);
  const isDone = createDoneCheck(run.earlier);
  const episodes = planEpisodes(plan.variants, run.faults, run.settings.groups, plan.seed);
  const up = new Set(
    run.earlier.flatMap(({ kind, variantId }) => (kind === 'fault-episode' ? [variantId] : [])),
  );
  const notRun = new Map<string, string>(
    run.earlier.flatMap((record) =>
      record.kind === 'fault-not-run' && record.status === 'not-run'
        ? [[`${record.variantId} ${record.faultId}`, record.reason] as const]
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
    if (record.kind === 'fault-not-run' && record.status === 'not-run')
      notRun.set(keyOf(episode), record.reason);
    run.onEpisode(record, placeOf(index));
  }
}

/** Variants that cannot be launched at all, with the reason. */
function findVariantsOut(context: TrialContext): Map<string, string> {
  const { experiment, plan, startRedis, noRedisReason } = context;
  return new Map(
    plan.variants
      .filter((variant) => buildVariantSettings(experiment, variant).needs.has('redis'))
      .filter(() => startRedis === undefined)
      .map(({ id }) => [id, noRedisReason] as const),
  );
}

function createDoneCheck(earlier: FaultRun['earlier']): (episode: PlannedEpisode) => boolean {
  const done = new Set(
    earlier.map(({ group, variantId, faultId }) => `${group} ${variantId} ${faultId}`),
  );
  return ({ group, variant, fault }) => done.has(`${group} ${variant.id} ${fault.id}`);
}
