// Which variant a scenario recommends, and which are tied with it.

import { listExclusions } from '../../../reports/document/exclusion.ts';
import type { Message } from '../../../reports/document/message.ts';
import { writeMessage, writeMetric } from '../../../reports/document/messages/message.ts';
import { isHigherBetter, metrics } from '../../../reports/document/metrics.ts';
import type { MetricName, Recommendation } from '../../../reports/document/result.ts';
import type { ScenarioExercise } from '../exercise.ts';
import { buildComparison, type ComparisonRule, computeWorseness } from '../pairs/comparison.ts';
import { poolByUnit } from '../pairs/epochs.ts';
import { levelOfFamily } from '../pairs/judgement-level.ts';
import { adjustJudgements } from '../pairs/multiplicity.ts';
import { pairGroups, pairGroupsByIndex } from '../pairs/pairing.ts';
import { isExcluded, type RankedCell } from './cell.ts';
import { judgeAllPairs } from './pairwise.ts';
import { estimateSelectionBias } from './selection-bias.ts';

export interface RecommendationInput {
  readonly primaryMetric: MetricName;
  readonly rule: ComparisonRule;
  /** Cells of all variants that were run, in any order. */
  readonly cells: readonly RankedCell[];
  /** Of the simulation of what choosing the best does to its figure. */
  readonly seed: number;
  /** Two variants between which nothing acts are never told apart. */
  readonly exercise: Pick<ScenarioExercise, 'isVacuous'>;
}

export type RecommendationOutcome =
  | { readonly kind: 'recommended'; readonly recommendation: Recommendation }
  | { readonly kind: 'none'; readonly reason: Message };

/**
 * The rule: of the variants that answer right and are `better` than the baseline in the primary
 * metric, the one with the best estimate; tied with it are those whose own paired comparison with
 * it, corrected for all pairs of variants, is not decided against them. Where none is better, the baseline, tied with those that are not
 * shown to be worse. None where the baseline itself cannot be relied on or nothing else was compared.
 */
export function buildRecommendation(input: RecommendationInput): RecommendationOutcome {
  const baseline = input.cells.find(({ measurement }) => measurement.variant.isBaseline);
  const problem = findBaselineProblem(baseline);
  if (baseline === undefined || problem !== undefined) {
    return { kind: 'none', reason: problem ?? writeMessage('none-baseline-not-run') };
  }
  const challengers = input.cells
    .filter((each) => each !== baseline && !isExcluded(each) && !isWithheld(each))
    .sort((a, b) => worsenessOf(a, input) - worsenessOf(b, input));
  const judged = input.cells.filter(
    ({ cell }) => !['baseline', 'not-judged', 'not-exercised', 'not-run'].includes(cell.verdict),
  );
  if (judged.length === 0 && input.cells.some(isWithheld)) {
    return { kind: 'none', reason: writeMessage('none-not-exercised') };
  }
  if (judged.length === 0) {
    return { kind: 'none', reason: writeMessage('none-not-compared') };
  }
  const best = challengers.find(({ cell }) => cell.verdict === 'better');
  return {
    kind: 'recommended',
    recommendation:
      best === undefined
        ? keepBaseline(baseline, challengers, judged, input)
        : chooseBest(best, challengers, input),
  };
}

function findBaselineProblem(baseline: RankedCell | undefined): Message | undefined {
  if (baseline === undefined) return writeMessage('none-baseline-not-run');
  const [excluding] = listExclusions(baseline.cell);
  const warning = baseline.cell.warnings.find(({ code }) => code === excluding);
  if (warning === undefined) return undefined;
  return writeMessage('none-baseline-bad', { reason: warning.message });
}

/** True where the scenario does not exercise what tells the variant from the baseline. */
function isWithheld({ cell }: RankedCell): boolean {
  return cell.verdict === 'not-exercised';
}

/** ln("worse than the baseline") in the primary metric; +∞ where it could not be estimated. */
export function worsenessOf(
  { cell }: RankedCell,
  { primaryMetric }: { readonly primaryMetric: MetricName },
): number {
  if (cell.verdict === 'baseline') return 0;
  const comparison = cell.comparisons.find(({ metric }) => metric === primaryMetric);
  return (comparison && computeWorseness(comparison)) ?? Number.POSITIVE_INFINITY;
}

function chooseBest(
  best: RankedCell,
  challengers: readonly RankedCell[],
  input: RecommendationInput,
): Recommendation {
  const { rule } = input;
  const behind = listBehind(best, input);
  const isTied = ({ cell }: RankedCell): boolean =>
    cell !== best.cell &&
    cell.verdict !== 'worse' &&
    cell.verdict !== 'not-judged' &&
    !behind.has(cell.variantId);
  const tied = challengers.filter(isTied);
  const others =
    tied.length === 0
      ? writeMessage('others-behind')
      : writeMessage('others-tied', { count: tied.length });
  const reason = writeMessage('choose-best', {
    metric: describeMetric(input.primaryMetric),
    others,
  });
  return {
    variantId: best.cell.variantId,
    tiedVariantIds: tied.map(({ cell }) => cell.variantId),
    cheaperVariantId: findCheaper(best, tied, rule),
    reason: reason,
    ...describeSelection(best, tied, challengers, input),
  };
}

/**
 * The variants that are worse than the best one. All pairs are the family and not only those with the best,
 * because which one is the best was seen in the same data.
 */
function listBehind(
  best: RankedCell,
  { primaryMetric, rule, cells, exercise }: RecommendationInput,
): ReadonlySet<string> {
  const worse = judgeAllPairs(primaryMetric, cells, rule, exercise).flatMap(
    ({ reference, other, comparison: { verdict } }) => {
      if (reference === best && verdict === 'worse') return [other.cell.variantId];
      return other === best && verdict === 'better' ? [reference.cell.variantId] : [];
    },
  );
  return new Set(worse);
}

/** Among how many the best was chosen, and what that does to its figure; nothing with a single candidate. */
function describeSelection(
  best: RankedCell,
  tied: readonly RankedCell[],
  challengers: readonly RankedCell[],
  { primaryMetric, cells, seed }: RecommendationInput,
): Pick<Recommendation, 'selection'> {
  const candidates = [best, ...tied, ...challengers.filter((one) => one !== best)].filter(
    (one, place, all) => all.indexOf(one) === place && one.cell.verdict !== 'not-judged',
  );
  const baseline = cells.find(({ measurement }) => measurement.variant.isBaseline);
  if (candidates.length < 2 || baseline === undefined) return {};
  const sign = isHigherBetter(primaryMetric) ? 1 : -1;
  const series = candidates.map(({ measurement }) =>
    pairGroupsByIndex(primaryMetric, baseline.measurement.trials, measurement.trials),
  );
  const shared = [...(series[0]?.keys() ?? [])].filter((group) =>
    series.every((one) => one.has(group)),
  );
  const unitOf = new Map(best.measurement.trials.map(({ record, unit }) => [record.group, unit]));
  const bias = estimateSelectionBias({
    candidates: series.map((one) =>
      poolByUnit(shared.map((group) => [unitOf.get(group) ?? group, sign * (one.get(group) ?? 0)])),
    ),
    ...{ tied: 1 + tied.length, seed },
  });
  if (bias === undefined) return {};
  return { selection: { candidates: candidates.length, flatteringRatio: Math.exp(bias) } };
}

function keepBaseline(
  baseline: RankedCell,
  challengers: readonly RankedCell[],
  judged: readonly RankedCell[],
  { primaryMetric, rule }: RecommendationInput,
): Recommendation {
  const tied = challengers.filter(({ cell }) =>
    ['equivalent', 'inconclusive'].includes(cell.verdict),
  );
  const count = (verdict: string): number =>
    challengers.filter(({ cell }) => cell.verdict === verdict).length;
  const reason = writeMessage('keep-baseline', {
    ...{ metric: describeMetric(primaryMetric), equivalent: count('equivalent') },
    ...{ inconclusive: count('inconclusive'), worse: count('worse') },
    barred: judged.filter(isExcluded).length,
  });
  return {
    variantId: baseline.cell.variantId,
    tiedVariantIds: tied.map(({ cell }) => cell.variantId),
    // What is undecided may well be slower, so it is no cheaper way to the same.
    cheaperVariantId: findCheaper(
      baseline,
      tied.filter(({ cell }) => cell.verdict === 'equivalent'),
      rule,
    ),
    reason: reason,
  };
}

/**
 * The cheapest of the tied variants, where their own paired comparison, corrected for the number of them, shows
 * that it costs less than the chosen one: by cost where the config has prices, else by CPU per request.
 */
function findCheaper(
  chosen: RankedCell,
  tied: readonly RankedCell[],
  rule: ComparisonRule,
): string | null {
  const hasPrices = chosen.measurement.trials.some(({ figures }) => figures.has('costPerMillion'));
  const metric = hasPrices ? 'costPerMillion' : 'cpuPerRequestUs';
  const familySize = Math.max(1, tied.length);
  const level = levelOfFamily(rule.level, familySize);
  const judged = adjustJudgements(
    tied.map(({ measurement }) => {
      const logRatios = pairGroups(metric, chosen.measurement.trials, measurement.trials);
      return buildComparison(metric, logRatios, { ...rule, level, familySize });
    }),
    level,
  );
  const cheaper = tied.flatMap(({ cell }, index) => {
    const { verdict, ratio } = judged[index] ?? {};
    return verdict === 'better' && typeof ratio === 'number'
      ? [{ variantId: cell.variantId, ratio }]
      : [];
  });
  return cheaper.sort((a, b) => a.ratio - b.ratio)[0]?.variantId ?? null;
}

function describeMetric(metric: MetricName): Message {
  return writeMetric(metric, metrics[metric].name.en);
}
