// How many more groups would probably decide what is open: one number for each place that says so.
import type { ResultDocument, ScenarioResult } from '../document/result.ts';
import { listGates } from './gates.ts';
import { findComparison, isTrusted } from './lookup.ts';
import { listUndecided } from './rank.ts';

/** Of the variants of a scenario that are undecided, the most that one of them takes; 0 where that is not known. */
export function countMoreGroups(scenario: ScenarioResult): number {
  const wanted = listUndecided(scenario).map(
    (cell) => findComparison(cell, scenario.primaryMetric)?.moreGroups ?? 0,
  );
  return Math.max(0, ...wanted);
}

/** Of all scenarios; each group measures them all. */
export function countMoreGroupsOfAll(scenarios: readonly ScenarioResult[]): number {
  return Math.max(0, ...scenarios.map(countMoreGroups));
}

/** What is open, and how many groups would probably decide it. */
export interface OpenEnd {
  readonly what: 'gates' | 'comparisons';
  readonly groups: number;
}

/** Gates before comparisons, since they end the command; undefined where more groups are not known to decide anything. */
export function findOpenEnd(document: ResultDocument): OpenEnd | undefined {
  if (!isTrusted(document)) return undefined;
  const ofGates = listGates(document).flatMap(({ moreGroups }) => moreGroups ?? []);
  if (ofGates.length > 0) return { what: 'gates', groups: Math.max(...ofGates) };
  const groups = countMoreGroupsOfAll(document.scenarios);
  return groups > 0 ? { what: 'comparisons', groups } : undefined;
}
