// Tables for terminals: nothing wraps, columns line up, hostile names do no harm.
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { Message } from '../document/message.ts';
import { quoteText, writeMessage } from '../document/messages/message.ts';
import {
  buildAA,
  buildComplete,
  buildInjection,
  buildInvalid,
  buildPartial,
  buildSixty,
  buildUndecided,
} from '../fixtures/documents.ts';
import { buildCrowded, buildFactorial } from '../fixtures/factorial-document.ts';
import { buildRich } from '../fixtures/rich-document.ts';
import { drawDotWhisker } from './dot-whisker.ts';
import { renderList } from './list.ts';
import { type ProgressState, renderProgress } from './progress.ts';
import { renderTable } from './table.ts';
import { cutToWidth, fitToWidth, wrapText } from './text.ts';

const documents = [
  ['complete', buildComplete()],
  ['partial', buildPartial()],
  ['invalid', buildInvalid()],
  ['aa', buildAA()],
  ['injection', buildInjection()],
  ['sixty', buildSixty(2)],
  ['factorial', buildFactorial()],
  ['crowded', buildCrowded()],
  ['rich', buildRich()],
] as const;

test.each(documents)('no line of %s is wider than the terminal', (_, document) => {
  for (const widthColumns of [40, 80, 120, 160]) {
    const lines = renderTable(document, { widthColumns, colour: true }).split('\n');
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(widthColumns);
  }
});

test('at 160 columns everything is there, at 80 what was left out is named', () => {
  const wide = renderTable(buildComplete(), { widthColumns: 160, colour: false });
  for (const title of [
    'req/s',
    'p50',
    'p95',
    'p99',
    'success',
    'CPU/req',
    'vs base',
    '95% interval',
    'verdict',
  ]) {
    expect(wide).toContain(title);
  }
  expect(wide).toMatch(/├─*●─*┤/);
  expect(wide).not.toContain('Left out');
  const narrow = renderTable(buildComplete(), { widthColumns: 80, colour: false });
  expect(narrow).toContain('Left out at 80 columns: p50, p95, success, CPU/req');
  expect(narrow).toMatch(
    /▲ index = composite +7,\d+ +4\.62\sms +8\.\d× +\[8\.\d×, 8\.\d×\] +recommended/,
  );
});

test('effects are ranked, drawn, and read together where factors interact', () => {
  const lines = renderTable(buildFactorial(), { widthColumns: 130, colour: false }).split('\n');
  const from = lines.indexOf('Effects of the factors: throughput');
  expect(lines.slice(from + 2, from + 5).map((line) => line.split(/ {2,}/)[0])).toEqual([
    'index none → composite',
    'cache none → memory',
    'cache × index',
  ]);
  expect(lines[from + 2]).toMatch(/ 70% +3\.3× .*● +an average: depends on cache$/);
  expect(lines[from + 4]).toMatch(/ 12% +0\.36× .*●.*│ +real$/);
  expect(lines.join('\n')).toContain('2.9× with index = none and 1.05× with index = composite.');
});

test('an invalid run shows no effects', () => {
  const { validity } = buildInvalid();
  const text = renderTable({ ...buildFactorial(), validity }, { widthColumns: 130, colour: false });
  expect(text).not.toContain('Effects of the factors');
});

test('columns line up below each other, also with Chinese names', () => {
  const lines = renderTable(buildPartial(), { widthColumns: 160, colour: false }).split('\n');
  const from = lines.findIndex((line) => line.startsWith('  variant'));
  const rows = lines.slice(from + 1, from + 8);
  expect(rows.some((row) => row.includes('多进程集群'))).toBe(true);
  const ends = rows.map((row) => stringWidth(row.slice(0, row.search(/%\s{2}/) + 1)));
  expect(new Set(ends).size).toBe(1);
});

test('colour is there only when asked for', () => {
  const sequence = '\u001b[';
  expect(renderTable(buildComplete(), { widthColumns: 120, colour: false })).not.toContain(
    sequence,
  );
  expect(renderTable(buildComplete(), { widthColumns: 120, colour: true })).toContain(sequence);
});

test('escape sequences in names do not reach the terminal', () => {
  const text = renderTable(buildInjection(), { widthColumns: 120, colour: false });
  for (const harmful of ['\u001b', '\u0007', '\u202e']) expect(text.includes(harmful)).toBe(false);
  expect(text).toContain('\\x1b[31mred');
});

test('an invalid run shows figures but neither differences nor verdicts', () => {
  const text = renderTable(buildInvalid(), { widthColumns: 160, colour: false });
  expect(text).toContain('No conclusion: this run cannot be trusted.');
  expect(text).toContain('loadstone doctor');
  expect(text).not.toMatch(/vs base|interval|recommended|better|▲/);
  expect(text).toContain('not judged');
});

test('variants that were not run stand below with their reason, and what to do comes last', () => {
  const text = renderTable(buildPartial(), { widthColumns: 120, colour: false });
  expect(text).toContain('cache = redis: Redis is not there');
  expect(text).toContain('✗ 多进程集群');
  expect(text.trimEnd().split('\n').at(-1)).toContain('Run the same again: loadstone run');
  expect(text).toContain('loadstone run --resume run-20261122-114000-51bd');
});

test('a run that other programs spoiled names the doctor', () => {
  const document = buildInvalid();
  const spoiled = (voidReason: Message) => ({
    ...document,
    validity: {
      status: 'invalid' as const,
      checks: [
        {
          name: 'void-groups-within-limit',
          status: 'failed' as const,
          detail: quoteText('Too many groups are void.'),
        },
      ],
    },
    groups: document.groups.map((group) => ({ ...group, status: 'void' as const, voidReason })),
  });
  const say = (reason: Message) =>
    renderTable(spoiled(reason), { widthColumns: 120, colour: false });
  expect(say(writeMessage('void-foreign-cpu', { share: '40%', limit: '20%' }))).toContain(
    'See what this machine lacks: npx loadstone doctor',
  );
  expect(say(quoteText('The service ended.'))).not.toContain('loadstone doctor');
});

test('a baseline kept for now is called so, with the command that goes on', () => {
  const text = renderTable(buildUndecided(), { widthColumns: 160, colour: false });
  expect(text).toContain('Undecided: keep the baseline for now.');
  expect(text).toMatch(/▲ .* keep for now/);
  expect(text).toContain(
    `Decide the comparisons that are open: npx loadstone run --more ${buildUndecided().run.id} --groups 7`,
  );
});

test('a dot and its whisker stand where their ratios are', () => {
  const span = { low: 0.5, high: 2 };
  const comparison = {
    metric: 'throughputRps',
    ratio: 1,
    ratioLower: 0.5,
    ratioUpper: 2,
    confidence: 0.95,
    pValue: null,
    adjustedPValue: null,
    foreignAdjusted: null,
    leastDetectableRatio: null,
    method: 't',
    groups: 5,
    higherIsBetter: true,
    verdict: 'inconclusive',
    moreGroups: 3,
  } as const;
  expect(drawDotWhisker(comparison, span, 0.05, 11)).toBe('├────○────┤');
  expect(drawDotWhisker(undefined, span, 0.05, 11)).toBe('     │     ');
});

test('text is cut and wrapped by columns, wide characters whole', () => {
  expect(cutToWidth('多进程集群', 6)).toBe('多进…');
  expect(fitToWidth('多进', 6, 'right')).toBe('  多进');
  expect(wrapText('选择多进程集群，每核一个。', 10)).toEqual([
    '选择多进程',
    '集群，每核',
    '一个。',
  ]);
  expect(wrapText('a bb ccc dddd', 6)).toEqual(['a bb', 'ccc', 'dddd']);
  expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
});

const state: ProgressState = {
  runId: 'run-1',
  groupsPlanned: 8,
  groupsDone: 3,
  groupsVoid: 1,
  phase: 'group 4: browse, measuring',
  activeVariantId: 'b',
  elapsedMs: 95_000,
  etaMs: 160_000,
  rows: [
    {
      variantId: 'a',
      label: '内存缓存',
      throughputRps: 9632,
      latencyP50Us: 1500,
      latencyP99Us: 12_100,
      successRatio: 1,
      slicesDone: 24,
    },
    {
      variantId: 'b',
      label: 'baseline',
      throughputRps: undefined,
      latencyP50Us: undefined,
      successRatio: undefined,
      slicesDone: 0,
    },
  ],
  messages: ['group 2 is void: the service died'],
};

test('the live table says how far, how long, and what runs now', () => {
  const text = renderProgress(state, 80);
  expect(text).toContain('run-1 · 3 of 8 groups (1 void) · 1 min 35 s · about 2 min 40 s left');
  expect(text).toMatch(/▸ baseline +… +… +… +… +0/);
  expect(text).toMatch(/9,632 +1\.50\u00a0ms +12\.1\u00a0ms +100% +24/);
  expect(text).toContain('! group 2 is void: the service died');
});

test('the live table never wraps and never outgrows a terminal', () => {
  const rows = Array.from({ length: 60 }, (_, index) => ({
    ...state.rows[1],
    variantId: `v${index}`,
    label: `a rather long name of variant ${index}`,
  })) as ProgressState['rows'];
  for (const width of [40, 80, 120]) {
    const lines = renderProgress({ ...state, rows, activeVariantId: 'v59' }, width).split('\n');
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThan(width);
    expect(lines.length).toBeLessThan(24);
    expect(lines.some((line) => line.startsWith('▸'))).toBe(true);
  }
});

test('the list has a line a run, also for one that cannot be read', () => {
  const text = renderList(
    [
      {
        id: 'run-20261122-093000-7f3c',
        name: '客户管理系统',
        startedAt: '2026-11-22T09:30:00.000Z',
        groupsRun: 8,
        groupsPlanned: 8,
        variants: 9,
        status: 'complete',
        validity: 'valid',
      },
      {
        id: 'run-void',
        name: 'crm',
        startedAt: '2026-11-22T09:30:00.000Z',
        groupsRun: 8,
        groupsPlanned: 8,
        variants: 9,
        status: 'complete',
        validity: 'invalid',
      },
      {
        id: 'run-broken',
        name: '?',
        startedAt: '?',
        groupsRun: 0,
        groupsPlanned: 0,
        variants: 0,
        status: 'unreadable',
        validity: null,
      },
    ],
    { widthColumns: 120 },
  );
  const lines = text.split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(/7f3c +客户管理系统 +2026-11-22 09:30 UTC +9 +8 of 8 +complete$/);
  expect(lines[2]).toMatch(/run-void .* 8 of 8 +complete, invalid$/);
  expect(lines[3]).toMatch(/run-broken +\? +unreadable/);
  expect(renderList([], { widthColumns: 80 })).toContain('loadstone run');
});

test('gates stand below the verdict, the worst first, with what to do about them', () => {
  const text = renderTable(buildComplete(), { widthColumns: 160, colour: false });
  const [title = '', , ...rows] = text.slice(text.indexOf('Gates: ')).split('\n');
  expect(title).toMatch(/^Gates: \d+ of \d+ gates failed/);
  expect(rows[0]).toMatch(/^✗ .*(regression|limit broken)$/);
  expect(text).toMatch(/^FAIL: /m);
  expect(text.indexOf('FAIL: ')).toBeLessThan(text.indexOf('Gates: '));
  expect(text).toMatch(/^→ /m);
  const without = renderTable(
    { ...buildComplete(), gates: [] },
    { widthColumns: 160, colour: false },
  );
  expect(without).not.toContain('Gates: ');
});

test('an undecided gate names the command that appends groups', () => {
  const document = buildComplete();
  const gates = document.gates.map((gate) => ({ ...gate, moreGroups: 7 }));
  const text = renderTable({ ...document, gates }, { widthColumns: 160, colour: false });
  expect(text).toContain(`loadstone gate --more ${document.run.id} --groups 7`);
});

test('below the gates stands which confidence their bounds have, where it is known', () => {
  const document = buildComplete();
  const known = document.gates.map((gate) =>
    gate.kind === 'relative' ? { ...gate, confidence: { fail: 0.9967, pass: 0.95 } } : gate,
  );
  const wide = { widthColumns: 200, colour: false };
  const text = renderTable({ ...document, gates: known }, wide);
  expect(text).toContain('one end is that of a 99.67% confidence interval');
  expect(text).toContain('a 95% one');
  expect(text).toContain('Bounds of a limit: the 95% confidence interval of the typical group.');
  expect(renderTable(document, wide)).not.toContain('Bounds of gates that compare');
  expect(renderTable({ ...document, gates: [] }, wide)).not.toContain('Bounds of');
});

test('the id of the run, which the next command takes, is whole in a narrow terminal', () => {
  const document = buildComplete();
  const text = renderTable(document, { widthColumns: 60, colour: false });
  expect(text).toContain(document.run.id);
});

test('a caveat that stands in the verdict stands nowhere else', () => {
  for (const [, document] of documents) {
    const text = renderTable(document, { widthColumns: 100_000, colour: false });
    const [verdict = '', rest = ''] = text.split(/\n(?=Not tested)/);
    const told = /^Caveats +(.*(?:\n {12}.*)*)/m.exec(verdict)?.[1]?.split(/\n {12}/) ?? [];
    const marked = rest.split('\n').filter((line) => line.startsWith('! '));
    for (const caveat of told) expect(marked).not.toContain(`! ${caveat}`);
  }
  const told = renderTable(buildRich(), { widthColumns: 100_000, colour: false });
  expect(told).toMatch(/^Caveats +\S/m);
});
