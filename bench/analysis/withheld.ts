// Takes the verdicts away from variants that a scenario does not exercise: what differs there is noise.
import type { FactorialAnalysis, FactorialEffect } from '../../reports/document/factorial.ts';
import type { Cell, Comparison } from '../../reports/document/result.ts';
import type { ScenarioExercise } from './exercise.ts';

/** Figures of the variant itself stay; what compares it with the baseline goes. */
export function withholdVerdict(cell: Cell): Cell {
  return {
    ...cell,
    comparisons: cell.comparisons.map(withholdComparison),
    routes: cell.routes.map((route) => ({
      ...route,
      comparisons: route.comparisons.map(withholdComparison),
    })),
    verdict: 'not-exercised',
  };
}

/** No ratio either, so that no output can show one beside the words. */
export function withholdComparison(comparison: Comparison): Comparison {
  return {
    ...comparison,
    ...{ ratio: null, ratioLower: null, ratioUpper: null, pValue: null, adjustedPValue: null },
    ...{ foreignAdjusted: null, leastDetectableRatio: null, moreGroups: null },
    method: 'none',
    verdict: 'not-exercised',
  };
}

/** Effects and interactions of a factor that acts at neither of its levels are none; nor what they hold for. */
export function markVacuousEffects(
  analysis: FactorialAnalysis,
  exercise: Pick<ScenarioExercise, 'isFactorVacuous'>,
): FactorialAnalysis {
  const isVacuous = ({ factors, levels }: FactorialEffect): boolean =>
    factors.some((factor) => {
      const [from = '', to = ''] = levels[factor] ?? [];
      return exercise.isFactorVacuous(factor, to, from);
    });
  const effects = analysis.effects.map((effect) =>
    isVacuous(effect) ? { ...effect, isReal: false, isVacuous: true } : effect,
  );
  if (!effects.some((effect) => effect.isVacuous)) return analysis;
  const interacting = effects.filter(({ isReal, factors }) => isReal && factors.length > 1);
  const simpleEffects = analysis.simpleEffects.filter(
    ({ factor, from, to, given }) =>
      !exercise.isFactorVacuous(factor, to, from) &&
      interacting.some(
        ({ factors }) =>
          factors.length === Object.keys(given).length + 1 &&
          factors.every((name) => name === factor || Object.hasOwn(given, name)),
      ),
  );
  return { ...analysis, effects, simpleEffects };
}
