// Warm-up, hit ratios and trends reach terminal and page, in both languages.

import { expect, test } from 'vitest';
import { toPlainText } from '../document/messages/sentence.ts';
import { readDocument } from '../document/versions.ts';
import { buildComplete } from '../fixtures/documents.ts';
import { buildRich } from '../fixtures/rich-document.ts';
import { renderHtml } from '../html/page.ts';
import { chinese, english } from '../language/catalogue.ts';
import { renderTable } from '../terminal/table.ts';
import { describeWarmup } from './describe-steadiness.ts';

const rich = buildRich();
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const terminal = flat(renderTable(rich, { widthColumns: 200, colour: false }));

test('the rich document is one by the schema', () => {
  expect(readDocument('result', rich)).toBe(rich);
});

test('the terminal tells requests, how it ended, and hit ratios', () => {
  expect(terminal).toMatch(
    /Warm-up: 12,400 to 12,40\d requests for each variant, in 40 rounds in turn; at its end steady in 3, still changing in 1, too noisy or too short to tell in 1 of 5 groups; its time limit ended it in 2\./,
  );
  expect(terminal).toMatch(/start and end of measurement: \S.* 71\.8% → 74\.2%\./);
  expect(terminal).toMatch(/Cold: measured from the first request/);
  expect(terminal).toMatch(/1400 ms of load \(2,310 requests\), .+ not within this run/);
  expect(terminal).toMatch(/still grew by 40% against the baseline .*about 34,000 requests/);
});

test('where everything was steady, one sentence says so', () => {
  const facts = { fewest: '900', most: '900', rounds: 20, groups: 8, steadyGroups: 8 };
  const said = describeWarmup({ ...facts, changingGroups: 0, boundGroups: 0 });
  expect(toPlainText(said(english))).toBe(
    'Warm-up: 900 requests for each variant, in 20 rounds in turn; at its end steady in 8 of 8 groups.',
  );
});

test('a warm-up that was shorter after another load says so in both languages', () => {
  const facts = {
    ...{ fewest: '900', most: '900', rounds: 20, groups: 8, steadyGroups: 8 },
    ...{ changingGroups: 0, boundGroups: 0, afterLoadGroups: 3 },
  };
  expect(toPlainText(describeWarmup(facts)(english))).toMatch(
    /8 groups; shorter in 3, after another load of the same scenario\.$/,
  );
  expect(toPlainText(describeWarmup(facts)(chinese))).toContain('3 组紧接同一场景的另一负载');
});

test('the page has the table and the caveat in both languages', () => {
  const page = renderHtml(rich);
  for (const { title, trendAgainstBaseline, notWithinRun } of [
    english.steadiness,
    chinese.steadiness,
  ]) {
    for (const words of [title, trendAgainstBaseline, notWithinRun]) expect(page).toContain(words);
  }
  expect(page).toMatch(/<b>\+40%<\/b>/);
  expect(page).toContain('与基线之比从第一个切片到最后一个切片仍上升了 40%');
  expect(page).toContain('预热约 34,000 个请求');
});

test('documents from before say nothing of it', () => {
  const older = buildComplete();
  expect(renderHtml(older)).not.toContain(english.steadiness.title);
  expect(renderTable(older, { widthColumns: 120, colour: false })).not.toContain('Warm-up');
});
