// How many more groups would probably decide what is open: one number for each place that says so.
import { countPlannedGroups, findOutlook, type Outlook } from '../document/more-groups.ts';
import type { Cell, ResultDocument, ScenarioResult } from '../document/result.ts';
import { listGates } from './gates.ts';
import { findComparison, isTrusted } from './lookup.ts';
import { listUndecided } from './rank.ts';

/** The undecided variants of a scenario by what groups can do for them. */
export interface OpenVariants {
  /** Decided by `moreGroups`, or not known by how many. */
  readonly within: readonly Cell[];
  /** Of those the most that one takes; 0 where that is not known. */
  readonly moreGroups: number;
  /** The difference is too small against the noise of the metric. */
  readonly tooSmall: readonly Cell[];
}

export function listOpenVariants(scenario: ScenarioResult): OpenVariants {
  const undecided = listUndecided(scenario).map((cell) => ({
    cell,
    outlook: findOutlook(findComparison(cell, scenario.primaryMetric)),
  }));
  const isTooSmall = ({ outlook }: { outlook: Outlook | undefined }) =>
    outlook?.kind === 'too-small';
  const counts = undecided.map(({ outlook }) =>
    outlook?.kind === 'more-groups' ? outlook.moreGroups : 0,
  );
  return {
    within: undecided.filter((one) => !isTooSmall(one)).map(({ cell }) => cell),
    moreGroups: Math.max(0, ...counts),
    tooSmall: undecided.filter(isTooSmall).map(({ cell }) => cell),
  };
}

/** Of all scenarios; each group measures them all. */
export function countMoreGroups(scenarios: readonly ScenarioResult[]): number {
  return Math.max(0, ...scenarios.map((scenario) => listOpenVariants(scenario).moreGroups));
}

/** True where something is open and groups would decide none of it. */
export function isAllTooSmall(scenarios: readonly ScenarioResult[]): boolean {
  const open = scenarios.map(listOpenVariants);
  return (
    open.some(({ tooSmall }) => tooSmall.length > 0) &&
    open.every(({ within }) => within.length === 0)
  );
}

/** What is open, and how many groups would probably decide it. */
export interface OpenEnd {
  /** `some`: of the comparisons that are open, since groups will not decide the others. */
  readonly what: 'gates' | 'comparisons' | 'some';
  readonly groups: number;
  /** Those that it is open in, each once; of comparisons alone. */
  readonly scenarios: readonly string[];
}

/** Gates before comparisons, since they end the command; undefined where more groups are not known to decide anything. */
export function findOpenEnd(document: ResultDocument): OpenEnd | undefined {
  if (!isTrusted(document)) return undefined;
  const ofGates = listGates(document).flatMap((gate) => countPlannedGroups(gate.kind, gate) ?? []);
  if (ofGates.length > 0) return { what: 'gates', groups: Math.max(...ofGates), scenarios: [] };
  const open = document.scenarios.filter((scenario) => listOpenVariants(scenario).moreGroups > 0);
  if (open.length === 0) return undefined;
  const scenarios = [...new Set(open.map(({ scenario }) => scenario))];
  const isPart = open.some((scenario) => listOpenVariants(scenario).tooSmall.length > 0);
  return { what: isPart ? 'some' : 'comparisons', groups: countMoreGroups(open), scenarios };
}
