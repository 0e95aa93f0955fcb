// The rows of a result document.

import type { GateResult } from '../document/gates.ts';
import { toPlainText } from '../document/messages/sentence.ts';
import { isHigherBetter, type MetricName, metrics } from '../document/metrics.ts';
import { countPlannedGroups } from '../document/more-groups.ts';
import { listBroken } from '../document/quality.ts';
import type { Cell, ResultDocument, ScenarioResult } from '../document/result.ts';
import { formatDifference, formatMargin } from '../figures/difference.ts';
import { apartMark, listApart } from '../figures/division.ts';
import {
  findGateReference,
  formatGateValue,
  listFailedChecks,
  listGates,
} from '../figures/gates.ts';
import {
  findBaselineCell,
  findComparison,
  findLabel,
  findValue,
  findWorstShare,
  indexVariants,
  isTrusted,
} from '../figures/lookup.ts';
import { findGroupRatios } from '../figures/pair.ts';
import { findPartOfGroups, partMark } from '../figures/part-of-groups.ts';
import { listBrokenRules, listQualityRows } from '../figures/quality.ts';
import { formatMetric, noFigure } from '../figures/quantity.ts';
import { orderCells, rankOf } from '../figures/rank.ts';
import { formatResent, hasResent } from '../figures/resent.ts';
import { listSharedWarnings } from '../figures/warnings.ts';
import { english, type Localized } from '../language/catalogue.ts';
import { tellLoad, tellWarning } from '../language/tell.ts';
import { say } from '../terminal/say.ts';
import { buildAnswer, buildCostInBrief } from '../verdict/build-answer.ts';
import { explainExercise, isExercised } from '../verdict/build-exercise.ts';
import { buildVerdict } from '../verdict/build-verdict.ts';
import { describeApart } from '../verdict/describe-apart.ts';
import { describeGateBounds, describeGateLimit, describePlace } from '../verdict/describe-gate.ts';
import { describeParts } from '../verdict/describe-parts.ts';
import { nameRank } from '../verdict/describe-rank.ts';
import { describeScaling, describeScalingPlace } from '../verdict/describe-scaling.ts';
import { listFindings, listWrongAnswers } from './findings.ts';
import {
  type AnswerRows,
  type ComparisonRows,
  describeRunFacts,
  type Figure,
  type GateRow,
  type RunFacts,
  type ScalingRow,
  type ScenarioRows,
  type Series,
  type TrialRow,
  type VariantRow,
} from './model.ts';

/** Nothing is judged here: of an invalid run its gates are errors and no figure is recordable. */
export function listComparisonRows(document: ResultDocument): ComparisonRows {
  const { run, validity, groups, headline } = document;
  const { title, lead, sure, checked, but, watch, untested } = buildVerdict(document);
  const labels = english.verdict;
  const remarks = [
    ...[...sure, ...checked].map((message) => ({
      label: labels.sureLabel,
      text: message(english),
    })),
    ...but.map((message) => ({ label: labels.butLabel, text: message(english) })),
    ...watch.map((message) => ({ label: labels.watchLabel, text: message(english) })),
    ...untested.map((message) => ({ label: labels.untestedLabel, text: message(english) })),
  ];
  const scenarios = document.scenarios.map((scenario, index) =>
    listScenarioRows(document, scenario, index === headline.scenarioIndex),
  );
  const { groupsRun: groupsEnded, groupsPlanned } = run;
  const facts = describeRunFacts(document, { groupsEnded, groupsPlanned });
  return {
    run: facts,
    ...{ isValid: isTrusted(document), checks: validity.checks },
    failedChecks: listFailedChecks(document),
    gates: listGates(document).map((gate) => describeGate(document, gate)),
    series: listSeries(document, facts),
    verdict: {
      ...{ title: title(english), lead: lead.map((message) => message(english)), remarks },
    },
    ...{ findings: listFindings(document), wrongAnswers: listWrongAnswers(document), scenarios },
    ...{ quality: listQualityRows(document), brokenRules: listBrokenRules(document) },
    trials: listTrials(document, scenarios),
    scaling: listScaling(document),
    voidGroups: groups
      .filter(({ status }) => status === 'void')
      .map(({ index, voidReason }) => ({ index, reason: voidReason?.text ?? 'void' })),
    answer: describeAnswer(document),
    ...{ groupCount: groups.length, margin: formatMargin(run.toleranceRatio) },
    toleranceRatio: run.toleranceRatio,
  };
}

function listScaling(document: ResultDocument): ScalingRow[] {
  return (document.scaling ?? []).map((law) => ({
    ...{ runId: document.run.id, law, name: law.factor ?? law.over },
    finding: describeScaling(law)(english),
    place: describeScalingPlace(document, law)(english),
  }));
}

function describeAnswer(document: ResultDocument): AnswerRows {
  const { question, answer, kind, gateStatus, lead } = buildAnswer(document);
  const { watch, untested } = buildVerdict(document);
  const cost = isTrusted(document) ? buildCostInBrief(document) : [];
  const { costLabel, watchLabel, untestedLabel } = english.verdict;
  const list = (label: string, messages: readonly Localized[]) =>
    messages.map((message) => ({ label, text: message(english) }));
  return {
    ...{ question: question?.(english), answer: answer(english), kind, gateStatus },
    lead: lead.map((message) => message(english)),
    remarks: [
      ...list(costLabel, cost),
      ...list(watchLabel, watch),
      ...list(untestedLabel, untested),
    ],
  };
}

function describeGate(document: ResultDocument, gate: GateResult): GateRow {
  const isJudged = gate.status !== 'error';
  return {
    ...{ name: gate.gate, variantId: gate.variantId, outcome: gate.outcome, status: gate.status },
    label: findLabel(indexVariants(document), gate.variantId),
    ...{ scenario: gate.scenario, placeId: gate.loadId },
    ...{ message: gate.message.text, advice: gate.advice?.text ?? null },
    measured: {
      ...{ metric: gate.metric, configFile: gate.configFile, configLine: gate.configLine },
      outcomeText: english.gates.outcome[gate.outcome],
      place: describePlace(document, gate.scenario, gate.loadId)(english),
      metricText: english.gates.metric({
        metric: english.metricName(gate.metric),
        ...findGateReference(document, gate),
      }),
      value: isJudged ? formatGateValue(gate) : noFigure,
      bounds: isJudged ? say(describeGateBounds(gate)) : '',
      ...{ limit: say(describeGateLimit(gate)), moreGroups: countPlannedGroups(gate.kind, gate) },
      ...(isJudged && chartGate(gate)),
    },
  };
}

function chartGate({ kind, value, lower, upper, limit }: GateResult) {
  if (kind !== 'relative' || value === null || lower === null || upper === null) return undefined;
  return { chart: { value, lower, upper, limit } };
}

function listSeries(document: ResultDocument, run: RunFacts): Series[] {
  if (!isTrusted(document)) return [];
  const variants = indexVariants(document);
  return document.scenarios.flatMap((scenario) =>
    scenario.cells
      .filter(
        ({ variantId, verdict, wrongBodies }) =>
          verdict !== 'not-run' &&
          wrongBodies === 0 &&
          listBroken(document.quality, variantId).length === 0,
      )
      .map((cell) => {
        const { variantId, verdict, groups } = cell;
        const label = findLabel(variants, variantId);
        const note = english.table.rank[verdict];
        return {
          run,
          labels: {
            ...{ experiment: run.name, scenario: scenario.scenario },
            ...{ load: scenario.load.id, variant: variantId },
          },
          ...{ label: verdict === 'not-exercised' ? `${label}: ${note}` : label, groups },
          isExercised: isExercised(document, scenario, cell),
          figures: listFigures(cell, label, run),
        };
      }),
  );
}

/** Figures have no interval, since the document has one for differences only. */
function listFigures(cell: Cell, label: string, { currency }: RunFacts): Figure[] {
  const own = cell.metrics.flatMap(({ metric, value }): Figure[] => {
    if (value === null) return [];
    const { unit, name } = metrics[metric];
    return [
      {
        ...{ id: metric, metric, name: name.en, value, lower: null, upper: null, confidence: 0 },
        unit: unit === 'currency' ? (currency ?? unit) : unit,
        ...{ isHigherBetter: isHigherBetter(metric), isDifference: false, isTrend: true },
        ...describePart(cell, metric, label),
      },
    ];
  });
  const differences = cell.comparisons.flatMap((comparison): Figure[] => {
    const { metric, ratio, ratioLower, ratioUpper, confidence } = comparison;
    const { higherIsBetter, verdict } = comparison;
    if (ratio === null) return [];
    return [
      {
        ...{ id: `${metric}VsBaseline`, metric, name: metrics[metric].name.en },
        ...{ value: ratio, lower: ratioLower, upper: ratioUpper, confidence, verdict },
        ...{ unit: 'ratio to baseline', isHigherBetter: higherIsBetter },
        ...{ isDifference: true, isTrend: true },
      },
    ];
  });
  return [...own, ...differences];
}

/** What a table says below its ‡. */
function describePart(cell: Cell, metric: MetricName, label: string): Pick<Figure, 'partText'> {
  const part = findPartOfGroups(cell, metric);
  if (part === undefined) return {};
  const { known, groups } = part;
  return { partText: toPlainText(english.table.part({ metric, label, known, groups })) };
}

/** Shown beside the primary metric, which stands first. */
const beside: readonly MetricName[] = ['throughputRps', 'latencyP99Us', 'successRatio'];

function listScenarioRows(
  document: ResultDocument,
  scenario: ScenarioResult,
  isHeadline: boolean,
): ScenarioRows {
  const { primaryMetric, load } = scenario;
  const variants = indexVariants(document);
  const shown = [primaryMetric, ...beside.filter((metric) => metric !== primaryMetric)];
  const apart = new Set(listApart(document, scenario).map(({ variantId }) => variantId));
  const rows = new Map(
    scenario.cells.map((cell) => [
      cell,
      describeCell(document, scenario, cell, shown, apart.has(cell.variantId)),
    ]),
  );
  const confidence = scenario.cells
    .map((cell) => findComparison(cell, primaryMetric)?.confidence)
    .find((found) => found !== undefined);
  const notes = [
    describeParts(scenario, shown, variants),
    describeApart(document, variants, scenario),
  ];
  return {
    ...{ scenario: scenario.scenario, loadId: load.id, isHeadline },
    place: describePlace(document, scenario.scenario, load.id)(english),
    loadText: tellLoad(load)(english),
    ...{
      primaryText: english.metricName(primaryMetric),
      isHigherBetter: isHigherBetter(primaryMetric),
    },
    differenceColumns: [
      english.table.againstBaseline,
      confidence === undefined
        ? 'interval'
        : english.table.interval({
            confidencePercent: String(Math.round(confidence * 1_000) / 10),
          }),
    ],
    columns: [
      ...shown.map((metric) => english.metricColumn(metric)),
      ...(hasResent(scenario) ? [english.table.resent] : []),
    ],
    rows: [...rows.values()],
    shown: orderCells(scenario).flatMap((cell) => rows.get(cell) ?? []),
    notes: notes.flatMap((note) => (note === undefined ? [] : [note(english)])),
    caveats: listSharedWarnings(scenario).map(({ variantIds, ...warning }) =>
      english.table.warningOf({
        labels: variantIds.map((id) => findLabel(variants, id)),
        warning: tellWarning(warning)(english),
      }),
    ),
  };
}

function describeCell(
  document: ResultDocument,
  scenario: ScenarioResult,
  cell: Cell,
  shown: readonly MetricName[],
  isApart: boolean,
): VariantRow {
  const { variantId, verdict, wrongBodies } = cell;
  const variant = indexVariants(document).get(variantId);
  const comparison = findComparison(cell, scenario.primaryMetric);
  const difference = comparison && formatDifference(comparison);
  const exerciseDetails = explainExercise(document, scenario, cell).map(say);
  const words = say(nameRank(rankOf(cell, scenario), comparison));
  const notRunReason = verdict === 'not-run' ? (variant?.notRunReason?.text ?? null) : null;
  const reasons =
    exerciseDetails.length > 0 ? exerciseDetails : notRunReason === null ? [] : [notRunReason];
  return {
    ...{ scenario: scenario.scenario, loadId: scenario.load.id, variantId },
    ...{ label: variant?.label ?? variantId, verdict, wrongBodies },
    verdictText: english.table.rank[verdict],
    rank: reasons.length === 0 ? words : `${words}: ${reasons.join(' ')}`,
    ...{ isExercised: isExercised(document, scenario, cell), exerciseDetails },
    estimate: difference === undefined ? '' : `${difference.estimate}${isApart ? apartMark : ''}`,
    interval: difference?.interval ?? '',
    ...{ drawn: comparison, rankKind: rankOf(cell, scenario) },
    groupRatios: findGroupRatios(
      scenario,
      findBaselineCell(document, scenario)?.variantId ?? '',
      variantId,
    ),
    cells: [
      ...shown.map((metric) => formatFigure(cell, metric)),
      ...(hasResent(scenario) ? [formatResent(cell) ?? noFigure] : []),
    ],
  };
}

function formatFigure(cell: Cell, metric: MetricName): string {
  const mark = findPartOfGroups(cell, metric) === undefined ? '' : partMark;
  const text = `${formatMetric(metric, findValue(cell, metric))}${mark}`;
  const worst = metrics[metric].kind === 'success' ? findWorstShare(cell) : undefined;
  return worst === undefined ? text : `${text}, ${english.table.worstGroup({ share: worst })}`;
}

function listTrials(document: ResultDocument, scenarios: readonly ScenarioRows[]): TrialRow[] {
  const variants = indexVariants(document);
  const reasons = new Map(document.groups.map((group) => [group.index, group.voidReason?.text]));
  return document.trials.map((trial) => {
    const { variantId, scenario, loadId, included, group } = trial;
    const variant = variants.get(variantId);
    const rows = scenarios.find((one) => one.scenario === scenario && one.loadId === loadId)?.rows;
    return {
      ...{ ...trial, runId: document.run.id, variantLabel: variant?.label ?? variantId },
      isBaseline: variant?.isBaseline ?? false,
      excludedBecause: included ? null : (reasons.get(group) ?? 'not part of the figures'),
      isExercised: rows?.find((row) => row.variantId === variantId)?.isExercised,
    };
  });
}
