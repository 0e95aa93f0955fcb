// Ratios are of one round each, and the table tells their spread.
import { expect, test } from 'vitest';
import { buildCostRows, type CostReading, renderCostTable } from './cost-table.ts';

const reading = (round: number, subject: string, costUs: number): CostReading => ({
  ...{ round, subject, cpuNs: costUs * 1_000 * 100, requests: 100, windowMs: 500 },
});

test('a ratio compares readings of the same round only', () => {
  const rows = buildCostRows(
    [reading(0, 'ours', 5), reading(1, 'ours', 20), reading(0, 'peer', 10), reading(1, 'peer', 40)],
    ['peer', 'absent'],
  );
  expect(rows[0]?.ratios).toEqual([{ median: 0.5, lowest: 0.5, highest: 0.5 }, undefined]);
  expect(rows[0]?.cpuPerRequestUs).toEqual({ median: 12.5, lowest: 5, highest: 20 });
  expect(rows[0]?.throughputRps.median).toBe(200);
});

test('the table shows each ratio with its lowest and highest, and a dash where there is none', () => {
  const rows = buildCostRows(
    [reading(0, 'ours', 6), reading(1, 'ours', 9), reading(0, 'peer', 10), reading(1, 'peer', 10)],
    ['peer', 'absent'],
  );
  const lines = renderCostTable(rows, ['peer', 'absent']);
  expect(lines[1]).toMatch(/^ours +7\.5 \(6\.0–9\.0\) +200 +0\.75 \(0\.60–0\.90\) +–$/);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});
