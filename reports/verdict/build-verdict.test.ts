// What the verdict says, in both languages, and when it says nothing.

import { expect, test } from 'vitest';
import { quoteText } from '../document/messages/message.ts';
import { toPlainText } from '../document/messages/sentence.ts';
import type { ResultDocument } from '../document/result.ts';
import { indexVariants } from '../figures/lookup.ts';
import {
  buildAA,
  buildComplete,
  buildInvalid,
  buildPartial,
  buildUndecided,
} from '../fixtures/documents.ts';
import type { Localized, Messages } from '../language/catalogue.ts';
import { chinese, english } from '../language/catalogue.ts';
import { buildVerdict } from './build-verdict.ts';
import { describeRecommendation } from './describe-recommendation.ts';

function say(message: Localized, messages: Messages = english): string {
  const sentence = message(messages);
  return typeof sentence === 'string' ? sentence : toPlainText(sentence);
}

/** What is recommended is the title only where there are no gates. */
const buildUngated = () => ({ ...buildComplete(), gates: [] });

test('a failed gate is the title: which metric, which variant, by how much, and never to keep the baseline', () => {
  const { kind, gateStatus, title, lead } = buildVerdict(buildComplete());
  expect([kind, gateStatus]).toEqual(['gates', 'fail']);
  expect(say(title)).toBe(
    'FAIL: p99 latency of threads = pool is 39.2\u00a0ms; required: at most 20.0\u00a0ms. 4 of 50 gates failed.',
  );
  expect(say(title, chinese)).toContain('不通过');
  expect(lead.map((message) => say(message)).join(' ')).toContain('Choose index = composite');
  const [gate] = buildComplete().gates.filter(({ status }) => status === 'fail');
  if (gate === undefined) throw new Error('the fixture has a failed gate');
  const kept = buildVerdict({ ...buildAA(), gates: [gate] });
  const text = [kept.title, ...kept.lead, ...kept.but, ...kept.watch].map((one) => say(one));
  expect(text.join(' ')).not.toMatch(/Keep the baseline|speaks against/);
});

test.each([
  ['pass', /^PASS: p\d+ latency of .* is .*; required: at (most|least) .*\.$/],
  ['inconclusive', /^INCONCLUSIVE: .*, which the data do not decide\. 1 of 1 gate undecided\.$/],
  ['error', /^NOT JUDGED: .*; 1 of 1 gate could not be judged\.$/],
] as const)('a gate that is %s is told as such', (status, words) => {
  const [gate] = buildComplete().gates;
  if (gate === undefined) throw new Error('the fixture has gates');
  const { title, gateStatus } = buildVerdict({ ...buildAA(), gates: [{ ...gate, status }] });
  expect(gateStatus).toBe(status);
  expect(say(title)).toMatch(words);
});

test('a choice names the variant, the effect with its interval, the baseline and the scenario', () => {
  const { title, lead, kind } = buildVerdict(buildUngated());
  expect(kind).toBe('choose');
  expect(say(title)).toBe('Choose index = composite; one other is tied with it.');
  const text = lead.map((message) => say(message)).join(' ');
  expect(text).toMatch(/^In scenario browse, 16 connections, closed loop\./);
  expect(text).toMatch(/for the baseline: \d\.\d×, with a 95% interval from \d\.\d× to \d\.\d×\./);
});

test('caveats name ties, other scenarios and what was not tested', () => {
  const { but, untested } = buildVerdict(buildComplete());
  expect(but.map((message) => say(message))).toEqual([
    'index = covering is tied with it in throughput: choose it if it is simpler to run.',
    'In scenario order-entry, 16 connections, closed loop, the recommendation is index = fk.',
  ]);
  expect(say(untested[0] ?? (() => ''))).toBe('Failure behaviour was not tested.');
});

test('a run that met trouble says so', () => {
  const { but, watch } = buildVerdict(buildPartial());
  const text = [...but, ...watch].map((message) => say(message)).join('\n');
  expect(text).toContain('The run stopped early: 7 of 12 groups.');
  expect(text).toContain('2 variants are still undecided: about 10 more groups would decide them.');
  expect(text).toContain('Configuration not confirmed: threads = pool.');
  expect(text).toContain('1 group was void and left out');
});

test('an invalid run has no verdict, only reasons, whatever its cells and headline say', () => {
  const document = buildInvalid();
  const headline = buildComplete().headline;
  const verdict = buildVerdict({ ...document, headline });
  expect(verdict.kind).toBe('invalid');
  expect(say(verdict.title)).toBe('No conclusion: this run cannot be trusted.');
  expect(say(verdict.lead[0] ?? (() => ''))).toContain('99% of its CPU');
  const { sure, checked, but, watch, untested } = verdict;
  expect([sure, checked, but, watch, untested].flat()).toEqual([]);
});

test('one program under two names keeps the baseline', () => {
  const { kind, title } = buildVerdict(buildAA());
  expect(kind).toBe('keep-baseline');
  expect(say(title)).toBe('Keep the baseline.');
});

test('a baseline beside what is undecided is kept only for now, without praise', () => {
  const { title, watch, kind, but } = buildVerdict(buildUndecided());
  expect(kind).toBe('undecided');
  expect(say(title)).toBe('Undecided: keep the baseline for now.');
  expect(say(title, chinese)).toBe('未定：暂时保留基线。');
  expect(watch.map((message) => say(message))).not.toContain('No drawbacks measured.');
  expect(but.map((message) => say(message)).join(' ')).toContain('about 7 more groups');
});

test('an open question says how many more groups it would take', () => {
  const verdict = buildVerdict({
    ...{ ...buildPartial(), gates: [] },
    headline: {
      kind: 'no-conclusion',
      scenarioIndex: null,
      variantId: null,
      reasons: [quoteText('Too few groups.')],
    },
  });
  expect(verdict.lead.map((message) => say(message))).toEqual([
    'Too few groups.',
    'About 10 more groups would probably decide it.',
    'Tested once, after 6 groups, at a 5% error rate. It stopped because all planned groups were run.',
    'Intervals cover launches of this run on this machine; another occasion may differ by more (--epochs).',
  ]);
});

test.each(['WRONG_BODIES', 'FAILURES', 'NOTHING_SENT', 'NOT_MEASURED'])(
  'no number of groups settles it where the baseline has %s',
  (code) => {
    const document = { ...buildPartial(), gates: [] };
    const barred = {
      code,
      message: quoteText('It cannot be relied on.'),
      advice: quoteText('Mend it.'),
    };
    const scenarios = document.scenarios.map((scenario) => ({
      ...scenario,
      cells: scenario.cells.map((cell) =>
        cell.verdict === 'baseline' ? { ...cell, warnings: [barred] } : cell,
      ),
    }));
    const reasons = [quoteText("The baseline can't be relied on.")];
    const headline = {
      kind: 'no-conclusion',
      scenarioIndex: null,
      variantId: null,
      reasons,
    } as const;
    const { lead } = buildVerdict({ ...document, scenarios, headline });
    const text = lead.map((message) => say(message)).join(' ');
    expect(text).toContain('More groups will not help: fix the baseline');
    expect(text).not.toMatch(/would probably decide|narrow the intervals/);
    expect(lead.map((message) => say(message, chinese)).join(' ')).toContain('请修好基线');
  },
);

test('groups that would decide another metric than the one it is about are not asked for', () => {
  const document = { ...buildPartial(), gates: [] };
  const scenarios = document.scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.map((cell) => ({
      ...cell,
      comparisons: cell.comparisons.map((comparison) =>
        comparison.metric === scenario.primaryMetric
          ? { ...comparison, verdict: 'not-judged' as const, moreGroups: null }
          : { ...comparison, verdict: 'inconclusive' as const, moreGroups: 711 },
      ),
    })),
  }));
  const headline = {
    kind: 'no-conclusion',
    ...{ scenarioIndex: null, variantId: null },
    reasons: [quoteText('No variant could be compared with the baseline.')],
  } as const;
  const { lead } = buildVerdict({ ...document, scenarios, headline });
  expect(lead.map((message) => say(message)).join(' ')).not.toContain('711');
});

test('where nothing but the baseline was run, no number of groups is asked for', () => {
  const document = { ...buildPartial(), gates: [] };
  const scenarios = document.scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.map((cell) =>
      cell.verdict === 'baseline' ? cell : { ...cell, verdict: 'not-run' as const },
    ),
  }));
  const headline = {
    kind: 'no-conclusion',
    ...{ scenarioIndex: null, variantId: null },
    reasons: [quoteText('No variant could be compared with the baseline.')],
  } as const;
  const { lead } = buildVerdict({ ...document, scenarios, headline });
  const text = lead.map((message) => say(message)).join(' ');
  expect(text).toContain('nothing but the baseline was measured');
  expect(text).not.toContain('narrow the intervals');
});

test('the Chinese verdict holds the same figures as the English one', () => {
  const { title, lead } = buildVerdict(buildUngated());
  const figures = (messages: Messages) =>
    [title, ...lead].flatMap(
      (message) => say(message, messages).match(/[\d.,]+[×%]|[\d,.]+\u00a0/g) ?? [],
    );
  expect(figures(chinese).toSorted()).toEqual(figures(english).toSorted());
  expect(say(title, chinese)).toBe('选择 index = composite；另有 1 个方案与之并列。');
});

test('an invalid run without a figure points to none', () => {
  const document = buildInvalid();
  const last = (one: ResultDocument) => say(buildVerdict(one).lead.at(-1) ?? (() => ''));
  expect(last(document)).toContain('The figures below');
  const empty = { ...document, scenarios: [] };
  expect(last(empty)).toBe('Nothing was measured. Fix the cause and run again.');
});

test('caveats of the other variants are told with their names, and what is too much is counted', () => {
  const document = buildUngated();
  const { scenarioIndex, variantId } = document.headline;
  const other = document.scenarios[scenarioIndex ?? 0]?.cells.find(
    (cell) => cell.verdict !== 'baseline' && cell.variantId !== variantId,
  )?.variantId;
  const warn = (index: number) => ({
    ...{
      code: 'SATURATED',
      message: quoteText(`Caveat ${index}.`),
      advice: quoteText('See to it.'),
    },
  });
  const withCaveats = (count: number): ResultDocument => ({
    ...{ ...document, warnings: [] },
    scenarios: document.scenarios.map((scenario, index) => ({
      ...scenario,
      cells: scenario.cells.map((cell) => ({
        ...{ ...cell, comparisons: [], wrongBodies: 0 },
        warnings:
          index === scenarioIndex && cell.variantId === other
            ? Array.from({ length: count }, (_, each) => warn(each))
            : [],
      })),
    })),
  });
  const told = (count: number) => buildVerdict(withCaveats(count)).watch.map((one) => say(one));
  const before = told(0).filter((text) => !text.includes('drawbacks')).length;
  expect(told(1).find((text) => text.includes('Caveat 0.'))).toMatch(/^\S+ = .*: Caveat 0\. See/);
  const many = told(9);
  expect(many).toHaveLength(5);
  expect(many.at(-1)).toBe(`${before + 9 - 4} more caveats stand further down in the report.`);
});

test('a scenario says what the verdict says, in the same sentence', () => {
  const documents = [buildUndecided(), buildAA(), buildComplete()];
  const said = documents.map((document) => {
    const ungated = { ...document, gates: [] };
    const [scenario] = ungated.scenarios;
    if (scenario === undefined) throw new Error('no scenario');
    const one = { ...ungated, scenarios: [scenario] };
    const finding = say(describeRecommendation(scenario, indexVariants(one)));
    expect(say(buildVerdict(one).title)).toBe(finding);
    return finding;
  });
  expect(said).toEqual([
    'Undecided: keep the baseline for now.',
    'Keep the baseline.',
    expect.stringMatching(/^Choose .*; one other is tied with it\.$/),
  ]);
});

test('what more groups cannot change is no conclusion yet to come', () => {
  const tooMany = (document: ResultDocument): ResultDocument => ({
    ...document,
    headline: { ...document.headline, kind: 'no-conclusion', scenarioIndex: null, variantId: null },
    scenarios: document.scenarios.map((scenario) => ({
      ...scenario,
      recommendation: null,
      cells: scenario.cells.map((cell) => ({
        ...cell,
        comparisons: cell.comparisons.map((comparison) =>
          comparison.moreGroups === null ? comparison : { ...comparison, moreGroups: 1_000 },
        ),
      })),
    })),
  });
  const open = tooMany(buildUndecided());
  const { title, lead } = buildVerdict(open);
  expect(say(title)).toBe('No conclusion.');
  expect(lead.map((one) => say(one)).join(' ')).toContain('More groups will not help: the differ');
});
