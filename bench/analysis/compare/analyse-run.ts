// Records → everything computed in the result document; the same records give the same analysis.

import type { ExerciseCheck } from '../../../reports/document/exercise.ts';
import type { Message } from '../../../reports/document/message.ts';
import { writeLoad } from '../../../reports/document/messages/load.ts';
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import type {
  Headline,
  ResultDocument,
  SamplingDescription,
} from '../../../reports/document/result.ts';
import type { CalibrationRecord, RunRecord } from '../../measurement/records.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Experiment } from '../../spec/experiment.ts';
import {
  checkExercise,
  listExerciseChecks,
  type ScenarioExercise,
  warnOfUnknownExercise,
} from '../exercise.ts';
import { type ComparisonRule, mapComparisons } from '../pairs/comparison.ts';
import { chooseSampling, type Sampling } from '../pairs/epochs.ts';
import { computeJudgementLevel, type JudgementLevel } from '../pairs/judgement-level.ts';
import { adjustAdvisory, adjustForFamily } from '../pairs/multiplicity.ts';
import {
  listValidGroups,
  type RecordedGroup,
  type RecordedRun,
  sortRecords,
} from '../run-records.ts';
import { isExcluded } from './cell.ts';
import { warnOfCpuShortages } from './cell-warnings.ts';
import { checkConfigurations } from './configuration-check.ts';
import { describeNetwork, warnOfNetwork } from './network.ts';
import { compareOverall } from './overall.ts';
import { analyseQuality, findBrokenInvariants } from './quality.ts';
import {
  describeFactors,
  describeVariants,
  findNotRunReasons,
  listGroups,
  listRunWarnings,
  listTrials,
  warnOfRaisedLimits,
} from './run-tables.ts';
import { listScalingLaws, warnOfShares } from './scaling.ts';
import {
  concludeScenario,
  type MeasuredScenario,
  measureScenario,
  type ScenarioAnalysis,
  type ScenarioInput,
} from './scenario-result.ts';
import {
  addTrends,
  describeSteadiness,
  warnOfCommonTrend,
  warnOfSilentWarmup,
  warnOfWarmup,
  warnOfWarmupFailures,
} from './steadiness.ts';
import { judgeValidity } from './validity.ts';

export interface AnalysisInput {
  readonly experiment: Experiment;
  readonly plan: Plan;
  /** In the order in which they were written; of a group that was run again only the last counts. */
  readonly records: readonly RunRecord[];
  /** CPUs by role as applied, as in Environment.placement; undefined where not known. */
  readonly placement?: Readonly<Record<string, string>> | undefined;
  /** CPUs of the machine; undefined where not known. */
  readonly cpuCount?: number | undefined;
}

/** The computed part of a result document, without its gates; store puts the run and its environment around it. */
export interface Analysis
  extends Omit<ResultDocument, 'schemaVersion' | 'run' | 'environment' | 'gates'> {
  readonly level: JudgementLevel;
  /** What its intervals are over, for the description of the run. */
  readonly sampling: SamplingDescription;
  readonly exercise: readonly ExerciseCheck[];
}

/** Judges a run, or as much of it as there is. @param records as measured, where the caller has them */
export function analyseRun(input: AnalysisInput, records = measureRecords(input)): Analysis {
  const { experiment, plan, placement } = input;
  const { run, validGroups, sampling, notRunReasons, rule, measured } = records;
  const { level } = rule;
  const analyses = measured.map(concludeScenario);
  const configuration = checkConfigurations(
    experiment,
    plan.variants,
    (validGroups.length > 0 ? validGroups : run.groups).flatMap((group) => group.configurations),
  );
  const trials = validGroups.flatMap((group) => group.trials);
  const validity = judgeValidity({
    ...{ experiment, plan, groups: run.groups, validGroups, trials },
    ...{ calibrations: run.calibrations, configuration, placement },
  });
  const ran = plan.variants.filter(({ id }) => !notRunReasons.has(id));
  const quality =
    experiment.quality &&
    analyseQuality({
      ...{ quality: experiment.quality, variants: ran, sampling, seed: plan.seed },
      ...{ groups: run.groups, validGroups },
    });
  const exercise = measured.flatMap(({ input: { scenario, load }, exercise: known }) =>
    listExerciseChecks(known, plan.variants, { scenario: scenario.name, loadId: load.id }),
  );
  const baselineId = plan.variants.find(({ isBaseline }) => isBaseline)?.id ?? '';
  const scaling = listScalingLaws(measured, level, validity.status === 'valid');
  const network = describeNetwork(
    validGroups.flatMap((group) => group.networks),
    plan.variants,
  );
  const groups = listGroups(run);
  const variants = describeVariants(plan.variants, notRunReasons);
  return {
    level,
    sampling: {
      ...{ unit: sampling.unit, epochs: sampling.epochs },
      launched: findLaunched(experiment, plan.variants),
    },
    headline: buildHeadline(validity, analyses, baselineId),
    validity,
    factors: describeFactors(experiment),
    variants,
    // An invalid run recommends nothing, whatever its figures say.
    scenarios: warnOfCpuShortages(
      analyses.map(({ result }, index) => {
        const scenario = measured[index];
        const steadiness = scenario && describeSteadiness(scenario);
        return {
          ...(validity.status === 'valid' ? result : { ...result, recommendation: null }),
          ...(steadiness && { steadiness }),
        };
      }),
      ...([experiment, plan, { placement, cpuCount: input.cpuCount }] as const),
    ),
    overall: compareOverall(measured, rule),
    ...(quality && { quality }),
    groups,
    trials: listTrials(
      run.groups,
      analyses.flatMap(({ measurements }) => measurements),
    ),
    configurationChecks: configuration.checks,
    exercise,
    ...(scaling.length > 0 && { scaling }),
    ...(network && { network }),
    warnings: [
      ...listRunWarnings(groups, variants),
      ...warnOfUnknownExercise(exercise),
      ...warnOfRaisedLimits(experiment),
      ...warnOfShares(experiment, ran),
      ...measured.flatMap(warnOfWarmup),
      ...measured.flatMap(warnOfSilentWarmup),
      ...measured.flatMap(warnOfWarmupFailures),
      ...measured.flatMap(warnOfCommonTrend),
      ...warnOfNetwork(network, measured, experiment.toleranceRatio),
      ...analyses.flatMap(({ warnings }) => warnings),
    ],
  };
}

/** Services at a URL of the target or of a level are not started here. */
function findLaunched(
  { target, factors }: Experiment,
  variants: Plan['variants'],
): NonNullable<SamplingDescription['launched']> {
  const given = variants.filter(({ levels }) =>
    factors.some(({ name, levels: known }) =>
      known.some((level) => level.name === levels[name] && level.url !== undefined),
    ),
  );
  if (target.url !== undefined || given.length === variants.length) return 'none';
  return given.length === 0 ? 'all' : 'some';
}

export interface MeasuredRecords {
  readonly run: RecordedRun;
  readonly validGroups: readonly RecordedGroup[];
  readonly sampling: Sampling;
  readonly notRunReasons: ReadonlyMap<string, Message>;
  readonly rule: ComparisonRule;
  readonly measured: readonly MeasuredScenario[];
}

/** The scenarios of a run with all their comparisons, before anything is concluded from them. */
export function measureRecords({
  experiment,
  plan,
  records,
}: Pick<AnalysisInput, 'experiment' | 'plan' | 'records'>): MeasuredRecords {
  const run = sortRecords(records);
  const validGroups = listValidGroups(run);
  const notRunReasons = findNotRunReasons(plan.variants, run);
  const sampling = chooseSampling(validGroups);
  const input = {
    experiment,
    plan,
    validGroups,
    sampling,
    notRunReasons,
    calibrations: run.calibrations,
    brokenInvariants: findBrokenInvariants(run.groups),
  };
  const blocks = listBlocks(input);
  const familySize = countPrimaryComparisons(plan, notRunReasons, blocks);
  const level = computeJudgementLevel(plan, familySize, sampling.unit);
  const rule = { toleranceRatio: experiment.toleranceRatio, level, familySize };
  const measured = measureScenarios(input, blocks, rule);
  return { run, validGroups, sampling, notRunReasons, rule, measured };
}

/** Variants but the baseline, under every scenario and load that exercises them; at least 1. */
function countPrimaryComparisons(
  { variants }: Plan,
  notRunReasons: ReadonlyMap<string, Message>,
  blocks: readonly MeasuredBlock[],
): number {
  const baselineId = variants.find(({ isBaseline }) => isBaseline)?.id ?? '';
  const run = variants.filter(({ id, isBaseline }) => !isBaseline && !notRunReasons.has(id));
  const counts = blocks.map(
    ({ exercise }) => run.filter(({ id }) => !exercise.isVacuous(id, baselineId)).length,
  );
  return Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
}

interface ScenariosInput {
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly validGroups: readonly RecordedGroup[];
  readonly sampling: Sampling;
  readonly notRunReasons: ReadonlyMap<string, Message>;
  readonly calibrations: readonly CalibrationRecord[];
  readonly brokenInvariants: ReadonlyMap<string, readonly string[]>;
}

/** A planned scenario and load with its trials of valid groups. */
type MeasuredBlock = Pick<
  ScenarioInput,
  'scenario' | 'load' | 'trials' | 'calibration' | 'warmups'
> & {
  readonly exercise: ScenarioExercise;
};

/** In the order of the experiment. */
function listBlocks({
  experiment,
  plan,
  validGroups,
  notRunReasons,
  calibrations,
}: ScenariosInput): readonly MeasuredBlock[] {
  const blocks = plan.groups.flatMap((group) => group.blocks);
  const all = validGroups.flatMap((group) => group.trials);
  const variants = plan.variants.filter(({ id }) => !notRunReasons.has(id));
  return experiment.scenarios.flatMap((scenario) =>
    experiment.loads.flatMap((load) => {
      const isHere = (each: { readonly scenario: string; readonly loadId: string }): boolean =>
        each.scenario === scenario.name && each.loadId === load.id;
      if (!blocks.some(isHere)) return [];
      const trials = all.filter(isHere);
      const exercise = checkExercise({ factors: experiment.factors, variants, trials });
      const warmups = validGroups.flatMap((group) => group.warmups).filter(isHere);
      return [
        { scenario, load, trials, exercise, warmups, calibration: calibrations.find(isHere) },
      ];
    }),
  );
}

/** Judged as one family, without the variants that a scenario does not exercise. */
function measureScenarios(
  { experiment, plan, sampling, notRunReasons, brokenInvariants }: ScenariosInput,
  blocks: readonly MeasuredBlock[],
  rule: ComparisonRule,
): readonly MeasuredScenario[] {
  const measured = blocks.map(({ exercise, ...block }) => {
    const input = {
      ...{ experiment, rule, sampling, ...block, variants: plan.variants, seed: plan.seed },
      brokenInvariants,
      notRunIds: new Set(notRunReasons.keys()),
    };
    return measureScenario(input, exercise);
  });
  const adjusted = adjustScenarios(measured, rule.level).map(askNoMoreGroups);
  return addTrends(adjusted, rule.toleranceRatio);
}

/** No number of groups decides anything against a baseline that is excluded. */
function askNoMoreGroups(scenario: MeasuredScenario): MeasuredScenario {
  const baseline = scenario.cells.find(({ cell }) => cell.verdict === 'baseline');
  if (baseline === undefined || !isExcluded(baseline)) return scenario;
  const cells = scenario.cells.map((each) => ({
    ...each,
    cell: mapComparisons(each.cell, (comparison) => ({ ...comparison, moreGroups: null })),
  }));
  return { ...scenario, cells };
}

function adjustScenarios(
  scenarios: readonly MeasuredScenario[],
  level: JudgementLevel,
): readonly MeasuredScenario[] {
  const primaryCells = scenarios.flatMap(({ cells, primaryMetric }) =>
    cells.map(({ cell }) => ({ cell, primaryMetric })),
  );
  const judged = adjustForFamily(primaryCells, level).map((cell, index) => {
    const primaryMetric = primaryCells[index]?.primaryMetric ?? 'throughputRps';
    return { cell, primaryMetric };
  });
  const adjusted = adjustAdvisory(judged, level);
  let next = 0;
  return scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.map((each) => ({ ...each, cell: adjusted[next++] ?? each.cell })),
  }));
}

/**
 * No conclusion where the run is invalid or no scenario recommends anything, with the reasons.
 * Else the first scenario (in the order of the config, never the most flattering one) that recommends
 * another variant than the baseline; where none does, the first that recommends the baseline.
 */
function buildHeadline(
  validity: ResultDocument['validity'],
  scenarios: readonly ScenarioAnalysis[],
  baselineId: string,
): Headline {
  const failed = validity.checks.filter(({ status }) => status === 'failed');
  if (validity.status === 'invalid') {
    return noConclusion(failed.map(({ detail }) => detail));
  }
  const choices = scenarios.flatMap(({ outcome }, scenarioIndex) =>
    outcome.kind === 'recommended'
      ? [{ scenarioIndex, variantId: outcome.recommendation.variantId }]
      : [],
  );
  const other = choices.find(({ variantId }) => variantId !== baselineId);
  if (other !== undefined) return { kind: 'choose', ...other, reasons: [] };
  const [kept] = choices;
  if (kept !== undefined) return { kind: 'keep-baseline', ...kept, reasons: [] };
  const reasons = scenarios.flatMap(({ result, outcome }) => {
    if (outcome.kind !== 'none') return [];
    const names = { scenario: writeName(result.scenario), load: writeLoad(result.load) };
    const where = writeMessage('cell-name', names);
    return [writeMessage('reason-of-cell', { where, reason: outcome.reason })];
  });
  return noConclusion(reasons.length > 0 ? reasons : [writeMessage('none-planned')]);
}

function noConclusion(reasons: readonly Message[]): Headline {
  return { kind: 'no-conclusion', scenarioIndex: null, variantId: null, reasons };
}
