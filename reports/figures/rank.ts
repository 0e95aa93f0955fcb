// Puts the variants of a scenario into the groups that a reader decides by. Judges nothing: the document did.
import { listExclusions } from '../document/exclusion.ts';
import type { Cell, ScenarioResult, VerdictKind } from '../document/result.ts';

/**
 * Where a variant stands for the reader; `recommended` and `tied` come from the recommendation.
 * `wrong-answers`, `wrong-data` and `failing` beat any speed, whatever the verdict says.
 */
export type Rank =
  | 'recommended'
  | 'tied'
  | 'wrong-answers'
  | 'wrong-data'
  | 'failing'
  | VerdictKind;

/** Variants with one rank, in the order of the document. */
export interface RankGroup {
  readonly rank: Rank;
  readonly cells: readonly Cell[];
}

const order: readonly Rank[] = [
  'recommended',
  'tied',
  'better',
  'baseline',
  'equivalent',
  'inconclusive',
  'worse',
  'failing',
  'wrong-answers',
  'wrong-data',
  'not-exercised',
  'not-judged',
  'not-run',
];

/** The rank of one cell. */
export function rankOf(cell: Cell, scenario: ScenarioResult): Rank {
  const { recommendation } = scenario;
  if (cell.verdict === 'not-run') return 'not-run';
  if (recommendation?.variantId === cell.variantId) return 'recommended';
  if (cell.verdict !== 'baseline') {
    const exclusions = listExclusions(cell);
    if (exclusions.includes('WRONG_BODIES')) return 'wrong-answers';
    if (exclusions.includes('BROKEN_INVARIANTS')) return 'wrong-data';
    if (exclusions.includes('FAILURES')) return 'failing';
  }
  // Beside a baseline that is kept, equivalent and undecided must not look the same.
  if (isBaselineKept(scenario)) return cell.verdict;
  if (recommendation?.tiedVariantIds.includes(cell.variantId)) return 'tied';
  return cell.verdict;
}

/** True where the recommended variant is the baseline itself. */
export function isBaselineKept({ cells, recommendation }: ScenarioResult): boolean {
  return cells.some(
    (cell) => cell.verdict === 'baseline' && cell.variantId === recommendation?.variantId,
  );
}

/** Variants that neither beat the baseline nor were shown not to. */
export function listUndecided(scenario: ScenarioResult): readonly Cell[] {
  return scenario.cells.filter((cell) => rankOf(cell, scenario) === 'inconclusive');
}

/** True where the baseline is kept only because nothing is shown yet of a variant beside it. */
export function isKeptForNow(scenario: ScenarioResult): boolean {
  return isBaselineKept(scenario) && listUndecided(scenario).length > 0;
}

/** Groups in the order of the page: the recommended one is always first, variants not run last. */
export function groupByRank(scenario: ScenarioResult): RankGroup[] {
  return order
    .map((rank) => ({
      rank,
      cells: scenario.cells.filter((cell) => rankOf(cell, scenario) === rank),
    }))
    .filter((group) => group.cells.length > 0);
}

/** All cells in the order of the page. */
export function orderCells(scenario: ScenarioResult): Cell[] {
  return groupByRank(scenario).flatMap((group) => group.cells);
}

/**
 * The cells worth drawing where not all fit: the recommended one, the baseline, then the best by rank.
 * They keep the order of the page.
 */
export function chooseDrawnCells(scenario: ScenarioResult, limit: number): Cell[] {
  const measured = orderCells(scenario).filter((cell) => cell.verdict !== 'not-run');
  if (measured.length <= limit) return measured;
  const baseline = measured.filter((cell) => cell.verdict === 'baseline');
  const rest = measured.filter((cell) => cell.verdict !== 'baseline');
  const chosen = new Set([...baseline, ...rest.slice(0, limit - baseline.length)]);
  return measured.filter((cell) => chosen.has(cell));
}
