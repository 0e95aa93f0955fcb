// All gates of a run, each on every variant, scenario and load that it is about.

import type { GateResult } from '../../reports/document/gates.ts';
import type { Message } from '../../reports/document/message.ts';
import { isHigherBetter } from '../../reports/document/metrics.ts';
import { countPlannedGroups } from '../../reports/document/more-groups.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import {
  type Analysis,
  type AnalysisInput,
  analyseRun,
  measureRecords,
} from '../analysis/compare/analyse-run.ts';
import type { MeasuredScenario } from '../analysis/compare/scenario-result.ts';
import type { JudgementLevel } from '../analysis/pairs/judgement-level.ts';
import type { Plan } from '../plan/plan.ts';
import type { Experiment } from '../spec/experiment.ts';
import { adjustByHolm } from '../stats/adjusted-p-values.ts';
import { judgeAbsolute } from './absolute-gate.ts';
import { computeGateLevel, type GateLevel } from './gate-level.ts';
import { buildUnmeasured, type GateMeasure } from './gate-measure.ts';
import { describeGate } from './gate-text.ts';
import { type GateQuestion, listQuestions } from './list-questions.ts';
import type { NoiseFloor } from './noise.ts';
import { gatherEvidence, judgeRelative, type RelativeContext } from './relative-gate.ts';

export interface GateInput {
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly level: JudgementLevel;
  readonly scenarios: readonly MeasuredScenario[];
  readonly validGroups: number;
  readonly validity: ResultDocument['validity'];
  readonly notRunReasons: ReadonlyMap<string, Message>;
  readonly noise: NoiseFloor | undefined;
  /** Id of the run; undefined where it is none that groups could be added to. */
  readonly runId?: string | undefined;
}

export interface RunInput extends AnalysisInput {
  /** What an A/A calibration said of the machine of the run; undefined where there is none. */
  readonly noise?: NoiseFloor | undefined;
  /** Id of the run, for commands that go on with it; absent where it has none. */
  readonly runId?: string;
}

/** What a run says: its analysis, and what the gates of the config make of it. */
export type JudgedRun = Analysis & { readonly gates: readonly GateResult[] };

/** Judges a run, or as much of it as there is, and its gates. */
export function judgeRun(input: RunInput): JudgedRun {
  const { experiment, plan, noise, runId } = input;
  const records = measureRecords(input);
  const { notRunReasons, validGroups, measured: scenarios } = records;
  // In the order of the document.
  const { configurationChecks, exercise, warnings, ...analysis } = analyseRun(input, records);
  const { level, validity } = analysis;
  const gates = judgeGates({
    ...{ experiment, plan, level, scenarios, validity, notRunReasons, noise, runId },
    validGroups: validGroups.length,
  });
  return { ...analysis, gates, configurationChecks, exercise, warnings };
}

/** Results in the order of the config; an invalid run judges nothing, since a gate must not rest on it. */
export function judgeGates(input: GateInput): readonly GateResult[] {
  const { experiment, plan, scenarios, level, validGroups, noise } = input;
  const questions = listQuestions(experiment.gates ?? [], experiment, plan, scenarios);
  const relative = questions.filter(
    (question) => question.gate.rule.kind === 'relative' && !isVacuous(question),
  );
  const gateLevel = computeGateLevel(level, validGroups, relative.length);
  const context = { level: gateLevel, questions: Math.max(1, relative.length), noise };
  const relativeMeasures = judgeAllRelative(relative, context);
  const judged = questions.map((question) => {
    const measure =
      findObstacle(question, input) ??
      relativeMeasures.get(question) ??
      judgeLimit(question, gateLevel);
    return { question, measure };
  });
  // One command decides them all.
  const mostMoreGroups = Math.max(
    0,
    ...judged.map(
      ({ question, measure }) => countPlannedGroups(question.gate.rule.kind, measure) ?? 0,
    ),
  );
  return judged.map(({ question, measure }) =>
    buildResult(question, measure, { ...input, mostMoreGroups }),
  );
}

/** Holm's correction over all relative gates of the run: of those without a true slowdown 1 in 100 runs fails any. */
function judgeAllRelative(
  questions: readonly GateQuestion[],
  context: RelativeContext & { readonly level: GateLevel },
): ReadonlyMap<GateQuestion, GateMeasure> {
  const evidence = questions.map((question) => gatherEvidence(question, context));
  const adjusted = adjustByHolm(evidence.map(({ pValue }) => pValue));
  return new Map(
    evidence.map((each, index) => [
      each.question,
      judgeRelative(each, adjusted[index] ?? 1, context),
    ]),
  );
}

function isVacuous({ cell }: GateQuestion): boolean {
  return cell?.cell.verdict === 'not-exercised';
}

/** A variant that breaks a limit does so whatever acts; one that keeps it has shown nothing where nothing acts. */
function judgeLimit(question: GateQuestion, level: GateLevel): GateMeasure {
  const measure = judgeAbsolute(question, level);
  if (measure.status === 'fail' || !isVacuous(question)) return measure;
  return { ...measure, status: 'inconclusive', outcome: 'not-exercised', moreGroups: null };
}

/** Wrong answers are counted in an invalid run too: nothing that the host does makes an answer wrong. */
function findObstacle(question: GateQuestion, { validity }: GateInput): GateMeasure | undefined {
  const { gate, cell } = question;
  if (cell === undefined) return buildUnmeasured('error', 'not-run');
  if (validity.status === 'valid') {
    if (cell.cell.groups === 0 || isReferenceMissing(question))
      return buildUnmeasured('error', 'not-run');
    return gate.rule.kind === 'relative' && isVacuous(question)
      ? buildUnmeasured('inconclusive', 'not-exercised', cell.cell.groups)
      : undefined;
  }
  const isWrong = gate.metric === 'wrongBodies' && cell.cell.wrongBodies > 0;
  return isWrong ? undefined : buildUnmeasured('error', 'invalid-run');
}

/** The baseline is always there; another variant may not have started. */
function isReferenceMissing({ gate: { rule }, reference }: GateQuestion): boolean {
  if (rule.kind !== 'relative' || rule.referenceId === undefined) return false;
  return reference === undefined || reference.cell.groups === 0;
}

function buildResult(
  question: GateQuestion,
  measure: GateMeasure,
  input: GateInput & { readonly mostMoreGroups: number },
): GateResult {
  const { experiment, plan, validity, notRunReasons, runId, mostMoreGroups } = input;
  const { gate, scenario, variant } = question;
  const loadId = question.load.id;
  const failed = validity.checks.find(({ status }) => status === 'failed');
  const invalid = failed?.detail;
  const referenceId = gate.rule.kind === 'relative' ? gate.rule.referenceId : undefined;
  const notRun = notRunReasons.get(variant.id) ?? notRunReasons.get(referenceId ?? '');
  const reason = measure.outcome === 'invalid-run' ? invalid : notRun;
  const reference = plan.variants.find(({ id }) => id === referenceId);
  return {
    ...{ gate: gate.name, kind: gate.rule.kind, scenario, loadId, variantId: variant.id },
    ...(referenceId !== undefined && { referenceId }),
    ...{ metric: gate.metric, ...measure, ...findLimit(gate) },
    ...describeGate(question, measure, {
      reason,
      reference: reference?.label,
      run: runId,
      mostMoreGroups,
    }),
    configFile: experiment.configPath,
    configLine: gate.configLine ?? null,
  };
}

function findLimit({
  metric,
  rule,
}: GateQuestion['gate']): Pick<GateResult, 'limit' | 'limitKind'> {
  if (rule.kind === 'absolute') return { limit: rule.limit, limitKind: rule.limitKind };
  const most = 1 + rule.toleranceRatio;
  return isHigherBetter(metric)
    ? { limit: 1 / most, limitKind: 'at-least' }
    : { limit: most, limitKind: 'at-most' };
}
