// experiment → plan: variants, and for each group the order of launches, blocks, warm-ups, slices. A plan of more groups
// begins with the groups of a shorter one, so that groups can be appended or cut off.
import { LoadstoneError } from '../errors.ts';
import type { Experiment, ResolvedScenario } from '../spec/experiment.ts';
import { buildLooks } from '../stats/group-sequential.ts';
import { buildCycle } from './cycle.ts';
import { buildPairedOrder, buildSliceOrder } from './order.ts';
import type { Plan, PlannedBlock, PlannedGroup, PlannedLooks } from './plan.ts';
import { buildGenerator, deriveSeed, shuffle } from './random.ts';
import { selectScenarios, selectVariants } from './selection.ts';
import { buildVariants } from './variants.ts';

export interface PlanOptions {
  /** Patterns of `--variant`, see selectVariants; none or empty keeps all. */
  readonly variantPatterns?: readonly string[] | undefined;
  /** Names of `--scenario`; none or empty keeps all. */
  readonly scenarioNames?: readonly string[] | undefined;
  /** Groups instead of the experiment's, whole and above 0. */
  readonly groups?: number | undefined;
  /** Seed instead of the experiment's. */
  readonly seed?: number | undefined;
}

/**
 * The plan of a run. Each group draws from generators of its own, so the first groups of a longer
 * plan are those of a shorter one, and a scenario's order does not hang on which others are selected.
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY
 */
export function buildPlan(experiment: Experiment, options: PlanOptions = {}): Plan {
  const seed = options.seed ?? experiment.seed;
  const variants = selectVariants(
    buildVariants(experiment),
    experiment.factors,
    options.variantPatterns ?? [],
  );
  const scenarios = selectScenarios(experiment, options.scenarioNames ?? []);
  if (scenarios.length === 0 || experiment.loads.length === 0) {
    throw new LoadstoneError('SELECTION_EMPTY', 'There is no scenario or no load to run.');
  }
  if (experiment.phase === 'cold' && scenarios.length * experiment.loads.length > 1) {
    throw new LoadstoneError(
      'CONFIG_INVALID',
      `Phase cold measures processes that nothing has loaded before, so a run has one scenario and one load; this plan has ${scenarios.length} and ${experiment.loads.length}.`,
      { hint: 'Choose one with --scenario, and give one load.' },
    );
  }
  const variantIds = variants.map(({ id }) => id);
  const groups = Array.from({ length: options.groups ?? experiment.groups }, (_, index) =>
    buildGroup(index, { experiment, scenarios, variantIds, seed }),
  );
  return { variants, groups, seed, looks: planLooks(groups.length) };
}

/** Looks at 8, 12, 18, 27 … up to so many groups; a single one is at the end. */
export function planLooks(groups: number): PlannedLooks {
  const looks = groups === 0 ? [] : buildLooks(groups);
  return { kind: looks.length > 1 ? 'group-sequential' : 'fixed', groups: looks };
}

interface GroupInput {
  readonly experiment: Experiment;
  readonly scenarios: readonly ResolvedScenario[];
  readonly variantIds: readonly string[];
  readonly seed: number;
}

function buildGroup(index: number, input: GroupInput): PlannedGroup {
  const { scenarios, variantIds, seed } = input;
  // Writing scenarios change the data, so they come last and reading ones meet a fresh database.
  const reading = scenarios.filter(({ writes }) => !writes);
  const writing = scenarios.filter(({ writes }) => writes);
  return {
    index,
    launchOrder: buildPairedOrder(variantIds, index, seed, 'launch'),
    cycle: buildCycle(input.experiment, index, seed),
    blocks: [
      ...shuffle(buildBlocks(index, reading, input), buildGenerator(seed, 'reading', index)),
      ...shuffle(buildBlocks(index, writing, input), buildGenerator(seed, 'writing', index)),
    ],
  };
}

function buildBlocks(
  group: number,
  scenarios: readonly ResolvedScenario[],
  { experiment, variantIds, seed }: GroupInput,
): readonly PlannedBlock[] {
  return scenarios.flatMap(({ name }) =>
    experiment.loads.map(({ id: loadId }) => ({
      scenario: name,
      loadId,
      warmupOrder: buildPairedOrder(variantIds, group, seed, 'warmup', name, loadId),
      sliceOrder:
        experiment.slices.sliceMs === 'auto'
          ? []
          : buildSliceOrder(
              variantIds,
              experiment.slices.slicesPerGroup,
              buildGenerator(seed, 'slices', group, name, loadId),
            ),
      orderSeed: deriveSeed(seed, 'slices', group, name, loadId),
      sourceSeed: deriveSeed(seed, 'source', group, name, loadId),
    })),
  );
}
