// The section on scaling: what it finds, in both languages, and that it is silent where nothing has a size.
import { expect, test } from 'vitest';
import { toPlainText } from '../document/messages/sentence.ts';
import { checkReferences } from '../document/references.ts';
import { csvScaling } from '../exports/csv.ts';
import { summary } from '../exports/markdown.ts';
import { listRows } from '../exports/registry.ts';
import { parseCsv } from '../exports/test-csv.ts';
import { buildComplete } from '../fixtures/documents.ts';
import { buildScaled } from '../fixtures/scaled-document.ts';
import { chinese, english } from '../language/catalogue.ts';
import { renderTable } from '../terminal/table.ts';
import { describeScaling } from '../verdict/describe-scaling.ts';
import { renderHtml } from './page.ts';

const findings = (buildScaled().scaling ?? []).map((law) =>
  [english, chinese].map((messages) => toPlainText(describeScaling(law)(messages))),
);

test('the finding says where throughput peaks, or that none was seen', () => {
  const [inside, beyond, unbounded, connections, refused] = findings;
  expect(inside?.[0]).toBe(
    'Throughput peaks at instances = 3.13 (interval 2.7 to 3.9), at 877 req/s.',
  );
  expect(beyond?.[0]).toMatch(
    /^Throughput still grows at instances = 4, to 2\.\d+× that at instances = 1; it would peak at instances = 14\.3 \(interval 9\.1 to 40\.2\), which is beyond/,
  );
  expect(unbounded?.[0]).toMatch(
    /peaks at about instances = 3\.13, .* begins at 2\.2 and has no end/,
  );
  expect(connections?.[0]).toMatch(
    /^No peak within what was measured: throughput at 16 connections is .* that at 1 connection\. .* lies at 21 or beyond\.$/,
  );
  expect(refused?.[0]).toBe(
    'No scaling law for instances: 2 sizes were measured. The law has three coefficients, so it takes 3 sizes or more.',
  );
  for (const [, zh = ''] of findings)
    expect(zh.replaceAll('instances', '')).not.toMatch(/[a-z]{3}/);
});

test('the page has a figure for each law, a line for what was not fitted, and its coefficients', () => {
  const page = renderHtml(buildScaled());
  expect(page.match(/<figure id="scaling-\d"/g)).toHaveLength(4);
  expect(page).toContain('No scaling law for');
  expect(page).toContain('N* = 3.13');
  expect(page).toContain('Three sizes always lie on the curve');
  expect(page).not.toContain('NaN');
});

test('a document without laws has a line in the appendix and nothing elsewhere', () => {
  const page = renderHtml(buildComplete());
  expect(page).not.toContain('id="scaling');
  expect(page.slice(page.indexOf('id="absent"'))).toContain('No factor has levels with a');
  expect(renderTable(buildComplete(), { widthColumns: 100, colour: false })).not.toContain('peak');
});

test('terminal, Markdown and CSV say the same', () => {
  const document = buildScaled();
  const [inside] = findings;
  const terminal = renderTable(document, { widthColumns: 300, colour: false });
  expect(terminal).toContain(inside?.[0]);
  const rows = listRows(document);
  expect(summary.render(rows, {})).toContain('### Scaling');
  const [head = [], first = []] = parseCsv(csvScaling.render(rows, {}));
  const cells = Object.fromEntries(head.map((name, at) => [name, first[at]]));
  expect(cells).toMatchObject({ size: '1', over: 'instances', kappa: '0.09', peakSize: '3.13' });
});

test('a law that names no variant of its document is found', () => {
  const document = buildScaled();
  const scaling = (document.scaling ?? []).map((law) => ({ ...law, variantId: 'nobody' }));
  expect(checkReferences(document)).toEqual([]);
  expect(checkReferences({ ...document, scaling }).map(({ path }) => path)).toContain(
    'scaling[0].variantId',
  );
});

test('a bound among the sizes measured is no place of a peak', () => {
  const law = buildScaled().scaling?.find(({ factor }) => factor === null);
  if (law?.fit == null) throw new RangeError('The document has a law over connections.');
  const fit = { ...law.fit, peak: { ...law.fit.peak, lower: 0.766 } };
  const said = toPlainText(describeScaling({ ...law, fit })(english));
  expect(said).toMatch(/^No peak within what was measured: .* these data do not say\.$/);
  expect(said).not.toContain('0.766');
});
