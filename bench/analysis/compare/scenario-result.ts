// One scenario under one load: its cells in order of rank and what it recommends.
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { latencyPercentiles, metrics } from '../../../reports/document/metrics.ts';
import type { MetricName, ScenarioResult, Warning } from '../../../reports/document/result.ts';
import type { CalibrationRecord, TrialRecord, WarmupRecord } from '../../measurement/records.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import { defaults } from '../../spec/defaults.ts';
import type { Experiment, ResolvedScenario } from '../../spec/experiment.ts';
import { findLateness, type Lateness, nonesLate } from '../checks/lateness.ts';
import type { ScenarioExercise } from '../exercise.ts';
import { describeLoad, namePlace } from '../load-description.ts';
import { type CpuParts, listTrustedMetrics } from '../metrics.ts';
import { type ComparisonRule, withholdVerdict } from '../pairs/comparison.ts';
import type { Sampling } from '../pairs/epochs.ts';
import { buildWarning } from '../warning.ts';
import { buildCell, buildNotRunCell, isExcluded, type RankedCell } from './cell.ts';
import { type CellMeasurement, measureCell } from './cell-measurement.ts';
import { analyseFactorial, markVacuousEffects } from './factorial.ts';
import { listGroupRatios, warnOfDependence } from './group-ratios.ts';
import { comparePairwise } from './pairwise.ts';
import { metricOf } from './percentile-yield.ts';
import { buildRecommendation, type RecommendationOutcome, worsenessOf } from './recommendation.ts';

export interface ScenarioInput {
  readonly experiment: Experiment;
  readonly rule: ComparisonRule;
  readonly scenario: ResolvedScenario;
  readonly load: Experiment['loads'][number];
  /** All planned variants, and which of them were not run. */
  readonly variants: readonly PlannedVariant[];
  readonly notRunIds: ReadonlySet<string>;
  /** Trials of valid groups under this scenario and load. */
  readonly trials: readonly TrialRecord[];
  readonly sampling: Sampling;
  /** Rules that the data of each variant break, by its id; absent where nothing is asked of the data. */
  readonly brokenInvariants?: ReadonlyMap<string, readonly string[]>;
  /** Of everything here that is simulated. */
  readonly seed: number;
  /** From the first warm-up; undefined where the run did not get there. */
  readonly calibration: CalibrationRecord | undefined;
  /** Warm-ups of valid groups under this scenario and load; none in older runs. */
  readonly warmups: readonly WarmupRecord[];
}

/** A scenario's cells before anything is said of the family of all comparisons. */
export interface MeasuredScenario {
  readonly input: ScenarioInput;
  readonly primaryMetric: MetricName;
  readonly lateness: Lateness;
  readonly cells: readonly RankedCell[];
  readonly exercise: ScenarioExercise;
}

export interface ScenarioAnalysis {
  readonly result: ScenarioResult;
  readonly outcome: RecommendationOutcome;
  readonly measurements: readonly CellMeasurement[];
  /** About the scenario as a whole. */
  readonly warnings: readonly Warning[];
}

/**
 * Cells of all variants that were run, each against the baseline; without a verdict where the scenario does not
 * exercise what tells the two apart.
 */
export function measureScenario(
  input: ScenarioInput,
  exercise: ScenarioExercise,
): MeasuredScenario {
  const baselineId = input.variants.find(({ isBaseline }) => isBaseline)?.id ?? '';
  const lateness = findLateness(input.trials, input.experiment.limits.latenessRatio);
  const primaryMetric = choosePrimaryMetric(input, lateness.lateFrom);
  const cells = buildCells(input, primaryMetric, lateness.lateFrom).map((each) =>
    exercise.isVacuous(each.cell.variantId, baselineId)
      ? { ...each, cell: withholdVerdict(each.cell) }
      : each,
  );
  return { input, primaryMetric, lateness, cells, exercise };
}

/** p99.9 takes more requests than most groups have, and no run is planned for it. */
const highestPlanned = 99;

/** Cells of all variants; recommended first, then by estimate, excluded ones after, not run last. */
export function concludeScenario(measured: MeasuredScenario): ScenarioAnalysis {
  const { input, primaryMetric, cells, exercise } = measured;
  const { experiment, scenario, load, variants, notRunIds, rule } = input;
  const outcome = buildRecommendation({ primaryMetric, rule, cells, seed: input.seed, exercise });
  const recommendation = outcome.kind === 'recommended' ? outcome.recommendation : null;
  const rankOf = (each: RankedCell): number => {
    if (each.cell.variantId === recommendation?.variantId) return 0;
    return isExcluded(each) ? 2 : 1;
  };
  const ranked = cells.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      compareNumbers(worsenessOf(a, { primaryMetric }), worsenessOf(b, { primaryMetric })),
  );
  const notRun = variants.filter(({ id }) => notRunIds.has(id));
  const measurements = cells.map(({ measurement }) => measurement);
  const described = describeLoad(scenario, load, input.calibration);
  const factorial = analyseFactorial({
    ...{ scenario: scenario.name, load: described, metric: primaryMetric, level: rule.level },
    ...{ factors: experiment.factors, planned: variants, measured: measurements },
  });
  const result: ScenarioResult = {
    scenario: scenario.name,
    description: scenario.description,
    load: described,
    primaryMetric,
    cells: [...ranked.map(({ cell }) => cell), ...notRun.map(({ id }) => buildNotRunCell(id))],
    recommendation,
    factorial: factorial.analysis && markVacuousEffects(factorial.analysis, exercise),
    pairwise: comparePairwise(primaryMetric, ranked, rule, exercise),
    groupRatios: listGroupRatios(
      primaryMetric,
      ranked,
      [...input.sampling.unitOf.keys()],
      exercise,
    ),
  };
  const dependence = warnOfDependence({
    ...{ scenario: scenario.name, load: described, metric: primaryMetric, cells },
    ...{ questions: experiment.scenarios.length * experiment.loads.length, seed: input.seed },
  });
  const warnings = [...warnOfLateness(measured), ...factorial.warnings, ...dependence];
  return { result, outcome, measurements, warnings };
}

function buildCells(
  input: ScenarioInput,
  primaryMetric: MetricName,
  lateFrom: number,
): readonly RankedCell[] {
  const { experiment, variants, notRunIds, trials, sampling } = input;
  const { prices } = experiment;
  const measured = variants
    .filter(({ id }) => !notRunIds.has(id))
    .map((variant) => {
      const own = trials.filter(({ variantId }) => variantId === variant.id);
      const cpuParts = findCpuParts(experiment, variant);
      const { unitOf } = sampling;
      const measurement = measureCell(variant, own, unitOf, cpuParts, lateFrom, prices);
      return { cpuParts, measurement };
    });
  const baseline =
    measured.find(({ measurement }) => measurement.variant.isBaseline)?.measurement ??
    emptyBaseline(variants, lateFrom);
  return measured.map(({ measurement, cpuParts }) => ({
    measurement,
    cell: buildCell(measurement, {
      experiment,
      rule: input.rule,
      primaryMetric,
      baseline,
      cpuParts,
      brokenInvariants: input.brokenInvariants?.get(measurement.variant.id) ?? [],
      warmups: input.warmups,
    }),
  }));
}

/** Stands in for a baseline that was not run: nothing can be paired with it. */
function emptyBaseline(variants: readonly PlannedVariant[], lateFrom: number) {
  const [first] = variants;
  if (first === undefined) throw new RangeError('A plan has at least one variant.');
  return measureCell(first, [], new Map(), { database: false, cache: false }, lateFrom);
}

/** The services whose CPU belongs to a variant's requests. */
function findCpuParts({ factors, postgres }: Experiment, { levels }: PlannedVariant): CpuParts {
  const needsRedis = factors.some(({ name, levels: known }) =>
    known.some((level) => level.name === levels[name] && level.needs.includes('redis')),
  );
  return { database: postgres !== undefined, cache: needsRedis };
}

/**
 * Under an equal rate every variant that keeps up has the same throughput, so latency decides there: by p99, by a lower
 * percentile where the groups are planned too short for it, and by the highest below those that were sent late. A metric
 * of pages decides where pages are visited, and the usual one elsewhere.
 * @param lateFrom see `Lateness`; without it: as planned
 */
export function choosePrimaryMetric(
  input: Pick<ScenarioInput, 'scenario' | 'load' | 'experiment'>,
  lateFrom = nonesLate,
): MetricName {
  const planned = choosePlannedMetric(input);
  if (listTrustedMetrics(lateFrom).includes(planned)) return planned;
  const trusted = latencyPercentiles.findLast(({ percentile }) => percentile < lateFrom);
  // Late at the median, too: the run is invalid.
  return trusted?.name ?? planned;
}

function choosePlannedMetric({
  scenario,
  load,
  experiment,
}: Pick<ScenarioInput, 'scenario' | 'load' | 'experiment'>): MetricName {
  const isOpen = load.load.kind !== 'closed';
  const isOfPages = metrics[scenario.primaryMetric].needs.some((need) => need === 'pages');
  const isThere = !isOfPages || (isOpen && experiment.pages !== undefined);
  const asked = isThere ? scenario.primaryMetric : defaults.primaryMetric;
  const metric = isOpen && asked === 'throughputRps' ? 'latencyP99Us' : asked;
  return metric === 'latencyP99Us' && load.judgedPercentile !== undefined
    ? metricOf(load.judgedPercentile)
    : metric;
}

/** Of percentiles that were planned to be shown or to decide, and are left out; late medians make the run invalid. */
function warnOfLateness({ input, primaryMetric, lateness }: MeasuredScenario): readonly Warning[] {
  const { lateFrom, late, judged } = lateness;
  if (lateFrom <= 50 || lateFrom > highestPlanned) return [];
  const where = { ...namePlace(input), late, judged, percentile: lateFrom };
  const message =
    primaryMetric === choosePlannedMetric(input)
      ? writeMessage('warn-late-sends', where)
      : writeMessage('warn-late-sends-decided', {
          ...where,
          by: latencyPercentiles.find(({ name }) => name === primaryMetric)?.percentile ?? 50,
        });
  return [buildWarning('LATE_SENDS', message, writeMessage('advise-late-sends'))];
}

/** Ascending, equal infinities being equal. */
function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
