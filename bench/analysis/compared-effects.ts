// Every effect of two runs against each other, with Holm's correction over each family.
import type { ComparedEffect, EffectOfRun } from '../../reports/document/compare.ts';
import type { Comparison } from '../../reports/document/result.ts';
import { type CommonCell, isPrimary, listMetrics } from './common-cells.ts';
import { type EffectChange, estimateChange, judgeChange, type RunEffect } from './effect-change.ts';
import { findMargin } from './metrics.ts';
import { correctPValues } from './multiplicity.ts';

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
    const reason = findDoubt(cell);
    const runs: readonly [RunEffect, RunEffect] = [
      { comparison: comparisonA, variant: cell.a, baseline: baselineA },
      { comparison: comparisonB, variant: cell.b, baseline: baselineB },
    ];
    const effect: ComparedEffect = {
      ...{ scenario: scenarioB.scenario, loadId: scenarioB.load.id, metric },
      ...{ isPrimary: isPrimary(cell, metric), higherIsBetter: comparisonB.higherIsBetter },
      ...{ variantId: variant.id, variantLabel: variant.label, a, b },
      ...{ change: null, pValue: null, adjustedPValue: null, degreesOfFreedom: null },
      ...{ method: 'none', verdict: 'not-judged', reason },
    };
    const estimated = reason === null ? estimateChange(metric, ...runs, 1 - alpha) : undefined;
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
function findDoubt({ a, b, baselineA, baselineB }: CommonCell): string | null {
  const isWrong = [a, b, baselineA, baselineB].some((cell) => (cell?.wrongBodies ?? 0) > 0);
  return isWrong ? 'There were wrong answers in a run.' : null;
}

function closeEffect(
  { effect, comparisonA, comparisonB, estimated }: OpenEffect,
  adjustedPValue: number,
  { toleranceRatio, alpha }: ChangeRule,
): ComparedEffect {
  if (estimated === undefined) {
    const reason = 'A run has too few groups for an interval.';
    return { ...effect, reason: effect.reason ?? reason };
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
      margin: findMargin(effect.metric, toleranceRatio),
    }),
  };
}
