// Brings a result document of an older version to the present one; what it never said is null or empty.
import type { ResultDocument } from './result.ts';

type Loose = Readonly<Record<string, unknown>>;

/** Versions that `upgradeResult` can bring to the present one. */
export const upgradableVersions: readonly number[] = [1];

/**
 * A document of version 1 in the form of version 2. Only keys are added: one look at the end, no gates,
 * no prices, no effects of factors, no p-values. Parts that are not as version 1 has them stay as they
 * are, for the structure check to name.
 */
export function upgradeResult(value: Loose): unknown {
  return {
    ...value,
    schemaVersion: 2,
    run: isLoose(value.run) ? upgradeRun(value.run) : value.run,
    scenarios: mapList(value.scenarios, (scenario) => ({
      ...scenario,
      factorial: null,
      pairwise: [],
      groupRatios: [],
      recommendation: isLoose(scenario.recommendation)
        ? { ...scenario.recommendation, cheaperVariantId: null }
        : scenario.recommendation,
      cells: mapList(scenario.cells, upgradeCell),
    })),
    gates: [],
    overall: [],
  };
}

/** Keys that came to version 2 later, empty where a document was written before them. */
export function fillResult(value: unknown): unknown {
  if (!isLoose(value) || !Array.isArray(value.scenarios)) return value;
  const isWhole = (scenario: unknown) => !isLoose(scenario) || 'groupRatios' in scenario;
  if (value.scenarios.every(isWhole)) return value;
  const scenarios = mapList(value.scenarios, (scenario) => ({ groupRatios: [], ...scenario }));
  return { ...value, scenarios };
}

function upgradeRun(run: Loose): Loose {
  const sequential: ResultDocument['run']['sequential'] = {
    ...{ kind: 'fixed', overallAlpha: 0.05, nominalAlpha: 0.05, stoppedBecause: 'groups' },
    looks: typeof run.groupsPlanned === 'number' ? [run.groupsPlanned] : [],
  };
  return { ...run, sequential, prices: null };
}

function upgradeCell(cell: Loose): Loose {
  return {
    ...cell,
    timeline: null,
    costBasis: null,
    comparisons: mapList(cell.comparisons, (comparison) => ({
      ...comparison,
      ...{ pValue: null, adjustedPValue: null, foreignAdjusted: null, leastDetectableRatio: null },
    })),
    routes: mapList(cell.routes, (route) => ({ ...route, comparisons: [] })),
  };
}

function mapList(value: unknown, change: (item: Loose) => Loose): unknown {
  return Array.isArray(value)
    ? value.map((item: unknown) => (isLoose(item) ? change(item) : item))
    : value;
}

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
