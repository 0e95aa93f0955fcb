// What a sweep does with a started group: capacity of each variant, then open-loop slices, round by round.
import type { DriverSession, OpenLoad, SliceOutcome } from '../drivers/driver.ts';
import type {
  ParityCount,
  SweepCapacityRecord,
  SweepSliceRecord,
  SweepUseRecord,
} from '../measurement/records.ts';
import type { SweepStep, SweepTarget } from '../plan/sweep-search.ts';
import { countBetween } from '../target/request-counter.ts';
import {
  isLaunched,
  listGeneratorPids,
  openSession,
  runOneSlice,
  type StartedBlock,
} from './block-session.ts';
import type { GroupMeasure } from './group.ts';
import { compareGroup } from './parity.ts';
import type { TrialContext } from './trial-context.ts';
import { findBusiestNs, type TrialUse } from './trial-record.ts';
import { usualWarmup, warmUp } from './warmup.ts';

export interface SweepRunOptions {
  /** Length of the slice at each rate. */
  readonly sliceMs: number;
  readonly load: Omit<OpenLoad, 'rateRps'>;
  /** Connections of the closed loop that measures the capacity. */
  readonly connections: number;
  /** The rates that a group tries next; none ends it. */
  readonly chooseRound: (asked: SweepRound) => readonly SweepStep[];
}

/** What the next rates of a scenario in a group are chosen from. */
interface SweepRound {
  readonly targets: readonly SweepTarget[];
  /** All slices of the scenario so far, those of earlier groups included. */
  readonly slices: readonly SweepSliceRecord[];
  readonly group: number;
  readonly scenario: string;
  /** From 0. */
  readonly round: number;
}

/** The start of a slice that is sent but not recorded: a tenth, at most this. */
const longestDropMs = 100;

/** What a scenario has given so far, over all groups. */
interface ScenarioState {
  /** By variant id, as the first group that could measure it found it. */
  readonly capacityRps: Map<string, number>;
  readonly slices: SweepSliceRecord[];
}

/**
 * Measures a group of a sweep. The rates hang on the capacity that the first group found, so that later
 * groups may repeat the same rates; each record is appended as soon as its slice has ended.
 */
export function createSweepMeasure(options: SweepRunOptions): GroupMeasure {
  const states = new Map<string, ScenarioState>();
  return async (context, started) => {
    // Before any load, so that no write has made the data of the variants differ.
    const parity = await compareGroup(context, started);
    for (const block of started.group.blocks) {
      const state = states.get(block.scenario) ?? { capacityRps: new Map(), slices: [] };
      states.set(block.scenario, state);
      const run = { ...started, block };
      const before = await started.meter.readTrials();
      const sent = await sweepScenario(context, run, state, options);
      const after = await started.meter.readTrials();
      for (const { variant } of started.launched) {
        const use = started.meter.subtract(variant.id, before, after);
        context.append(
          buildUse(run, variant.id, use, {
            sent: sent.get(variant.id) ?? 0,
            parity: parity.get(block.scenario)?.get(variant.id),
          }),
        );
      }
    }
  };
}

function buildUse(
  { group, block }: StartedBlock,
  variantId: string,
  { serviceCountedRequests, exercise }: TrialUse,
  { sent, parity }: { readonly sent: number; readonly parity: ParityCount | undefined },
): SweepUseRecord {
  return {
    ...{ kind: 'sweep-use', group: group.index, scenario: block.scenario, variantId },
    resourceRequests: serviceCountedRequests ?? sent,
    ...(exercise !== undefined && { exercise }),
    ...(parity !== undefined && { parity }),
  };
}

/** Requests that ended by variant, those of the warm-up and of the capacity included. */
async function sweepScenario(
  context: TrialContext,
  run: StartedBlock,
  state: ScenarioState,
  options: SweepRunOptions,
): Promise<ReadonlyMap<string, number>> {
  const opened = await openSession(context, run);
  const { session, sent } = countEnded(opened);
  run.meter.watchGenerator(listGeneratorPids(session));
  try {
    await warmUp(context, run, session, { load: usualWarmup });
    await measureCapacities(context, run, session, state, options);
    const targets = listTargets(run, state, context.experiment.limits.maxRateRps);
    const { slices } = state;
    const asked = { targets, slices, group: run.group.index, scenario: run.block.scenario };
    let position = 0;
    for (let round = 0; ; round += 1) {
      const steps = options.chooseRound({ ...asked, round });
      if (steps.length === 0) return sent;
      for (const step of steps) {
        const record = await measureRate(context, run, session, options, step, position);
        position += 1;
        slices.push(record);
        context.append(record);
      }
    }
  } finally {
    run.meter.watchGenerator([]);
    await session.close();
  }
}

/** The session, with what its slices sent each variant. */
function countEnded(session: DriverSession): {
  readonly session: DriverSession;
  readonly sent: ReadonlyMap<string, number>;
} {
  const sent = new Map<string, number>();
  const runSlice: DriverSession['runSlice'] = async (order) => {
    const outcome = await session.runSlice(order);
    const { succeeded, failed } = outcome.sliceCounts;
    sent.set(outcome.variantId, (sent.get(outcome.variantId) ?? 0) + succeeded + failed);
    return outcome;
  };
  return { session: { ...session, runSlice }, sent };
}

async function measureCapacities(
  context: TrialContext,
  run: StartedBlock,
  session: DriverSession,
  state: ScenarioState,
  { sliceMs, connections }: SweepRunOptions,
): Promise<void> {
  const { scenario } = run.block;
  for (const variantId of run.block.warmupOrder) {
    if (!isLaunched(run, variantId)) continue;
    const outcome = await runOneSlice(context, run, session, {
      ...{ variantId, load: { kind: 'closed', connections }, recorded: false },
      ...{ durationMs: sliceMs, dropFirstMs: chooseDropMs(sliceMs) },
    });
    const { windowUs, wrongBodies, failureReasons } = outcome;
    const { succeeded } = outcome.windowCounts;
    const record: SweepCapacityRecord = {
      ...{ kind: 'sweep-capacity', group: run.group.index, scenario, variantId, connections },
      capacityRps: succeeded > 0 ? (succeeded / windowUs) * 1e6 : undefined,
      ...{ wrongBodies, failureReasons },
    };
    context.append(record);
    if (record.capacityRps !== undefined && !state.capacityRps.has(variantId))
      state.capacityRps.set(variantId, record.capacityRps);
    context.listen({ kind: 'note', text: describeCapacity(context, record) });
  }
}

function describeCapacity(
  context: TrialContext,
  { group, scenario, variantId, capacityRps }: SweepCapacityRecord,
): string {
  const label = context.plan.variants.find(({ id }) => id === variantId)?.label ?? variantId;
  const what =
    capacityRps === undefined
      ? 'no right answer in a closed loop, so no rate is tried'
      : `${Math.round(capacityRps)} requests/s in a closed loop`;
  return `group ${group + 1}: ${scenario}, ${label}: ${what}`;
}

function listTargets(
  run: StartedBlock,
  state: ScenarioState,
  mostRps: number,
): readonly SweepTarget[] {
  return run.launched.flatMap(({ variant: { id: variantId } }) => {
    const capacityRps = state.capacityRps.get(variantId);
    return capacityRps === undefined ? [] : [{ variantId, capacityRps, mostRps }];
  });
}

async function measureRate(
  context: TrialContext,
  run: StartedBlock,
  session: DriverSession,
  { sliceMs, load }: SweepRunOptions,
  { variantId, rateRps, kind }: SweepStep,
  position: number,
): Promise<SweepSliceRecord> {
  const countBefore = await run.meter.readRequests(variantId);
  const before = run.meter.readSlice(variantId, false);
  const outcome = await runOneSlice(context, run, session, {
    ...{ variantId, load: { ...load, rateRps }, recorded: true },
    ...{ durationMs: sliceMs, dropFirstMs: chooseDropMs(sliceMs) },
  });
  const use = run.meter.subtractSlice(before, run.meter.readSlice(variantId, false));
  const countAfter = await run.meter.readRequests(variantId);
  const { scenario, loadId } = run.block;
  const group = run.group.index;
  context.listen({ kind: 'slice-ended', group, scenario, loadId, outcome });
  return {
    ...{ kind: 'sweep-slice', group, scenario, variantId, position, step: kind, rateRps },
    ...{ durationMs: sliceMs, windowUs: outcome.windowUs },
    drainMs: Math.max(0, use.elapsedNs / 1e6 - sliceMs),
    ...{ counts: outcome.sliceCounts, failureReasons: outcome.failureReasons },
    ...(outcome.resentRequests !== undefined && { resentRequests: outcome.resentRequests }),
    serviceCountedRequests: countBetween(countBefore, countAfter),
    ...{ checkedBodies: outcome.checkedBodies, wrongBodies: outcome.wrongBodies },
    measurement: await collectOne(session, outcome),
    generatorCpuRatio: use.elapsedNs > 0 ? findBusiestNs(outcome) / use.elapsedNs : undefined,
    ...{ foreignCpuRatio: use.foreignCpuRatio, stealRatio: use.stealRatio },
    caveats: outcome.caveats,
  };
}

/** Histograms of the slice alone: they are taken after each, so that rates never mix. */
async function collectOne(
  session: DriverSession,
  { variantId }: SliceOutcome,
): Promise<SweepSliceRecord['measurement']> {
  const measurements = await session.collect();
  return (
    measurements.find((one) => one.variantId === variantId) ?? {
      ...{ variantId, routes: [], sendLateness: undefined },
    }
  );
}

function chooseDropMs(sliceMs: number): number {
  return Math.min(sliceMs / 10, longestDropMs);
}
