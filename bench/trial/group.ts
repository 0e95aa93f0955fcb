// One launch group: fresh processes of every variant, alive side by side, loaded in turn, then gone.

import { join } from 'node:path';
import type { Message } from '../../reports/document/message.ts';
import { joinMessages, writeMessage, writeName } from '../../reports/document/messages/message.ts';
import type { Driver } from '../drivers/driver.ts';
import { LoadstoneError } from '../errors.ts';
import type { GroupPhases } from '../measurement/records.ts';
import type { PlannedGroup, PlannedVariant } from '../plan/plan.ts';
import { tellFailure, tellHint } from '../tell-failure.ts';
import { leavesDatabaseAlone, type TurnedCycle, turnCycle } from './cycle.ts';
import type { DatabasePool } from './database-pool.ts';
import { clockDriver, createGroupClock } from './group-clock.ts';
import { type ClockReading, computeClockJumpMs, judgeGroup } from './group-verdict.ts';
import { type LaunchedVariant, launchVariant, nameDatabase, tellOf } from './launch.ts';
import { databaseEnded, isDatabaseDown, isDatabaseLost } from './lost-database.ts';
import { createGroupMeter, type GroupMeter, type HostUse } from './meter.ts';
import { watchNetwork } from './network.ts';
import { preflightPages } from './page-slices.ts';
import { describePlacement } from './placement.ts';
import { tellPreflight } from './route-preflight.ts';
import { ensureScenarioData } from './scenario-data.ts';
import type { TrialContext } from './trial-context.ts';

/** What a group is made of; a simulation has others, which start no process. */
export interface GroupParts {
  readonly launch: typeof launchVariant;
  readonly openMeter: typeof createGroupMeter;
}

/** Processes of this machine, and what it tells of them. */
export const realParts: GroupParts = { launch: launchVariant, openMeter: createGroupMeter };

/** State that lasts over the groups of a run. */
export interface RunState {
  readonly parts: GroupParts;
  readonly templates: ReadonlyMap<string, string>;
  /** Databases of the variants; undefined where the experiment has none. */
  readonly databases: DatabasePool | undefined;
  /** Variants that are out, with the reason; grows while the first group starts. */
  readonly notRun: Map<string, string>;
  data: { readonly value: unknown } | undefined;
  groupsEnded: number;
  /** Monotonic: when the group before ended, or the services of this part of the run began to be started. */
  atRestSinceMs: number;
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

export interface EndedGroup {
  readonly status: 'valid' | 'void';
  readonly elapsedMs: number;
}

/**
 * Runs a group to its end and records it, valid or void.
 * @param next the group after it, whose databases are made while this one stops; undefined for the last
 * @throws where the run cannot go on.
 */
export async function runGroup(
  runContext: TrialContext,
  state: RunState,
  group: PlannedGroup,
  measure: GroupMeasure,
  next: PlannedGroup | undefined,
): Promise<EndedGroup> {
  const started = readClocks(runContext);
  const clock = createGroupClock(runContext.readMonotonicMs);
  const launchOrder = group.launchOrder.filter((id) => !state.notRun.has(id));
  runContext.listen({ kind: 'group-started', group: group.index });
  // What is still being dropped would be cut off by a restart.
  if (!leavesDatabaseAlone(group)) await state.databases?.settle();
  const turned = await turnCycle(runContext, group, state.notRun, state.templates);
  const betweenMs = started.monotonicMs - state.atRestSinceMs;
  appendStarted(runContext, group, launchOrder, turned, { at: started.wallClock, betweenMs });
  const context: TrialContext = {
    ...runContext,
    placement: turned.placement,
    driver: clockDriver(tieDriver(runContext), clock, runContext.readMonotonicMs),
  };
  const launched: LaunchedVariant[] = [];
  let voidReason: Message | undefined;
  let meter: GroupMeter | undefined;
  try {
    clock.enter('launch');
    await launchAll(context, state, group, launchOrder, launched);
    recordConfigurations(context, group, launched);
    state.data ??= await ensureScenarioData(context, launched);
    await preflight(context, state, group, launched);
    // From here on the database server does nothing but what it is asked by the variants.
    await state.databases?.settle();
    meter = await state.parts.openMeter(context, launched);
    clock.enter('switch');
    const incarnation = await context.postgres?.readIncarnation();
    const endNetwork = await watchNetwork(context, group.index, launched);
    await measure(context, { group, launched, meter, data: state.data.value });
    endNetwork();
    await assertSameDatabase(context, incarnation);
  } catch (thrown) {
    if (context.signal.aborted) throw thrown;
    const isVoid = isVoiding(thrown) || (isDatabaseLost(thrown) && (await reviveDatabase(context)));
    if (!isVoid || isBaselineMissing(state, launched)) throw thrown;
    voidReason = describeVoid(thrown);
  } finally {
    clock.enter('stop');
    if (next !== undefined && !context.signal.aborted) prepareDatabases(context, state, next);
    await stopAll(launched);
  }
  state.groupsEnded += 1;
  const outcome = endGroup(context, group, started, voidReason, meter, clock.read());
  state.atRestSinceMs = started.monotonicMs + outcome.elapsedMs;
  return outcome;
}

/**
 * Services that run on Node, and generators, start in half the time when they find their code compiled. It is
 * kept for the run alone, so that of its groups only the first starts without.
 */
function findCompileCache({ workFolder }: TrialContext): string {
  return join(workFolder, 'compile-cache');
}

/** Generators with what the run gives each of its processes. */
function tieDriver(context: TrialContext): Driver {
  const { driver, journal } = context;
  const given = {
    ...{ compileCacheFolder: findCompileCache(context), temporaryFolder: context.workFolder },
    markEnv: journal.markEnv,
  };
  return { ...driver, open: (options) => driver.open({ ...options, ...given }) };
}

function appendStarted(
  context: TrialContext,
  group: PlannedGroup,
  launchOrder: readonly string[],
  { placement, isSwapped, isDatabaseRestarted, areTemplatesRebuilt }: TurnedCycle,
  { at, betweenMs }: { readonly at: string; readonly betweenMs: number },
): void {
  context.append({
    ...{ kind: 'group-started', group: group.index, epoch: context.epoch, launchOrder, at },
    betweenMs,
    ...{ cpus: describePlacement(placement), isSwapped },
    ...{ isDatabaseRestarted, areTemplatesRebuilt },
  });
}

/** Begins with the databases of the next group while the services of this one end: nothing is measured then. */
function prepareDatabases(context: TrialContext, state: RunState, next: PlannedGroup): void {
  if (context.experiment.postgres === undefined || !leavesDatabaseAlone(next)) return;
  for (const id of next.launchOrder) {
    const variant = context.plan.variants.find((one) => one.id === id);
    if (variant === undefined || state.notRun.has(id)) continue;
    const name = nameDatabase(context, variant, next.index);
    state.databases?.prepare(name, state.templates.get(id));
  }
}

/** Once a run. Measured from the first request on (phase cold), even one more request would be too many. */
async function preflight(
  context: TrialContext,
  { groupsEnded, data }: RunState,
  { blocks }: PlannedGroup,
  launched: readonly LaunchedVariant[],
): Promise<void> {
  const baseline = launched.find(({ variant }) => variant.isBaseline);
  if (groupsEnded > 0 || baseline === undefined || context.experiment.phase === 'cold') return;
  // Of several blocks the first one says it.
  const seeds = new Map(
    blocks.toReversed().map(({ scenario, sourceSeed }) => [scenario, sourceSeed]),
  );
  await tellPreflight(context, seeds, baseline.service, data?.value);
  const hasOpenLoad = context.experiment.loads.some(({ load }) => load.kind === 'open');
  if (context.experiment.pages !== undefined && context.pageBrowser !== undefined && hasOpenLoad)
    await preflightPages(context, baseline);
}

/** The first group ended before its baseline was up: nothing could ever be compared. */
function isBaselineMissing(state: RunState, launched: readonly LaunchedVariant[]): boolean {
  return state.groupsEnded === 0 && !launched.some(({ variant }) => variant.isBaseline);
}

/** One more than the service has CPUs: while they start, another one waits for its database or its Redis. */
function countLaunchesAtOnce({ placement }: TrialContext): number {
  return (placement.service?.length ?? 1) + 1;
}

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
  await Promise.all(Array.from({ length: countLaunchesAtOnce(context) }, launchNext));
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
    const extras = {
      ...(state.databases && { takeDatabase: state.databases.take }),
      usualEnv: { NODE_COMPILE_CACHE: findCompileCache(context) },
    };
    launched.push(await state.parts.launch(context, variant, group.index, state.templates, extras));
  } catch (thrown) {
    const isFirst = state.groupsEnded === 0;
    // A disk or a server of all variants that fails says nothing of this one.
    if (isOfDisk(thrown) || isDatabaseLost(thrown)) throw thrown;
    if (isDatabaseDown(context))
      throw new LoadstoneError('POSTGRES_UNAVAILABLE', databaseEnded, { cause: thrown });
    if (!(thrown instanceof LoadstoneError) || !isFirst || variant.isBaseline)
      throw tellOf(thrown, (failure) =>
        writeMessage('failure-of-variant', { variant: writeName(variant.label), failure }),
      );
    state.failed.add(id);
    excludeVariant(context, state, variant, describeNotRun(thrown));
  }
}

export function excludeVariant(
  context: TrialContext,
  state: RunState,
  variant: PlannedVariant,
  reason: Message,
): void {
  state.notRun.set(variant.id, reason.text);
  context.append({ kind: 'not-run', variantId: variant.id, reason });
  context.listen({ kind: 'variant-not-run', variantId: variant.id, reason: reason.text });
}

/** That of all groups is started again; the variants of this one have met its end. */
async function reviveDatabase({ postgres, listen }: TrialContext): Promise<boolean> {
  if (postgres?.control === undefined) return false;
  listen({ kind: 'note', text: 'PostgreSQL was lost in a group and is started again.' });
  await postgres.control.revive();
  return true;
}

/** @throws LoadstoneError POSTGRES_UNAVAILABLE where it was started anew, by itself or by another, since the reading */
async function assertSameDatabase(
  { postgres }: TrialContext,
  incarnation: string | undefined,
): Promise<void> {
  if ((await postgres?.readIncarnation()) === incarnation) return;
  throw new LoadstoneError('POSTGRES_UNAVAILABLE', writeMessage('postgres-anew'));
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

function isOfDisk(thrown: unknown): boolean {
  const codes = ['DISK_FULL', 'STORE_WRITE_FAILED'];
  return thrown instanceof LoadstoneError && codes.includes(thrown.code);
}

function describeVoid(thrown: unknown): Message {
  return tellFailure(thrown, (output) => output.slice(-mostCharacters));
}

const mostCharacters = 2_000;

/** Why a variant is not run: what happened, its last output, and what to do. */
export function describeNotRun(thrown: LoadstoneError): Message {
  const [failure, hint] = [describeVoid(thrown), tellHint(thrown)];
  return { ...joinMessages([failure, hint]), text: `${failure.text}\n${hint.text}` };
}

function recordConfigurations(
  context: TrialContext,
  group: PlannedGroup,
  launched: readonly LaunchedVariant[],
): void {
  for (const { variant, echo } of launched) {
    const { configHash, config } = echo;
    context.append({
      kind: 'configuration',
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
  failure: Message | undefined,
  meter: GroupMeter | undefined,
  phases: GroupPhases,
): EndedGroup {
  const ended = readClocks(context);
  const elapsedMs = ended.monotonicMs - started.monotonicMs;
  const host = meter?.readHost() ?? unknownHost;
  const clockJumpMs = computeClockJumpMs(started, ended);
  const { limits } = context.experiment;
  const reason = failure ?? judgeGroup(host, clockJumpMs, limits);
  const status = reason === undefined ? 'valid' : 'void';
  context.append({
    ...{ kind: 'group-ended', group: group.index, status, elapsedMs, ...host },
    voidReason: reason,
    ...{ clockJumpMs, phases, at: ended.wallClock },
  });
  context.listen({
    ...{ kind: 'group-ended', group: group.index, status, elapsedMs },
    voidReason: reason?.text,
  });
  return { status, elapsedMs };
}

/** Stops every variant even where stopping one fails. */
async function stopAll(launched: readonly LaunchedVariant[]): Promise<void> {
  const outcomes = await Promise.allSettled(launched.map((variant) => variant.stop()));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
