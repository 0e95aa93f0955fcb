// Trials of a factorial design → effects and interactions as ratios, and each one's share of the variation.

import type { FactorialAnalysis, FactorialEffect } from '../../../reports/document/factorial.ts';
import type { Message } from '../../../reports/document/message.ts';
import { writeLoad } from '../../../reports/document/messages/load.ts';
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import { isHigherBetter } from '../../../reports/document/metrics.ts';
import type { LoadDescription, MetricName, Warning } from '../../../reports/document/result.ts';
import {
  type FactorialDesign,
  type FactorialWord,
  findFactorialDesign,
  formatWord,
} from '../../plan/factorial-design.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import type { ResolvedFactor } from '../../spec/experiment.ts';
import { mean } from '../../stats/descriptive.ts';
import {
  type Contrast,
  computeVariation,
  findContrastWeights,
  listGroupContrasts,
} from '../../stats/factorial.ts';
import type { ScenarioExercise } from '../exercise.ts';
import { metricYields } from '../metrics.ts';
import { buildInterval, fewestGroups, type MethodInterval } from '../pairs/comparison.ts';
import type { JudgementLevel } from '../pairs/judgement-level.ts';
import { computeSliceFigure, type MeasuredTrial } from '../pairs/pairing.ts';
import { buildWarning } from '../warning.ts';
import { type CompleteGroups, listSimpleEffects } from './simple-effects.ts';

export interface FactorialInput {
  /** Named in warnings. */
  readonly scenario: string;
  readonly load: LoadDescription;
  readonly metric: MetricName;
  /** Of the look: all effects of the scenario share its error. */
  readonly level: JudgementLevel;
  readonly factors: readonly ResolvedFactor[];
  readonly planned: readonly PlannedVariant[];
  /** Those that were run, with their trials of valid groups. */
  readonly measured: readonly {
    readonly variant: PlannedVariant;
    readonly trials: readonly MeasuredTrial[];
  }[];
}

export interface FactorialOutcome {
  readonly analysis: FactorialAnalysis | null;
  readonly warnings: readonly Warning[];
}

/**
 * The effects of the factors, from the groups that hold every cell of a full or fractional design. Null
 * with a warning where the plan is such a design but cells are missing, or fewer than three groups are
 * complete; null without one where it is none.
 */
export function analyseFactorial(input: FactorialInput): FactorialOutcome {
  const { planned, measured, factors } = input;
  if (findFactorialDesign(planned, factors) === undefined) return { analysis: null, warnings: [] };
  const run = measured.map(({ variant }) => variant);
  const design = findFactorialDesign(run, factors);
  if (design === undefined) {
    const variants = planned
      .filter((variant) => !run.includes(variant))
      .map(({ id }) => writeName(id));
    const count = variants.length;
    return warn(input, writeMessage('factorial-not-run', { variants, count }));
  }
  const logs = collectLogs(input, design);
  const groups = Math.max(0, ...measured.map(({ trials }) => trials.length));
  if (logs.length < fewestGroups) {
    // With too few groups at all the cells say so themselves.
    return groups < fewestGroups
      ? { analysis: null, warnings: [] }
      : warn(input, writeMessage('factorial-few-groups', { complete: logs.length, groups }));
  }
  return { analysis: buildAnalysis(input, { design, logs }), warnings: [] };
}

function warn({ scenario, load }: FactorialInput, reason: Message): FactorialOutcome {
  const where = writeMessage('cell-name', {
    scenario: writeName(scenario),
    load: writeLoad(load),
  });
  const message = writeMessage('warn-factorial-incomplete', { scenario: where, reason });
  const warning = buildWarning('FACTORIAL_INCOMPLETE', message, writeMessage('advise-factorial'));
  return { analysis: null, warnings: [warning] };
}

function collectLogs(
  { metric, measured }: FactorialInput,
  { variantIds }: FactorialDesign,
): CompleteGroups['logs'] {
  const byVariant = new Map(
    measured.map(({ variant, trials }) => [
      variant.id,
      new Map(trials.map((trial) => [trial.record.group, trial])),
    ]),
  );
  const groups = [...(byVariant.get(variantIds[0] ?? '') ?? [])].toSorted(([a], [b]) => a - b);
  const complete = groups.flatMap(([group, { unit }]) => {
    const trials = variantIds.flatMap((id) => byVariant.get(id)?.get(group) ?? []);
    const logs = trials.length < variantIds.length ? undefined : computeGroupLogs(metric, trials);
    return logs === undefined ? [] : [{ unit, logs }];
  });
  return [...Map.groupBy(complete, ({ unit }) => unit).values()].map((own) =>
    variantIds.map((_, cell) => mean(own.flatMap(({ logs }) => logs[cell] ?? [])) ?? 0),
  );
}

/** The error of all intervals of a scenario together: that of the look, or of all looks where they hold at any time. */
function computeFamilyError({ kind, overallAlpha, nominalAlpha }: JudgementLevel): number {
  return kind === 'anytime' ? overallAlpha : nominalAlpha;
}

function buildAnalysis(
  { metric, level }: FactorialInput,
  complete: CompleteGroups,
): FactorialAnalysis {
  const { design, logs } = complete;
  const variation = computeVariation(
    design.cells,
    logs,
    design.words.map(({ factors }) => factors),
  );
  const withinGroups = variation.total - variation.groups;
  const contrasts = design.words.map(({ factors }) => listContrasts(design, factors));
  const error = computeFamilyError(level);
  const errorEach = error / Math.max(1, contrasts.flat().length);
  const effects = design.words
    .flatMap((word, index) =>
      listEffects(complete, word, contrasts[index] ?? [], {
        variationRatio: shareOf(variation.effects[index] ?? 0, withinGroups),
        buildInterval: (values) => buildInterval(values, level, errorEach),
      }),
    )
    .toSorted(
      (a, b) =>
        b.variationRatio - a.variationRatio ||
        Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)),
    );
  return {
    metric,
    groups: logs.length,
    confidence: 1 - error,
    design: design.kind,
    resolution: design.resolution ?? null,
    higherIsBetter: isHigherBetter(metric),
    effects,
    simpleEffects: listSimpleEffects(complete, effects, (values, count) =>
      buildInterval(values, level, error / count),
    ),
    groupVariationRatio: shareOf(variation.groups, variation.total),
    errorVariationRatio: shareOf(variation.error, withinGroups),
  };
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}

/** One for each choice of other levels: three for a factor of four levels, six with one of three. */
function listContrasts({ factors }: FactorialDesign, word: readonly number[]): readonly Contrast[] {
  let contrasts: readonly Contrast[] = [new Map()];
  for (const factor of word) {
    const others = (factors[factor]?.levels ?? []).slice(1).map((_, index) => index + 1);
    contrasts = contrasts.flatMap((made) =>
      others.map((other) => new Map([...made, [factor, other]])),
    );
  }
  return contrasts;
}

/**
 * The effects of the same factors. The intervals of all effects of the scenario hold together (Bonferroni): of
 * the seven effects of three factors that do nothing, one in three runs would show one if each had 5 %.
 */
function listEffects(
  { design, logs }: CompleteGroups,
  { factors, aliases }: FactorialWord,
  contrasts: readonly Contrast[],
  options: {
    readonly variationRatio: number;
    readonly buildInterval: (values: readonly number[]) => MethodInterval | undefined;
  },
): readonly FactorialEffect[] {
  const { variationRatio } = options;
  return contrasts.flatMap((contrast) => {
    const weights = findContrastWeights(design.cells, contrast);
    const interval = options.buildInterval(listGroupContrasts(logs, weights));
    if (interval === undefined) return [];
    return {
      ratio: Math.exp(interval.estimate),
      ratioLower: Math.exp(interval.lower),
      ratioUpper: Math.exp(interval.upper),
      factors: factors.map((factor) => design.factors[factor]?.name ?? ''),
      levels: Object.fromEntries(
        [...contrast].map(([factor, other]) => {
          const { name = '', levels = [] } = design.factors[factor] ?? {};
          return [name, [levels[0] ?? '', levels[other] ?? '']];
        }),
      ),
      variationRatio,
      isReal: interval.lower > 0 || interval.upper < 0,
      aliases: aliases.map((alias) => formatWord(design, alias)),
    };
  });
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

/**
 * ln of the figure of each trial of a group, in their order. As in `pairGroups`, the mean over slices where
 * every trial has the figure in as many slices, so that differences are mean log-ratios of slices side
 * by side; else from the totals of all trials. Undefined where a trial has neither.
 */
function computeGroupLogs(
  metric: MetricName,
  trials: readonly MeasuredTrial[],
): readonly number[] | undefined {
  if (metricYields[metric].ofSlice !== undefined) {
    const counts = new Set(trials.map(({ record }) => record.slices.length));
    const fromSlices = counts.size > 1 ? undefined : collect(trials, (t) => meanLog(metric, t));
    if (fromSlices !== undefined) return fromSlices;
  }
  return collect(trials, ({ figures }) => computeLog(figures.get(metric)));
}

function meanLog(metric: MetricName, { record }: MeasuredTrial): number | undefined {
  const logs = collect(record.slices, (slice) => computeLog(computeSliceFigure(metric, slice)));
  return logs && mean(logs);
}

/** All of the figures, or none where one is missing. */
function collect<Item>(
  items: readonly Item[],
  find: (item: Item) => number | undefined,
): readonly number[] | undefined {
  const found: number[] = [];
  for (const item of items) {
    const value = find(item);
    if (value === undefined) return undefined;
    found.push(value);
  }
  return found;
}

function computeLog(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? Math.log(value) : undefined;
}
