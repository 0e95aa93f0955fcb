// `loadstone plan`: what a run would do, in which order and how long, without doing it.
import { describeDesign } from '../../plan/describe-design.ts';
import { findFactorialDesign } from '../../plan/factorial-design.ts';
import type { Plan, PlannedBlock } from '../../plan/plan.ts';
import { estimateLongestPlanMs, estimatePlanMs } from '../../plan/plan-time.ts';
import { findWarmup } from '../../plan/warmup.ts';
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
  const label = (id: string) => plan.variants.find((variant) => variant.id === id)?.label ?? id;
  const loads = experiment.loads.map(({ id }) => id).join(', ');
  return [
    `${experiment.name}: ${plan.variants.length} variants × ${scenarios.length} scenarios × ${plan.groups.length} groups, ${describeTime(experiment, plan)}`,
    '',
    'Variants (the first is the baseline):',
    ...plan.variants.map(({ id, label: name }) => `  ${name.padEnd(28)} ${id}`),
    '',
    ...describeDesign(findFactorialDesign(plan.variants, experiment.factors)),
    `Scenarios: ${scenarios.join(', ')} · load: ${loads}`,
    `In a group each variant has ${describeSlices(slices)} in every scenario, ${describeWarmup(experiment)}`,
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

function describeTime(experiment: Experiment, plan: Plan): string {
  const [expected, longest] = [
    estimatePlanMs(experiment, plan),
    estimateLongestPlanMs(experiment, plan),
  ].map((ms) => (ms / 60_000).toFixed(1));
  return longest === expected
    ? `about ${expected} min`
    : `about ${expected} min, ${longest} min if every warm-up takes the longest it may`;
}

/** What comes before the slices; goes on a sentence about them. */
function describeWarmup(experiment: Experiment): string {
  if (experiment.phase === 'cold')
    return 'from the first request of fresh processes on (phase cold).';
  const { requests, untilSteady, maxMs } = findWarmup(experiment);
  const bound = `at most ${maxMs / 1_000} s for each variant`;
  if (maxMs === 0) return 'without a warm-up.';
  if (!untilSteady && requests === 0)
    return `after a warm-up of ${maxMs / 1_000} s for each variant, with equal numbers of requests.`;
  if (!untilSteady)
    return `after a warm-up of ${requests.toLocaleString('en-US')} requests each, ${bound}.`;
  return `after a warm-up: the first group finds how many requests it takes until no variant shows a trend (${requests.toLocaleString('en-US')} or more, ${bound}), and every group sends as many to each.`;
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
