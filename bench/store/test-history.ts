// Entries for tests of the history: one series over numbered runs.
import { type HistoryEntry, historyVersion } from './history-entry.ts';

/** Run `index` of a series with nothing remarkable; what matters to a test is given. */
export function fakeHistoryEntry(index: number, given: Partial<HistoryEntry> = {}): HistoryEntry {
  const day = new Date(Date.UTC(2026, 0, 1 + index)).toISOString();
  return {
    ...{ historyVersion, runId: `run-${index}`, startedAt: day, label: null },
    ...{ fingerprint: 'here', hostname: 'bench-01', gitCommit: 'abc1234def', gitDirty: false },
    ...{ experiment: 'crm', scenario: 'browse', loadId: 'closed-16' },
    ...{ metric: 'throughputRps', higherIsBetter: true },
    ...{ variantId: 'cache=redis,threads=single', variantLabel: 'cache = redis' },
    ...{ baselineId: 'cache=none,threads=single', baselineLabel: 'baseline' },
    ...{ logRatio: 0.1, logRatioLower: 0.05, logRatioUpper: 0.15, confidence: 0.95, groups: 8 },
    ...given,
  };
}
