// The drawing of gates: to scale, aligned, the worst first, and free of anything that Markdown could read.
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { buildComplete, buildInvalid } from '../fixtures/documents.ts';
import { drawGates } from './gate-chart.ts';
import type { ChartedGate, GateRow } from './model.ts';
import { listRows } from './registry.ts';

const row = (chart: ChartedGate | undefined, changes: Partial<GateRow> = {}): GateRow => ({
  ...{ name: 'cpu', variantId: 'a', label: 'a', scenario: 's', placeId: 'closed-4' },
  ...{ outcome: 'equivalent', status: 'pass', message: '', advice: null },
  measured: {
    ...{ metric: 'cpuPerRequestUs', configFile: '', configLine: null, outcomeText: '' },
    ...{
      place: [],
      metricText: '',
      value: 'V',
      bounds: '[L,\u00a0U]',
      limit: '',
      moreGroups: null,
    },
    ...(chart && { chart }),
  },
  ...changes,
});
/** What stands between the title and the figures. */
const axisOf = (line: string | undefined, title: string) =>
  (line ?? '').slice(title.length + 2, title.length + 2 + 41);

test('an interval stands where its bounds are, beside no difference and its limit', () => {
  const lines = drawGates([row({ value: 1, lower: 0.95, upper: 1.1, limit: 1.21 })]);
  const [drawn, axis] = lines.map((line) => axisOf(line, '✓ cpu'));
  expect(drawn).toHaveLength(41);
  // ln 1.21 is the extent: 20 columns; ln 1.1 is half of it.
  expect(drawn?.indexOf('●')).toBe(20);
  expect(drawn?.indexOf('┤')).toBe(30);
  expect(drawn?.indexOf('├')).toBe(20 + Math.round((20 * Math.log(0.95)) / Math.log(1.21)));
  expect(drawn?.indexOf('┊')).toBe(40);
  expect(axis).toMatch(/^−17% +0 +\+21%$/);
  expect(axis?.indexOf('0')).toBe(20);
  expect(lines[0]).toMatch(/ {2}V \[L, U\]$/);
});

test('what lies beyond a fourfold axis ends in an arrow', () => {
  const [slow, fast, axis] = drawGates([
    row({ value: 9, lower: 3, upper: 20, limit: 1.05 }),
    row({ value: 0.1, lower: 0.05, upper: 0.5, limit: 1.05 }),
  ]);
  expect(axisOf(slow, '✓ cpu')).toMatch(/├─+●$/);
  expect(axisOf(fast, '✓ cpu')).toMatch(/^●─+┤/);
  expect(axis).toMatch(/0\.25× +1× +4\.0×$/);
  const [both] = drawGates([row({ value: 1, lower: 0.1, upper: 9, limit: 1.05 })]);
  expect(axisOf(both, '✓ cpu')).toMatch(/^◂─+●─+▸$/);
});

test('the worst comes first, titles are padded by what they take, and twelve are enough', () => {
  const chart = { value: 1, lower: 0.99, upper: 1.01, limit: 1.05 };
  const many = Array.from({ length: 14 }, (_, index) => row(chart, { name: `汉字 ${index}` }));
  const lines = drawGates([...many, row(chart, { name: 'worst', status: 'fail' })]);
  expect(lines[0]).toMatch(/^✗ worst/);
  expect(lines).toHaveLength(14);
  expect(lines.at(-1)).toBe('and 3 more in the table of gates');
  const columns = lines.slice(0, 12).map((line) => stringWidth(line.slice(0, line.indexOf('├'))));
  expect(new Set(columns).size).toBe(1);
});

test('names of variants and scenarios stand there only where there are several', () => {
  const chart = { value: 1, lower: 0.99, upper: 1.01, limit: 1.05 };
  const [first] = drawGates([
    row(chart, { label: 'cache = memory' }),
    row(chart, { variantId: 'b', scenario: 'other' }),
  ]);
  expect(first).toMatch(/^✓ cpu {2}cache = memory {2}s /);
});

test('signs that mean something elsewhere are dots, and long names are cut', () => {
  const name = '`<b>*x*</b>` @me #1 [a](b) $y ~z~ | \\ \u202e';
  const [line] = drawGates([row({ value: 1, lower: 1, upper: 1, limit: 1.05 }, { name })]);
  expect(line).not.toMatch(/[`<>*@#()$~|\\]|\u202e/);
  expect(line).toContain('…');
});

test('gates without an interval have no row: limits, those not judged, those of an invalid run', () => {
  expect(drawGates([row(undefined)])).toEqual([]);
  const judged = listRows(buildComplete()).comparison?.gates ?? [];
  expect(drawGates(judged).length).toBeGreaterThan(2);
  expect(drawGates(listRows(buildInvalid()).comparison?.gates ?? [])).toEqual([]);
});
