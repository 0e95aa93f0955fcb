// A gate is about some variants under some scenarios and loads: one question for each of them.
import { gateMetrics, metricsFor } from '../../reports/document/metrics.ts';
import type { LoadDescription } from '../../reports/document/result.ts';
import type { RankedCell } from '../analysis/compare/cell.ts';
import type { MeasuredScenario } from '../analysis/compare/scenario-result.ts';
import { describeLoad } from '../analysis/load-description.ts';
import type { Plan, PlannedBlock, PlannedVariant } from '../plan/plan.ts';
import { matchVariants } from '../plan/selection.ts';
import { buildVariants } from '../plan/variants.ts';
import type { Experiment, ResolvedFactor, ResolvedGate } from '../spec/experiment.ts';

export interface GateQuestion {
  readonly gate: ResolvedGate;
  readonly scenario: string;
  readonly load: LoadDescription;
  readonly variant: PlannedVariant;
  /** Undefined where the variant was not run or nothing of it is evidence. */
  readonly cell: RankedCell | undefined;
  /** What a relative rule compares with; undefined as `cell`. */
  readonly reference: RankedCell | undefined;
}

/** The variants of a run, and those of the whole design, which a selection may leave out. */
export interface GatedDesign {
  readonly planned: readonly PlannedVariant[];
  readonly variants: readonly PlannedVariant[];
  readonly factors: readonly ResolvedFactor[];
}

/**
 * The planned variants that a gate against a limit judges: those that its patterns match; without patterns all but the
 * baseline, or the baseline where it is alone. A pattern has to match a variant of the whole design.
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY
 */
export function matchGated(
  patterns: readonly string[],
  { planned, variants, factors }: GatedDesign,
): readonly PlannedVariant[] {
  if (patterns.length > 0) {
    const matched = new Set(matchVariants(variants, factors, patterns).map(({ id }) => id));
    return planned.filter(({ id }) => matched.has(id));
  }
  const others = planned.filter(({ isBaseline }) => !isBaseline);
  return others.length > 0 ? others : planned;
}

/** True of the variant that a relative rule compares with. */
function isReference({ rule }: ResolvedGate, { id, isBaseline }: PlannedVariant): boolean {
  const named = rule.kind === 'relative' ? rule.referenceId : undefined;
  return named === undefined ? isBaseline : id === named;
}

/** As `matchGated`; what a relative rule compares with is never judged itself. @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY */
export function listGatedVariants(
  gate: ResolvedGate,
  experiment: Experiment,
  plan: Plan,
): readonly PlannedVariant[] {
  const design = { variants: buildVariants(experiment), factors: experiment.factors };
  const matched = matchGated(gate.variants, { planned: plan.variants, ...design });
  return gate.rule.kind === 'relative'
    ? matched.filter((variant) => !isReference(gate, variant))
    : matched;
}

/** Names of the gates that ask nothing of what is planned, in the order of the config. */
export function findUnaskedGates(experiment: Experiment, plan: Plan): readonly string[] {
  const places = listPlaces(experiment, plan);
  return (experiment.gates ?? []).flatMap((gate) => {
    const hasVariant = listGatedVariants(gate, experiment, plan).length > 0;
    const hasPlace = places.some((place) => isAbout(gate, place, places));
    return hasVariant && hasPlace ? [] : [gate.name];
  });
}

function listPlaces(experiment: Experiment, plan: Plan): readonly (GatedPlace & PlannedBlock)[] {
  const planned = plan.groups[0]?.blocks ?? [];
  return planned.map((block) => {
    const load = experiment.loads.find(({ id }) => id === block.loadId)?.load;
    return { ...block, loadKind: load?.kind === 'closed' ? 'closed' : 'open' };
  });
}

/** The planned loads that a gate is judged under, in the order of the config. */
export function listGatedLoads(
  gate: ResolvedGate,
  experiment: Experiment,
  plan: Plan,
): Experiment['loads'] {
  const places = listPlaces(experiment, plan);
  const ids = new Set(
    places.filter((place) => isAbout(gate, place, places)).map(({ loadId }) => loadId),
  );
  return experiment.loads.filter(({ id }) => ids.has(id));
}

/** Every question of the experiment's gates, in the order of the config. */
export function listQuestions(
  gates: readonly ResolvedGate[],
  experiment: Experiment,
  plan: Plan,
  scenarios: readonly MeasuredScenario[],
): readonly GateQuestion[] {
  const places = scenarios.map(({ input }) => placeOf(input));
  return gates.flatMap((gate) => {
    const variants = listGatedVariants(gate, experiment, plan);
    return scenarios
      .filter(({ input }) => isAbout(gate, placeOf(input), places))
      .flatMap(({ input, cells }) => {
        const { scenario, calibration } = input;
        const load = describeLoad(scenario, input.load, calibration);
        const reference = cells.find(({ measurement }) => isReference(gate, measurement.variant));
        return variants.map(
          (variant): GateQuestion => ({
            ...{ gate, scenario: scenario.name, load, variant, reference },
            cell: cells.find(({ cell }) => cell.variantId === variant.id),
          }),
        );
      });
  });
}

interface GatedPlace {
  readonly scenario: string;
  readonly loadKind: 'closed' | 'open';
}

function placeOf({ scenario, load }: MeasuredScenario['input']): GatedPlace {
  return { scenario: scenario.name, loadKind: load.load.kind === 'closed' ? 'closed' : 'open' };
}

function isAbout(
  gate: ResolvedGate,
  { scenario, loadKind }: GatedPlace,
  places: readonly GatedPlace[],
): boolean {
  if (gate.scenarios.length > 0 && !gate.scenarios.includes(scenario)) return false;
  if (gate.loadKinds.length > 0) return gate.loadKinds.includes(loadKind);
  const wanted = gateMetrics[gate.metric].judgedUnder;
  const hasWanted = places.some(
    (place) => place.scenario === scenario && place.loadKind === wanted,
  );
  // Where there is no load of the better kind the other one has to do.
  return loadKind === wanted || !hasWanted;
}

/**
 * What two commits are judged by where the config has no gates: within the experiment's tolerance in each of these, and no wrong answer.
 */
export function buildUsualGates({ toleranceRatio }: Experiment): readonly ResolvedGate[] {
  const shared = { scenarios: [], loadKinds: [], variants: [], configLine: undefined };
  return [
    ...metricsFor.usualGates.map(
      (metric): ResolvedGate => ({
        ...shared,
        ...{ name: `${metric}-holds`, metric, rule: { kind: 'relative', toleranceRatio } },
      }),
    ),
    {
      ...shared,
      ...{ name: 'answers-right', metric: 'wrongBodies' },
      rule: { kind: 'absolute', limitKind: 'at-most', limit: 0 },
    },
  ];
}
