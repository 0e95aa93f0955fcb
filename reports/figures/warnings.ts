// Puts warnings that say the same of several variants together, so that none drowns the others.
import type { ScenarioResult, Warning } from '../document/result.ts';

/** One warning and all variants that it is about, in the order of the document. */
export interface SharedWarning extends Warning {
  readonly variantIds: readonly string[];
}

/** The warnings of all cells of a scenario, each text once. */
export function listSharedWarnings(scenario: ScenarioResult): SharedWarning[] {
  const all = scenario.cells.flatMap((cell) =>
    cell.warnings.map((warning) => ({ warning, variantId: cell.variantId })),
  );
  const groups = Map.groupBy(all, ({ warning }) => JSON.stringify(warning));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ ...first.warning, variantIds: group.map(({ variantId }) => variantId) }];
  });
}
