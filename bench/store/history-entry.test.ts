import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Cell, ResultDocument } from '../../reports/document/result.ts';
import { readDocument } from '../../reports/document/versions.ts';
import { parseHistoryLine } from './history.ts';
import { buildHistoryEntries, nameSeries } from './history-entry.ts';

const fixture = (name: string): ResultDocument =>
  readDocument(
    'result',
    JSON.parse(
      readFileSync(new URL(`../../reports/fixtures/v1-${name}.json`, import.meta.url), 'utf8'),
    ),
  );

/** The document with each cell changed. */
function mapCells(document: ResultDocument, change: (cell: Cell) => Cell): ResultDocument {
  const scenarios = document.scenarios.map((one) => ({ ...one, cells: one.cells.map(change) }));
  return { ...document, scenarios };
}

test('a run gives the primary metric, CPU per request and p99 of each variant but the baseline', () => {
  const document = fixture('complete');
  const entries = buildHistoryEntries(document, 'before the upgrade');
  const kept = (scenario: string) => [
    ...new Set(entries.filter((one) => one.scenario === scenario).map(({ metric }) => metric)),
  ];
  expect(kept('browse')).toEqual(['throughputRps', 'cpuPerRequestUs', 'latencyP99Us']);
  expect(kept('order-entry')).toEqual(['latencyP99Us', 'cpuPerRequestUs']);
  expect(entries).toHaveLength(8 * 3 + 8 * 2);
  expect(new Set(entries.map(nameSeries)).size).toBe(entries.length);
  const { run, environment } = document;
  for (const entry of entries) {
    expect(entry).toMatchObject({
      ...{ runId: run.id, startedAt: run.startedAt, experiment: 'crm', groups: 8 },
      ...{ fingerprint: environment.fingerprint, gitCommit: environment.gitCommit },
      ...{ label: 'before the upgrade', baselineLabel: 'none · single · none' },
    });
    expect(entry.variantId).not.toBe(entry.baselineId);
    expect(parseHistoryLine(Buffer.from(JSON.stringify(entry)))).toEqual({ kind: 'entry', entry });
  }
});

test('an entry is the logarithm of the paired ratio and its bounds', () => {
  const document = fixture('complete');
  const [entry] = buildHistoryEntries(document);
  const cell = document.scenarios[0]?.cells.find(({ variantId }) => variantId === entry?.variantId);
  const comparison = cell?.comparisons.find(({ metric }) => metric === 'throughputRps');
  expect(entry?.label).toBeNull();
  expect(Math.exp(entry?.logRatio ?? 0)).toBeCloseTo(comparison?.ratio ?? 0, 9);
  expect(Math.exp(entry?.logRatioLower ?? 0)).toBeCloseTo(comparison?.ratioLower ?? 0, 9);
  expect(Math.exp(entry?.logRatioUpper ?? 0)).toBeCloseTo(comparison?.ratioUpper ?? 0, 9);
});

test('an invalid run gives nothing', () => {
  expect(buildHistoryEntries(fixture('invalid'))).toEqual([]);
});

test('variants that were not run or answered wrong give nothing, the others do', () => {
  const document = fixture('partial');
  const isWrong = ({ wrongBodies }: Cell) => wrongBodies > 0;
  const cells = document.scenarios.flatMap((scenario) => scenario.cells);
  const excluded = cells.filter((cell) => isWrong(cell) || cell.verdict === 'not-run');
  const entered = new Set(buildHistoryEntries(document).map(({ variantId }) => variantId));
  expect(excluded.length).toBeGreaterThan(1);
  expect(entered.size).toBeGreaterThan(0);
  for (const { variantId } of excluded) expect(entered).not.toContain(variantId);
});

test('a baseline that answered wrong leaves nothing to compare with', () => {
  const document = fixture('complete');
  const baseline = document.variants.find(({ isBaseline }) => isBaseline)?.id;
  const wrong = mapCells(document, (cell) =>
    cell.variantId === baseline ? { ...cell, wrongBodies: 1 } : cell,
  );
  expect(buildHistoryEntries(wrong)).toEqual([]);
});

test('a ratio that is missing or 0 is left out; bounds that are missing are null', () => {
  const document = fixture('complete');
  const withRatio = (ratio: number | null) =>
    buildHistoryEntries(
      mapCells(document, (cell) => ({
        ...cell,
        comparisons: cell.comparisons.map((one) => ({ ...one, ratio, ratioLower: null })),
      })),
    );
  expect(withRatio(null)).toEqual([]);
  expect(withRatio(0)).toEqual([]);
  expect(withRatio(1)[0]).toMatchObject({ logRatio: 0, logRatioLower: null });
});
