// `loadstone plan`: what a run would do, in which order and how long, without doing it.
import { describeDesign } from '../../plan/describe-design.ts';
import { findFactorialDesign } from '../../plan/factorial-design.ts';
import type { Plan, PlannedBlock } from '../../plan/plan.ts';
import { estimatePlanMs } from '../../plan/plan-time.ts';
import type { Experiment, SliceSettings } from '../../spec/experiment.ts';
import { createExperimentRedactor } from '../../store/experiment-redactor.ts';
import { chooseFaults, estimateFaults } from '../chosen-faults.ts';
import { describeKnownExercise } from '../exercise-store.ts';
import { readNewestNoiseFloor } from '../noise-store.ts';
import { describePower } from '../plan-power.ts';
import { findStateFolder } from '../run-services.ts';
import { parseSelection, planRun, type SelectionOptions } from '../selection.ts';
import type { TerminalIo } from '../terminal-io.ts';

export interface PlanCommandOptions extends SelectionOptions {
  readonly json?: boolean;
}

/** Prints the matrix, the looks with what they can find, the order of the first groups, and the expected time. */
export async function showPlan(options: PlanCommandOptions, io: TerminalIo): Promise<void> {
  const planned = await planRun(options.config, parseSelection(options), io);
  if (options.json === true) {
    const shown = createExperimentRedactor(planned.experiment).value(planned);
    io.out(JSON.stringify(shown, null, 2));
    return;
  }
  // The fingerprint of this machine holds the versions of services, which only a run starts.
  const stateDir = findStateFolder(planned.experiment.configPath, io);
  const power = [
    ...describePower(planned.experiment, planned.plan, readNewestNoiseFloor(stateDir)),
    ...describeKnownExercise(stateDir, planned.experiment, planned.plan),
  ];
  io.out(renderPlan(planned.experiment, planned.plan, planned.planHash, power));
}

function renderPlan(
  experiment: Experiment,
  plan: Plan,
  planHash: string,
  power: readonly string[],
): string {
  const { slices } = experiment;
  const scenarios = [...new Set(plan.groups[0]?.blocks.map(({ scenario }) => scenario))];
  const minutes = estimatePlanMs(experiment, plan) / 60_000;
  const label = (id: string) => plan.variants.find((variant) => variant.id === id)?.label ?? id;
  const loads = experiment.loads.map(({ id }) => id).join(', ');
  return [
    `${experiment.name}: ${plan.variants.length} variants × ${scenarios.length} scenarios × ${plan.groups.length} groups, about ${minutes.toFixed(1)} min`,
    '',
    'Variants (the first is the baseline):',
    ...plan.variants.map(({ id, label: name }) => `  ${name.padEnd(28)} ${id}`),
    '',
    ...describeDesign(findFactorialDesign(plan.variants, experiment.factors)),
    `Scenarios: ${scenarios.join(', ')} · load: ${loads}`,
    `In a group each variant has a warm-up of ${slices.warmupMs} ms and ${describeSlices(slices)} in every scenario.`,
    ...describeFaults(experiment, plan),
    ...power,
    '',
    `Order (seed ${plan.seed}, plan ${planHash.slice(0, 12)}):`,
    ...plan.groups
      .slice(0, 3)
      .flatMap((group) => [
        `  group ${group.index + 1}: launch ${group.launchOrder.map(label).join(', ')}`,
        ...group.blocks.map(
          (block) => `    ${block.scenario} (${block.loadId}): ${describeOrder(block, label)}`,
        ),
      ]),
    ...(plan.groups.length > 3 ? [`  … ${plan.groups.length - 3} more groups`] : []),
    '',
  ].join('\n');
}

function describeFaults(experiment: Experiment, plan: Plan): readonly string[] {
  const { faults } = experiment;
  const time = estimateFaults(experiment, plan);
  if (faults === undefined || time === undefined) return [];
  const ids = chooseFaults(faults.orders).map(({ id }) => id);
  const when = faults.afterRun ? 'After the groups' : 'With `loadstone faults`';
  const minutes = Math.ceil(time.expectedMs / 60_000);
  return [
    `${when}: ${ids.length} faults × ${plan.variants.length} variants × ${faults.groups} groups, at most ${minutes} min (${ids.join(', ')}).`,
  ];
}

function describeSlices({ sliceMs, slicesPerGroup, dropFirstMs, loadMs }: SliceSettings): string {
  return sliceMs === 'auto'
    ? `${loadMs} ms of load in slices as short as the slowest variant allows`
    : `${slicesPerGroup} slices of ${sliceMs} ms (the first ${dropFirstMs} ms of each dropped)`;
}

function describeOrder(block: PlannedBlock, label: (id: string) => string): string {
  if (block.sliceOrder.length > 0) return block.sliceOrder.map(label).join(' → ');
  return `random permutations and their reverses (seed ${block.orderSeed}), as many as the slice length asks for`;
}
