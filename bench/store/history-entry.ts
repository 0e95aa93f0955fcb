// What the history keeps of a run: one entry a series, a ratio to the baseline of the same run, never a rate.
import Type from 'typebox';
import { HistoryPoint, HistorySeries } from '../../reports/document/history.ts';
import { metricsFor } from '../../reports/document/metrics.ts';
import { name, orNull, ratio, type ValueOf } from '../../reports/document/parts.ts';
import type {
  Cell,
  Comparison,
  ResultDocument,
  ScenarioResult,
} from '../../reports/document/result.ts';

/** Raised where an older Loadstone could not read the entries. */
export const historyVersion = 1;

const { points: _, changes: __, ...series } = HistorySeries.properties;
const { startedAt, label, gitCommit, gitDirty } = HistoryPoint.properties;

/** Between a hundred million millionth and as many times as much. */
const logRatio = Type.Number({ minimum: -32, maximum: 32 });

export const HistoryEntry = Type.Object({
  historyVersion: Type.Literal(historyVersion),
  ...{ runId: name, startedAt, label, gitCommit, gitDirty },
  ...series,
  /** ln(variant ÷ baseline), paired within the groups of this run. */
  logRatio,
  /** Bounds of its interval; null where one group gave none. */
  logRatioLower: orNull(logRatio),
  logRatioUpper: orNull(logRatio),
  /** 0 to 1, for example 0.95. */
  confidence: ratio,
  /** Number of groups, never of requests. */
  groups: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
});
export type HistoryEntry = ValueOf<typeof HistoryEntry>;

/** What entries of one series have in common. */
export function nameSeries(entry: HistoryEntry): string {
  const { fingerprint, experiment, scenario, loadId, metric, variantId, baselineId } = entry;
  return JSON.stringify([
    ...[fingerprint, experiment, scenario, loadId],
    ...[metric, variantId, baselineId],
  ]);
}

/**
 * The entries of a run in the order of its document; empty for an invalid run. Variants that gave wrong
 * answers are left out, and scenarios whose baseline did: the speed of a wrong answer is no speed.
 * @param label a name for the run, kept with each entry
 */
export function buildHistoryEntries(
  document: ResultDocument,
  label?: string,
): readonly HistoryEntry[] {
  const baseline = document.variants.find(({ isBaseline }) => isBaseline);
  if (document.validity.status !== 'valid' || baseline === undefined) return [];
  const { run, environment } = document;
  const { fingerprint, hostname, gitCommit, gitDirty } = environment;
  const labels = new Map(document.variants.map((variant) => [variant.id, variant.label]));
  return document.scenarios.flatMap((scenario) =>
    listComparisons(scenario, baseline.id).map(
      ({ cell, comparison }): HistoryEntry => ({
        ...{ historyVersion, runId: run.id, startedAt: run.startedAt, label: label ?? null },
        ...{ fingerprint, hostname, gitCommit, gitDirty },
        ...{ experiment: run.name, scenario: scenario.scenario, loadId: scenario.load.id },
        ...{ metric: comparison.metric, higherIsBetter: comparison.higherIsBetter },
        variantId: cell.variantId,
        variantLabel: labels.get(cell.variantId) ?? cell.variantId,
        ...{ baselineId: baseline.id, baselineLabel: baseline.label },
        logRatio: Math.log(comparison.ratio ?? Number.NaN),
        logRatioLower: toLog(comparison.ratioLower),
        logRatioUpper: toLog(comparison.ratioUpper),
        ...{ confidence: comparison.confidence, groups: comparison.groups },
      }),
    ),
  );
}

function listComparisons(
  { cells, primaryMetric }: ScenarioResult,
  baselineId: string,
): readonly { readonly cell: Cell; readonly comparison: Comparison }[] {
  const isWrong = ({ wrongBodies }: Cell) => wrongBodies > 0;
  if (cells.some((cell) => cell.variantId === baselineId && isWrong(cell))) return [];
  const kept = [...new Set([primaryMetric, ...metricsFor.history])];
  return cells
    .filter((cell) => !isWrong(cell))
    .flatMap((cell) =>
      kept.flatMap((metric) => {
        const comparison = cell.comparisons.find((one) => one.metric === metric);
        // A ratio of 0 has no logarithm: nothing succeeded, which the run itself reports.
        if (comparison === undefined || !((comparison.ratio ?? 0) > 0)) return [];
        return [{ cell, comparison }];
      }),
    );
}

function toLog(ratio: number | null): number | null {
  return ratio !== null && ratio > 0 ? Math.log(ratio) : null;
}
