// One scenario under one load: its cells in order of rank and what it recommends.
import type { LoadDescription, ScenarioResult } from '../../reports/schema/result.ts';
import type { Load } from '../drivers/driver.ts';
import type { TrialRecord } from '../measurement/records.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { Experiment, ResolvedScenario } from '../spec/experiment.ts';
import { buildCell, buildNotRunCell } from './cell.ts';
import { type CellMeasurement, measureCell } from './cell-measurement.ts';
import {
  buildRecommendation,
  isBarred,
  type RankedCell,
  type RecommendationOutcome,
  worsenessOf,
} from './recommendation.ts';
import type { CpuParts } from './trial-figures.ts';

export interface ScenarioInput {
  readonly experiment: Experiment;
  readonly scenario: ResolvedScenario;
  readonly load: { readonly id: string; readonly load: Load };
  /** All planned variants, and which of them were not run. */
  readonly variants: readonly PlannedVariant[];
  readonly notRunIds: ReadonlySet<string>;
  /** Trials of valid groups under this scenario and load. */
  readonly trials: readonly TrialRecord[];
  readonly validGroups: readonly number[];
}

export interface ScenarioAnalysis {
  readonly result: ScenarioResult;
  readonly outcome: RecommendationOutcome;
  readonly measurements: readonly CellMeasurement[];
}

/** Cells of all variants; recommended first, then by estimate, barred after, not run last. */
export function analyseScenario(input: ScenarioInput): ScenarioAnalysis {
  const { experiment, scenario, load, variants, notRunIds } = input;
  const { primaryMetric } = scenario;
  const cells = buildCells(input);
  const { toleranceRatio } = experiment;
  const outcome = buildRecommendation({ primaryMetric, toleranceRatio, cells });
  const recommendation = outcome.kind === 'recommended' ? outcome.recommendation : null;
  const rankOf = (each: RankedCell): number => {
    if (each.cell.variantId === recommendation?.variantId) return 0;
    return isBarred(each) ? 2 : 1;
  };
  const ranked = cells.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) || compareNumbers(worsenessOf(a, scenario), worsenessOf(b, scenario)),
  );
  const notRun = variants.filter(({ id }) => notRunIds.has(id));
  const result: ScenarioResult = {
    scenario: scenario.name,
    description: scenario.description,
    load: describeLoad(load.id, load.load),
    primaryMetric,
    cells: [...ranked.map(({ cell }) => cell), ...notRun.map(({ id }) => buildNotRunCell(id))],
    recommendation,
  };
  return { result, outcome, measurements: cells.map(({ measurement }) => measurement) };
}

function buildCells(input: ScenarioInput): readonly RankedCell[] {
  const { experiment, scenario, variants, notRunIds, trials, validGroups } = input;
  const measured = variants
    .filter(({ id }) => !notRunIds.has(id))
    .map((variant) => {
      const own = trials.filter(({ variantId }) => variantId === variant.id);
      const cpuParts = findCpuParts(experiment, variant);
      return { cpuParts, measurement: measureCell(variant, own, validGroups, cpuParts) };
    });
  const baseline =
    measured.find(({ measurement }) => measurement.variant.isBaseline)?.measurement ??
    emptyBaseline(variants);
  return measured.map(({ measurement, cpuParts }) => ({
    measurement,
    cell: buildCell(measurement, {
      experiment,
      primaryMetric: scenario.primaryMetric,
      baseline,
      cpuParts,
    }),
  }));
}

/** Stands in for a baseline that was not run: nothing can be paired with it. */
function emptyBaseline(variants: readonly PlannedVariant[]) {
  const [first] = variants;
  if (first === undefined) throw new RangeError('A plan has at least one variant.');
  return measureCell(first, [], [], { database: false, cache: false });
}

/** The services whose CPU belongs to a variant's requests. */
function findCpuParts({ factors, postgres }: Experiment, { levels }: PlannedVariant): CpuParts {
  const needsRedis = factors.some(({ name, levels: known }) =>
    known.some((level) => level.name === levels[name] && level.needs.includes('redis')),
  );
  return { database: postgres !== undefined, cache: needsRedis };
}

function describeLoad(id: string, load: Load): LoadDescription {
  return load.kind === 'closed'
    ? { id, kind: 'closed', connections: load.connections, rateRps: null }
    : { id, kind: 'open', connections: load.maxConnections, rateRps: load.rateRps };
}

/** Ascending, equal infinities being equal. */
function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
