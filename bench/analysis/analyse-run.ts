// Records → everything computed in the result document; the same records give the same analysis.
import type { ResultDocument } from '../../reports/schema/result.ts';
import type { RunRecord, SettledRecord } from '../measurement/records.ts';
import type { Plan } from '../plan/plan.ts';
import type { Experiment } from '../spec/experiment.ts';
import { buildHeadline } from './headline.ts';
import { listValidGroups, type RecordedGroup, sortRecords } from './run-records.ts';
import {
  describeFactors,
  describeVariants,
  findNotRunReasons,
  listGroups,
  listRunWarnings,
  listTrials,
} from './run-tables.ts';
import { analyseScenario, type ScenarioAnalysis } from './scenario-result.ts';
import { checkTreatment } from './treatment.ts';
import { judgeValidity } from './validity.ts';

export interface AnalysisInput {
  readonly experiment: Experiment;
  readonly plan: Plan;
  /** In the order in which they were written; of a group that was run again only the last counts. */
  readonly records: readonly RunRecord[];
  /** CPUs by role as applied, as in Environment.placement; undefined where not known. */
  readonly placement?: Readonly<Record<string, string>> | undefined;
}

/** The computed part of a result document; store puts `schemaVersion`, `run` and `environment` around it. */
export type Analysis = Omit<ResultDocument, 'schemaVersion' | 'run' | 'environment'>;

/** Judges a run, or as much of it as there is. */
export function analyseRun({ experiment, plan, records, placement }: AnalysisInput): Analysis {
  const run = sortRecords(records);
  const validGroups = listValidGroups(run);
  const notRunReasons = findNotRunReasons(plan.variants, run);
  const analyses = analyseScenarios(experiment, plan, validGroups, notRunReasons, run.settled);
  const treatment = checkTreatment(
    experiment,
    plan.variants,
    (validGroups.length > 0 ? validGroups : run.groups).flatMap((group) => group.treatments),
  );
  const validity = judgeValidity({
    experiment,
    plan,
    groups: run.groups,
    validGroups,
    trials: validGroups.flatMap(({ trials }) => trials),
    settled: run.settled,
    treatment,
    placement,
  });
  const baselineId = plan.variants.find(({ isBaseline }) => isBaseline)?.id ?? '';
  const groups = listGroups(run);
  const variants = describeVariants(plan.variants, notRunReasons);
  return {
    headline: buildHeadline(validity, analyses, baselineId),
    validity,
    factors: describeFactors(experiment),
    variants,
    // An invalid run recommends nothing, whatever its figures say.
    scenarios: analyses.map(({ result }) =>
      validity.status === 'valid' ? result : { ...result, recommendation: null },
    ),
    groups,
    trials: listTrials(
      run.groups,
      analyses.flatMap(({ measurements }) => measurements),
    ),
    gates: [],
    treatment: treatment.checks,
    warnings: [
      ...listRunWarnings(groups, variants),
      ...analyses.flatMap(({ warnings }) => warnings),
    ],
  };
}

/** Every planned scenario and load, in the order of the experiment. */
function analyseScenarios(
  experiment: Experiment,
  plan: Plan,
  validGroups: readonly RecordedGroup[],
  notRunReasons: ReadonlyMap<string, string>,
  settled: readonly SettledRecord[],
): readonly ScenarioAnalysis[] {
  const blocks = plan.groups.flatMap((group) => group.blocks);
  const trials = validGroups.flatMap((group) => group.trials);
  return experiment.scenarios.flatMap((scenario) =>
    experiment.loads.flatMap((load) => {
      const isHere = (each: { readonly scenario: string; readonly loadId: string }): boolean =>
        each.scenario === scenario.name && each.loadId === load.id;
      if (!blocks.some(isHere)) return [];
      return [
        analyseScenario({
          experiment,
          scenario,
          load,
          variants: plan.variants,
          notRunIds: new Set(notRunReasons.keys()),
          trials: trials.filter(isHere),
          validGroups: validGroups.map(({ index }) => index),
          settled: settled.find(isHere),
        }),
      ];
    }),
  );
}
