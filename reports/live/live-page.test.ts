// The live page: safe whatever the names are, honest about what is not final.

import { expect, test } from 'vitest';
import type { ResultDocument } from '../document/result.ts';
import { buildComplete, buildInjection, buildInvalid } from '../fixtures/documents.ts';
import { say } from '../terminal/say.ts';
import { findLookIndexes } from './groups-strip.ts';
import { liveContentSecurityPolicy, liveScript } from './live-assets.ts';
import { renderLiveFragments, renderLivePage } from './live-page.ts';
import type { GroupStatus, LiveState } from './live-state.ts';
import { describeLook } from './verdicts-so-far.ts';

const hostile = `<img src=x onerror="alert(1)"></script><script>alert(2)</script>\u202e'"\``;

function buildState(changes: Partial<LiveState> = {}): LiveState {
  const row = (label: string) => ({
    ...{ variantId: label, label, throughputRps: 1_234, latencyP50Us: 850 },
    ...{ successRatio: 1, slicesDone: 7 },
  });
  return {
    ...{ name: 'shop', status: 'running', soFar: undefined, reportPath: undefined },
    progress: {
      ...{ runId: 'run-1', groupsPlanned: 4, groupsDone: 2, groupsVoid: 1 },
      ...{ phase: 'group 3: browse, measuring', activeVariantId: 'fast' },
      ...{ elapsedMs: 65_000, etaMs: 30_000, messages: [], rows: [row('slow'), row('fast')] },
    },
    groups: ['valid', 'void', 'running', 'waiting'],
    looks: { kind: 'group-sequential', groups: [8, 12] },
    loadstoneVersion: '0.1.0',
    ...changes,
  };
}
const renderPage = (state: LiveState) => renderLivePage(state, renderLiveFragments(state));

/** The document with so many of its groups left. */
function cutGroups(document: ResultDocument, groups: number): ResultDocument {
  return { ...document, groups: document.groups.slice(0, groups) };
}

test('groups, phase, rates and medians stand in the fragments', () => {
  const fragments = renderLiveFragments(buildState());
  expect(fragments['live-status']).toContain('<b>2</b> of 4 groups done, 1 of them void');
  expect(fragments['live-now']).toContain('group 3: browse, measuring');
  expect(fragments['live-now']).toContain('about 30 s left');
  expect(fragments['live-groups']).toContain('1 valid, 1 void, 2 still to come.');
  expect(fragments['live-variants']).toContain('1,234');
  expect(fragments['live-variants']?.match(/class="now"/g)).toHaveLength(1);
  expect(fragments['live-verdicts']).toContain('nothing to compare');
});

test('between looks the verdicts are marked as not final, with the next look, and nothing is recommended', () => {
  const soFar = cutGroups(buildComplete(), 5);
  const running = renderLiveFragments(buildState({ soFar }))['live-verdicts'] ?? '';
  expect(running).toContain('Not final');
  expect(running).toContain('the next test is at 8 groups');
  expect(running).toContain('class="dw"');
  expect(running).not.toContain('is-recommended');
  const ended = renderLiveFragments(
    buildState({ soFar, status: 'ended', reportPath: 'runs/r/report.html' }),
  );
  expect(ended['live-verdicts']).toContain('is-recommended');
  expect(ended['live-verdicts']).not.toContain('Not final');
  expect(ended['live-status']).toContain('runs/r/report.html');
  expect(ended['live-now']).toContain('id="verdict"');
});

test('a run that is not valid so far shows why, and no difference', () => {
  const verdicts = renderLiveFragments(buildState({ soFar: buildInvalid() }))['live-verdicts'];
  expect(verdicts).toContain('The generator was saturated');
  expect(verdicts).not.toContain('class="dw"');
});

test('looks are counted in valid groups', () => {
  const groups: GroupStatus[] = ['valid', 'void', 'valid', 'waiting', 'waiting'];
  const looks = { kind: 'group-sequential', groups: [2, 3] } as const;
  expect([...findLookIndexes(groups, looks)]).toEqual([2, 3]);
  const soFar = cutGroups(buildComplete(), 3);
  expect(say(describeLook(soFar, looks))).toContain('the last planned test');
  expect(say(describeLook(cutGroups(soFar, 1), looks))).toContain('the next test is at 2 groups');
  expect(say(describeLook(soFar, { kind: 'anytime', groups: [] }))).toContain('after every group');
});

test('hostile names stay text in every part of the page', () => {
  const plain = buildState();
  const state = buildState({
    name: hostile,
    soFar: buildInjection(),
    reportPath: hostile,
    progress: {
      ...plain.progress,
      ...{ runId: hostile, phase: hostile, messages: [hostile] },
      rows: plain.progress.rows.map((row) => ({ ...row, label: hostile })),
    },
  });
  for (const status of ['running', 'ended', 'interrupted', 'failed'] as const) {
    const page = renderPage({ ...state, status });
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/<[^>]*\son[a-z]+\s*=/i);
    expect(page).not.toContain('\u202e');
  }
});

test('the page holds every fragment, one script and one style, and needs nothing else', () => {
  const state = buildState({ soFar: cutGroups(buildComplete(), 3) });
  const page = renderPage(state);
  for (const [id, text] of Object.entries(renderLiveFragments(state))) {
    expect(page).toContain(`id="${id}"`);
    expect(page).toContain(text);
  }
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(page).not.toMatch(/\s(?:src|style)=/);
  expect(page).toContain('id="live-still"');
});

test('the policy allows its own events and no frame, and the script stays small', () => {
  expect(liveContentSecurityPolicy).toContain("connect-src 'self'");
  expect(liveContentSecurityPolicy).toContain("frame-ancestors 'none'");
  expect(liveContentSecurityPolicy).not.toContain('unsafe');
  expect(liveScript.length).toBeLessThan(8_000);
});
