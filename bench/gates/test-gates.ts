// Simulated, seeded groups of two versions for the tests of the gates: figures only, no histograms.
import { quoteText } from '../../reports/document/messages/message.ts';
import type { MetricName, ResultDocument } from '../../reports/document/result.ts';
import type { RankedCell } from '../analysis/compare/cell.ts';
import type { MeasuredScenario } from '../analysis/compare/scenario-result.ts';
import { computeJudgementLevel } from '../analysis/pairs/judgement-level.ts';
import type { MeasuredTrial } from '../analysis/pairs/pairing.ts';
import { buildPlan, planLooks } from '../plan/build-plan.ts';
import type { Plan, PlannedVariant } from '../plan/plan.ts';
import { buildTestExperiment, buildTestScenario } from '../plan/test-experiment.ts';
import type { Experiment, ResolvedGate } from '../spec/experiment.ts';
import { buildNormal, buildUniform } from '../stats/test-noise.ts';
import { type GateInput, judgeGates } from './judge-gates.ts';
import type { NoiseFloor } from './noise.ts';

/** A relative gate, or an absolute one where a limit is given. */
export function buildGate(
  name: string,
  metric: ResolvedGate['metric'],
  changes: Partial<ResolvedGate> = {},
): ResolvedGate {
  return {
    ...{ name, metric, rule: { kind: 'relative', toleranceRatio: 0.05 } },
    ...{ scenarios: [], loadKinds: [], variants: [], configLine: undefined },
    ...changes,
  };
}

interface Launches {
  readonly badLaunchesRatio?: number;
}

export const atMost = (limit: number, launches: Launches = {}): Partial<ResolvedGate> => ({
  rule: { kind: 'absolute', limitKind: 'at-most', limit, ...launches },
});

export const atLeast = (limit: number, launches: Launches = {}): Partial<ResolvedGate> => ({
  rule: { kind: 'absolute', limitKind: 'at-least', limit, ...launches },
});

/** The baseline and other variants, by default one, under so many scenarios. */
export function buildGatedExperiment(
  gates: readonly ResolvedGate[],
  scenarios = 1,
  groups = 27,
  variantPatterns: readonly string[] = ['cache=memory,threads=single'],
): { readonly experiment: Experiment; readonly plan: Plan } {
  const experiment = buildTestExperiment({
    ...{ gates, groups, design: { kind: 'full' } },
    scenarios: Array.from({ length: scenarios }, (_, index) => buildTestScenario(`s${index}`)),
  });
  const plan = buildPlan(experiment, { variantPatterns });
  return { experiment, plan };
}

/** Figures of one variant in one group; a metric left out is not measured. */
export type Figures = Partial<Record<MetricName, number>>;

export interface CellCounts {
  /** Of each group; a list where they differ. */
  readonly requests?: number | readonly number[];
  /** Of the failures of each group, those that came too late; of the requests, those that were never sent. */
  readonly timedOut?: number;
  readonly dropped?: number;
  /** All of them in the first group. */
  readonly wrongBodies?: number;
  /** Of each group; a list where they differ. */
  readonly checkedBodies?: number | readonly number[];
  /** Value of the sample that each is part of; by default itself. */
  readonly unitOf?: (group: number) => number;
}

/** A cell with nothing but figures and counts, which is all that gates look at. */
export function buildCell(
  variant: PlannedVariant,
  groups: readonly Figures[],
  counts: CellCounts = {},
): RankedCell {
  const { wrongBodies = 0, timedOut = 0, dropped = 0 } = counts;
  const { unitOf = (group: number) => group } = counts;
  const ofGroup = (given: number | readonly number[], group: number): number =>
    typeof given === 'number' ? given : (given[group] ?? 0);
  const checkedOf = (group: number) => ofGroup(counts.checkedBodies ?? 100, group);
  const trials = groups.map((figures, group) => {
    const scheduled = ofGroup(counts.requests ?? 1_000, group);
    const unserved = Math.round(scheduled * (1 - (figures.successRatio ?? 1)));
    const succeeded = scheduled - unserved;
    const failed = unserved - timedOut - dropped;
    return {
      record: {
        ...{ group, slices: [], wrongBodies: group === 0 ? wrongBodies : 0 },
        checkedBodies: checkedOf(group),
        counts: { scheduled, succeeded, failed, timedOut, dropped },
      },
      unit: unitOf(group),
      figures: new Map(Object.entries(figures)),
    };
  });
  const checkedBodies = groups.reduce((sum, _, group) => sum + checkedOf(group), 0);
  const cell = { variantId: variant.id, groups: groups.length, wrongBodies, checkedBodies };
  const measurement = { variant, trials: trials as unknown as readonly MeasuredTrial[] };
  return { cell, measurement } as unknown as RankedCell;
}

const validRun: ResultDocument['validity'] = { status: 'valid', checks: [] };

export const invalidRun: ResultDocument['validity'] = {
  status: 'invalid',
  checks: [
    { name: 'generator', status: 'failed', detail: quoteText('The generator was saturated.') },
  ],
};

type JudgedInput = Pick<GateInput, 'experiment' | 'plan'> & {
  /** Cells of each scenario, in their order. */
  readonly cells: readonly (readonly RankedCell[])[];
  readonly groups: number;
  readonly validity?: ResultDocument['validity'];
  readonly noise?: NoiseFloor;
  readonly isAnytime?: boolean;
  readonly runId?: string;
  /** What one value of the sample is; a group where nothing is said. */
  readonly unit?: 'epoch';
};

/** Judges what was built, at the level of the looks of the plan. */
export function judgeBuilt({ experiment, plan, cells, ...rest }: JudgedInput) {
  const looks = rest.isAnytime ? { kind: 'anytime' as const, groups: [] } : plan.looks;
  const load = experiment.loads[0];
  const scenarios = experiment.scenarios.map((scenario, index) => ({
    ...{ input: { scenario, load }, cells: cells[index] ?? [], primaryMetric: 'throughputRps' },
  })) as unknown as readonly MeasuredScenario[];
  return judgeGates({
    ...{ experiment, plan, scenarios, validGroups: rest.groups },
    level: computeJudgementLevel({ ...plan, ...(looks && { looks }) }, 1, rest.unit),
    validity: rest.validity ?? validRun,
    notRunReasons: new Map(),
    ...{ noise: rest.noise, runId: rest.runId },
  });
}

export interface Simulated {
  readonly gates: readonly ResolvedGate[];
  readonly scenarios: number;
  readonly runs: number;
  readonly seed: number;
  /** sd of the log-ratio of a group. */
  readonly sd: number;
  /** True ln("worse") of the other variant, in every metric. */
  readonly worse: number;
  readonly groups?: number;
  readonly isAnytime?: boolean;
}

export interface SimulatedOutcome {
  /** Share of the runs in which any gate failed; in which every gate passed. */
  readonly anyFailRatio: number;
  readonly allPassRatio: number;
  /** Shares of the gates. */
  readonly failRatio: number;
  readonly passRatio: number;
  readonly meanGroups: number;
}

const lowerIsBetter = ['cpuPerRequestUs', 'latencyP50Us', 'latencyP99Us'] as const;

/**
 * Runs that end at the first look at which every gate is decided, as `loadstone gate` does; each metric has
 * noise of its own.
 */
export function simulateGates(simulated: Simulated): SimulatedOutcome {
  const { gates, runs, sd, worse, scenarios, groups: most = 27, isAnytime = false } = simulated;
  const { experiment, plan } = buildGatedExperiment(gates, scenarios, most);
  const [baseline, other] = plan.variants;
  if (baseline === undefined || other === undefined) throw new RangeError('Two variants.');
  const normal = buildNormal(buildUniform(simulated.seed));
  const draw = (): Figures => ({
    throughputRps: 1_000 * Math.exp(-worse + sd * normal()),
    ...Object.fromEntries(
      lowerIsBetter.map((name) => [name, 500 * Math.exp(worse + sd * normal())]),
    ),
  });
  const steady: Figures = {
    throughputRps: 1_000,
    ...Object.fromEntries(lowerIsBetter.map((name) => [name, 500])),
  };
  const looks = isAnytime ? countUp(5, most) : planLooks(most).groups;
  let [anyFailed, allPassed, failed, passed, groupsRun] = [0, 0, 0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const drawn = experiment.scenarios.map(() => Array.from({ length: most }, draw));
    for (const groups of looks) {
      const cells = drawn.map((figures) => [
        buildCell(
          baseline,
          Array.from({ length: groups }, () => steady),
        ),
        buildCell(other, figures.slice(0, groups)),
      ]);
      const results = judgeBuilt({ experiment, plan, cells, groups, isAnytime });
      const isDecided = results.every(({ status }) => status !== 'inconclusive');
      if (!isDecided && groups !== looks.at(-1)) continue;
      const count = (status: string) => results.filter((each) => each.status === status).length;
      failed += count('fail');
      passed += count('pass');
      if (count('fail') > 0) anyFailed += 1;
      if (count('pass') === results.length) allPassed += 1;
      groupsRun += groups;
      break;
    }
  }
  const questions = runs * gates.length * scenarios;
  return {
    ...{ anyFailRatio: anyFailed / runs, allPassRatio: allPassed / runs },
    ...{ failRatio: failed / questions, passRatio: passed / questions },
    meanGroups: groupsRun / runs,
  };
}

function countUp(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
