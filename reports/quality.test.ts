// The data quality of a run as every output tells it.
import { expect, test } from 'vitest';
import type { QualityResult } from './document/quality.ts';
import type { ResultDocument } from './document/result.ts';
import { exportFormats, listRows } from './exports/registry.ts';
import { buildComplete } from './fixtures/documents.ts';
import { renderHtml } from './html/page.ts';
import { renderTable } from './terminal/table.ts';

function buildDocument(violations = 0): ResultDocument {
  const document = buildComplete();
  const quality: QualityResult = {
    measures: [
      {
        ...{ name: 'validPhones', description: 'Phones that are some.', dimension: 'validity' },
        ...{ unit: 'share', higherIsBetter: true },
      },
      {
        ...{ name: 'doubles', description: '', dimension: 'uniqueness' },
        ...{ unit: 'count', higherIsBetter: false },
      },
    ],
    variants: document.variants
      .filter(({ status }) => status === 'measured')
      .slice(0, 2)
      .map(({ id, isBaseline }) => ({
        ...{ variantId: id, groups: 8, unread: 0, problem: null, elapsedMs: 12 },
        figures: [
          {
            ...{ measure: 'validPhones', value: isBaseline ? 0.8 : 0.975, perGroup: [] },
            interval: isBaseline ? null : { low: 0.97, high: 0.98 },
            comparison: isBaseline
              ? null
              : {
                  ...{ difference: 0.175, interval: { low: 0.17, high: 0.18 } },
                  ...{ pValue: 0.001, adjustedPValue: 0.002, verdict: 'better' },
                },
          },
          {
            ...{ measure: 'doubles', value: null, interval: null, perGroup: [] },
            comparison: null,
          },
        ],
        invariants: [
          {
            name: 'totals',
            violations: isBaseline ? 0 : violations,
            groups: violations > 0 ? 1 : 0,
          },
        ],
      })),
  };
  return { ...document, quality };
}

const [, other] = buildDocument().quality?.variants ?? [];
const label = buildDocument().variants.find(({ id }) => id === other?.variantId)?.label ?? '';
const render = (name: string, document: ResultDocument) =>
  exportFormats[name]?.render(listRows(document), {}) ?? '';

test('the page has a section with both languages, and how to get one where there is none', () => {
  const page = renderHtml(buildDocument());
  expect(page).toContain('id="quality"');
  expect(page).toContain('Data quality');
  expect(page).toContain('数据质量');
  expect(page).toContain('有效性');
  expect(page).toContain('97.5%');
  expect(page).toContain('+17.5 [+17, +18]');
  expect(renderHtml(buildComplete())).toContain('This run read nothing from the data');
});

test('a broken rule stands before the figures in page, terminal and Markdown', () => {
  const document = buildDocument(3);
  const page = renderHtml(document);
  expect(page.indexOf('wrong data beats any speed')).toBeGreaterThan(0);
  expect(page.indexOf('wrong data beats any speed')).toBeLessThan(page.indexOf('validPhones'));
  const table = renderTable(document, { widthColumns: 120, colour: false });
  expect(table).toMatch(/breaks totals: 3 rows in 1 group/);
  for (const format of ['summary', 'comment'])
    expect(render(format, document)).toMatch(
      /Wrong data[\s\S]*breaks .*totals.*: 3 rows in 1 group/,
    );
});

test('the terminal has a line a measure and variant', () => {
  const table = renderTable(buildDocument(), { widthColumns: 160, colour: false });
  expect(table).toContain('Data quality');
  expect(table).toMatch(/validPhones .*97\.5% .*▲ \+17\.5/);
  expect(table).toContain('The rule holds in all data that were read.');
});

test('CSV has figures as they are, and an empty cell where there is none', () => {
  const lines = render('csv-quality', buildDocument()).trim().split('\r\n');
  expect(lines[0]).toContain('groups,runId,measure,dimension,unit,variantId');
  const own = lines.filter((line) => line.includes(label));
  expect(own[0]).toMatch(/0\.975,0\.97,0\.98,0\.175,0\.17,0\.18,better$/);
  expect(own[1]).toMatch(/,,,,,,,$/);
});

test('a variant with wrong data has no figure over time', () => {
  const id = other?.variantId ?? '';
  const whole = listRows(buildDocument()).comparison?.series ?? [];
  expect(whole.some((series) => series.labels.variant === id)).toBe(true);
  const broken = listRows(buildDocument(3)).comparison?.series ?? [];
  expect(broken.length).toBeGreaterThan(0);
  expect(broken.some((series) => series.labels.variant === id)).toBe(false);
});

test('figures that are equal in every group are the same, and not a difference that is not significant', () => {
  const document = buildDocument();
  const { quality } = document;
  if (quality === undefined) throw new Error('no quality');
  const baseline = document.variants.find(({ isBaseline }) => isBaseline)?.id;
  const comparison = {
    ...{ difference: 0, interval: null, pValue: 1, adjustedPValue: 1 },
    verdict: 'inconclusive' as const,
  };
  const withGroups = (ofVariant: readonly number[]): ResultDocument => ({
    ...document,
    quality: {
      ...quality,
      variants: quality.variants.map((variant) => ({
        ...variant,
        figures: variant.figures.map((figure) => ({
          ...figure,
          perGroup: variant.variantId === baseline ? [0.5, 0.7] : ofVariant,
          comparison: variant.variantId === baseline ? null : comparison,
        })),
      })),
    },
  });
  const tell = (one: ResultDocument) => [
    renderTable(one, { widthColumns: 160, colour: false }),
    render('summary', one),
  ];
  for (const text of tell(withGroups([0.5, 0.7]))) expect(text).toMatch(/validPhones.*= same/);
  for (const text of tell(withGroups([0.7, 0.5]))) expect(text).toMatch(/validPhones.*\? 0/);
  expect(renderHtml(withGroups([0.5, 0.7]))).toContain('相同');
  expect(renderHtml(withGroups([0.7, 0.5]))).toContain('不显著');
});
