// The Chinese page of a run that is judged now: nothing English in it but names, commands and what others wrote.
import { expect, test } from 'vitest';
import { analyseRun } from '../bench/analysis/compare/analyse-run.ts';
import { buildTestRecords } from '../bench/analysis/test-run.ts';
import { buildPlan } from '../bench/plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../bench/plan/test-experiment.ts';
import { describeStatement, describeStep } from '../bench/profile/plan-sentence.ts';
import { writeMessage } from '../reports/document/messages/message.ts';
import type { ResultDocument } from '../reports/document/result.ts';
import { buildComplete } from '../reports/fixtures/documents.ts';
import { buildExplanation } from '../reports/fixtures/explained-run.ts';
import { pageViews, unchanged } from '../reports/fixtures/views.ts';
import { renderHtml } from '../reports/html/page.ts';

/** Elements whose text is no sentence of the page in Chinese. */
const isLeftOut = (tag: string, attributes: string, areQuotesLeftOut: boolean): boolean => {
  if (/^(head|script|style|code|bdi|pre)$/.test(tag)) return true;
  if (!/\slang="en"/.test(attributes) || tag === 'html') return false;
  return areQuotesLeftOut || !/class="quote"/.test(attributes);
};

/** The texts of the page as a reader of Chinese sees them, a line for each block. */
function listChineseTexts(page: string, areQuotesLeftOut: boolean): readonly string[] {
  let text = '';
  let leftOut: { readonly tag: string; depth: number } | undefined;
  for (const [, close, tag, attributes = '', words] of page.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)([^>]*)>|([^<]+)/g,
  )) {
    if (leftOut !== undefined) {
      if (tag === leftOut.tag) leftOut.depth += close === '/' ? -1 : 1;
      if (leftOut.depth === 0) leftOut = undefined;
    } else if (words !== undefined) text += words;
    else if (tag !== undefined && close !== '/' && isLeftOut(tag, attributes, areQuotesLeftOut))
      leftOut = { tag, depth: 1 };
    else if (!/^(b|small|span)$/.test(tag ?? '')) text += '\n';
  }
  return text.split('\n');
}

const isEnglish = (text: string): boolean => /(?:\b[a-z]{2,}\b[ ,]+){2}[a-z]{2,}\b/.test(text);

test.each(pageViews.map(({ name, render }) => [name, render(unchanged)] as const))(
  'whatever English the page of %s holds is marked as such',
  (_, page) => {
    expect(listChineseTexts(page, true).filter(isEnglish)).toEqual([]);
    expect(listChineseTexts(page, true).join('')).toMatch(/\p{Script=Han}/u);
  },
);

const experiment = buildTestExperiment({
  scenarios: [buildTestScenario('browse')],
  slices: { slicesPerGroup: 2, sliceMs: 100, dropFirstMs: 0, warmupMs: 0, loadMs: 2_000 },
  groups: 4,
});
const plan = buildPlan(experiment, { variantPatterns: ['cache=memory,threads=single'] });
const [baseline = '', other = ''] = plan.variants.map(({ id }) => id);
const judge = (options: Parameters<typeof buildTestRecords>[2]): ResultDocument => ({
  ...buildComplete(),
  gates: [],
  ...analyseRun({
    ...{ experiment, plan, records: buildTestRecords(experiment, plan, options) },
    ...{ placement: { service: '0', generator: '1' }, cpuCount: 2 },
  }),
});

test.each([
  ['a quiet run', judge({})],
  ['void groups', judge({ voidGroups: [0] })],
  [
    'wrong responses',
    judge({
      change: (trial) =>
        trial.variantId === other
          ? { ...trial, wrongBodies: 3, failureReasons: { 'body: no total': 3 } }
          : trial,
    }),
  ],
  [
    'requests that do not add up',
    judge({ change: (trial) => ({ ...trial, counts: { ...trial.counts, inFlightAtEnd: 1 } }) }),
  ],
  [
    'caveats of the driver',
    judge({
      change: (trial) => ({
        ...trial,
        caveats: [writeMessage('caveat-generator-late'), writeMessage('caveat-strays')],
      }),
    }),
  ],
  [
    'settings of another',
    judge({ behaviours: { [baseline]: { configHash: 'x' }, [other]: { configHash: 'x' } } }),
  ],
])('the Chinese page of %s says everything in Chinese', (_, document) => {
  const texts = listChineseTexts(renderHtml(document), false);
  expect(texts.filter(isEnglish)).toEqual([]);
});

test('an explanation says everything in Chinese', () => {
  const dominant = {
    ...{ nodeType: 'Seq Scan', relation: 'deals', index: undefined, operation: undefined },
    ...{ selfUs: 7_800, rowsRead: 50_000 },
  };
  const plan = {
    ...{ shape: 'Seq Scan on deals', isMeasured: true, samples: 3, executionUs: 8_000 },
    ...{ rowsRead: 50_000, rowsReturned: 20, buffers: 1_200, dominantRatio: 0.97 },
    ...{ steps: [dominant], dominant },
  };
  const indexed = { ...plan, shape: 'Index Scan on deals', rowsRead: 20 };
  const label = writeMessage('plan-with', { level: 'index = composite' });
  const sentence = describeStatement({ timeRatio: 0.9, plan }, { label, plan: indexed });
  const told = buildExplanation();
  const spoken = {
    ...{ ...told, notes: [writeMessage('plan-no-samples')] },
    scenarios: told.scenarios.map(({ scenario, cells }) => ({
      scenario,
      cells: cells.map((cell) => ({
        ...cell,
        database: cell.database && {
          ...cell.database,
          statements: cell.database.statements.map((one) => ({
            ...{ ...one, sentence },
            plan: one.plan && { ...one.plan, dominantStep: describeStep(plan.dominant) },
          })),
        },
      })),
    })),
  };
  const texts = listChineseTexts(renderHtml(judge({}), { explanation: spoken }), false);
  expect(texts.filter(isEnglish)).toEqual([]);
  expect(texts.join()).toContain('数据库时间的 87% 用于 deals 的顺序扫描');
});

test('what an older document says in English alone would be found', () => {
  const texts = listChineseTexts(renderHtml(buildComplete()), false);
  expect(texts.filter(isEnglish).join()).toContain('Every scheduled request');
});
