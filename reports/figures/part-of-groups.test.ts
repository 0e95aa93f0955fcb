// A percentile of fewer groups than those beside it carries a sign and a note in every table.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { MetricEstimate, ResultDocument } from '../document/result.ts';
import { readDocument } from '../document/versions.ts';
import { summary } from '../exports/markdown.ts';
import { listRows } from '../exports/registry.ts';
import { renderHtml } from '../html/page.ts';
import { renderTable } from '../terminal/table.ts';
import { findPartOfGroups, listPartsOfGroups } from './part-of-groups.ts';

const whole = readDocument(
  'result',
  JSON.parse(readFileSync(new URL('../fixtures/v4-complete.json', import.meta.url), 'utf8')),
);

/** The document with a p99 that only its first groups have. @param known how many; 0: of all requests together */
function lackRequests(document: ResultDocument, known: number): ResultDocument {
  const change = (estimate: MetricEstimate): MetricEstimate => {
    if (!/^latencyP\d+Us$/.test(estimate.metric)) return estimate;
    if (estimate.metric !== 'latencyP99Us') return { ...estimate, estimator: 'typical-group' };
    const perGroup = estimate.perGroup.map((value, group) => (group < known ? value : null));
    const estimator = known === 0 ? 'pooled' : 'typical-group';
    // Below p95, as happens where the slow groups are the ones with few requests.
    return { ...estimate, estimator, value: 1, perGroup };
  };
  const scenarios = document.scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.map((cell) => ({ ...cell, metrics: cell.metrics.map(change) })),
  }));
  return { ...document, scenarios };
}

const strip = (text: string) => text.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
const outputs: readonly (readonly [string, (document: ResultDocument) => string])[] = [
  ['terminal', (document) => renderTable(document, { widthColumns: 240, colour: false })],
  ['page', renderHtml],
  ['Markdown', (document) => summary.render(listRows(document), {})],
];

test.each(outputs)('%s marks it and says of how many groups it is', (_, render) => {
  const groups = whole.scenarios[0]?.cells[0]?.groups ?? 0;
  expect(groups).toBeGreaterThan(2);
  expect(strip(render(lackRequests(whole, 2)))).toMatch(
    new RegExp(`1.µs‡.*‡ From other groups .*p99 of .* in 2 of ${groups} groups`),
  );
  expect(strip(render(lackRequests(whole, 0)))).toMatch(/‡.* is over all requests/);
  expect(render(lackRequests(whole, groups))).not.toContain('‡');
});

test('a figure that is missing, of all groups or no percentile is no part', () => {
  const [scenario] = lackRequests(whole, 2).scenarios;
  const cell = scenario?.cells.find(({ metrics }) => metrics.length > 0);
  if (scenario === undefined || cell === undefined) throw new Error('no cell');
  expect(findPartOfGroups(cell, 'latencyP99Us')).toMatchObject({ known: 2 });
  expect(findPartOfGroups(cell, 'latencyP50Us')).toBeUndefined();
  expect(findPartOfGroups(cell, 'throughputRps')).toBeUndefined();
  expect(findPartOfGroups(cell, 'latencyP90Us')).toBeUndefined();
  expect(listPartsOfGroups(scenario, ['latencyP50Us', 'latencyP99Us']).length).toBeGreaterThan(0);
});
