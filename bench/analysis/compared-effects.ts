// Every effect of two runs against each other, with Holm's correction over each family.

import type { ComparedEffect, EffectOfRun } from '../../reports/document/compare.ts';
import { say } from '../../reports/document/messages/message.ts';
import type { Phrase } from '../../reports/document/phrase.ts';
import type { Comparison } from '../../reports/document/result.ts';
import { adjustByHolm } from '../stats/holm.ts';
import { type CommonCell, isPrimary, listMetrics } from './common-cells.ts';
import { type EffectChange, estimateChange, judgeChange, type RunEffect } from './effect-change.ts';
import { findMargin } from './metrics.ts';

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
  const adjusted = new Map<OpenEffect, number>();
  for (const family of [true, false]) {
    const judged = open.filter(
      ({ effect, estimated }) => effect.isPrimary === family && estimated !== undefined,
    );
    const pValues = adjustByHolm(judged.map(({ estimated }) => estimated?.p ?? 1));
    for (const [index, one] of judged.entries()) adjusted.set(one, pValues[index] ?? 1);
  }
  const closed = open.map((one) => closeEffect(one, adjusted.get(one) ?? 1, rule));
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
      ...{ method: 'none', verdict: 'not-judged', reason: reason?.text ?? null },
      ...(reason && { reasonSaid: reason }),
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
function findDoubt({ a, b, baselineA, baselineB }: CommonCell): Phrase | undefined {
  const isWrong = [a, b, baselineA, baselineB].some((cell) => (cell?.wrongBodies ?? 0) > 0);
  return isWrong ? say('compare-wrong') : undefined;
}

function closeEffect(
  { effect, comparisonA, comparisonB, estimated }: OpenEffect,
  adjustedPValue: number,
  { toleranceRatio, alpha }: ChangeRule,
): ComparedEffect {
  if (estimated === undefined) {
    if (effect.reason !== null) return effect;
    const reason = say('compare-few-groups');
    return { ...effect, reason: reason.text, reasonSaid: reason };
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
