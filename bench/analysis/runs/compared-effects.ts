// Every effect of two runs against each other, with Holm's correction over each family.
import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { Message } from '../../../reports/document/message.ts';
import type { ComparedEffect, EffectOfRun } from '../../../reports/document/compare.ts';
import type { Cell, Comparison, ResultDocument, ScenarioResult, VariantDescription } from '../../../reports/document/result.ts';
import { type EffectChange, estimateChange, judgeChange, type RunEffect } from './effect-change.ts';
import { computeMargin } from '../metrics.ts';
import { correctPValues } from '../pairs/multiplicity.ts';
import { type MetricName, metricsFor } from '../../../reports/document/metrics.ts';

/** An effect that waits for the p-values of its family. */
interface OpenEffect {
  readonly effect: ComparedEffect;
  readonly comparisonA: Comparison;
  readonly comparisonB: Comparison;
  readonly estimated: EffectChange | undefined;
}

/** How changes are judged. */
export interface ChangeRule {
  readonly toleranceRatio: number;
  /** Chance that a family of effects shows any change where there is none. */
  readonly alpha: number;
}

/** By scenario, primary metrics first. Primary effects are one family of Holm's correction, the others a second one. */
export function judgeEffects(
  cells: readonly CommonCell[],
  rule: ChangeRule,
): readonly ComparedEffect[] {
  const open = cells.flatMap((cell) => openEffects(cell, rule));
  const [primary, others] = [true, false].map((isPrimary) =>
    correctPValues(open, ({ effect, estimated }) =>
      effect.isPrimary === isPrimary ? estimated?.p : undefined,
    ),
  );
  const closed = open.map((one, index) =>
    closeEffect(one, primary?.[index] ?? others?.[index] ?? 1, rule),
  );
  const byScenario = Map.groupBy(closed, ({ scenario, loadId }) =>
    JSON.stringify([scenario, loadId]),
  );
  return [...byScenario.values()].flatMap((effects) => {
    const metrics = new Set(effects.toSorted(comparePrimary).map(({ metric }) => metric));
    return [...metrics].flatMap((metric) => effects.filter((one) => one.metric === metric));
  });
}

function comparePrimary(one: ComparedEffect, other: ComparedEffect): number {
  return Number(other.isPrimary) - Number(one.isPrimary);
}

function openEffects(cell: CommonCell, { alpha }: ChangeRule): readonly OpenEffect[] {
  const { scenarioB, variant, baselineA, baselineB } = cell;
  if (variant.isBaseline || baselineA === undefined || baselineB === undefined) return [];
  return listMetrics(cell).flatMap((metric) => {
    const [comparisonA, comparisonB] = [cell.a, cell.b].map(({ comparisons }) =>
      comparisons.find((one) => one.metric === metric),
    );
    if (comparisonA === undefined || comparisonB === undefined) return [];
    const [a, b] = [describeEffect(comparisonA), describeEffect(comparisonB)];
    if (a === undefined || b === undefined) return [];
    const reason = findCaveat(cell);
    const runs: readonly [RunEffect, RunEffect] = [
      { comparison: comparisonA, variant: cell.a, baseline: baselineA },
      { comparison: comparisonB, variant: cell.b, baseline: baselineB },
    ];
    const effect: ComparedEffect = {
      ...{ scenario: scenarioB.scenario, loadId: scenarioB.load.id, metric },
      ...{ isPrimary: isPrimary(cell, metric), higherIsBetter: comparisonB.higherIsBetter },
      ...{ variantId: variant.id, variantLabel: variant.label, a, b },
      ...{ change: null, pValue: null, adjustedPValue: null, degreesOfFreedom: null },
      ...{ method: 'none', verdict: 'not-judged', reason: reason ?? null },
    };
    const estimated = reason === undefined ? estimateChange(metric, ...runs, 1 - alpha) : undefined;
    return [{ effect, comparisonA, comparisonB, estimated }];
  });
}

function describeEffect(comparison: Comparison): EffectOfRun | undefined {
  const { ratio, ratioLower, ratioUpper, confidence, groups } = comparison;
  // A ratio of 0 has no logarithm: nothing succeeded, which the run itself reports.
  if (ratio === null || !(ratio > 0)) return undefined;
  return { ratio, ratioLower, ratioUpper, confidence, groups };
}

/** The speed of a wrong answer is no speed. */
function findCaveat({ a, b, baselineA, baselineB }: CommonCell): Message | undefined {
  const isWrong = [a, b, baselineA, baselineB].some((cell) => (cell?.wrongBodies ?? 0) > 0);
  return isWrong ? writeMessage('compare-wrong') : undefined;
}

function closeEffect(
  { effect, comparisonA, comparisonB, estimated }: OpenEffect,
  adjustedPValue: number,
  { toleranceRatio, alpha }: ChangeRule,
): ComparedEffect {
  if (estimated === undefined) {
    if (effect.reason !== null) return effect;
    const reason = writeMessage('compare-few-groups');
    return { ...effect, reason: reason };
  }
  const { estimate, lower, upper, p, method, degreesOfFreedom } = estimated;
  return {
    ...effect,
    change: {
      ratio: Math.exp(estimate),
      ratioLower: Math.exp(lower),
      ratioUpper: Math.exp(upper),
    },
    ...{ pValue: p, adjustedPValue, method, degreesOfFreedom },
    verdict: judgeChange({
      ...{ change: estimated, adjustedPValue, alpha, a: comparisonA, b: comparisonB },
      margin: computeMargin(effect.metric, toleranceRatio),
    }),
  };
}

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
