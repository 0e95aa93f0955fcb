// How long a plan will probably take, and how many groups fit into a budget.
import type { Experiment, WarmupSettings } from '../spec/experiment.ts';
import { median } from '../stats/descriptive.ts';
import { planLooks } from './build-plan.ts';
import type { Plan, PlannedBlock, PlannedGroup } from './plan.ts';
import { estimateWarmupMs, findWarmup, listLoadsBefore, shortenAfter } from './warmup.ts';

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
  /** Micro-slices: draining and switching as a share of the measured load, 0 or more. */
  readonly switchRatio: number;
  /** A visit of a page by a browser. */
  readonly visitMs: number;
  /** A restart of the database server before a group. */
  readonly restartMs: number;
  /** New template databases before a group. */
  readonly rebuildMs: number;
}

/** Guesses for two cores and a service that starts in a second, until a run has measured its own. */
const defaultTimeAssumptions: TimeAssumptions = {
  setupMs: 10_000,
  launchMs: 1_200,
  blockMs: 400,
  switchMs: 60,
  stopMs: 150,
  switchRatio: 0.25,
  visitMs: 450,
  restartMs: 2_000,
  rebuildMs: 15_000,
};

/**
 * The median of what the newest runs measured, the guess for what none of them did. Their setup may have included
 * the making of templates that are there now, so the shortest counts, and never more than the guess.
 * @param paces of earlier runs, newest last
 */
export function learnTimeAssumptions(paces: readonly Partial<TimeAssumptions>[]): TimeAssumptions {
  const learned: { -readonly [Key in keyof TimeAssumptions]: TimeAssumptions[Key] } = {
    ...defaultTimeAssumptions,
  };
  const known = (key: keyof TimeAssumptions) => paces.flatMap((pace) => pace[key] ?? []);
  for (const key of learnedKeys) {
    const value = median(known(key));
    if (value !== undefined) learned[key] = value;
  }
  const setupMs = Math.min(defaultTimeAssumptions.setupMs, ...known('setupMs'));
  return { ...learned, setupMs };
}

const learnedKeys = [
  'launchMs',
  'blockMs',
  'switchMs',
  'stopMs',
  'warmupMs',
  'switchRatio',
  'visitMs',
  'restartMs',
  'rebuildMs',
] as const;

/** The same where every warm-up takes as long as it may. */
export function estimateLongestPlanMs(
  experiment: Experiment,
  plan: Plan,
  assumptions: TimeAssumptions = defaultTimeAssumptions,
): number {
  return sumGroupsMs(experiment, plan, assumptions, ({ maxMs }) => maxMs);
}

/** Expected elapsed ms of the whole plan, setup included. */
export function estimatePlanMs(
  experiment: Experiment,
  plan: Plan,
  assumptions: TimeAssumptions = defaultTimeAssumptions,
): number {
  return sumGroupsMs(experiment, plan, assumptions, expectWarmup(assumptions));
}

function expectWarmup({ warmupMs }: TimeAssumptions): (settings: WarmupSettings) => number {
  return (settings) => warmupMs ?? estimateWarmupMs(settings);
}

function sumGroupsMs(
  experiment: Experiment,
  plan: Plan,
  assumptions: TimeAssumptions,
  toWarmupMs: (settings: WarmupSettings) => number,
): number {
  return plan.groups.reduce(
    (sum, group) => sum + estimateGroupMs(experiment, group, assumptions, toWarmupMs),
    assumptions.setupMs,
  );
}

/** Load that a group records of all its variants, ms. */
function sumMeasuredMs({ slices }: Experiment, { blocks }: PlannedGroup): number {
  return blocks.reduce(
    (sum, { warmupOrder, sliceOrder }) =>
      sum +
      (slices.sliceMs === 'auto'
        ? warmupOrder.length * slices.loadMs
        : sliceOrder.length * slices.sliceMs),
    0,
  );
}

export interface ExpectedShare {
  /** Measured load ÷ time of the whole plan, 0 to 1. */
  readonly measuredRatio: number;
  /** Load of each variant in a block, ms. */
  readonly loadMs: number;
  /** The load with which the share would be the wanted one, ms, rounded up to 100 ms; the other parts take as long as now. */
  readonly wantedLoadMs: number;
}

/**
 * How much of the plan's time will be measured load; undefined for a plan without slices.
 * @param wantedRatio above 0, below 1
 */
export function estimateShare(
  experiment: Experiment,
  plan: Plan,
  expectedMs: number,
  wantedRatio: number,
): ExpectedShare | undefined {
  const measuredMs = plan.groups.reduce((sum, group) => sum + sumMeasuredMs(experiment, group), 0);
  const trials = plan.groups.reduce(
    (sum, { blocks }) => sum + blocks.reduce((all, block) => all + block.warmupOrder.length, 0),
    0,
  );
  if (measuredMs <= 0 || expectedMs <= 0 || trials === 0) return undefined;
  const restMs = Math.max(0, expectedMs - measuredMs) / trials;
  const wantedLoadMs = Math.ceil(((wantedRatio / (1 - wantedRatio)) * restMs) / 100) * 100;
  return {
    measuredRatio: Math.min(1, measuredMs / expectedMs),
    loadMs: measuredMs / trials,
    wantedLoadMs,
  };
}

/** Both views of every page, round for round, of every variant; none under closed loads. */
function countPlannedVisits({ pages, loads }: Experiment, block: PlannedBlock): number {
  const isOpen = loads.some(({ id, load }) => id === block.loadId && load.kind !== 'closed');
  if (pages === undefined || !isOpen) return 0;
  return block.warmupOrder.length * pages.rounds * pages.list.length * 2;
}

/** Expected elapsed ms of one group: launches, warm-ups, slices, stops. */
export function estimateGroupMs(
  experiment: Experiment,
  group: PlannedGroup,
  assumptions: TimeAssumptions = defaultTimeAssumptions,
  toWarmupMs = expectWarmup(assumptions),
): number {
  const { slices } = experiment;
  const { restartsDatabase, rebuildsTemplates } = group.cycle ?? {};
  const warmup = findWarmup(experiment);
  const processes =
    group.launchOrder.length * (assumptions.launchMs + assumptions.stopMs) +
    (restartsDatabase === true ? assumptions.restartMs : 0) +
    (rebuildsTemplates === true ? assumptions.rebuildMs : 0);
  return group.blocks.reduce((sum, block, index) => {
    const warmupMs = toWarmupMs(shortenAfter(warmup, listLoadsBefore(group, index).length));
    const warmups = block.warmupOrder.length * (warmupMs + assumptions.switchMs);
    const measured =
      slices.sliceMs === 'auto'
        ? block.warmupOrder.length * slices.loadMs * (1 + assumptions.switchRatio)
        : block.sliceOrder.length * (slices.sliceMs + assumptions.switchMs);
    const visits = countPlannedVisits(experiment, block);
    return sum + assumptions.blockMs + warmups + measured + visits * assumptions.visitMs;
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
