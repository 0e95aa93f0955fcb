// The raw tables of the result: groups, trials, variants, factors, warnings about the run.
import type { GroupResult, TrialResult } from '../../reports/schema/groups.ts';
import type {
  FactorDescription,
  VariantDescription,
  Warning,
} from '../../reports/schema/result.ts';
import type { TrialRecord } from '../measurement/records.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { Experiment } from '../spec/experiment.ts';
import type { CellMeasurement } from './cell-measurement.ts';
import { isValidGroup, type RecordedGroup, type RecordedRun } from './run-records.ts';
import { findThroughputRps } from './trial-figures.ts';
import { countWarmup, poolHits } from './warmth.ts';

/** All started groups; one that was cut off counts as void and has no length (0 ms). */
export function listGroups({ groups }: RecordedRun): readonly GroupResult[] {
  return groups.map((group) => ({
    index: group.index,
    status: group.ended?.status ?? 'void',
    voidReason:
      group.ended === undefined
        ? 'The run was cut off inside this group.'
        : (group.ended.voidReason ??
          (group.ended.status === 'void' ? 'No reason recorded.' : null)),
    launchOrder: group.started.launchOrder,
    startedAt: group.started.at,
    elapsedMs: group.ended?.elapsedMs ?? 0,
    foreignCpuRatio: group.ended?.foreignCpuRatio ?? null,
    stealRatio: group.ended?.stealRatio ?? null,
  }));
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
      throughputRps: findThroughputRps(trial) ?? null,
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

/** Why each variant was not run, by id: recorded as such, or without a single trial. */
export function findNotRunReasons(
  variants: readonly PlannedVariant[],
  run: RecordedRun,
): ReadonlyMap<string, string> {
  const tried = new Set(run.groups.flatMap(({ trials }) => trials.map((each) => each.variantId)));
  return new Map(
    variants.flatMap(({ id }): [string, string][] => {
      if (tried.has(id)) return [];
      return [[id, run.notRunReasons.get(id) ?? 'The run ended before its first trial.']];
    }),
  );
}

/** Planned variants with what became of them. */
export function describeVariants(
  variants: readonly PlannedVariant[],
  notRunReasons: ReadonlyMap<string, string>,
): readonly VariantDescription[] {
  return variants.map((variant) => ({
    ...variant,
    status: notRunReasons.has(variant.id) ? 'not-run' : 'measured',
    notRunReason: notRunReasons.get(variant.id) ?? null,
  }));
}

/** The factors with their levels in the order of the config. */
export function describeFactors({ factors }: Experiment): readonly FactorDescription[] {
  return factors.map(({ name, levels }) => ({ name, levels: levels.map((level) => level.name) }));
}

/** Doubts about the run as a whole that are no validity check: groups void or cut off, variants not run. */
export function listRunWarnings(
  groups: readonly GroupResult[],
  variants: readonly VariantDescription[],
): readonly Warning[] {
  const voided = groups.filter(({ status }) => status === 'void');
  const notRun = variants.filter(({ status }) => status === 'not-run');
  return [
    ...voided.map(({ index, voidReason }) => ({
      code: 'GROUP_VOID',
      message: `Group ${index + 1} is void: ${voidReason}`,
      advice: 'None of its figures is used; run more groups in its place.',
    })),
    ...notRun.map(({ id, notRunReason }) => ({
      code: 'VARIANT_NOT_RUN',
      message: `${id} was not run: ${notRunReason}`,
      advice: 'Provide what it needs and run again.',
    })),
  ];
}
