// Pages in a browser, in the terminal and on the page: every variant, page and view, and nothing where none was visited.
import { expect, test } from 'vitest';
import type { Cell, PageResult, ResultDocument } from '../document/result.ts';
import { buildRich } from '../fixtures/rich-document.ts';
import { renderHtml } from '../html/page.ts';
import { renderTable } from '../terminal/table.ts';

const pageOf = (view: PageResult['view'], readyUs: number): PageResult => ({
  ...{ page: 'list <b>', view, visits: 12, failed: 1, readyUs, lcpUs: readyUs, ttfbUs: 4_000 },
  ...{ inpUs: null, clsScore: 0.125, transferBytes: 30_720, requests: 2, satisfiedMs: 500 },
  ...{ apdex: 0.75, frustratedRatio: 0.1, failureReasons: [{ reason: 'status 503', count: 1 }] },
});

function addPages(document: ResultDocument): ResultDocument {
  const change = (cell: Cell, at: number): Cell => ({
    ...cell,
    pages: [pageOf('first', 200_000 + at * 1_000), pageOf('repeat', 90_000)],
    metrics: [
      ...cell.metrics,
      { metric: 'pageReadyUs', value: 145_000 + at * 1_000, perGroup: [] },
    ],
  });
  const scenarios = document.scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.map((cell, at) => (cell.verdict === 'not-run' ? cell : change(cell, at))),
  }));
  return { ...document, scenarios };
}

test('the terminal has a line a variant', () => {
  const text = renderTable(addPages(buildRich()), { widthColumns: 160, colour: false });
  expect(text).toContain('Pages in a browser under this load, T = 500');
  expect(text).toMatch(/threads = pool +14\d\sms/);
});

test('the page has both views of each page, in two languages, and failures with their reasons', () => {
  const html = renderHtml(addPages(buildRich()));
  for (const words of ['Pages in a browser', '浏览器中的页面', 'repeat view', '再次访问', '200'])
    expect(html).toContain(words);
  expect(html).toContain('list &lt;b&gt;');
  expect(html).not.toContain('list <b>');
  expect(html).toMatch(/1 × status 503/);
});

test('neither says a word where no page was visited', () => {
  const document = buildRich();
  expect(renderTable(document, { widthColumns: 160, colour: false })).not.toContain('browser');
  expect(renderHtml(document)).not.toContain('Pages in a browser');
});
