// Throughput and p99 latency of a variant together, each against the baseline.
import { listExclusions } from '../document/exclusion.ts';
import type { Cell, Comparison, MetricName, ScenarioResult } from '../document/result.ts';
import { findComparison, findEstimate } from './lookup.ts';
import { findRatiosByGroup } from './pair.ts';

export interface Tradeoff {
  readonly cell: Cell;
  readonly throughput: Comparison;
  readonly latency: Comparison;
  /** Of each group that has both figures of both: throughput and latency as ratios to the baseline's. */
  readonly groups: readonly (readonly [number, number])[];
}

/** How the two verdicts stand to each other; `excluded` returns wrong answers or data, or fails. */
export type TradeoffKind = 'both' | 'one' | 'trade' | 'none' | 'worse' | 'excluded';

/**
 * Of these cells but the baseline, in their order; empty at a fixed rate, where all carry the same throughput, and where
 * not both were compared.
 */
export function listTradeoffs(
  scenario: ScenarioResult,
  drawn: readonly Cell[],
): readonly Tradeoff[] {
  const { load, cells } = scenario;
  const baseline = cells.find(({ verdict }) => verdict === 'baseline');
  if (load.kind === 'open' || baseline === undefined) return [];
  return drawn.flatMap((cell) => {
    const throughput = findComparison(cell, 'throughputRps');
    const latency = findComparison(cell, 'latencyP99Us');
    if (cell === baseline || !isKnown(throughput) || !isKnown(latency)) return [];
    const rates = listRatios(scenario, cell, baseline, 'throughputRps');
    const latencies = listRatios(scenario, cell, baseline, 'latencyP99Us');
    const groups = rates.flatMap((rate, group) => {
      const other = latencies[group];
      return rate == null || other == null ? [] : [[rate, other] as const];
    });
    return [{ cell, throughput, latency, groups }];
  });
}

function isKnown(comparison: Comparison | undefined): comparison is Comparison {
  return comparison !== undefined && comparison.ratio !== null && comparison.ratio > 0;
}

/** By group, null where either has no figure; of the primary metric as the document pairs them, slice by slice. */
function listRatios(
  scenario: ScenarioResult,
  cell: Cell,
  baseline: Cell,
  metric: MetricName,
): readonly (number | null)[] {
  if (metric === scenario.primaryMetric) {
    const paired = findRatiosByGroup(scenario, baseline.variantId, cell.variantId);
    if (paired.length > 0) return paired;
  }
  const own = findEstimate(cell, metric)?.perGroup ?? [];
  const others = findEstimate(baseline, metric)?.perGroup ?? [];
  return own.map((value, group) => {
    const other = others[group];
    const isThere = value !== null && value > 0 && other != null && other > 0;
    return isThere ? value / other : null;
  });
}

export function kindOfTradeoff({ cell, throughput, latency }: Tradeoff): TradeoffKind {
  if (listExclusions(cell).length > 0) return 'excluded';
  const verdicts = [throughput.verdict, latency.verdict];
  const better = verdicts.filter((verdict) => verdict === 'better').length;
  const worse = verdicts.filter((verdict) => verdict === 'worse').length;
  if (better === 2) return 'both';
  if (better === 1) return worse === 1 ? 'trade' : 'one';
  return worse > 0 ? 'worse' : 'none';
}
