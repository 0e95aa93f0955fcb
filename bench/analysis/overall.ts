// Variants against the baseline over all scenarios: one figure a group, the mean of the scenarios' log-ratios.
import type { MetricName, OverallComparison } from '../../reports/schema/result.ts';
import { mean } from '../stats/descriptive.ts';
import { buildComparison, type ComparisonRule } from './comparison.ts';
import { pairGroupsByIndex } from './pairing.ts';
import type { MeasuredScenario } from './scenario-result.ts';
import { withholdComparison } from './withheld.ts';

const comparedMetrics: readonly MetricName[] = [
  'throughputRps',
  'latencyP50Us',
  'latencyP99Us',
  'cpuPerRequestUs',
  'costPerMillion',
];

/**
 * For each load that at least two scenarios share. Ratios are averaged as logarithms (the geometric mean is
 * the only one that does not hang on which variant is the baseline; Fleming and Wallace, 1986), each scenario
 * weighing the same; only groups in which every scenario has the figure count.
 */
export function compareOverall(
  scenarios: readonly MeasuredScenario[],
  rule: ComparisonRule,
): readonly OverallComparison[] {
  const loadIds = [...new Set(scenarios.map(({ input }) => input.load.id))];
  return loadIds.flatMap((loadId) => {
    const here = scenarios.filter(({ input }) => input.load.id === loadId);
    if (here.length < 2) return [];
    const variants = here[0]?.input.variants.filter(
      ({ id, isBaseline }) => !isBaseline && !here[0]?.input.notRunIds.has(id),
    );
    return (variants ?? []).map(({ id }) => ({
      ...{ loadId, variantId: id, scenarios: here.map(({ input }) => input.scenario.name) },
      comparisons: comparedMetrics.flatMap((metric) => {
        const logRatios = averageScenarios(metric, id, here);
        if (logRatios.length === 0) return [];
        const comparison = buildComparison(metric, logRatios, rule);
        return [isNowhereExercised(id, here) ? withholdComparison(comparison) : comparison];
      }),
    }));
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
  return [...(first ?? [])].flatMap(([group, logRatio]) => {
    const rest = others.flatMap((scenario) => scenario.get(group) ?? []);
    return rest.length < others.length ? [] : (mean([logRatio, ...rest]) ?? []);
  });
}
