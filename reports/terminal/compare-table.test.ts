import { expect, test } from 'vitest';
import { quoteText } from '../document/messages/message.ts';
import { buildComparedRuns, comparedEffect, replaceEffects } from '../fixtures/compared-runs.ts';
import { renderCompareTable } from './compare-table.ts';
import { measureWidth } from './text.ts';

const plain = (widthColumns: number, comparison = buildComparedRuns()) =>
  renderCompareTable(comparison, { widthColumns, colour: false });

test('what changed is said in words: environment first, then the effect with its interval', () => {
  const text = plain(160).replaceAll(/\s+/g, ' ');
  expect(text).toContain('Other Node version, other commit.');
  expect(text).toContain(
    'The effect of composite on browse (closed-16), throughput, went from 9.1× to 10.8× (1.19× [0.95×, 1.49×], unclear).',
  );
});

test.each([40, 80, 160])('no line is wider than %i columns, Chinese names included', (width) => {
  const { effects } = buildComparedRuns();
  const chinese = effects.map((one) => ({
    ...one,
    variantLabel: '复合索引 · 单线程 · 内存缓存（很大）',
  }));
  const lines = plain(width, replaceEffects(chinese)).split('\n');
  for (const line of lines) expect(measureWidth(line)).toBeLessThanOrEqual(width);
  // The verdict stays whatever else has to go, and starts in one column.
  const rows = lines.filter((line) => /unclear$|same effect$/.test(line));
  expect(rows.length).toBeGreaterThan(0);
  const columns = rows.map((line) => measureWidth(line.replace(/(unclear|same effect)$/, '')));
  expect(new Set(columns).size).toBe(1);
});

test('A and B are drawn on one axis, the larger effect further right', () => {
  for (const width of [80, 160]) {
    const [a = '', b = ''] = plain(width)
      .split('\n')
      .filter((line) => /[├●○]/.test(line));
    expect(a.indexOf('●')).toBeGreaterThan(0);
    expect(b.indexOf('●')).toBeGreaterThan(a.indexOf('●'));
  }
});

test('figures of two days stand under a heading that says so, behind everything that is judged', () => {
  const text = plain(120);
  expect(
    text.indexOf('Absolute figures of two days: descriptive only, no verdict'),
  ).toBeGreaterThan(text.indexOf('unclear'));
  expect(text).toMatch(/composite\s+9,100\sreq\/s\s+5,400\sreq\/s/);
});

test('where nothing is judged the reason stands in the place of the effects', () => {
  const comparison = {
    ...replaceEffects([]),
    noVerdictReasons: [quoteText('Run b is invalid.')],
    figures: [],
  };
  const text = plain(80, comparison);
  expect(text).toContain('No verdict. Run b is invalid.');
  expect(text).not.toMatch(/×|Absolute|Change:/);
});

test('several effects are counted by verdict, and those that changed are told, strongest first', () => {
  const change = (ratio: number) => ({ ratio, ratioLower: ratio * 0.95, ratioUpper: ratio * 1.05 });
  const text = plain(
    200,
    replaceEffects([
      { ...comparedEffect, variantLabel: 'mild', verdict: 'grew', change: change(1.2) },
      { ...comparedEffect, variantLabel: 'strong', verdict: 'shrank', change: change(0.5) },
      { ...comparedEffect, verdict: 'same' },
      { ...comparedEffect, isPrimary: false, metric: 'cpuPerRequestUs', verdict: 'grew' },
    ]),
  );
  expect(text.indexOf('The effect of strong')).toBeLessThan(text.indexOf('The effect of mild'));
  expect(text).toContain('Of 3 primary effects: 2 changed, 1 the same within 5%, 0 unclear.');
});

test('an effect that was not judged has its reason below its table', () => {
  const reason = quoteText('There were wrong answers in a run.');
  const effect = { ...comparedEffect, verdict: 'not-judged', change: null, reason } as const;
  expect(plain(80, replaceEffects([effect, effect])).match(/Not judged: /g)).toHaveLength(1);
});
