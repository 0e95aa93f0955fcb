// One launch group: fresh processes of every variant, alive side by side, loaded in turn, then gone.
import { LoadstoneError, messageOf } from '../errors.ts';
import type { PlannedGroup, PlannedVariant } from '../plan/plan.ts';
import { type ClockReading, findClockJumpMs, judgeGroup } from './group-verdict.ts';
import { type LaunchedVariant, launchVariant } from './launch.ts';
import { createGroupMeter, type GroupMeter, type HostUse } from './meter.ts';
import { ensureScenarioData } from './scenario-data.ts';
import type { TrialContext } from './trial-context.ts';

/** State that lasts over the groups of a run. */
export interface RunState {
  /** Template database by variant id. */
  readonly templates: ReadonlyMap<string, string>;
  /** Variants that are out, with the reason; grows while the first group starts. */
  readonly notRun: Map<string, string>;
  data: { readonly value: unknown } | undefined;
  groupsEnded: number;
  /** Variants that were tried and could not start. */
  readonly failed: Set<string>;
}

/** What is there once all variants of a group are up. */
interface StartedGroup {
  readonly group: PlannedGroup;
  readonly launched: readonly LaunchedVariant[];
  readonly meter: GroupMeter;
  readonly data: unknown;
}

/** Loads the variants of a started group and appends what it measured. */
export type GroupMeasure = (context: TrialContext, started: StartedGroup) => Promise<void>;

/** How a group ended. */
export interface EndedGroup {
  readonly status: 'valid' | 'void';
  readonly elapsedMs: number;
}

/** Runs a group to its end and records it, valid or void. @throws where the run cannot go on. */
export async function runGroup(
  context: TrialContext,
  state: RunState,
  group: PlannedGroup,
  measure: GroupMeasure,
): Promise<EndedGroup> {
  const started = readClocks(context);
  const launchOrder = group.launchOrder.filter((id) => !state.notRun.has(id));
  context.listen({ kind: 'group-started', group: group.index });
  context.append({
    ...{ kind: 'group-started', group: group.index, epoch: context.epoch, launchOrder },
    at: started.wallClock,
  });
  const launched: LaunchedVariant[] = [];
  let voidReason: string | undefined;
  let meter: GroupMeter | undefined;
  try {
    await launchAll(context, state, group, launchOrder, launched);
    recordTreatments(context, group, launched);
    state.data ??= await ensureScenarioData(context, launched);
    meter = await createGroupMeter(context, launched);
    await measure(context, { group, launched, meter, data: state.data.value });
  } catch (thrown) {
    if (!isVoiding(thrown) || context.signal.aborted || isBaselineMissing(state, launched))
      throw thrown;
    voidReason = describeVoid(thrown);
  } finally {
    await stopAll(launched);
  }
  state.groupsEnded += 1;
  return endGroup(context, group, started, voidReason, meter);
}

/** The first group ended before its baseline was up: nothing could ever be compared. */
function isBaselineMissing(state: RunState, launched: readonly LaunchedVariant[]): boolean {
  return state.groupsEnded === 0 && !launched.some(({ variant }) => variant.isBaseline);
}

/** Two at a time: while one service starts on its CPU, the database of the next is cloned on another. */
const launchesAtOnce = 2;

/** Launches in the given order; where one fails, those under way are awaited before it is thrown. */
async function launchAll(
  context: TrialContext,
  state: RunState,
  group: PlannedGroup,
  launchOrder: readonly string[],
  launched: LaunchedVariant[],
): Promise<void> {
  const left = [...launchOrder];
  let failure: { readonly thrown: unknown } | undefined;
  const launchNext = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      try {
        await launchInto(context, state, group, id, launched);
      } catch (thrown) {
        failure ??= { thrown };
        left.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: launchesAtOnce }, launchNext));
  if (failure !== undefined) throw failure.thrown;
}

/**
 * In the first group a variant that cannot start is marked as not run and the others go on (the
 * baseline ends the run: nothing could be compared); later the group is void, for it did start before.
 */
async function launchInto(
  context: TrialContext,
  state: RunState,
  group: PlannedGroup,
  id: string,
  launched: LaunchedVariant[],
): Promise<void> {
  const variant = context.plan.variants.find((candidate) => candidate.id === id);
  if (variant === undefined) throw new Error(`the plan launches ${id}, which it does not list`);
  context.signal.throwIfAborted();
  context.listen({ kind: 'launching', group: group.index, variantId: id });
  try {
    launched.push(await launchVariant(context, variant, group.index, state.templates));
  } catch (thrown) {
    const isFirst = state.groupsEnded === 0;
    if (!(thrown instanceof LoadstoneError) || !isFirst || variant.isBaseline) throw thrown;
    state.failed.add(id);
    excludeVariant(context, state, variant, describeVoid(thrown));
  }
}

export function excludeVariant(
  context: TrialContext,
  state: RunState,
  variant: PlannedVariant,
  reason: string,
): void {
  state.notRun.set(variant.id, reason);
  context.append({ kind: 'not-run', variantId: variant.id, reason });
  context.listen({ kind: 'variant-not-run', variantId: variant.id, reason });
}

const voidingCodes = [
  'SERVICE_DIED',
  'SERVICE_NOT_READY',
  'PORT_TAKEN',
  'DRIVER_FAILED',
  'REDIS_UNAVAILABLE',
  'VARIANT_NOT_AS_PLANNED',
];

/** A failure of one service or generator spoils its group, not the run. */
function isVoiding(thrown: unknown): boolean {
  return thrown instanceof LoadstoneError && voidingCodes.includes(thrown.code);
}

function describeVoid(thrown: unknown): string {
  const output = thrown instanceof LoadstoneError ? thrown.output?.trim() : undefined;
  return output
    ? `${messageOf(thrown)} Its last output: ${output.slice(-2000)}`
    : messageOf(thrown);
}

function recordTreatments(
  context: TrialContext,
  group: PlannedGroup,
  launched: readonly LaunchedVariant[],
): void {
  for (const { variant, treatment } of launched) {
    const { configHash, config } = treatment;
    context.append({
      kind: 'treatment',
      group: group.index,
      variantId: variant.id,
      configHash,
      config,
    });
  }
}

function readClocks(context: TrialContext): ClockReading {
  return { wallClock: context.readWallClock(), monotonicMs: context.readMonotonicMs() };
}

const unknownHost: HostUse = {
  foreignCpuRatio: undefined,
  stealRatio: undefined,
  cpuPressureRatio: undefined,
  generatorWaitRatio: undefined,
};

function endGroup(
  context: TrialContext,
  group: PlannedGroup,
  started: ClockReading,
  failure: string | undefined,
  meter: GroupMeter | undefined,
): EndedGroup {
  const ended = readClocks(context);
  const elapsedMs = ended.monotonicMs - started.monotonicMs;
  const host = meter?.readHost() ?? unknownHost;
  const clockJumpMs = findClockJumpMs(started, ended);
  const voidReason = failure ?? judgeGroup(host, clockJumpMs, context.experiment.limits);
  const status = voidReason === undefined ? 'valid' : 'void';
  context.append({
    ...{ kind: 'group-ended', group: group.index, status, voidReason, elapsedMs, ...host },
    ...{ clockJumpMs, at: ended.wallClock },
  });
  context.listen({ kind: 'group-ended', group: group.index, status, voidReason, elapsedMs });
  return { status, elapsedMs };
}

/** Stops every variant even where stopping one fails. */
async function stopAll(launched: readonly LaunchedVariant[]): Promise<void> {
  const outcomes = await Promise.allSettled(launched.map((variant) => variant.stop()));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
