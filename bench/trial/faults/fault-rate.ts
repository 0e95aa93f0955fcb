// The rate that all episodes share: given, or a share of what the baseline carries in a closed loop.
import { join } from 'node:path';
import { chooseFaultWindows } from '../../analysis/faults/phases.ts';
import { LoadstoneError } from '../../errors.ts';
import { control } from '../../faults/catalogue.ts';
import { deriveSeed } from '../../plan/random.ts';
import { tellPreflight } from '../route-preflight.ts';
import { ensureScenarioData } from '../scenario-data.ts';
import type { TrialContext } from '../trial-context.ts';
import { usualWarmup } from '../warmup.ts';
import type { FaultRun } from './planned-episode.ts';
import { openStage, warmUpAlone } from './stage.ts';

const capacitySliceMs = 2_000;

/**
 * Calibrates the rate once a run and notes it. The baseline is started for it, and asked for each route of the scenario
 * first: what it does not answer is told before the first fault.
 * @throws LoadstoneError SERVICE_DIED where the baseline answers nothing right, SCENARIO_NOT_ANSWERED
 */
export async function calibrateFaultRate(
  context: TrialContext,
  run: FaultRun,
  templates: ReadonlyMap<string, string>,
): Promise<number> {
  const { rate, scenario } = run.settings;
  if (run.earlierRateRps !== undefined) return run.earlierRateRps;
  const capacityRps = await askBaseline(context, run, templates, rate.kind !== 'given');
  const wantedRps =
    rate.kind === 'given' ? rate.rateRps : Math.max(1, rate.capacityRatio * (capacityRps ?? 0));
  const rateRps = Math.min(context.experiment.limits.maxRateRps, Math.round(wantedRps * 10) / 10);
  const faults = run.faults.map(({ id, title, mechanism }) => ({ id, title, mechanism }));
  context.append({ kind: 'fault-rate', scenario, rateRps, faults, capacityRps });
  context.listen({
    kind: 'note',
    text: `${scenario}: ${Math.round(rateRps).toLocaleString('en-US')} requests/s for every variant`,
  });
  const hint = describeShortAfter(run.settings.afterMs, rateRps);
  if (hint !== undefined) context.listen({ kind: 'note', text: hint });
  return rateRps;
}

/** Undefined where the load after the healing is long enough to see a recovery. */
export function describeShortAfter(afterMs: number, rateRps: number): string | undefined {
  const { holdMs } = chooseFaultWindows(rateRps);
  if (afterMs > holdMs) return undefined;
  const [after, hold] = [afterMs / 1_000, holdMs / 1_000];
  return `No recovery can be seen: at ${rateRps} requests/s it takes ${hold} s of good answers, and faults.afterMs is ${after} s. Give more of either.`;
}

/** Successes a second of the warm baseline in a closed loop, where that is asked for. */
async function askBaseline(
  context: TrialContext,
  run: FaultRun,
  templates: ReadonlyMap<string, string>,
  isMeasured: boolean,
): Promise<number | undefined> {
  const variant = context.plan.variants.find(({ isBaseline }) => isBaseline);
  if (variant === undefined) throw new Error('the plan has no baseline');
  const { scenario, requestTimeoutMs } = run.settings;
  const stage = await openStage(
    context,
    run,
    { group: 0, position: -1, variant, fault: control },
    templates,
  );
  try {
    const seeds = new Map([[scenario, deriveSeed(context.plan.seed, 'fault-source', 0)]]);
    const { value } = await ensureScenarioData(context, [stage.launched]);
    await tellPreflight(context, seeds, stage.launched.service, value);
    if (!isMeasured) return undefined;
    const logPath = join(context.workFolder, 'requests-capacity.jsonl');
    const session = await stage.openSession(logPath, requestTimeoutMs, scenario);
    await warmUpAlone(context, session, variant.id);
    const { windowCounts, windowUs } = await session.runSlice({
      ...{ variantId: variant.id, load: usualWarmup, dropFirstMs: 0, recorded: false },
      durationMs: capacitySliceMs,
    });
    if (windowCounts.succeeded > 0) return (windowCounts.succeeded / windowUs) * 1e6;
  } finally {
    await stage.close();
  }
  throw new LoadstoneError(
    'SERVICE_DIED',
    `The baseline answered no request of ${scenario} right, so no rate can be derived.`,
    { hint: 'Give faults.rateRps, or mend the baseline.' },
  );
}
