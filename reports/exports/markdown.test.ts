// What a reviewer reads: the verdict, the worst first, nothing where there is nothing, and never too long.
import { expect, test } from 'vitest';
import { quoteText } from '../document/messages/message.ts';
import type { ResultDocument } from '../document/result.ts';
import {
  buildAA,
  buildComplete,
  buildInvalid,
  buildPartial,
  buildSixty,
} from '../fixtures/documents.ts';
import { buildCommentMarker, comment, summary } from './markdown.ts';
import { escapeMarkdown, renderCommand, renderName } from './markdown-text.ts';
import { listRows } from './registry.ts';

const renderSummary = (document: ResultDocument) => summary.render(listRows(document), {});
const renderComment = (document: ResultDocument) => comment.render(listRows(document), {});

/** Many times the gates of the complete fixture. */
function withManyGates(times: number): ResultDocument {
  const document = buildComplete();
  return { ...document, gates: Array.from({ length: times }, () => document.gates).flat() };
}

const firstLine = (text: string) => text.split('\n')[0];
const listed = (text: string) => text.split('\n').filter((line) => line.startsWith('1. '));

test('the summary opens with the gates counted and the verdict sentence', () => {
  const text = renderSummary(buildComplete());
  expect(firstLine(text)).toBe('## ✗ <code>crm</code>: 4 of 50 gates failed, 4 undecided');
  expect(text.split('\n')[2]).toMatch(
    /^\*\*FAIL: p99 latency of <code>threads = pool<\/code> is 39\.2.ms; .*\*\* .*In scenario.* Choose <code>index = composite/,
  );
});

test('gates stand with sign, figure, bounds and limit; those that passed are folded', () => {
  const text = renderSummary(buildComplete());
  expect(text).toContain('| +4.6% | [+2.6%,\u00a0+6.3%] | at most +2% | regression |');
  expect(text).toContain(
    '| 34.4\u00a0ms | [31.4\u00a0ms,\u00a037.1\u00a0ms] | at most 20.0\u00a0ms |',
  );
  const rows = text.split('\n').filter((line) => /^\| [✓✗?!] /.test(line));
  expect(rows.map((row) => row.charAt(2)).join('')).toBe(
    `${'✗'.repeat(4)}${'?'.repeat(4)}${'✓'.repeat(42)}`,
  );
  expect(text.indexOf('<summary>42 passed')).toBeLessThan(text.indexOf('| ✓ '));
});

test('an invalid run shows its reasons in place of a verdict, and no figure', () => {
  for (const text of [renderSummary(buildInvalid()), renderComment(buildInvalid())]) {
    expect(text).toContain('! <code>crm</code>: invalid run, no conclusion');
    expect(text).toContain('it used 99% of its CPU');
    expect(text).not.toMatch(/Choose|req\/s|\bms\b|✓ <code>reads|\| /);
  }
});

test('wrong answers are told even where the run is invalid', () => {
  const text = renderComment({ ...buildPartial(), validity: buildInvalid().validity });
  expect(text).toContain('wrong responses; invalid run, no conclusion');
  expect(text).toContain('<b>41</b> of 3,574 checked');
});

test('an invalid run says which groups were left out and why', () => {
  const document: ResultDocument = { ...buildPartial(), validity: buildInvalid().validity };
  for (const text of [renderSummary(document), renderComment(document)]) {
    expect(text).toContain('Groups left out: 1 of 7');
    expect(text).toContain('- Group 7: Service threads = pool died in mid-slice');
  }
});

test('the comment leads with three findings: wrong answers, failed gates, then the rest folded', () => {
  const found = listed(renderComment(buildPartial()));
  expect(found).toHaveLength(3);
  expect(found[0]).toMatch(
    /^1\. ✗ <code>多进程集群.*returned wrong responses.*<b>41<\/b> of 3,574/,
  );
  const complete = listed(renderComment(buildComplete()));
  expect(complete.map((line) => line.charAt(3)).join('')).toBe('✗✗?');
  expect(complete[0]).toContain(
    'limit broken for <code>threads = pool</code>, also for <code>baseline</code>',
  );
});

test('insignificant changes are folded and never among the findings', () => {
  const text = renderComment(buildComplete());
  const [before = '', after = ''] = text.split('without a significant change in <code>browse');
  expect(after).toContain('<code>threads = pool</code> | equivalent');
  expect(
    before.split('\n').filter((line) => line.includes('▼') || line.includes('▲')),
  ).toHaveLength(11);
  expect(before).not.toContain('pool · none</code> is better');
});

test.each([
  ['nothing changed', buildAA(), false],
  ['gates failed', buildComplete(), true],
  ['the run is invalid', buildInvalid(), true],
  ['a variant is better', { ...buildComplete(), gates: [] }, true],
  ['a gate is undecided', withOneGate('inconclusive'), true],
  ['a gate passed', withOneGate('pass'), false],
])('whether a comment is worth it where %s', (_, document, expected) => {
  expect(renderComment(document).split('\n')[1]).toBe(
    `<!-- loadstone-changed: ${expected ? 'yes' : 'no'} -->`,
  );
});

function withOneGate(status: 'inconclusive' | 'pass'): ResultDocument {
  const [gate] = buildComplete().gates.filter((one) => one.status === status);
  if (gate === undefined) throw new Error('the fixture has such a gate');
  return { ...buildAA(), gates: [{ ...gate, variantId: 'name=A-again', scenario: 'browse' }] };
}

test('the marker is the same for every run of an experiment and differs between experiments', () => {
  expect(firstLine(renderComment(buildComplete()))).toBe(buildCommentMarker('crm'));
  expect(firstLine(renderComment(buildSixty(1)))).not.toBe(buildCommentMarker('crm'));
  expect(buildCommentMarker('crm')).toMatch(/^<!-- loadstone:crm-[0-9a-f]{8} -->$/);
  expect(buildCommentMarker('客户')).toMatch(/^<!-- loadstone:[0-9a-f]{8} -->$/);
  expect(buildCommentMarker('a -- b --> c')).toMatch(/^<!-- loadstone:a-b-c-[0-9a-f]{8} -->$/);
});

test('a long comment is cut at a whole line, says so, closes what it opened, and can still be run again', () => {
  const text = renderComment(withManyGates(40));
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(text.length).toBeGreaterThan(55_000);
  expect(text).toContain('_The comment was cut here');
  expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  expect(text).toContain('loadstone run --preset demo --seed 42 --groups 8');
});

test('a long summary stays within 1 MiB of bytes, not of characters', () => {
  const text = renderSummary(withManyGates(200));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_048_576);
  expect(Buffer.byteLength(text)).toBeGreaterThan(1_040_000);
  expect(text).toContain('_The summary was cut here');
  expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
});

test('nothing is cut from the largest page that people plan', () => {
  expect(renderSummary(buildSixty(6))).not.toContain('was cut here');
});

test('text stays text', () => {
  expect(escapeMarkdown('a | *b* _c_ [d](e) `f` <g>')).toBe(
    'a &#124; &#42;b&#42; &#95;c&#95; &#91;d&#93;(e) &#96;f&#96; &#60;g&#62;',
  );
  expect(escapeMarkdown('@team #12 https://x :tada:')).toBe(
    '&#64;&#8203;team &#35;&#8203;12 https&#58;//x &#58;tada:',
  );
  expect(renderName(' ')).toBe('<code>(no name)</code>');
  expect(renderName('x'.repeat(500))).toBe(`<code>${'x'.repeat(119)}…</code>`);
});

test('a command cannot end the fence that holds it', () => {
  expect(renderCommand('a ```` b').split('\n')).toEqual(['`````sh', 'a ```` b', '`````']);
});

test('a caveat of one of several places is told with its place, and one of all without', () => {
  const document = buildComplete();
  const caveat = (text: string) => ({
    ...{ code: 'FEW_GROUPS', message: quoteText(text), advice: quoteText('Run more.') },
  });
  const scenarios = document.scenarios.map((scenario, index) => ({
    ...scenario,
    cells: scenario.cells.map((cell, place) => ({
      ...cell,
      warnings:
        place === 0 ? [caveat('Everywhere.'), ...(index === 0 ? [caveat('Here.')] : [])] : [],
    })),
  }));
  const first = document.scenarios[0]?.cells[0]?.variantId;
  const same = scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.toSorted(
      (a, b) => Number(b.variantId === first) - Number(a.variantId === first),
    ),
  }));
  const text = renderSummary({ ...document, scenarios: same });
  const lines = text.split('\n').filter((line) => /Here\./.test(line));
  expect(same.length).toBeGreaterThan(1);
  expect(lines.find((line) => /^- <.*Here\./.test(line))).toMatch(
    /^- <code>browse<\/code>.*: <code>.*<\/code>: Here\. Run more\.$/,
  );
});
