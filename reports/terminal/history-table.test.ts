// Histories on a terminal: nothing is wider than asked for, columns line up, caveats are told.
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { HistoryDocument, HistoryPoint, HistorySeries } from '../document/history.ts';
import { drawHistoryStrip } from './history-strip.ts';
import { renderHistory } from './history-table.ts';

function fakePoint(index: number, ratio: number, given: Partial<HistoryPoint> = {}): HistoryPoint {
  return {
    ...{ runId: `20260101-0930${String(index).padStart(2, '0')}-7f3c`, groups: 8 },
    ...{ startedAt: '2026-01-01T09:30:00.000Z', label: null, gitCommit: 'abc1234def' },
    ...{ gitDirty: false, ratio, ratioLower: ratio * 0.97, ratioUpper: ratio * 1.03 },
    ...{ confidence: 0.95, ...given },
  };
}

const fakeSeries = (given: Partial<HistorySeries>): HistorySeries => ({
  ...{ fingerprint: '9d41f0c2b7aa', hostname: 'bench-01', experiment: 'crm' },
  ...{ scenario: '浏览客户与订单列表', loadId: 'closed-16' },
  ...{ metric: 'throughputRps', higherIsBetter: true },
  ...{ variantId: 'cache=redis', variantLabel: 'redis' },
  ...{ baselineId: 'cache=none', baselineLabel: 'none', points: [], changes: null },
  ...given,
});

const stepped = fakeSeries({
  points: Array.from({ length: 40 }, (_, index) =>
    fakePoint(index, index < 25 ? 1.2 : 1.08, index === 25 ? { label: 'v6', gitDirty: true } : {}),
  ),
  changes: [{ pointIndex: 25, changeRatio: 0.9, pValue: 0.003, isImprovement: false }],
});
const short = fakeSeries({
  ...{ variantId: 'cache=tiered', variantLabel: '分层缓存加多进程集群（每核一个），带预热' },
  points: [1, 1.01, 0.99, 1].map((ratio, index) => fakePoint(index, ratio)),
});

const fakeDocument = (...series: readonly HistorySeries[]): HistoryDocument => ({
  ...{ schemaVersion: 1, kind: 'history', runsOfOtherMachines: 0, series },
  machine: { fingerprint: '9d41f0c2b7aa', hostname: 'bench-01' },
  search: {
    ...{ leastRuns: 10, mostRuns: 200, leastLength: 5 },
    ...{ significance: 0.01, permutations: 999, seed: 1 },
  },
});

const render = (document: HistoryDocument, widthColumns: number, colour = false) =>
  renderHistory(document, { widthColumns, colour });

test.each([40, 80, 120, 160])('no line is wider than %i columns', (widthColumns) => {
  const lines = render(fakeDocument(stepped, short), widthColumns, true).split('\n');
  expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(widthColumns);
});

test('columns line up below each other, also with Chinese names', () => {
  for (const widthColumns of [80, 160]) {
    const lines = render(fakeDocument(stepped, short), widthColumns).split('\n');
    const rows = lines.filter((line) => line.includes('['));
    const places = rows.map((line) => stringWidth(line.slice(0, line.indexOf('['))));
    expect(places).toHaveLength(2);
    expect(new Set(places).size).toBe(1);
  }
});

test('at 80 columns the latest ratio still has its interval, and the drawing its newest runs', () => {
  const text = render(fakeDocument(stepped, short), 80);
  expect(text).toMatch(/redis +40 +…[▁│█]{8,} +\+8% +\[\+4\.8%, \+11%\]/);
  expect(text).not.toContain('Left out');
  expect(render(fakeDocument(stepped), 40)).toContain('Left out: ');
});

test('a change is told with its size, direction, p-value, run, name and commit', () => {
  expect(render(fakeDocument(stepped), 160)).toContain(
    '│ −10%, worse, p = 0.003, since 20260101-093025-7f3c (“v6”, commit abc1234, uncommitted changes)',
  );
});

test('too few runs are said once for a table, and by variant where others have enough', () => {
  const note = 'too few runs for change points (4 of 10)';
  const both = render(fakeDocument(short, { ...short, variantId: 'other' }), 120);
  expect(both.split(note)).toHaveLength(2);
  const one = render(fakeDocument(stepped, short), 120).split('\n');
  expect(one.findIndex((line) => line.includes(note))).toBe(
    one.findIndex((line) => line.includes('分层缓存')) + 1,
  );
});

test('the purpose of change points and what chance alone would show stand below', () => {
  const text = render(fakeDocument(stepped), 200);
  expect(text).toContain('for triage, never a gate');
  expect(text).toContain('1 series was searched');
  expect(text).toContain('about 0.01 of them');
  expect(render(fakeDocument(short), 200)).not.toContain('searched');
});

test('runs of other machines are counted, and machines named where all are shown', () => {
  const some = render({ ...fakeDocument(short), runsOfOtherMachines: 3 }, 160);
  expect(some).toContain('bench-01 (9d41f0c2b7aa) · 3 runs of other machines left out');
  const all = render({ ...fakeDocument(short), machine: null }, 160);
  expect(all).toContain('bench-01 (9d41f0c2b7aa) · crm · 浏览客户与订单列表');
});

test('an empty history says how runs get into it', () => {
  expect(render(fakeDocument(), 160)).toContain('loadstone history add <id>');
});

test('hostile names move no cursor', () => {
  const hostile = { variantLabel: 'a\u001b[31mb\nc', baselineLabel: '\u001b[2J' };
  expect(render(fakeDocument({ ...stepped, ...hostile }), 120)).not.toContain('\u001b');
});

const stripOf = (ratios: readonly number[], width: number, pointIndex?: number) =>
  drawHistoryStrip(
    fakeSeries({
      points: ratios.map((ratio, index) => fakePoint(index, ratio)),
      changes:
        pointIndex === undefined
          ? []
          : [{ pointIndex, changeRatio: 2, pValue: 0.001, isImprovement: true }],
    }),
    width,
  );

test('a strip spans the lowest to the highest ratio, newest at the right', () => {
  expect(stripOf([1, 2, 4], 3)).toBe('▁▅█');
  expect(stripOf([1, 2, 4], 5)).toBe('  ▁▅█');
  expect(stripOf([1, 1, 4, 4], 5, 2)).toBe('▁▁│██');
  expect(stripOf([1, 1, 4, 4], 4, 2)).toBe('…│██');
});

test('noise of a per cent does not fill the height of a strip', () => {
  expect(stripOf([1, 1, 1], 3)).toBe('▅▅▅');
  expect(stripOf([0.995, 1.005], 2)).toBe('▄▅');
});
