// What two runs both measured: the same variant in the same scenario under the same load.
import { type MetricName, metricsFor } from '../../reports/document/metrics.ts';
import type {
  Cell,
  ResultDocument,
  ScenarioResult,
  VariantDescription,
} from '../../reports/document/result.ts';

/** Undefined where the run has none. */
export function findBaseline({ variants }: ResultDocument): VariantDescription | undefined {
  return variants.find(({ isBaseline }) => isBaseline);
}

/** True where both have the same level of every factor of either. */
export function areLevelsEqual({ levels }: VariantDescription, other: VariantDescription): boolean {
  const names = new Set([...Object.keys(levels), ...Object.keys(other.levels)]);
  return [...names].every((name) => levels[name] === other.levels[name]);
}

/** A variant in a scenario under a load, as both runs measured it. */
export interface CommonCell {
  readonly scenarioA: ScenarioResult;
  readonly scenarioB: ScenarioResult;
  readonly variant: VariantDescription;
  readonly a: Cell;
  readonly b: Cell;
  /** Cells of the baseline of either run. */
  readonly baselineA: Cell | undefined;
  readonly baselineB: Cell | undefined;
}

/** By scenario in the order of B, then by variant in its order; variants that either run did not run or exercise are left out. */
export function listCommonCells(a: ResultDocument, b: ResultDocument): readonly CommonCell[] {
  return b.scenarios.flatMap((scenarioB) => {
    const scenarioA = a.scenarios.find(
      ({ scenario, load }) => scenario === scenarioB.scenario && load.id === scenarioB.load.id,
    );
    if (scenarioA === undefined) return [];
    const baselineA = findCell(scenarioA, findBaseline(a)?.id);
    const baselineB = findCell(scenarioB, findBaseline(b)?.id);
    return b.variants.flatMap((variant) => {
      const same = a.variants.find(({ id }) => id === variant.id);
      const [cellA, cellB] = [findCell(scenarioA, same?.id), findCell(scenarioB, variant.id)];
      if (same === undefined || !areLevelsEqual(variant, same)) return [];
      if (cellA === undefined || cellB === undefined) return [];
      return [{ scenarioA, scenarioB, variant, a: cellA, b: cellB, baselineA, baselineB }];
    });
  });
}

/** Undefined too where the variant was not run, or the scenario does not exercise it. */
function findCell({ cells }: ScenarioResult, variantId: string | undefined): Cell | undefined {
  return cells.find(
    ({ variantId: id, verdict }) =>
      id === variantId && verdict !== 'not-run' && verdict !== 'not-exercised',
  );
}

/** Metrics to compare where both runs have them, the primary one first. */
export function listMetrics({ scenarioA, scenarioB }: CommonCell): readonly MetricName[] {
  return [...new Set([scenarioB.primaryMetric, scenarioA.primaryMetric, ...metricsFor.twoRuns])];
}

/** True where the metric is the primary one of the scenario in both runs. */
export function isPrimary({ scenarioA, scenarioB }: CommonCell, metric: MetricName): boolean {
  return metric === scenarioA.primaryMetric && metric === scenarioB.primaryMetric;
}
