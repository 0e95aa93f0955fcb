// What a run says of the claim of a chapter: read from the verdicts of its document, never judged anew.

import { listExclusions } from '../../../reports/document/exclusion.ts';
import type { FaultsDocument } from '../../../reports/document/faults.ts';
import type { Message } from '../../../reports/document/message.ts';
import type { MessageCode } from '../../../reports/document/messages/en.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { MetricName } from '../../../reports/document/metrics.ts';
import type { ValueOf } from '../../../reports/document/parts.ts';
import type {
  Cell,
  ResultDocument,
  ScenarioResult,
  Validity,
  VerdictKind,
} from '../../../reports/document/result.ts';
import type {
  TourEffect,
  TourFaults,
  TourFinding,
  TourRow,
  TourVerdict,
} from '../../../reports/document/tour.ts';

/** What a gain is paid with. */
const costMetrics: readonly MetricName[] = [
  'cpuPerRequestUs',
  'rssBytes',
  'databaseBuffersPerRequest',
  'walBytesPerRequest',
];

/** Of several rows the first of these that one has: what was shown, what is still open, then what was shown not to help. */
const order: readonly TourVerdict[] = [
  'better',
  'undecided',
  'equivalent',
  'worse',
  'wrong-data',
  'not-exercised',
  'not-run',
];

/** A run that is not valid says nothing, whatever its cells say. */
export function findInResult(document: ResultDocument): TourFinding {
  const { run, variants, validity, headline } = document;
  const baseline = variants.find(({ isBaseline }) => isBaseline);
  const shared = {
    toleranceRatio: run.toleranceRatio,
    ...{ baselineId: baseline?.id ?? '', baselineLabel: nameBaseline(document) },
    faults: null,
  };
  if (validity.status === 'invalid')
    return { ...shared, ...invalid(validity), rows: [], rowIndex: null };
  const rows = document.scenarios.map((scenario) => describeRow(document, scenario));
  const verdict = order.find((one) => rows.some((row) => row.verdict === one)) ?? 'not-run';
  const isAlike = (index: number | null) => index !== null && rows[index]?.verdict === verdict;
  const found = isAlike(headline.scenarioIndex)
    ? headline.scenarioIndex
    : rows.findIndex((row) => row.verdict === verdict);
  return {
    ...{ ...shared, verdict, rows },
    reasons: verdict === 'not-run' ? [explainNotRun(document)] : headline.reasons,
    rowIndex: found === -1 ? null : found,
  };
}

function invalid({ checks }: ValueOf<typeof Validity>): Pick<TourFinding, 'verdict' | 'reasons'> {
  const failed = checks.filter(({ status }) => status === 'failed');
  return { verdict: 'invalid', reasons: failed.map(({ detail }) => detail) };
}

function explainNotRun({ variants }: ResultDocument): Message {
  const isBaselineRun = variants.some(
    ({ isBaseline, status }) => isBaseline && status === 'measured',
  );
  const code: MessageCode = isBaselineRun ? 'tour-none-judged' : 'tour-baseline-not-run';
  return writeMessage(code);
}

/** `cache = none`: levels of the factors that vary; the label where none does, or variants are named otherwise. */
function nameBaseline({ variants }: Pick<ResultDocument, 'variants'>): string {
  const baseline = variants.find(({ isBaseline }) => isBaseline);
  if (baseline === undefined) return '';
  const varied = Object.entries(baseline.levels).filter(([factor, level]) =>
    variants.some(({ levels }) => levels[factor] !== undefined && levels[factor] !== level),
  );
  if (varied.length === 0) return baseline.label;
  return varied.map(([factor, level]) => `${factor} = ${level}`).join(', ');
}

function describeRow(document: ResultDocument, scenario: ScenarioResult): TourRow {
  const baseline = document.variants.find(({ isBaseline }) => isBaseline);
  const ofBaseline = scenario.cells.find(({ variantId }) => variantId === baseline?.id);
  const others = scenario.cells.filter((cell) => cell !== ofBaseline);
  const { verdict, cell } = judgeRow(scenario, ofBaseline, others);
  const effectOf = (metric: MetricName) => describeEffect(metric, cell, ofBaseline);
  const labels = new Map(document.variants.map(({ id, label }) => [id, label]));
  const { scenario: name, description, load, primaryMetric } = scenario;
  const effect = effectOf(primaryMetric);
  return {
    ...{ scenario: name, description, load, primaryMetric, verdict },
    variantId: cell?.variantId ?? null,
    effect: effect ?? null,
    costs:
      effect === undefined
        ? []
        : costMetrics
            .filter((metric) => metric !== primaryMetric)
            .flatMap((metric) => effectOf(metric) ?? []),
    variants: others.map(({ variantId, verdict: own, wrongBodies }) => ({
      ...{ variantId, label: labels.get(variantId) ?? variantId, verdict: own, wrongBodies },
    })),
    moreGroups:
      cell?.comparisons.find(({ metric }) => metric === primaryMetric)?.moreGroups ?? null,
  };
}

interface JudgedRow {
  readonly verdict: TourVerdict;
  /** The one that it is about. */
  readonly cell: Cell | undefined;
}

/** Cells stand in the order of rank, so the first of a verdict is the best of it. */
function judgeRow(
  { recommendation }: ScenarioResult,
  baseline: Cell | undefined,
  others: readonly Cell[],
): JudgedRow {
  const alone = (verdict: TourVerdict): JudgedRow => ({ verdict, cell: undefined });
  if (baseline === undefined || baseline.verdict === 'not-run') return alone('not-run');
  const isWrong = (cell: Cell) => listExclusions(cell).includes('WRONG_BODIES');
  if (isWrong(baseline)) return alone('wrong-data');
  const chosen = others.find(({ variantId }) => variantId === recommendation?.variantId);
  if (chosen?.verdict === 'better') return { verdict: 'better', cell: chosen };
  const sound = others.filter((cell) => listExclusions(cell).length === 0);
  const first = (...verdicts: readonly VerdictKind[]) =>
    sound.find(({ verdict }) => verdicts.includes(verdict));
  const open = first('inconclusive', 'not-judged', 'better');
  if (open !== undefined || listExclusions(baseline).length > 0)
    return { verdict: 'undecided', cell: open };
  for (const verdict of ['equivalent', 'worse'] as const) {
    const cell = first(verdict);
    if (cell !== undefined) return { verdict, cell };
  }
  if (first('not-exercised') !== undefined) return alone('not-exercised');
  return alone(others.some(isWrong) ? 'wrong-data' : 'not-run');
}

/** Undefined where the two were not compared in the metric. */
function describeEffect(
  metric: MetricName,
  cell: Cell | undefined,
  baseline: Cell | undefined,
): TourEffect | undefined {
  const comparison = cell?.comparisons.find((one) => one.metric === metric);
  if (cell === undefined || comparison === undefined || comparison.ratio === null) return undefined;
  const figureOf = (of: Cell | undefined) =>
    of?.metrics.find((estimate) => estimate.metric === metric)?.value ?? null;
  const { ratio, ratioLower, ratioUpper, confidence, groups, verdict } = comparison;
  return {
    ...{ metric, value: figureOf(cell), baselineValue: figureOf(baseline) },
    ...{ ratio, ratioLower, ratioUpper, confidence, groups, verdict },
  };
}

/**
 * Under faults the claim is that a variant keeps users served: `better` where one was shown to keep more of them than the
 * baseline under some fault. Differences of a few groups never show that there is none, so nothing is `equivalent`.
 */
export function findInFaults(document: FaultsDocument): TourFinding {
  const { faults, variants, validity, baselineId } = document;
  const labels = new Map(variants.map(({ id, label }) => [id, label]));
  const labelOf = (id: string) => labels.get(id) ?? id;
  const comparisons = faults.cells.flatMap(({ variantId, faultId, figures }) => {
    const comparison = figures?.comparison ?? null;
    const fault = faults.faults.find(({ id }) => id === faultId);
    if (comparison === null) return [];
    const faultTitle = fault?.title ?? faultId;
    return [{ faultId, faultTitle, label: labelOf(variantId), comparison }];
  });
  const found: TourFaults = {
    ...{ scenario: faults.settings.scenario, rateRps: faults.settings.rateRps, comparisons },
    ranking: faults.ranking.map(({ variantId, ratio, interval }) => ({
      ...{ label: labelOf(variantId), ratio, interval },
    })),
    audit: faults.audit.status,
  };
  const shared = {
    ...{ toleranceRatio: null, baselineId, baselineLabel: nameBaseline(document) },
    ...{ rows: [], rowIndex: null },
  };
  if (validity.status === 'invalid') return { ...shared, ...invalid(validity), faults: null };
  return { ...shared, ...judgeFaults(found), faults: found };
}

function judgeFaults({ audit, comparisons }: TourFaults): Pick<TourFinding, 'verdict' | 'reasons'> {
  if (audit === 'violated')
    return { verdict: 'wrong-data', reasons: [writeMessage('tour-faults-wrong')] };
  const has = (wanted: string) =>
    comparisons.some(({ comparison }) => comparison.verdict === wanted);
  if (comparisons.length === 0)
    return { verdict: 'not-run', reasons: [writeMessage('tour-faults-not-compared')] };
  // Older runs called some equivalent, of too few groups.
  const verdict = (['better', 'worse'] as const).find(has) ?? 'undecided';
  return { verdict, reasons: [] };
}
