// Every table and every page of a document in which each text is hostile: nothing acts, and what was tried is seen.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { buildComparedRuns } from './fixtures/compared-runs.ts';
import { buildAA, buildComplete, buildInvalid, buildPartial } from './fixtures/documents.ts';
import { buildExplanation, buildProfile } from './fixtures/explained-run.ts';
import { buildFactorial } from './fixtures/factorial-document.ts';
import { buildFaults, buildInvalidFaults } from './fixtures/faults-document.ts';
import { hostileTexts } from './fixtures/gate-rules.ts';
import { buildRich } from './fixtures/rich-document.ts';
import { buildSweep } from './fixtures/swept-run.ts';
import { renderComparePage } from './html/compare-page.ts';
import { renderFaultsPage } from './html/faults-page.ts';
import { renderHtml } from './html/page.ts';
import { renderSweepPage } from './html/sweep-page.ts';
import { renderEscapedJson } from './json/escaped-json.ts';
import { renderJson, renderPlainJson } from './json/render-json.ts';
import { renderLiveFragments, renderLivePage } from './live/live-page.ts';
import type { LiveState } from './live/live-state.ts';
import type { HistoryDocument } from './schema/history.ts';
import type { NoiseDocument } from './schema/noise.ts';
import { renderCompareTable } from './terminal/compare-table.ts';
import { renderExplanation } from './terminal/explain.ts';
import { renderFaultsTable } from './terminal/faults-table.ts';
import { renderHistory } from './terminal/history-table.ts';
import { type ListedRun, renderList } from './terminal/list.ts';
import { type MicroView, renderMicro } from './terminal/micro.ts';
import { renderNoise } from './terminal/noise-table.ts';
import { renderProfile } from './terminal/profile.ts';
import { type ProgressState, renderProgress } from './terminal/progress.ts';
import { renderSelftest, type SelftestView } from './terminal/selftest.ts';
import { renderSweepTable } from './terminal/sweep-table.ts';
import { renderTable } from './terminal/table.ts';
import { find, harmful } from './test-hostile.ts';
import { spoil } from './test-spoil.ts';

const noise: NoiseDocument = {
  ...{ kind: 'noise', runId: 'run', measuredAt: '2026-01-01T00:00:00.000Z', fingerprint: 'f' },
  ...{
    validity: 'invalid',
    reasons: ['why'],
    groupsValid: 20,
    groupsRun: 20,
    toleranceRatio: 0.05,
  },
  gates: 1_000,
  rows: [
    {
      ...{
        scenario: 'browse',
        loadId: 'closed-8',
        metric: 'throughputRps',
        groups: 20,
        sdLog: 0.02,
      },
      detectable: [8, 12, 18, 27].map((groups) => ({ groups, ratio: 1.03 })),
      ...{ gateFailRatio: 0, gatePassRatio: 1, gateInconclusiveRatio: 0, order: null },
    },
  ],
};
const history: HistoryDocument = {
  ...{ schemaVersion: 1, kind: 'history', runsOfOtherMachines: 2 },
  machine: { fingerprint: 'f', hostname: 'bench-01' },
  search: {
    ...{ leastRuns: 10, mostRuns: 200, leastLength: 5 },
    ...{ significance: 0.01, permutations: 999, seed: 1 },
  },
  series: [
    {
      ...{ fingerprint: 'f', hostname: 'bench-01', experiment: 'shop', scenario: 'visit' },
      ...{ loadId: 'closed-8', metric: 'throughputRps', higherIsBetter: true },
      ...{
        variantId: 'v=quick',
        variantLabel: 'quick',
        baselineId: 'v=base',
        baselineLabel: 'base',
      },
      points: [1, 1.1].map((ratio, index) => ({
        ...{ runId: `run-${index}`, groups: 8, startedAt: '2026-01-01T09:30:00.000Z', label: 'v6' },
        ...{ gitCommit: 'abc1234def', gitDirty: false, ratio, ratioLower: 0.9, ratioUpper: 1.2 },
        confidence: 0.95,
      })),
      changes: [{ pointIndex: 1, changeRatio: 0.9, pValue: 0.003, isImprovement: false }],
    },
  ],
};
const runs: readonly ListedRun[] = [
  {
    ...{ id: 'run', name: 'shop', startedAt: '2026-01-01T09:30:00.000Z', groupsRun: 8 },
    ...{ groupsPlanned: 8, variants: 2, status: 'complete', validity: 'invalid' },
  },
];
const micro: MicroView = {
  ...{ against: { ref: 'branch', commit: '0123456789abcdef' }, groups: 8, seed: 1 },
  ...{ toleranceRatio: 0.05, nodeVersion: 'v24.0.0', cpus: [1] },
  suites: [
    {
      ...{ name: 'parser', operation: 'one response read', isBenchChanged: true },
      rows: (['baseline', 'not-run'] as const).map((standing) => ({
        ...{ alternative: 'whole', standing, reason: standing === 'not-run' ? 'why' : null },
        ...{ timeNs: 123, otherTimeNs: 120, comparison: null },
      })),
    },
  ],
};
const latenessOf = { latenessP50Us: 150, latenessP99Us: 600, isNoisy: false };
const selftest: SelftestView = {
  noiseBefore: latenessOf,
  cases: [
    {
      ...{ name: 'closed', trap: 'Responses are mismatched.' },
      runs: [{ subjectName: 'wrk', noise: latenessOf, criteria: [], error: 'it died' }],
    },
  ],
  subjects: [
    {
      ...{ name: 'wrk', kind: 'peer', scoreRatio: null, met: 0, missed: 2, optimistic: 1 },
      ...{ undecidable: 0, disowned: 0, notReported: 1, cases: 1 },
    },
  ],
  verdict: 'met',
};
const progress: ProgressState = {
  ...{ runId: 'run', groupsPlanned: 8, groupsDone: 1, groupsVoid: 0, phase: 'group 2: starting' },
  ...{ activeVariantId: 'v', elapsedMs: 1_000, etaMs: 1_000, messages: ['a note'] },
  rows: [
    {
      ...{ variantId: 'v', label: 'quick', throughputRps: 1, latencyP50Us: 1, successRatio: 1 },
      slicesDone: 1,
    },
  ],
};
const live: LiveState = {
  ...{ name: 'shop', status: 'running', progress, groups: ['running', 'waiting'] },
  looks: { kind: 'fixed', groups: [2] },
  ...{ soFar: buildComplete(), reportPath: 'runs/x/report.html', loadstoneVersion: '0.1.0' },
};
/** Built once: each text spoils a copy. */
const results = {
  ...{ complete: buildComplete(), partial: buildPartial(), invalid: buildInvalid() },
  ...{ 'A/A': buildAA(), rich: buildRich(), factorial: buildFactorial() },
};
const [faults, invalidFaults, sweep] = [buildFaults(), buildInvalidFaults(), buildSweep()];

type Show = (text: string, colour: boolean) => string;
const show = (colour: boolean) => ({ widthColumns: 400, colour });
const tables: readonly (readonly [string, Show])[] = [
  ...Object.entries(results).map(
    ([name, document]) =>
      [
        `the table of a run, ${name},`,
        (text: string, colour: boolean) => renderTable(spoil(document, text), show(colour)),
      ] as const,
  ),
  ['faults', (text, colour) => renderFaultsTable(spoil(faults, text), show(colour))],
  ['invalid faults', (text, colour) => renderFaultsTable(spoil(invalidFaults, text), show(colour))],
  [
    'compare',
    (text, colour) =>
      renderCompareTable(
        spoil(buildComparedRuns(), text, ['verdict', 'method', 'name']),
        show(colour),
      ),
  ],
  ['explain', (text, colour) => renderExplanation(spoil(buildExplanation(), text), show(colour))],
  ['profile', (text, colour) => renderProfile(spoil(buildProfile(), text), show(colour))],
  ['sweep', (text, colour) => renderSweepTable(spoil(sweep, text), show(colour))],
  ['history', (text, colour) => renderHistory(spoil(history, text), show(colour))],
  ['noise', (text, colour) => renderNoise(spoil(noise, text), show(colour))],
  ['micro', (text, colour) => renderMicro(spoil(micro, text, ['standing']), 400, colour)],
  [
    'selftest',
    (text, colour) => renderSelftest(spoil(selftest, text, ['kind', 'verdict']), 400, colour),
  ],
  ['list', (text) => renderList(spoil(runs, text), show(false))],
  ['progress', (text, colour) => renderProgress(spoil(progress, text), 400, colour)],
];
const spoiltLive = (text: string) => spoil(live, text, ['groups', 'status', 'looks']);
const pages: readonly (readonly [string, (text: string) => string])[] = [
  ...Object.entries(results).map(
    ([name, document]) =>
      [
        `the page of a run, ${name},`,
        (text: string) =>
          renderHtml(spoil(document, text), {
            explanation: spoil(buildExplanation(), text),
            profile: spoil(buildProfile(), text),
            faults: spoil(faults, text),
          }),
      ] as const,
  ),
  ['faults', (text) => renderFaultsPage(spoil(faults, text))],
  [
    'compare',
    (text) => renderComparePage(spoil(buildComparedRuns(), text, ['verdict', 'method', 'name'])),
  ],
  ['sweep', (text) => renderSweepPage(spoil(sweep, text))],
  [
    'the live page',
    (text) => renderLivePage(spoiltLive(text), renderLiveFragments(spoiltLive(text))),
  ],
];

/** Where two lines meet, a text may have been parted. */
const join = (text: string) => text.replaceAll(/\s+/g, '');
const trimLines = (text: string) => text.replaceAll(/ +$/gm, '');

/** All texts of the JSON that a page holds for its script. */
function listData(page: string): string[] {
  const texts: string[] = [];
  for (const [, json = ''] of page.matchAll(/ data-[a-z]+='([[{].*?)'/g)) {
    JSON.parse(json, (key, value: unknown) => {
      texts.push(key);
      if (typeof value === 'string') texts.push(value);
    });
  }
  return texts;
}

test('the data of a page are found', () => {
  const all = listData(renderHtml(spoil(buildComplete(), '\u001b[31mX'))).join(' ');
  expect(all).toContain('\\x1b[31mX');
});

describe.each(tables)('%s on a terminal', (_, render) => {
  test.each(hostileTexts)('lets none of %j through', (text) => {
    expect(find(render(text, false), harmful)).toBeUndefined();
  });

  test('shows what was tried, and is the same text with colours', () => {
    const attack = '\u001b[31mX\u202eY\u009bZ';
    const text = render(attack, false);
    expect(join(text)).toContain('\\x1b[31mX\\u202eY\\x9bZ');
    const coloured = render(attack, true);
    expect(trimLines(stripVTControlCharacters(coloured))).toBe(trimLines(text));
  });
});

describe.each(pages)('%s in a browser', (_, render) => {
  test('lets nothing hostile through, neither as text nor within data for its script', () => {
    for (const text of [hostileTexts.join(' '), '\u001b[31mX\u202eY\u009bZ']) {
      const page = render(text);
      expect(find(page, harmful)).toBeUndefined();
      for (const value of listData(page)) expect(find(value, harmful)).toBeUndefined();
    }
  });

  test('shows what was tried', () => {
    expect(render('\u001b[31mX\u202eY\u009bZ')).toContain('\\x1b[31mX\\u202eY\\x9bZ');
  });
});

test.each([
  ['result.json', (text: string) => renderJson(spoil(buildComplete(), text)), buildComplete()],
  [
    'explain.json',
    (text: string) => renderPlainJson(spoil(buildExplanation(), text)),
    buildExplanation(),
  ],
  [
    'JSON for pages',
    (text: string) => renderEscapedJson(spoil(buildProfile(), text)),
    buildProfile(),
  ],
] as const)('%s says the same and nothing to a terminal', (_, render, document) => {
  for (const text of hostileTexts) {
    const json = render(text);
    expect(find(json, harmful)).toBeUndefined();
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(spoil<unknown>(document, text))));
  }
});
