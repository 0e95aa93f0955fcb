// Capacities within an SLO on the page and in the terminal: the finding, the figures, what is no figure.
import { expect, test } from 'vitest';
import type { SloCapacity } from '../document/slo-capacity.ts';
import type { SweepDocument } from '../document/sweep.ts';
import { buildCapacitySearch } from '../fixtures/swept-run.ts';
import { renderSweepTable } from '../terminal/sweep-table.ts';
import { renderSweepPage } from './sweep-page.ts';

const search = buildCapacitySearch();

/** The search with the capacity of its last variant changed. */
const changeLast = (change: Partial<SloCapacity>): SweepDocument => ({
  ...search,
  scenarios: search.scenarios.map((scenario) => ({
    ...scenario,
    curves: scenario.curves.map((curve, index) =>
      index === 0 || curve.sloCapacity === undefined
        ? curve
        : { ...curve, sloCapacity: { ...curve.sloCapacity, ...change } },
    ),
  })),
});

const tableOf = (document: SweepDocument) =>
  renderSweepTable(document, { widthColumns: 140, colour: false });

test('the finding is the title, and every variant has its capacity, its interval and the path to it', () => {
  const page = renderSweepPage(search);
  const heading = /<h1[\s\S]*?<\/h1>/.exec(page)?.[0] ?? '';
  expect(heading).toContain('2.0×');
  expect(heading).toContain('[1.8');
  expect(page).toContain('1,316 – 1,484');
  // Two variants, in the table, by group, and four slices in each of three groups.
  expect(page.match(/<th scope="row">/g)).toHaveLength(2 + 2 + 2 * 3 * 4);
  expect(page).not.toContain('<svg viewBox');
  expect(page.slice(page.indexOf('<main>'), page.indexOf('<script>'))).not.toMatch(
    /NaN|Infinity|undefined/,
  );
});

test('the table of a terminal has the same, in any width', () => {
  const table = tableOf(search);
  expect(table).toContain('second: capacity within the SLO 2.0× vs baseline [1.80×, 2.2×]');
  expect(table).toMatch(/second +1,400 +1,316 – 1,484 +2\.0× .*better/);
  for (const widthColumns of [40, 80]) {
    const lines = renderSweepTable(search, { widthColumns, colour: false }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(widthColumns);
  }
});

test('a capacity beyond the rates is a bound, never a figure, and nothing is called better', () => {
  const { comparison } = search.scenarios[0]?.curves[1]?.sloCapacity ?? {};
  const none = { rateRps: null, lowerRps: null, upperRps: null };
  const censored = changeLast({
    ...{ status: 'above', ...none, boundRps: 3_000 },
    ...(comparison && {
      comparison: {
        ...comparison,
        ...{ ratio: null, ratioLower: null, ratioUpper: null, verdict: 'not-judged' },
      },
    }),
  });
  const table = tableOf(censored);
  expect(table).toContain('No capacity could be compared with the baseline');
  expect(table).toMatch(/second +above 3,000 +– +–/);
  expect(table).not.toContain('better');
});

test('names from outside stay text', () => {
  const page = renderSweepPage(buildCapacitySearch('<img src=x onerror=alert(1)>'));
  expect(page).not.toContain('<img');
});
