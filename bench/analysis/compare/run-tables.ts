// The raw tables of the result: groups, trials, variants, factors, warnings about the run.

import type { GroupResult, TimeUse, TrialResult } from '../../../reports/document/groups.ts';
import type { Message } from '../../../reports/document/message.ts';
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import type {
  FactorDescription,
  VariantDescription,
  Warning,
} from '../../../reports/document/result.ts';
import type { RunRecord, TrialRecord } from '../../measurement/records.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import { defaults } from '../../spec/defaults.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { computeThroughputRps } from '../metrics.ts';
import { isValidGroup, type RecordedGroup, type RecordedRun } from '../run-records.ts';
import { buildWarning } from '../warning.ts';
import type { CellMeasurement } from './cell-measurement.ts';
import { countWarmup, poolHits } from './time-to-steady.ts';
import { sayVoidReason } from './validity.ts';

/** All started groups; one that was cut off counts as void and has no length (0 ms). */
export function listGroups({ groups }: RecordedRun): readonly GroupResult[] {
  return groups.map((group) => ({
    index: group.index,
    status: group.ended?.status ?? 'void',
    ...describeVoid(group),
    launchOrder: group.started.launchOrder,
    startedAt: group.started.at,
    elapsedMs: group.ended?.elapsedMs ?? 0,
    foreignCpuRatio: group.ended?.foreignCpuRatio ?? null,
    stealRatio: group.ended?.stealRatio ?? null,
    ...describeLaunch(group),
  }));
}

/** What was changed before the group and where its time went, as far as it was recorded. */
function describeLaunch({ started, ended }: RecordedGroup): Partial<GroupResult> {
  const { cpus, isSwapped, isDatabaseRestarted, areTemplatesRebuilt } = started;
  return {
    ...(cpus && { cpus }),
    ...(isSwapped !== undefined && { isSwapped }),
    ...(isDatabaseRestarted !== undefined && { isDatabaseRestarted }),
    ...(areTemplatesRebuilt !== undefined && { areTemplatesRebuilt }),
    ...(ended?.phases && { phases: ended.phases }),
  };
}

/**
 * What the time of a run was spent on: the measured load is the lengths of all slices. The elapsed time is that of
 * the groups and between them, the start of the services included; times between parts of a run are left out.
 * Undefined in older runs.
 */
export function sumTimeUse(records: readonly RunRecord[]): TimeUse | undefined {
  const use = { elapsedMs: 0, measuredMs: 0, warmupMs: 0, launchMs: 0 };
  for (const record of records) {
    if (record.kind === 'group-started') use.elapsedMs += record.betweenMs ?? 0;
    if (record.kind !== 'group-ended') continue;
    if (record.phases === undefined) return undefined;
    use.elapsedMs += record.elapsedMs;
    use.measuredMs += record.phases.measuredMs;
    use.warmupMs += record.phases.warmupMs;
    use.launchMs += record.phases.launchMs;
  }
  return use.elapsedMs > 0 ? use : undefined;
}

/** All trials, those of void groups marked as not included and without derived latency figures. */
export function listTrials(
  groups: readonly RecordedGroup[],
  measurements: readonly CellMeasurement[],
): readonly TrialResult[] {
  const figuresOf = new Map(
    measurements.flatMap(({ trials }) => trials.map(({ record, figures }) => [record, figures])),
  );
  return groups.flatMap((group) =>
    group.trials.map((trial) => ({
      group: trial.group,
      scenario: trial.scenario,
      loadId: trial.loadId,
      variantId: trial.variantId,
      included: isValidGroup(group) && figuresOf.has(trial),
      slices: trial.slices.length,
      succeeded: trial.counts.succeeded,
      failed: trial.counts.failed + trial.counts.timedOut,
      ...(trial.resentRequests !== undefined && { resentRequests: trial.resentRequests }),
      throughputRps: computeThroughputRps(trial) ?? null,
      latencyP50Us: figuresOf.get(trial)?.get('latencyP50Us') ?? null,
      latencyP99Us: figuresOf.get(trial)?.get('latencyP99Us') ?? null,
      cpuPerRequestUs: figuresOf.get(trial)?.get('cpuPerRequestUs') ?? null,
      warmupRequests: countWarmup(group.warmups.filter(isOf(trial)), trial.variantId) ?? null,
      hitRatioAtStart: poolHits([trial], 'cacheAtStart') ?? null,
      hitRatioAtEnd: poolHits([trial], 'cacheAtEnd') ?? null,
    })),
  );
}

type BlockName = Pick<TrialRecord, 'scenario' | 'loadId'>;

function isOf({ scenario, loadId }: BlockName): (other: BlockName) => boolean {
  return (other) => other.scenario === scenario && other.loadId === loadId;
}

function describeVoid({ ended }: RecordedGroup): Pick<GroupResult, 'voidReason'> {
  if (ended?.status === 'valid') return { voidReason: null };
  const reason = ended === undefined ? writeMessage('group-was-cut-off') : sayVoidReason(ended);
  return { voidReason: reason };
}

/** Why each variant was not run, by id: recorded as such, or without a single trial. */
export function findNotRunReasons(
  variants: readonly PlannedVariant[],
  run: RecordedRun,
): ReadonlyMap<string, Message> {
  const tried = new Set(run.groups.flatMap(({ trials }) => trials.map((each) => each.variantId)));
  return new Map(
    variants.flatMap(({ id }): [string, Message][] => {
      if (tried.has(id)) return [];
      const isVoided = run.groups.some(({ ended }) => ended?.status === 'void');
      const recorded = run.notRunReasons.get(id);
      if (recorded !== undefined) return [[id, recorded]];
      return [[id, writeMessage(isVoided ? 'not-run-voided' : 'not-run-ended')]];
    }),
  );
}

export function describeVariants(
  variants: readonly PlannedVariant[],
  notRunReasons: ReadonlyMap<string, Message>,
): readonly VariantDescription[] {
  return variants.map((variant) => {
    const reason = notRunReasons.get(variant.id);
    if (reason === undefined) return { ...variant, status: 'measured', notRunReason: null };
    const why = { notRunReason: reason };
    return { ...variant, status: 'not-run', ...why };
  });
}

export function describeFactors({ factors }: Experiment): readonly FactorDescription[] {
  return factors.map(({ name, levels }) => ({ name, levels: levels.map((level) => level.name) }));
}

/**
 * Limits that are wider in the config than usual: what they let pass, or how much load they allow, is for the reader to
 * know. That a run may take longer changes no figure.
 */
export function warnOfRaisedLimits({ limits }: Pick<Experiment, 'limits'>): readonly Warning[] {
  const raised = Object.entries(defaults.limits).flatMap(([name, usual]) => {
    const value = limits[name as keyof typeof defaults.limits];
    if (name === 'maxRunMs' || value === undefined || value <= usual) return [];
    return [writeMessage('limit-raised', { name: writeName(name), value, usual })];
  });
  if (raised.length === 0) return [];
  const message = writeMessage('warn-limits-raised', { limits: raised });
  return [buildWarning('LIMITS_RAISED', message, writeMessage('advise-limits-raised'))];
}

/** Caveats about the run as a whole that are no validity check: groups void or cut off, variants not run. */
export function listRunWarnings(
  groups: readonly GroupResult[],
  variants: readonly VariantDescription[],
): readonly Warning[] {
  const voided = groups.filter(({ status }) => status === 'void');
  const notRun = variants.filter(({ status }) => status === 'not-run');
  return [
    ...voided.map(({ index, voidReason }) => {
      const reason = voidReason ?? writeMessage('void-reason-unknown');
      const message = writeMessage('warn-group-void', { group: index + 1, reason });
      return buildWarning('GROUP_VOID', message, writeMessage('advise-group-void'));
    }),
    ...notRun.map(({ id, notRunReason }) => {
      const reason = notRunReason ?? writeMessage('not-run-ended');
      const message = writeMessage('warn-variant-not-run', { variant: writeName(id), reason });
      return buildWarning('VARIANT_NOT_RUN', message, writeMessage('advise-variant-not-run'));
    }),
  ];
}
