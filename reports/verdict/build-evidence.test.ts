// The verdict names what would do for less, how often the run was looked at, and what a correction left open.
import { expect, test } from 'vitest';
import { toPlainText } from '../document/messages/sentence.ts';
import { buildRich } from '../fixtures/rich-document.ts';
import type { Localized } from '../language/catalogue.ts';
import { chinese, english } from '../language/catalogue.ts';
import { renderTable } from '../terminal/table.ts';
import { buildLooks, explainCorrection } from './build-evidence.ts';
import { buildVerdict } from './build-verdict.ts';

const rich = buildRich();

function say(message: Localized | undefined, messages = english): string {
  const sentence = message?.(messages) ?? '';
  return typeof sentence === 'string' ? sentence : toPlainText(sentence);
}

test('the cheaper equivalent is named once, with what it saves', () => {
  const but = buildVerdict(rich).but.map((message) => say(message));
  expect(but[0]).toBe(
    'index = covering is tied with it in throughput and shown to cost less: choose it unless something else speaks against it.',
  );
  expect(but.filter((text) => text.includes('covering'))).toHaveLength(1);
  expect(but.join(' ')).not.toContain('No other variant is tied');
});

test('looks that took place, their error and the reason for stopping are told', () => {
  expect(say(buildLooks(rich))).toBe(
    'Tested after 5 and 8 groups, each time at a 2.3% error rate, so that the overall error rate is 5%. It stopped because nothing was left to decide.',
  );
  expect(say(buildLooks(rich), chinese)).toContain('第 5、8 组结束后检验');
  const sequential = { ...rich.run.sequential, kind: 'anytime', looks: [] } as const;
  const anytime = { ...rich, run: { ...rich.run, sequential } };
  expect(say(buildLooks(anytime))).toContain('Tested after every group, 8 groups in all');
});

test('a run whose groups were fitted to a time says so, and not that all planned groups were run', () => {
  const stopped = { stoppedBecause: 'groups', budgetMs: 600_000 } as const;
  const sequential = { ...rich.run.sequential, ...stopped };
  const fitted = { ...rich, run: { ...rich.run, sequential } };
  expect(say(buildLooks(fitted))).toMatch(
    /It stopped after the number of groups that fit its time budget of 10 min 00 s\.$/,
  );
  expect(say(buildLooks(fitted), chinese)).toContain('时间预算');
  expect(say(buildLooks(fitted), chinese)).not.toContain('计划的组已全部运行');
  expect(renderTable(fitted, { widthColumns: 200, colour: false }).split('\n')[0]).toContain(
    'as many as fit the budget of 10 min 00 s',
  );
});

test('an interval that leaves out no difference and decides nothing is explained, in the terminal too', () => {
  const scenario = rich.scenarios[1];
  const notes = scenario?.cells.flatMap((cell) => {
    const comparison = cell.comparisons.find(({ metric }) => metric === scenario.primaryMetric);
    return say(explainCorrection(comparison, rich)) || [];
  });
  expect(notes).toEqual([
    'the interval alone would decide (p 0.0078); corrected for all comparisons p is 0.13, above 0.022',
  ]);
  const text = renderTable(rich, { widthColumns: 200, colour: false });
  expect(text).toMatch(/\n\? .*: the interval alone would decide \(p 0\.0078\)/);
  expect(text.split('\n')[0]).toContain(
    '9 variants × 8 valid groups of 27 · decided at the test after 8 · complete',
  );
});
