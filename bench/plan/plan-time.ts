// How long a plan will probably take, and how many groups fit into a budget.
import type { Experiment } from '../spec/experiment.ts';
import { planLooks } from './build-plan.ts';
import type { Plan, PlannedGroup } from './plan.ts';
import { estimateWarmupMs, findWarmup } from './warmup.ts';

/** What the plan itself does not say about time, all in ms and at least 0. */
export interface TimeAssumptions {
  /** Once a run: services started, databases prepared or found. */
  readonly setupMs: number;
  /** A variant in a group: its database cloned, its process started and ready. */
  readonly launchMs: number;
  /** A block: scenario loaded, connections made, histograms collected. */
  readonly blockMs: number;
  /** A slice or warm-up: connecting, draining, reading the probes. */
  readonly switchMs: number;
  /** Warm-up of a variant in a block; absent: what most services take, at most the bound. */
  readonly warmupMs?: number;
  /** A variant in a group: stopped and cleaned away. */
  readonly stopMs: number;
}

/** Guesses for two cores and a service that starts in a second, until a run has measured its own. */
const defaultTimeAssumptions: TimeAssumptions = {
  setupMs: 10_000,
  launchMs: 1_200,
  blockMs: 400,
  switchMs: 60,
  stopMs: 150,
};

/** The same where every warm-up takes as long as it may. */
export function estimateLongestPlanMs(experiment: Experiment, plan: Plan): number {
  const { maxMs } = findWarmup(experiment);
  return estimatePlanMs(experiment, plan, { ...defaultTimeAssumptions, warmupMs: maxMs });
}

/** Expected elapsed ms of the whole plan, setup included. */
export function estimatePlanMs(
  experiment: Experiment,
  plan: Plan,
  assumptions: TimeAssumptions = defaultTimeAssumptions,
): number {
  return plan.groups.reduce(
    (sum, group) => sum + estimateGroupMs(experiment, group, assumptions),
    assumptions.setupMs,
  );
}

/** Micro-slices spend some of their time on draining and switching. */
const autoOverheadRatio = 1.25;

/** Expected elapsed ms of one group: launches, warm-ups, slices, stops. */
export function estimateGroupMs(
  experiment: Experiment,
  group: PlannedGroup,
  assumptions: TimeAssumptions = defaultTimeAssumptions,
): number {
  const { slices } = experiment;
  const warmupMs = assumptions.warmupMs ?? estimateWarmupMs(findWarmup(experiment));
  const processes = group.launchOrder.length * (assumptions.launchMs + assumptions.stopMs);
  return group.blocks.reduce((sum, block) => {
    const warmups = block.warmupOrder.length * (warmupMs + assumptions.switchMs);
    const measured =
      slices.sliceMs === 'auto'
        ? block.warmupOrder.length * slices.loadMs * autoOverheadRatio
        : block.sliceOrder.length * (slices.sliceMs + assumptions.switchMs);
    return sum + assumptions.blockMs + warmups + measured;
  }, processes);
}

/**
 * The plan cut to the groups that fit into the budget; it may end up with none, which the caller
 * must refuse, since fewer than three groups can decide nothing.
 * @param budgetMs for the whole run, setup included.
 */
export function fitGroupsToBudget(
  experiment: Experiment,
  plan: Plan,
  budgetMs: number,
  assumptions: TimeAssumptions = defaultTimeAssumptions,
): Plan {
  let spentMs = assumptions.setupMs;
  let fitting = 0;
  for (const group of plan.groups) {
    spentMs += estimateGroupMs(experiment, group, assumptions);
    if (spentMs > budgetMs) break;
    fitting += 1;
  }
  return { ...plan, groups: plan.groups.slice(0, fitting), looks: planLooks(fitting) };
}
