// The one effectful loop: prepare the databases, then group after group, until the plan or the time is out.
import { LoadstoneError } from '../errors.ts';
import type { CalibrationRecord } from '../measurement/records.ts';
import type { PlannedGroup } from '../plan/plan.ts';
import { calibrationKey, runBlock } from './block.ts';
import { createDatabasePool } from './database-pool.ts';
import {
  excludeVariant,
  type GroupMeasure,
  type GroupParts,
  type RunState,
  realParts,
  runGroup,
} from './group.ts';
import { compareGroup } from './parity.ts';
import { readGroupQuality } from './quality.ts';
import { hasNothingToCompare, type StopReason } from './stopping.ts';
import { prepareTemplates } from './templates.ts';
import type { TrialContext } from './trial-context.ts';
import { findMissingService } from './variant-settings.ts';
import { describeLostValidity } from './void-limit.ts';

export interface TrialsOutcome {
  /** `waiting`: an epoch ended, and there are more of them. */
  readonly status: 'complete' | 'interrupted' | 'waiting';
  /** Variants that could not start, other than for want of a service that this machine lacks. */
  readonly failedVariantIds: readonly string[];
}

/** Groups and exclusions of an earlier part of the same run. */
export interface EarlierPart {
  readonly endedGroups: ReadonlySet<number>;
  /** How many of them are valid. */
  readonly validGroups: number;
  readonly notRun: ReadonlyMap<string, string>;
  readonly calibrations: readonly CalibrationRecord[];
  /** The run ended in order and nothing was added to its plan since; absent: it did not. */
  readonly isComplete?: boolean;
  /** A group was its last record: it was cut off before the stopping rule was asked, or could be heard; absent: it was not. */
  readonly owesQuestion?: boolean;
}

/** Of a run that has nothing behind it. */
export const noEarlierPart: EarlierPart = {
  ...{ endedGroups: new Set(), validGroups: 0, notRun: new Map(), calibrations: [] },
};

/**
 * Runs the planned groups that have not ended yet, fewer where the stopping rule ends the run. An interrupt ends the running group, which is
 * forgotten, and keeps the others.
 * @param measure what is done with each started group; the planned blocks where nothing else is given.
 * @throws LoadstoneError where the environment fails (PREPARE_FAILED, a baseline that cannot start,
 *   STORE_WRITE_FAILED); whatever was recorded before stays.
 */
export async function runTrials(
  context: TrialContext,
  earlier: EarlierPart,
  measure: GroupMeasure = createBlockMeasure(earlier.calibrations),
  parts: GroupParts = realParts,
): Promise<TrialsOutcome> {
  if (earlier.isComplete === true) return { status: 'complete', failedVariantIds: [] };
  const databases = context.postgres && createDatabasePool(context.postgres);
  const state: RunState = {
    ...{
      parts,
      templates: new Map(),
      notRun: new Map(earlier.notRun),
      data: context.data,
      databases,
    },
    groupsEnded: earlier.endedGroups.size,
    atRestSinceMs: context.openedMs ?? context.readMonotonicMs(),
    failed: new Set(),
  };
  let reason: StopReason | 'epoch';
  try {
    excludeWithoutServices(context, state);
    const templates = await prepareTemplates(context, state.notRun);
    const ready: RunState = { ...state, templates };
    reason = await runGroups(context, ready, earlier, measure);
  } catch (thrown) {
    // What cannot be dropped after a failure is in the undo journal, and the failure is what matters.
    await databases?.close().catch(() => {});
    if (!context.signal.aborted) throw thrown;
    context.append({ kind: 'run-ended', at: context.readWallClock(), status: 'interrupted' });
    return { status: 'interrupted', failedVariantIds: [...state.failed] };
  }
  await databases?.close();
  // What comes after the groups finds the server where it was at the start.
  context.postgres?.control?.move(context.placement.database);
  const failedVariantIds = [...state.failed];
  if (reason === 'epoch') return { status: 'waiting', failedVariantIds };
  context.append({ kind: 'run-ended', at: context.readWallClock(), status: 'complete', reason });
  return { status: 'complete', failedVariantIds };
}

/** Group after group, until the plan is through or the stopping rule says so. */
async function runGroups(
  context: TrialContext,
  state: RunState,
  earlier: EarlierPart,
  measure: GroupMeasure,
): Promise<StopReason | 'epoch'> {
  let { validGroups } = earlier;
  let isTold = false;
  const left = context.plan.groups.filter(({ index }) => !earlier.endedGroups.has(index));
  if (isDecidedAlready(context, earlier, left)) return 'all-decided';
  for (const [index, group] of left.entries()) {
    context.signal.throwIfAborted();
    const { status, elapsedMs } = await runGroup(context, state, group, measure, left[index + 1]);
    if (status === 'valid') validGroups += 1;
    const nextGroup = left[index + 1]?.index;
    if (nextGroup === undefined) break;
    if (hasNothingToCompare({ ...context, notRun: state.notRun, validGroups })) {
      const text =
        'No variant runs beside the baseline: the run ends here, since nothing is left to compare.';
      context.listen({ kind: 'note', text });
      return 'all-decided';
    }
    const lost = describeLostValidity({
      planned: context.plan.groups.length,
      voided: earlier.endedGroups.size + index + 1 - validGroups,
      limitRatio: context.experiment.limits.voidGroupsRatio,
    });
    if (lost !== undefined && !isTold) context.listen({ kind: 'note', text: lost });
    isTold ||= lost !== undefined;
    const soFar = { validGroups, lastGroupMs: elapsedMs, nextGroup };
    const reason = context.findStopReason?.(soFar);
    if (reason !== undefined) return reason;
  }
  return 'groups';
}

/**
 * A run that was cut off between its last group and the answer of the stopping rule ends where it would have ended; more
 * groups would be a look that the plan does not account for. Budget and epochs are of the part that was cut off.
 */
function isDecidedAlready(
  { findStopReason }: TrialContext,
  { owesQuestion, validGroups }: EarlierPart,
  [next]: readonly PlannedGroup[],
): boolean {
  if (owesQuestion !== true || next === undefined) return false;
  const soFar = { validGroups, lastGroupMs: 0, nextGroup: next.index };
  return findStopReason?.(soFar) === 'all-decided';
}

/** The planned blocks in their order; slice lengths and rates that the first group calibrates last over the run. */
function createBlockMeasure(earlier: readonly CalibrationRecord[]): GroupMeasure {
  const calibrations = new Map(
    earlier.map((record) => [calibrationKey(record.scenario, record.loadId), record]),
  );
  return async (context, started) => {
    // Before any load, so that no write has made the data of the variants differ.
    const parity = await compareGroup(context, started);
    for (const block of started.group.blocks)
      await runBlock(context, { ...started, block, calibrations, parity });
    await readGroupQuality(context, started.group.index, started.launched);
  };
}

/** @throws LoadstoneError REDIS_UNAVAILABLE where the baseline itself needs what is not there. */
function excludeWithoutServices(context: TrialContext, state: RunState): void {
  for (const variant of context.plan.variants) {
    const reason = findMissingService(context, variant);
    if (reason === undefined || state.notRun.has(variant.id)) continue;
    if (variant.isBaseline) throw new LoadstoneError('REDIS_UNAVAILABLE', reason);
    excludeVariant(context, state, variant, reason);
  }
}
