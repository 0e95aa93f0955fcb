// How throughput grows with the size of a factor's levels, or with the connections of closed loads.
import type { Message } from '../../../reports/document/message.ts';
import { quoteText, writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import type { Warning } from '../../../reports/document/result.ts';
import type { ScalingFit, ScalingLaw, ScalingPeak } from '../../../reports/document/scaling.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { mean } from '../../stats/descriptive.ts';
import type { IntervalEstimate } from '../../stats/interval.ts';
import { fewestSizes, predictUsl } from '../../stats/usl.ts';
import { estimateUsl, type UslEstimate } from '../../stats/usl-estimate.ts';
import { fewestGroups } from '../pairs/comparison.ts';
import { poolByUnit, type Sampling } from '../pairs/epochs.ts';
import type { JudgementLevel } from '../pairs/judgement-level.ts';
import { buildWarning, formatShare } from '../warning.ts';
import { isExcluded, type RankedCell } from './cell.ts';
import type { MeasuredScenario } from './scenario-result.ts';

/** One size before it is fitted. */
interface SizedCell {
  readonly size: number;
  readonly scenario: MeasuredScenario;
  /** Undefined where the variant was not run. */
  readonly ranked: RankedCell | undefined;
  readonly variantId: string;
}

type LawHead = Pick<ScalingLaw, 'scenario' | 'over' | 'factor' | 'loadId' | 'variantId'>;

/**
 * Every law that a run has data for: one for each factor with sizes, scenario, closed load and combination of the other
 * factors; and one over connections for each scenario with three closed loads and variant.
 */
export function listScalingLaws(
  measured: readonly MeasuredScenario[],
  level: JudgementLevel,
  isValid: boolean,
): readonly ScalingLaw[] {
  // Under an open load throughput is what was asked for.
  const closed = measured.filter(({ input }) => input.load.load.kind === 'closed');
  return [...closed.flatMap(listFactorSeries), ...listConnectionSeries(closed)].map(
    ({ head, cells }) => buildLaw(head, cells, level, isValid),
  );
}

interface Series {
  readonly head: LawHead;
  /** By size, ascending; at least two. */
  readonly cells: readonly SizedCell[];
}

function listFactorSeries(scenario: MeasuredScenario): readonly Series[] {
  const { experiment, variants, load } = scenario.input;
  return experiment.factors.flatMap((factor): readonly Series[] => {
    const sizes = new Map(
      factor.levels.flatMap(({ name, size }) => (size === undefined ? [] : [[name, size]])),
    );
    const sized = variants.flatMap((variant) => {
      const size = sizes.get(variant.levels[factor.name] ?? '');
      if (size === undefined) return [];
      const others = Object.entries(variant.levels).filter(([name]) => name !== factor.name);
      const ranked = findCell(scenario, variant.id);
      return [{ size, scenario, ranked, variantId: variant.id, others: JSON.stringify(others) }];
    });
    return [...Map.groupBy(sized, ({ others }) => others).values()].flatMap((own): Series[] => {
      const cells = own.toSorted((a, b) => a.size - b.size);
      const [smallest] = cells;
      if (smallest === undefined || cells.length < 2) return [];
      const head: LawHead = {
        ...{ scenario: scenario.input.scenario.name, factor: factor.name, loadId: load.id },
        ...{ over: 'factor', variantId: smallest.variantId },
      };
      return [{ head, cells }];
    });
  });
}

function listConnectionSeries(closed: readonly MeasuredScenario[]): readonly Series[] {
  const byScenario = Map.groupBy(closed, ({ input }) => input.scenario.name);
  return [...byScenario].flatMap(([name, own]) => {
    const sized = own.flatMap((scenario) => {
      const { load } = scenario.input.load;
      return load.kind === 'closed' ? [{ size: load.connections, scenario }] : [];
    });
    if (new Set(sized.map(({ size }) => size)).size < fewestSizes) return [];
    return (own[0]?.input.variants ?? []).map(({ id: variantId }) => ({
      head: {
        ...{ scenario: name, over: 'connections', factor: null, loadId: null, variantId },
      } as const,
      cells: sized
        .toSorted((a, b) => a.size - b.size)
        .map((each) => ({ ...each, variantId, ranked: findCell(each.scenario, variantId) })),
    }));
  });
}

function findCell({ cells }: MeasuredScenario, variantId: string): RankedCell | undefined {
  return cells.find(({ cell }) => cell.variantId === variantId && cell.verdict !== 'not-run');
}

function buildLaw(
  head: LawHead,
  cells: readonly SizedCell[],
  level: JudgementLevel,
  isValid: boolean,
): ScalingLaw {
  const perGroup = cells.map(({ ranked }) => readThroughput(ranked));
  const sampling = cells[0]?.scenario.input.sampling;
  const sample = sampling === undefined ? [] : listCompleteGroups(perGroup, sampling);
  const sizes = cells.map(({ size }) => size);
  const confidence = 1 - level.nominalAlpha;
  const refusal = isValid
    ? findRefusal(head, cells, sample.length)
    : writeMessage('scaling-invalid-run');
  const estimate = refusal === undefined ? estimateUsl(sizes, sample, confidence) : undefined;
  const failure = refusal ?? findMisfit(estimate);
  const means = sizes.map((_, index) => geometricMean(sample.map((group) => group[index] ?? 0)));
  return {
    ...head,
    points: cells.map(({ size, variantId, scenario }, index) => ({
      ...{ size, variantId, loadId: scenario.input.load.id },
      throughputRps: means[index] ?? null,
      perGroupRps: perGroup[index] ?? [],
    })),
    ...{ groups: sample.length, confidence },
    fit:
      estimate === undefined || failure !== undefined ? null : describeFit(estimate, sizes, means),
    refusal: failure ?? null,
  };
}

/** Of each valid group in group order. */
function readThroughput(ranked: RankedCell | undefined): readonly (number | null)[] {
  const figures = ranked?.cell.metrics.find(({ metric }) => metric === 'throughputRps');
  return figures?.perGroup ?? [];
}

/** Groups, or epochs, in which every size has a throughput; by size. */
function listCompleteGroups(
  perGroup: readonly (readonly (number | null)[])[],
  { unitOf }: Sampling,
): readonly (readonly number[])[] {
  const complete = [...unitOf].flatMap(([, unit], at) => {
    const values = perGroup.map((values) => values[at] ?? 0);
    return values.every((value) => value > 0) ? [{ unit, values }] : [];
  });
  const bySize = perGroup.map((_, index) =>
    poolByUnit(complete.map(({ unit, values }) => [unit, Math.log(values[index] ?? 0)])),
  );
  return (bySize[0] ?? []).map((_, at) => bySize.map((values) => Math.exp(values[at] ?? 0)));
}

function geometricMean(values: readonly number[]): number | undefined {
  const logarithm = mean(values.map(Math.log));
  return logarithm === undefined ? undefined : Math.exp(logarithm);
}

/** Why there is nothing to fit. */
function findRefusal(
  { over, variantId }: LawHead,
  cells: readonly SizedCell[],
  groups: number,
): Message | undefined {
  const sizes = new Set(cells.map(({ size }) => size)).size;
  if (sizes < fewestSizes)
    return writeMessage('scaling-few-sizes', { count: sizes, fewest: fewestSizes });
  const listed = (of: readonly SizedCell[]) => of.map(({ size }) => quoteText(String(size)));
  const missing = cells.filter(({ ranked }) => ranked === undefined);
  if (missing.length > 0) return writeMessage('scaling-not-run', { sizes: listed(missing) });
  const excluded = cells.filter(({ ranked }) => ranked !== undefined && isExcluded(ranked));
  if (excluded.length > 0) return writeMessage('scaling-excluded', { sizes: listed(excluded) });
  const idle = cells.filter(
    (cell) =>
      over === 'factor' &&
      cell.variantId !== variantId &&
      cell.scenario.exercise.isVacuous(cell.variantId, variantId),
  );
  if (idle.length > 0) return writeMessage('scaling-not-exercised', { sizes: listed(idle) });
  if (groups < fewestGroups)
    return writeMessage('scaling-few-groups', { count: groups, fewest: fewestGroups });
  return undefined;
}

/** Why what was fitted is not told. */
function findMisfit(estimate: UslEstimate | undefined): Message | undefined {
  if (estimate === undefined) return writeMessage('scaling-no-fit');
  if (estimate.isSuperlinear) return writeMessage('scaling-superlinear');
  return undefined;
}

/** Places of the curve between two sizes that are doubled. */
const stepsPerDoubling = 12;
/** How far beyond the largest size the curve is drawn: far enough to see whether it bends. */
const beyondRatio = 1.5;

function describeFit(
  estimate: UslEstimate,
  sizes: readonly number[],
  means: readonly (number | undefined)[],
): ScalingFit {
  const { usl, lambda, sigma, kappa } = estimate;
  const misfits = sizes.map((size, index) =>
    Math.abs((means[index] ?? 0) / predictUsl(usl, size) - 1),
  );
  return {
    ...{ lambdaRps: toEstimate(lambda), sigma: toEstimate(sigma), kappa: toEstimate(kappa) },
    peak: describePeak(estimate),
    gainRatio: predictUsl(usl, Math.max(...sizes)) / predictUsl(usl, Math.min(...sizes)),
    curve: listPlaces(Math.min(...sizes), Math.max(...sizes) * beyondRatio).map((size) => {
      const { estimate: throughputRps, lower, upper } = estimate.predict(size);
      const linearRps = usl.lambda * size;
      return { size, throughputRps, lowerRps: lower, upperRps: upper, linearRps };
    }),
    largestMisfitRatio: Math.max(...misfits),
    isFormTested: new Set(sizes).size > fewestSizes,
  };
}

function toEstimate({ estimate, lower, upper }: IntervalEstimate) {
  return { value: estimate, lower, upper };
}

function describePeak({ usl, peakInverse }: UslEstimate): ScalingPeak {
  const sizeAt = (inverse: number) => (inverse > 0 ? 1 / Math.sqrt(inverse) : null);
  const size = sizeAt(peakInverse.estimate);
  return {
    ...{ size, lower: sizeAt(peakInverse.upper) ?? 0, upper: sizeAt(peakInverse.lower) },
    throughputRps: size === null ? null : predictUsl(usl, size),
  };
}

/** In equal ratios, both ends among them. */
function listPlaces(least: number, most: number): readonly number[] {
  const steps = Math.max(2, Math.ceil(Math.log2(most / least) * stepsPerDoubling));
  return Array.from({ length: steps + 1 }, (_, step) => least * (most / least) ** (step / steps));
}

/**
 * Copies that are held to a share of a CPU, so that several fit on this machine: what they gain is the law of growth, and not
 * what as many machines carry. One caveat a factor, of its levels that were measured.
 */
export function warnOfShares(
  { factors }: Experiment,
  variants: readonly PlannedVariant[],
): readonly Warning[] {
  return factors.flatMap((factor): readonly Warning[] => {
    const held = factor.levels.filter(
      ({ name, cpusEach }) =>
        cpusEach !== undefined &&
        cpusEach < 1 &&
        variants.some(({ levels }) => levels[factor.name] === name),
    );
    const [first] = held;
    if (first?.cpusEach === undefined || held.length < 2) return [];
    const shares = [...new Set(held.map(({ cpusEach = 0 }) => cpusEach))].toSorted((a, b) => a - b);
    const message = writeMessage('warn-cpu-shares', {
      factor: writeName(factor.name),
      levels: held.map(({ name }) => writeName(name)),
      share: shares.map(formatShare).join(', '),
    });
    return [buildWarning('CPU_SHARES', message, writeMessage('advise-cpu-shares'))];
  });
}
