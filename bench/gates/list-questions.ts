// A gate is about some variants under some scenarios and loads: one question for each of them.
import type { RankedCell } from '../analysis/recommendation.ts';
import type { MeasuredScenario } from '../analysis/scenario-result.ts';
import type { Plan, PlannedVariant } from '../plan/plan.ts';
import { matchVariants } from '../plan/selection.ts';
import type { Experiment, ResolvedGate } from '../spec/experiment.ts';

/** One gate on one variant, scenario and load. */
export interface GateQuestion {
  readonly gate: ResolvedGate;
  readonly scenario: string;
  readonly loadId: string;
  readonly variant: PlannedVariant;
  /** Undefined where the variant was not run or nothing of it is evidence. */
  readonly cell: RankedCell | undefined;
  readonly baseline: RankedCell | undefined;
}

/**
 * The variants that a gate judges: those that its patterns match; without patterns all but the baseline,
 * or the baseline where it is alone.
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY
 */
export function listGatedVariants(
  gate: ResolvedGate,
  experiment: Experiment,
  plan: Plan,
): readonly PlannedVariant[] {
  const matched =
    gate.variants.length > 0
      ? matchVariants(plan.variants, experiment.factors, gate.variants)
      : plan.variants;
  const others = matched.filter(({ isBaseline }) => !isBaseline);
  if (gate.rule.kind === 'relative') return others;
  return gate.variants.length > 0 || others.length === 0 ? matched : others;
}

/** Every question of the experiment's gates, in the order of the config. */
export function listQuestions(
  gates: readonly ResolvedGate[],
  experiment: Experiment,
  plan: Plan,
  scenarios: readonly MeasuredScenario[],
): readonly GateQuestion[] {
  return gates.flatMap((gate) => {
    const variants = listGatedVariants(gate, experiment, plan);
    return scenarios
      .filter((measured) => isAbout(gate, measured, scenarios))
      .flatMap(({ input, cells }) => {
        const baseline = cells.find(({ measurement }) => measurement.variant.isBaseline);
        return variants.map(
          (variant): GateQuestion => ({
            ...{ gate, scenario: input.scenario.name, loadId: input.load.id, variant, baseline },
            cell: cells.find(({ cell }) => cell.variantId === variant.id),
          }),
        );
      });
  });
}

const judgedUnderOpenLoad = /^(latency|serviceTime|successRatio)/;

function isAbout(
  gate: ResolvedGate,
  { input }: MeasuredScenario,
  scenarios: readonly MeasuredScenario[],
): boolean {
  const { name } = input.scenario;
  if (gate.scenarios.length > 0 && !gate.scenarios.includes(name)) return false;
  const kind = kindOf(input);
  if (gate.loadKinds.length > 0) return gate.loadKinds.includes(kind);
  const wanted = judgedUnderOpenLoad.test(gate.metric) ? 'open' : 'closed';
  const kinds = scenarios
    .filter((each) => each.input.scenario.name === name)
    .map((each) => kindOf(each.input));
  // Where there is no load of the better kind the other one has to do; answers are right under each.
  return gate.metric === 'wrongBodies' || kind === wanted || !kinds.includes(wanted);
}

function kindOf({ load }: MeasuredScenario['input']): 'closed' | 'open' {
  return load.load.kind === 'closed' ? 'closed' : 'open';
}
