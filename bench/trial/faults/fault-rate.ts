// The rate that all episodes share: given, or a share of what the baseline carries in a closed loop.
import { join } from 'node:path';
import { chooseFaultWindows } from '../../analysis/availability-rule.ts';
import { LoadstoneError } from '../../errors.ts';
import { control } from '../../faults/control.ts';
import { chooseLoneWarmupMs } from '../../plan/warmup.ts';
import type { TrialContext } from '../trial-context.ts';
import { usualWarmup } from '../warmup.ts';
import type { FaultRun } from './planned-episode.ts';
import { openStage } from './stage.ts';

const capacitySliceMs = 2_000;

/**
 * Settles the rate once a run and notes it.
 * @throws LoadstoneError SERVICE_DIED where the baseline answers nothing right
 */
export async function settleFaultRate(
  context: TrialContext,
  run: FaultRun,
  templates: ReadonlyMap<string, string>,
): Promise<number> {
  const { rate, scenario } = run.settings;
  if (run.earlierRateRps !== undefined) return run.earlierRateRps;
  const capacityRps =
    rate.kind === 'given' ? undefined : await measureCapacity(context, run, templates);
  const wantedRps =
    rate.kind === 'given' ? rate.rateRps : Math.max(1, rate.capacityRatio * (capacityRps ?? 0));
  const rateRps = Math.min(context.experiment.limits.maxRateRps, Math.round(wantedRps * 10) / 10);
  const faults = run.faults.map(({ id, title, mechanism }) => ({ id, title, mechanism }));
  context.append({ kind: 'fault-rate', scenario, rateRps, faults, capacityRps });
  context.listen({ kind: 'note', text: `${scenario}: ${rateRps} requests/s for every variant` });
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

async function measureCapacity(
  context: TrialContext,
  run: FaultRun,
  templates: ReadonlyMap<string, string>,
): Promise<number> {
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
    const logPath = join(context.workFolder, 'requests-capacity.jsonl');
    const session = await stage.openSession(logPath, requestTimeoutMs, scenario);
    const order = {
      ...{ variantId: variant.id, load: usualWarmup, dropFirstMs: 0, recorded: false },
    };
    await session.runSlice({
      ...order,
      durationMs: chooseLoneWarmupMs(context.experiment),
    });
    const { windowCounts, windowUs } = await session.runSlice({
      ...{ ...order, durationMs: capacitySliceMs },
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
