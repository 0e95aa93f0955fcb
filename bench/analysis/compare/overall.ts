// Variants against the baseline over all scenarios: one figure a group or epoch, the mean of the scenarios' log-ratios.
import { type MetricName, metricsFor } from '../../../reports/document/metrics.ts';
import type { OverallComparison } from '../../../reports/document/result.ts';
import { mean } from '../../stats/descriptive.ts';
import { buildComparison, type ComparisonRule, withholdComparison } from '../pairs/comparison.ts';
import { poolByUnit } from '../pairs/epochs.ts';
import { levelOfFamily } from '../pairs/judgement-level.ts';
import { adjustJudgements } from '../pairs/multiplicity.ts';
import { pairGroupsByIndex } from '../pairs/pairing.ts';
import type { MeasuredScenario } from './scenario-result.ts';

/**
 * For each load that at least two scenarios share. Ratios are averaged as logarithms (the geometric mean is
 * the only one that does not hang on which variant is the baseline; Fleming and Wallace, 1986), each scenario
 * weighing the same; only groups in which every scenario has the figure count. All of them are a family of their
 * own, corrected by Holm.
 */
export function compareOverall(
  scenarios: readonly MeasuredScenario[],
  rule: ComparisonRule,
): readonly OverallComparison[] {
  const rows = listRows(scenarios);
  const all = rows.flatMap(({ figures }) => figures);
  const familySize = Math.max(1, all.filter(({ isVacuous }) => !isVacuous).length);
  const level = levelOfFamily(rule.level, familySize);
  const judged = adjustJudgements(
    all.map(({ metric, logRatios, isVacuous }) => {
      const comparison = buildComparison(metric, logRatios, { ...rule, level, familySize });
      return isVacuous ? withholdComparison(comparison) : comparison;
    }),
    level,
  );
  let next = 0;
  return rows.map(({ figures, ...row }) => {
    const comparisons = judged.slice(next, next + figures.length);
    next += figures.length;
    return { ...row, comparisons };
  });
}

interface OverallRow extends Omit<OverallComparison, 'comparisons'> {
  readonly figures: readonly {
    readonly metric: MetricName;
    readonly logRatios: readonly number[];
    /** True where none of the scenarios exercises the variant. */
    readonly isVacuous: boolean;
  }[];
}

function listRows(scenarios: readonly MeasuredScenario[]): readonly OverallRow[] {
  const loadIds = [...new Set(scenarios.map(({ input }) => input.load.id))];
  return loadIds.flatMap((loadId) => {
    const here = scenarios.filter(({ input }) => input.load.id === loadId);
    if (here.length < 2) return [];
    const variants = here[0]?.input.variants.filter(
      ({ id, isBaseline }) => !isBaseline && !here[0]?.input.notRunIds.has(id),
    );
    return (variants ?? []).map(({ id }) => {
      const isVacuous = isNowhereExercised(id, here);
      return {
        ...{ loadId, variantId: id, scenarios: here.map(({ input }) => input.scenario.name) },
        figures: metricsFor.overall.flatMap((metric) => {
          const logRatios = averageScenarios(metric, id, here);
          return logRatios.length === 0 ? [] : [{ metric, logRatios, isVacuous }];
        }),
      };
    });
  });
}

/** Where some scenario exercises the variant, the mean over all of them is a fair question. */
function isNowhereExercised(variantId: string, scenarios: readonly MeasuredScenario[]): boolean {
  return scenarios.every(({ cells }) =>
    cells.some(({ cell }) => cell.variantId === variantId && cell.verdict === 'not-exercised'),
  );
}

function averageScenarios(
  metric: MetricName,
  variantId: string,
  scenarios: readonly MeasuredScenario[],
): readonly number[] {
  const byScenario = scenarios.map(({ cells }) => {
    const baseline = cells.find(({ measurement }) => measurement.variant.isBaseline);
    const own = cells.find(({ cell }) => cell.variantId === variantId);
    if (baseline === undefined || own === undefined) return new Map<number, number>();
    return pairGroupsByIndex(metric, baseline.measurement.trials, own.measurement.trials);
  });
  const [first, ...others] = byScenario;
  const unitOf = scenarios[0]?.input.sampling.unitOf;
  return poolByUnit(
    [...(first ?? [])].flatMap(([group, logRatio]) => {
      const rest = others.flatMap((scenario) => scenario.get(group) ?? []);
      const average = rest.length < others.length ? undefined : mean([logRatio, ...rest]);
      return average === undefined ? [] : [[unitOf?.get(group) ?? group, average] as const];
    }),
  );
}
