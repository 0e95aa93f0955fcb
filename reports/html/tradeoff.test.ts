// Throughput against latency: which variants gain in both, what is drawn, and where there is nothing to draw.
import { expect, test } from 'vitest';
import { quoteText } from '../document/messages/message.ts';
import type { Comparison, ResultDocument, VerdictKind } from '../document/result.ts';
import { kindOfTradeoff, listTradeoffs } from '../figures/tradeoff.ts';
import { buildComplete, buildInvalid } from '../fixtures/documents.ts';
import { renderHtml } from './page.ts';

type Verdicts = readonly [throughput: VerdictKind, latency: VerdictKind];

/** The verdicts of the first variants beside the baseline, under one load. */
function buildWith(verdicts: readonly Verdicts[], kind: 'closed' | 'open'): ResultDocument {
  const document = buildComplete();
  const [first] = document.scenarios;
  if (first === undefined) throw new Error('no scenario');
  const baseline = first.cells.find(({ verdict }) => verdict === 'baseline');
  const others = first.cells.filter(
    ({ verdict, wrongBodies }) => !['baseline', 'not-run'].includes(verdict) && wrongBodies === 0,
  );
  if (baseline === undefined || others.length < verdicts.length) throw new Error('too few cells');
  const judge = (comparison: Comparison, [throughput, latency]: Verdicts): Comparison => {
    if (comparison.metric === 'throughputRps') return { ...comparison, verdict: throughput };
    return comparison.metric === 'latencyP99Us' ? { ...comparison, verdict: latency } : comparison;
  };
  const cells = verdicts.map((own, at) => {
    const cell = others[at] ?? baseline;
    return { ...cell, warnings: [], comparisons: cell.comparisons.map((one) => judge(one, own)) };
  });
  const scenario = {
    ...first,
    load: { ...first.load, kind },
    cells: [baseline, ...cells],
    recommendation: null,
  };
  return { ...document, gates: [], warnings: [], scenarios: [scenario] };
}

const all: readonly Verdicts[] = [
  ['better', 'better'],
  ['better', 'inconclusive'],
  ['better', 'worse'],
];

test('both verdicts make the kind', () => {
  const [scenario] = buildWith(all, 'closed').scenarios;
  if (scenario === undefined) throw new Error('no scenario');
  const rows = listTradeoffs(scenario, scenario.cells);
  expect(rows.map(kindOfTradeoff)).toEqual(['both', 'one', 'trade']);
  for (const { cell, groups } of rows) {
    expect(groups.length).toBeGreaterThan(0);
    expect(groups.length).toBeLessThanOrEqual(cell.groups);
  }
  const [first] = rows;
  if (first === undefined) throw new Error('no row');
  const warning = { message: quoteText('Wrong.'), advice: quoteText('Look.') };
  const warnings = [{ ...warning, code: 'WRONG_BODIES' }];
  const wrong = { ...first, cell: { ...first.cell, warnings } };
  expect(kindOfTradeoff(wrong)).toBe('excluded');
});

test('the finding tells each kind once, in both languages, and the table has both differences', () => {
  const page = renderHtml(buildWith(all, 'closed'));
  const start = page.indexOf('<figure id="s1-against"');
  const figure = page.slice(start, page.indexOf('</figure>', start));
  expect(start).toBeGreaterThan(0);
  expect(figure).toMatch(/Better than the baseline in both: .*Better in one, .* gains in one/);
  expect(figure).toMatch(/两项均优于基线：.*一项更好、另一项等效或未定：.*一项更好、另一项更差：/);
  // A dot, a line across and a line up for each variant.
  expect(figure.match(/<circle /g)).toHaveLength(all.length);
  expect(figure.match(/data-groups=""/g)).toHaveLength(all.length);
  expect(figure.match(/<th scope="row"/g)).toHaveLength(all.length);
  expect(figure).not.toContain('NaN');
});

test('where nothing is better it says so', () => {
  const page = renderHtml(buildWith([['equivalent', 'worse']], 'closed'));
  expect(page).toContain('No variant is better than the baseline in throughput or p99 latency.');
});

test('at a fixed rate, and in a run that is not valid, there is no such drawing', () => {
  expect(renderHtml(buildWith(all, 'open'))).not.toContain('s1-against');
  expect(renderHtml(buildInvalid())).not.toContain('s1-against');
});
