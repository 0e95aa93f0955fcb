// Makes the document of a history from its entries: series by machine and subject, with their change points.
import {
  type HistoryChange,
  type HistoryDocument,
  type HistoryPoint,
  type HistorySeries,
  historySchemaVersion,
} from '../../reports/document/history.ts';
import { findChangePoints } from '../stats/e-divisive.ts';
import { type HistoryEntry, nameSeries } from './history-entry.ts';

/**
 * Strict, because every series is looked at again after every run. Below 10 runs there are no two
 * segments of 5; beyond the newest 200 the search would take seconds and tell of long ago.
 */
const search: HistoryDocument['search'] = {
  leastRuns: 10,
  mostRuns: 200,
  leastLength: 5,
  significance: 0.01,
  permutations: 999,
  seed: 1,
};

export interface HistorySelection {
  readonly allMachines: boolean;
  /** Whether a series is wanted, by one of its entries. */
  readonly isWanted: (entry: HistoryEntry) => boolean;
}

/** Series by scenario, in the order of their first run; of the machine that made the newest entry, unless all are wanted. */
export function buildHistoryDocument(
  entries: readonly HistoryEntry[],
  { allMachines, isWanted }: HistorySelection,
): HistoryDocument {
  const ordered = entries.toSorted((a, b) => compareTexts(a.startedAt, b.startedAt));
  const newest = allMachines ? undefined : ordered.at(-1);
  const isHere = ({ fingerprint }: HistoryEntry) =>
    newest === undefined || fingerprint === newest.fingerprint;
  const elsewhere = ordered.filter((entry) => !isHere(entry));
  const wanted = ordered.filter((entry) => isHere(entry) && isWanted(entry));
  const byScenario = [...Map.groupBy(wanted, nameScenario).values()];
  const bySeries = byScenario.flatMap((one) => [...Map.groupBy(one, nameSeries).values()]);
  return {
    ...{ schemaVersion: historySchemaVersion, kind: 'history' },
    machine: newest ? { fingerprint: newest.fingerprint, hostname: newest.hostname } : null,
    runsOfOtherMachines: new Set(elsewhere.map(({ runId }) => runId)).size,
    search,
    series: bySeries.flatMap((members) => buildSeries(members) ?? []),
  };
}

function nameScenario({ fingerprint, experiment, scenario, loadId }: HistoryEntry): string {
  return JSON.stringify([fingerprint, experiment, scenario, loadId]);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function buildSeries(entries: readonly HistoryEntry[]): HistorySeries | undefined {
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  const { fingerprint, hostname, experiment, scenario, loadId, metric, higherIsBetter } = last;
  const { variantId, variantLabel, baselineId, baselineLabel } = last;
  return {
    ...{ fingerprint, hostname, experiment, scenario, loadId, metric, higherIsBetter },
    ...{ variantId, variantLabel, baselineId, baselineLabel },
    points: entries.map(describePoint),
    changes: entries.length < search.leastRuns ? null : listChanges(entries, higherIsBetter),
  };
}

function describePoint(entry: HistoryEntry): HistoryPoint {
  const { runId, startedAt, label, gitCommit, gitDirty, confidence, groups } = entry;
  const toRatio = (logRatio: number | null) => (logRatio === null ? null : Math.exp(logRatio));
  return {
    ...{ runId, startedAt, label, gitCommit, gitDirty },
    ratio: Math.exp(entry.logRatio),
    ratioLower: toRatio(entry.logRatioLower),
    ratioUpper: toRatio(entry.logRatioUpper),
    ...{ confidence, groups },
  };
}

function listChanges(
  entries: readonly HistoryEntry[],
  higherIsBetter: boolean,
): readonly HistoryChange[] {
  const skipped = Math.max(0, entries.length - search.mostRuns);
  const logRatios = entries.slice(skipped).map(({ logRatio }) => logRatio);
  return findChangePoints(logRatios, search).map(({ index, meanBefore, meanAfter, pValue }) => ({
    pointIndex: skipped + index,
    changeRatio: Math.exp(meanAfter - meanBefore),
    pValue,
    isImprovement: meanAfter > meanBefore === higherIsBetter,
  }));
}
