// The page as text: escaped, closed to everything outside, small, and silent where a run is not valid.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLatencyTick } from '../figures/quantity.ts';
import {
  buildAA,
  buildComplete,
  buildInjection,
  buildInvalid,
  buildPartial,
  buildSixty,
} from '../fixtures/documents.ts';
import { buildCrowded, buildFactorial } from '../fixtures/factorial-document.ts';
import { buildRich } from '../fixtures/rich-document.ts';
import { html } from './markup.ts';
import { renderHtml } from './page.ts';

test('text can leave neither its element nor its attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { text: rendered } = html`<p title="${text}">${text}</p>`;
      const inside = rendered.slice('<p title="'.length, -'</p>'.length);
      expect(inside.replace('">', '')).not.toMatch(/[<>"'`]/);
    }),
    { numRuns: 1_000, seed: 9 },
  );
});

test('nested markup is kept, lists are joined, nothing is written for undefined and false', () => {
  const item = (text: string) => html`<li>${text}</li>`;
  expect(html`<ul>${[item('a&b'), item('c')]}${undefined}${false}${0}</ul>`.text).toBe(
    '<ul><li>a&amp;b</li><li>c</li>0</ul>',
  );
});

test('the policy allows exactly the one style sheet and the one script, and no other is there', () => {
  const page = renderHtml(buildComplete());
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  expect(policy).toContain(`default-src 'none'`);
  expect(policy).not.toContain('unsafe');
  for (const tag of ['style', 'script']) {
    const blocks = [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))];
    expect(blocks).toHaveLength(1);
    const hash = createHash('sha256')
      .update(blocks[0]?.[1] ?? '')
      .digest('base64');
    expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
  }
});

test.each([
  ['complete', buildComplete()],
  ['partial', buildPartial()],
  ['invalid', buildInvalid()],
  ['aa', buildAA()],
  ['injection', buildInjection()],
  ['factorial', buildFactorial()],
])('%s needs nothing from outside and has no inline handler or style', (_, document) => {
  const page = renderHtml(document);
  const tags = page.match(/<[a-z][^>]*>/g) ?? [];
  expect(tags.length).toBeGreaterThan(300);
  expect(tags.filter((tag) => /\s(?:on\w+|style)=/.test(tag.replace(/"[^"]*"/g, '""')))).toEqual(
    [],
  );
  const links = tags.flatMap((tag) => /\s(?:src|href)="([^"]*)"/.exec(tag)?.[1] ?? []);
  expect(links.filter((link) => !/^(?:#|data:,$|data:image\/png;base64,)/.test(link))).toEqual([]);
  const main = page.slice(page.indexOf('<main>'), page.indexOf('<script>'));
  expect(main.match(/.{0,40}\b(?:undefined|NaN|Infinity|\[object).{0,20}/)).toBeNull();
});

test('ids are unique, and every reference finds its target', () => {
  for (const document of [buildComplete(), buildInjection(), buildSixty(2), buildCrowded()]) {
    const page = renderHtml(document);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const wanted = [...page.matchAll(/(?:aria-labelledby="|href="#|url\(#)([^")]+)/g)].map(
      (match) => match[1],
    );
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
  }
});

test('an invalid run shows reasons and figures, but no difference and no recommendation', () => {
  const page = renderHtml(buildInvalid());
  expect(page.includes('No conclusion: this run cannot be trusted.')).toBe(true);
  expect(page.includes('The generator was saturated')).toBe(true);
  const main = page.slice(page.indexOf('<main>'), page.indexOf('id="reading"'));
  expect(main.match(/recommended|vs baseline|class="dw"|answers most|>better</)).toBeNull();
});

test('variants that were not run have their reason, and excluded trials are marked', () => {
  const page = renderHtml(buildPartial());
  expect(page.includes('Redis is not there: no redis-server on PATH and no REDIS_URL.')).toBe(true);
  expect(page.match(/left out/g)?.length).toBeGreaterThan(6);
  expect(page.includes('died in mid-slice')).toBe(true);
  expect(page.includes('wrong responses')).toBe(true);
});

test('the recommended variant stands above one that is tied with it', () => {
  const page = renderHtml(buildComplete());
  const table = page.slice(page.indexOf('<table class="decision"'));
  expect(table.indexOf('is-recommended')).toBeLessThan(table.indexOf('is-tied'));
});

test('effects stand between percentiles and trials, and an invalid run has none', () => {
  const document = buildFactorial();
  const page = renderHtml(document);
  const places = ['s1-percentiles', 's1-effects', 's1-interaction-1', 's1-trials'].map((id) =>
    page.indexOf(` id="${id}"`),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThan(0);
  expect(renderHtml({ ...document, validity: buildInvalid().validity })).not.toContain(
    's1-effects',
  );
  expect(renderHtml(buildComplete())).toContain('shows only where their levels are crossed');
});

test('three factors that depend on each other get a table, and hostile names stay text', () => {
  const document = buildFactorial();
  const attack = '<img src=x onerror=alert(1)>';
  const scenarios = document.scenarios.map((scenario) => {
    const { factorial } = scenario;
    const [main] = factorial?.effects ?? [];
    const [simple] = factorial?.simpleEffects ?? [];
    if (factorial === null || main === undefined || simple === undefined) return scenario;
    const factors = ['cache', attack, 'index'];
    const given = { [attack]: attack, index: 'none' };
    const effects = [{ ...main, factors, isReal: true }, ...factorial.effects];
    const simpleEffects = [...factorial.simpleEffects, { ...simple, factor: 'cache', given }];
    return { ...scenario, factorial: { ...factorial, effects, simpleEffects } };
  });
  const page = renderHtml({ ...document, scenarios });
  expect(page).toContain('s1-deeper-1-table');
  expect(page).toContain('depend on each other, read all of them together');
  expect(page).not.toContain('<img');
});

test('there is never a bare plus-minus', () => {
  expect(renderHtml(buildComplete()).includes('±')).toBe(false);
});

test('pages stay small: nine variants, and sixty under six scenarios', () => {
  expect(Buffer.byteLength(renderHtml(buildComplete()))).toBeLessThan(450_000);
  const sixty = buildSixty(6);
  expect(Buffer.byteLength(renderHtml(sixty))).toBeLessThan(1_050_000);
  const timeline = buildComplete().scenarios[0]?.cells[0]?.timeline ?? null;
  const scenarios = sixty.scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.map((cell) => ({ ...cell, timeline })),
  }));
  const timed = Buffer.byteLength(renderHtml({ ...sixty, scenarios }));
  expect(timed).toBeGreaterThan(Buffer.byteLength(renderHtml(sixty)) + 50_000);
  expect(timed).toBeLessThan(1_300_000);
});

test('a page of six variants under one scenario, as of the demo, stays below 250 kB', () => {
  const document = buildComplete();
  const [scenario] = document.scenarios;
  const measured = document.variants.filter(({ status }) => status === 'measured').slice(0, 6);
  const isKept = ({ variantId }: { readonly variantId: string }) =>
    measured.some(({ id }) => id === variantId);
  if (scenario === undefined || measured.length < 6) throw new Error('too small a fixture');
  const page = renderHtml({
    ...{ ...document, gates: [], variants: measured },
    configurationChecks: document.configurationChecks.filter(isKept),
    scenarios: [
      {
        ...{ ...scenario, cells: scenario.cells.filter(isKept), pairwise: [] },
        groupRatios: scenario.groupRatios.filter(isKept),
      },
    ],
    trials: document.trials.filter(
      (trial) => isKept(trial) && trial.scenario === scenario.scenario,
    ),
  });
  expect(page.match(/<tr data-row=/g)).toHaveLength(6);
  expect(Buffer.byteLength(page)).toBeLessThan(250_000);
});

test('gates that did not pass stand open with their advice, a run without gates says how to get them', () => {
  const page = renderHtml(buildComplete());
  const open = page.slice(
    page.indexOf('id="gates-open-table"'),
    page.indexOf('id="gates-passed-table"'),
  );
  expect(open.indexOf('✗')).toBeGreaterThan(0);
  expect(open.indexOf('✗')).toBeLessThan(open.indexOf('>?<'));
  expect(open).toContain('Look at the trials of this variant, or widen the tolerance on purpose.');
  expect(open).not.toContain('>✓<');
  expect(renderHtml(buildAA())).toContain('This run has no gates.');
});

test('text from the document is marked as English, so that the Chinese page reads it so', () => {
  const page = renderHtml(buildPartial());
  expect(page).toMatch(/lang="en">Redis is not there/);
  expect(page).toMatch(/lang="en">The generator used at most/);
});

test('p-values, detectable effects and ratios less foreign CPU stand beside the raw ratios', () => {
  const page = renderHtml(buildRich());
  const table = page.slice(page.indexOf('id="s1-evidence-table"'));
  expect(table.slice(0, 4_000)).toMatch(/<b>8\.3×<\/b> \[8\.2×, 8\.5×\].*0\.0078.*0\.13/);
  expect(table.slice(0, 4_000)).toContain('Adjusted for other programs’ CPU');
  expect(page).toContain('id="overall-1-table"');
  expect(renderHtml(buildComplete())).not.toContain('Adjusted for other programs’ CPU');
  expect(page).toContain('the interval alone would decide');
});

test('load time is drawn with its phases and a picture of 64 colours, or the page says how to get it', () => {
  const page = renderHtml(buildComplete());
  const picture = /data:image\/png;base64,([^"]+)/.exec(page)?.[1] ?? '';
  const bytes = Buffer.from(picture, 'base64');
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([24, 16]);
  expect(page).toContain('>fault</text>');
  expect(page.match(/id="s1-timeline-\d"/g)).toHaveLength(2);
  expect(renderHtml(buildAA())).toContain('This run has no timelines');
});

test('a heat map says where its latencies lay, whatever its picture holds besides', () => {
  const document = buildRich();
  const maps = document.scenarios
    .flatMap(({ cells }) => cells.flatMap(({ timeline }) => timeline?.heatMap ?? []))
    .filter(({ rowCounts }) => rowCounts[0] === 0);
  expect(maps.length).toBeGreaterThan(0);
  const page = renderHtml(document);
  for (const { edgesUs, rowCounts } of maps) {
    const first = edgesUs[rowCounts.findIndex((count) => count > 0)] ?? 0;
    expect(page).toContain(`: ${formatLatencyTick(first)} to `);
  }
});

test('what every open gate says is said once, what they say apart stands below each', () => {
  const count = (page: string, text: string) => page.split(text).length - 1;
  const invalid = renderHtml(buildInvalid());
  expect(invalid).toContain('id="gates-open-table"');
  expect(count(invalid, 'Not judged: the run is invalid.')).toBe(1);
  const complete = renderHtml(buildComplete());
  expect(count(complete, 'class="says"')).toBeGreaterThan(3);
});

test('a description is marked by its script, or as of an unknown language', () => {
  const document = buildComplete();
  const render = (description: string) =>
    renderHtml({ ...document, run: { ...document.run, description } });
  expect(render('缓存与索引')).toContain('<bdi class="quote" lang="zh">缓存与索引</bdi>');
  expect(render('キャッシュの比較')).toContain(
    '<bdi class="quote" lang="ja">キャッシュの比較</bdi>',
  );
  expect(render('Cache oder Index')).toContain('<bdi class="quote" lang="">Cache oder Index</bdi>');
});
