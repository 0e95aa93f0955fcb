import { expect, test } from 'vitest';
import { quoteText } from '../../reports/document/messages/message.ts';
import { buildComplete } from '../../reports/fixtures/documents.ts';
import { renderHtml } from '../../reports/html/page.ts';
import { renderExplanation } from '../../reports/terminal/explain.ts';
import { measureWidth } from '../../reports/terminal/text.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { Finding } from '../profile/finding.ts';
import type { PlanSummary } from '../profile/plan-facts.ts';
import { buildExplainDocument } from './explain-document.ts';

const variant = (index: string, cache = 'none'): PlannedVariant => ({
  ...{ id: `index=${index},cache=${cache}`, label: `${index} · ${cache}` },
  ...{ levels: { index, cache }, isBaseline: index === 'composite' && cache === 'none' },
});

const plan = (nodeType: string, rowsRead: number): PlanSummary => ({
  ...{ shape: `${nodeType} of orders`, isMeasured: true, samples: 5, executionUs: 100 },
  ...{ rowsRead, rowsReturned: 20, buffers: 7, dominantRatio: 1 },
  dominant: {
    nodeType,
    relation: 'orders',
    index: undefined,
    operation: undefined,
    selfUs: 90,
    rowsRead,
  },
});

function finding({ id }: PlannedVariant, found: PlanSummary | undefined): Finding {
  const use = {
    queryId: '1',
    text: 'SELECT  id\n FROM orders',
    calls: 10,
    totalUs: 1_000,
    timeRatio: 1,
  };
  const statements = [{ ...use, rows: 200, buffers: 70, bufferHitRatio: 1, plan: found }];
  return {
    ...{ scenario: 'browse', variantId: id, loadMs: 1_000, succeeded: 10 },
    database: { calls: 10, totalUs: 1_000, statements, bufferHitRatio: 1 },
    ...{ cacheHitRatio: undefined, runtime: undefined, poolWaitP99Us: undefined },
  };
}

const [base, none, fk, both] = [
  variant('composite'),
  variant('none'),
  variant('fk'),
  variant('none', 'memory'),
] as const;
const document = buildExplainDocument({
  ...{
    runId: 'r1',
    explainedAt: '2026-01-01T00:00:00Z',
    loadMs: 1_000,
    notes: [quoteText('A note.')],
  },
  variants: [base, none, fk, both],
  findings: [
    finding(base, plan('Index Scan', 20)),
    finding(none, plan('Seq Scan', 100_000)),
    finding(fk, plan('Bitmap Heap Scan', 300)),
    finding(both, undefined),
  ],
});
const sentences = document.scenarios[0]?.cells.map(
  ({ database }) => database?.statements[0]?.sentence?.text ?? null,
);

test('a variant is compared with the baseline by the one level in which it differs', () => {
  expect(sentences?.[1]).toMatch(
    /sequential scan of orders; .*; with index = composite it reads 20 rows instead of 100,000/,
  );
});

test('the baseline is compared with the variant whose rows differ most', () => {
  expect(sentences?.[0]).toContain('with index = none it reads 100,000 rows instead of 20');
});

test('without a plan there is no sentence, and what is not known is null', () => {
  const cell = document.scenarios[0]?.cells[3];
  expect(cell?.database?.statements[0]).toMatchObject({ plan: null, sentence: null });
  expect(cell).toMatchObject({ gcRatio: null, poolWaitP99Us: null, cacheHitRatio: null });
});

test.each([40, 80, 160])('at %d columns no line of the text is wider', (widthColumns) => {
  const text = renderExplanation(document, { widthColumns, colour: false });
  expect(Math.max(...text.split('\n').map(measureWidth))).toBeLessThanOrEqual(widthColumns);
  expect(text).toContain('composite · none (baseline)');
  expect(text).toContain('! A note.');
});

test('the page tells an explanation in a section of its own, and has none without', () => {
  const result = buildComplete();
  expect(renderHtml(result)).not.toContain('id="why"');
  const page = renderHtml(result, { explanation: document });
  expect(page).toContain('id="why"');
  expect(page).toContain('SELECT id FROM orders');
});
