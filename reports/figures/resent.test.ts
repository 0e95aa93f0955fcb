// The share of requests that were sent again stands beside success in every output, where there were any.
import { expect, test } from 'vitest';
import type { FaultsDocument } from '../document/faults.ts';
import { csvFaults, csvTrials } from '../exports/csv.ts';
import { summary } from '../exports/markdown.ts';
import { listRows } from '../exports/registry.ts';
import { parseCsv } from '../exports/test-csv.ts';
import { buildComplete } from '../fixtures/documents.ts';
import { buildFaults } from '../fixtures/faults-document.ts';
import { buildCurve, buildSweep } from '../fixtures/swept-run.ts';
import { renderSweepPage } from '../html/sweep-page.ts';
import { renderFaultsTable } from '../terminal/faults-table.ts';
import { renderSweepTable } from '../terminal/sweep-table.ts';

const wide = { widthColumns: 260, colour: false };

test('of a run, in the Markdown table and for each trial in CSV', () => {
  const document = buildComplete();
  const scenarios = document.scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.map((cell, index) => ({
      ...cell,
      resentRequests: index === 0 ? Math.round(cell.succeeded / 100) : 0,
    })),
  }));
  const trials = document.trials.map((trial, index) => ({ ...trial, resentRequests: index }));
  const text = summary.render(listRows({ ...document, scenarios, trials }), {});
  expect(text).toMatch(/\| resent \|\n/);
  expect(text).toMatch(/\| (0\.99\d?|1) ?% \|\n/);
  expect(summary.render(listRows(document), {})).not.toContain('resent');
  const [header = [], ...rows] = parseCsv(csvTrials.render(listRows({ ...document, trials }), {}));
  const at = header.indexOf('resentRequests');
  expect(rows.map((row) => row[at])).toEqual(trials.map((_, index) => String(index)));
});

test('of a sweep, at each rate of table and page', () => {
  const curve = buildCurve('a', 1);
  const points = curve.points.map((point) => ({ ...point, resentRatio: 0.0123 }));
  const resent = buildSweep('first', [{ ...curve, points }, buildCurve('b', 2)]);
  expect(renderSweepTable(resent, wide)).toMatch(/resent[\s\S]*1\.23 ?%/);
  expect(renderSweepPage(resent)).toMatch(/resent[\s\S]*1\.23 ?%/);
  // Not known of the other curve, which is no 0.
  expect(renderSweepTable(resent, wide)).toMatch(/ – +3 /);
  expect(renderSweepTable(buildSweep(), wide)).not.toContain('resent');
});

test('of faults, in table, Markdown and CSV', () => {
  const plain = buildFaults();
  const cells = plain.faults.cells.map((cell) => ({
    ...cell,
    figures: cell.figures && { ...cell.figures, resentRatio: 0.0456 },
  }));
  const resent: FaultsDocument = { ...plain, faults: { ...plain.faults, cells } };
  const markdown = (document: FaultsDocument) => summary.render(listRows(undefined, document), {});
  expect(renderFaultsTable(resent, wide)).toMatch(/resent[\s\S]*4\.56 ?%/);
  expect(renderFaultsTable(plain, wide)).not.toContain('resent');
  expect(markdown(resent)).toMatch(/4\.56 ?% sent again/);
  expect(markdown(plain)).not.toContain('sent again');
  const [header = [], ...rows] = parseCsv(csvFaults.render(listRows(undefined, resent), {}));
  const shares = rows.map((row) => row[header.indexOf('resentRatio')]);
  expect(shares.filter((share) => share === '0.0456').length).toBeGreaterThan(2);
});
