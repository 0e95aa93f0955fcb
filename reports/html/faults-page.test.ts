// The page of faults as text: escaped, closed to everything outside, small, and silent where a run is not valid.

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FaultAudit, FaultsDocument } from '../document/faults.ts';
import { quoteText } from '../document/messages/message.ts';
import { buildComplete, buildInvalid } from '../fixtures/documents.ts';
import {
  buildCleanFaults,
  buildFaults,
  buildHostileFaults,
  buildInvalidFaults,
  buildManyFaults,
} from '../fixtures/faults-document.ts';
import { hostileTexts } from '../fixtures/hostile-texts.ts';
import { renderFaultsPage } from './faults-page.ts';
import { renderHtml } from './page.ts';

const withAudit = (document: FaultsDocument, audit: Partial<FaultAudit>): FaultsDocument => ({
  ...document,
  faults: { ...document.faults, audit: { ...document.faults.audit, ...audit } },
});
const withoutFaults = (document: FaultsDocument): FaultsDocument => ({
  ...document,
  faults: { ...document.faults, faults: [], cells: [], gates: [], watch: [] },
});
/** What a reader of English sees, without tags. */
const readText = (page: string) =>
  page
    .replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

test('wrong data are the heading, before who stays up best, and their tiles come first', () => {
  const page = renderFaultsPage(buildFaults());
  const text = readText(page.slice(page.indexOf('<main>')));
  const places = ['Wrong data: 2 lost', 'stays up best', 'Was data lost?'].map((words) =>
    text
      .replace('  ', ' ')
      .replace(/(\d) +(\w)/g, '$1 $2')
      .indexOf(words),
  );
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(page).toMatch(/<h1 id="findings" class="bad">/);
  expect(page.indexOf('class="bad"><dt>')).toBeLessThan(page.indexOf('class="ok"><dt>'));
  expect(page).toContain('Acknowledged but missing from the data: 2 writes (op-7f31; op-80aa).');
});

test('the best is the first of the variants with right data, over what all of them met', () => {
  const text = readText(renderFaultsPage(buildFaults()));
  expect(text).toMatch(
    /cache = tiered, threads = cluster\s+stays up best: over the 3 faults that all ranked/,
  );
  expect(text).toContain('the 4 of 5 variants with correct data');
  expect(text).toContain('Service paused takes down every variant that met it');
});

test('each cell says in words what its colour says, and why it has no figures', () => {
  const page = renderFaultsPage(buildFaults());
  for (const severity of ['holds', 'degraded', 'mostly down', 'down']) {
    expect(page).toContain(`<span lang="en">${severity}</span>`);
  }
  expect(page).toContain('This variant has no Redis.');
  expect(page).toContain('answered after 1 ms; past it: answered after 1 ms');
  expect(page).toContain('not recovered in 1 of 3 groups');
});

test('wrong data of a void cell stand in it', () => {
  const document = buildFaults();
  const voidAudit = { ...document.faults.audit, lost: 7, duplicated: 0, brokenInvariants: [] };
  const cells = document.faults.cells.map((cell) =>
    cell.status === 'void' ? { ...cell, voidAudit } : cell,
  );
  const page = renderFaultsPage({ ...document, faults: { ...document.faults, cells } });
  expect(readText(page)).toMatch(
    /Wrong data: 7 lost [^<]* void [^<]*The fault did not take effect/,
  );
});

test('what was not audited is told as not known, and nothing of it is green', () => {
  const unknown = {
    status: 'unknown',
    reason: quoteText('No write was sent.'),
    acknowledged: 0,
  } as const;
  const page = renderFaultsPage(withAudit(buildCleanFaults(), unknown));
  expect(readText(page)).toContain('Whether writes were lost is not known');
  expect(page).not.toContain('class="ok"><dt>');
  expect(renderFaultsPage(buildCleanFaults())).toContain('class="ok"><dt>');
});

test('stale reads are not known where nobody set a limit', () => {
  const document = buildCleanFaults();
  const { settings } = document.faults;
  const unlimited = {
    ...document,
    faults: { ...document.faults, settings: { ...settings, stalenessLimitMs: null } },
  };
  const count = (page: string) => page.split('class="ok"><dt>').length - 1;
  expect(count(renderFaultsPage(unlimited))).toBe(count(renderFaultsPage(document)) - 1);
});

test('where nobody is clearly behind, nobody is said to stay up best', () => {
  const text = readText(renderFaultsPage(buildCleanFaults()));
  expect(text).toMatch(/No variant is shown to stay up better than the others: over the one fault/);
  expect(text).not.toMatch(/stays up best|Not clearly behind it/);
});

test('a run that is not valid has no best variant, no severity and no finding', () => {
  const text = readText(renderFaultsPage(buildInvalidFaults()));
  expect(text).toContain('No conclusion: this run is invalid');
  expect(text).toContain('The run is invalid: these figures prove nothing.');
  expect(text).not.toContain('stays up best');
  expect(text).not.toContain('● ');
});

test('a page without faults says how to get one', () => {
  for (const page of [
    renderFaultsPage(withoutFaults(buildFaults())),
    renderHtml(buildComplete()),
  ]) {
    expect(page).toContain('run <code class="unbroken">npx loadstone faults</code>');
  }
});

test('every fault has a figure with a panel for each variant that met it, and their values', () => {
  const document = buildFaults();
  const page = renderFaultsPage(document);
  const measured = document.faults.cells.filter(({ figures }) => figures !== null).length;
  expect(page.split('<g transform="translate(').length - 1).toBe(measured);
  expect(page.split('Process 4711 ended by SIGKILL.').length - 1).toBe(2);
  expect(page.match(/id="fault-\d-time"/g)).toHaveLength(document.faults.faults.length);
});

test('user-uptime stands beside the phases in both languages, and is no figure where no user is known', () => {
  const document = buildCleanFaults();
  const page = renderFaultsPage(document);
  expect(page).toContain('<span lang="en">User uptime</span>');
  expect(page).toContain('用户可用时间');
  expect(page.split('>by request 100%<').length - 1).toBe(document.faults.cells.length);
  const cells = document.faults.cells.map((cell) => ({
    ...cell,
    figures: cell.figures && { ...cell.figures, userUptime: null },
  }));
  const without = renderFaultsPage({ ...document, faults: { ...document.faults, cells } });
  expect(without).not.toContain('by request');
});

test('the report of a run tells wrong data above its verdict and what to watch in it', () => {
  const page = renderHtml(buildComplete(), { faults: buildFaults() });
  expect(page.indexOf('acknowledged writes')).toBeLessThan(page.indexOf('<h1 '));
  expect(page).not.toContain('Failure behaviour was not tested');
  const watch = page.slice(0, page.indexOf('</section>'));
  expect(watch).toContain('Redis killed, ');
  expect(page.indexOf('id="faults"')).toBeGreaterThan(page.indexOf('class="scenario"'));
  expect(renderHtml(buildInvalid(), { faults: buildFaults() })).toContain('Redis killed, ');
  expect(renderHtml(buildComplete())).toContain('Failure behaviour was not tested');
});

test('variants of the faults have colours of their own in a report that draws others', () => {
  const page = renderHtml(buildComplete(), { faults: buildFaults() });
  const curve = page.slice(page.indexOf('id="fault-2-curve"'));
  const drawing = curve.slice(0, curve.indexOf('</svg>'));
  expect(drawing).toMatch(/class="c[123] st"/);
  expect(drawing).toContain('class="c0 st"');
});

test('hostile names, reasons and findings are text wherever they stand', () => {
  for (const text of [hostileTexts.join(' '), ...hostileTexts]) {
    const hostile = buildHostileFaults(text);
    for (const page of [
      renderFaultsPage(hostile),
      renderHtml(buildComplete(), { faults: hostile }),
    ]) {
      const body = page.replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*<\/script>/g, '');
      expect(body).not.toMatch(/<script|<img|<!--|javascript:alert\(1\)"/);
      const tags = body.match(/<[a-z][^>]*>/g) ?? [];
      expect(
        tags.filter((tag) => /\s(?:on\w+|style)=/.test(tag.replace(/"[^"]*"/g, '""'))),
      ).toEqual([]);
      expect(body).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    }
  }
});

test('ids are there once, alone and in the report of a run', () => {
  for (const page of [
    renderFaultsPage(buildFaults()),
    renderHtml(buildComplete(), { faults: buildFaults() }),
  ]) {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
  }
});

test('the policy allows exactly the one style sheet and the one script', () => {
  const page = renderFaultsPage(buildFaults());
  for (const tag of ['style', 'script']) {
    const blocks = [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))];
    expect(blocks).toHaveLength(1);
    const hash = createHash('sha256')
      .update(blocks[0]?.[1] ?? '')
      .digest('base64');
    expect(page).toContain(`${tag}-src 'sha256-${hash}'`);
  }
});

test('twelve variants under twelve faults stay below a megabyte', () => {
  const page = renderFaultsPage(buildManyFaults(12, 12));
  expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
});

test('the Chinese page has no English sentence that is not marked as one', () => {
  const page = renderFaultsPage(buildFaults());
  const main = page.slice(page.indexOf('<main>'), page.indexOf('<script>'));
  // Commands and what users wrote are no sentences of ours. Innermost first, so that what is marked inside of Chinese text is gone before it is looked at.
  const strip = (text: string): string => {
    const less = text
      .replace(/<(code|bdi)(?: class="(?:name|quote)")?(?: lang="")?>[^<]*<\/\1>/g, ' ')
      .replace(/<(\w+)\b[^>]*\slang="en"[^>]*>[^<]*<\/\1>/g, ' ')
      .replace(/<(b|small|i)\b[^>]*>([^<]*)<\/\1>/g, '$2');
    return less === text ? text : strip(less);
  };
  const sentences = (text: string) =>
    strip(text)
      .split(/<[^>]*>/)
      .filter((words) => /(?:\b[a-z]+ ){3}[a-z]+\b/i.test(words));
  expect(sentences(main)).toEqual([]);
  for (const words of [
    'PostgreSQL 暂停，<bdi class="name">cache = memory</bdi>：数据有误：2 次已确认的写入丢失、1 次写入重复执行。',
    '3 组中有 1 组的服务始终未恢复',
    '该方案没有 Redis。',
    '已确认但数据中没有：2 次写入',
    '可用性平均为 0 %，最差组为 0 %；要求至少 50 %',
    '组数太少：',
  ]) {
    expect(page).toContain(words);
  }
  const { faults } = buildFaults();
  const watch = faults.watch.map(({ text }) => quoteText(text));
  expect(renderFaultsPage({ ...buildFaults(), faults: { ...faults, watch } })).toContain(
    'lang="en">PostgreSQL paused, ',
  );
});
