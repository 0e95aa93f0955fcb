// Pages of a service in another language, outside the checkout: visited under load by a run, told in the document and the table.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ResultDocument } from '../reports/document/result.ts';
import { type CommandOutcome, startLoadstone } from './support/command-line.ts';

let cwd: string;

const page = (rest: string) =>
  `<!doctype html><html lang="en"><title>t</title>${rest}<p id="shown">shown</p><button onclick="this.textContent = 'done'">press</button>`;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-pages-'));
  for (const folder of ['plain', 'heavy']) mkdirSync(join(cwd, folder));
  for (const name of ['index.html', 'missing.html'])
    writeFileSync(join(cwd, 'plain', name), page('<h1>there</h1>'));
  writeFileSync(
    join(cwd, 'heavy/index.html'),
    page(`<ul>${'<li>one of many</li>'.repeat(8_000)}</ul>`),
  );
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function writeConfig(pages: object): void {
  const serve = 'exec python3 -m http.server --bind 127.0.0.1 --directory "$FOLDER" "$PORT"';
  const config = {
    name: 'static-files',
    target: { command: ['sh', '-c', serve], env: { FOLDER: 'plain' } },
    factors: { page: { levels: { plain: {}, heavy: { env: { FOLDER: 'heavy' } } } } },
    baseline: { page: 'plain' },
    scenarios: { home: { requests: [{ path: '/' }], primaryMetric: 'pageReadyUs' } },
    loads: [
      { kind: 'closed', connections: 1 },
      { kind: 'open', rateRps: 20 },
    ],
    slices: { sliceMs: 100, slicesPerGroup: 2, dropFirstMs: 0 },
    warmup: { requests: 5, untilSteady: false, maxMs: 200 },
    limits: { foreignCpuRatio: 1, latenessRatio: 100, generatorCpuRatio: 1 },
    parity: { requests: 0 },
    ...{ groups: 2, pages },
  };
  writeFileSync(join(cwd, 'loadstone.config.mjs'), `export default ${JSON.stringify(config)};`);
}

const list = {
  home: { path: '/', shows: '#shown', interaction: { click: 'button' } },
  // Of the plain ones alone.
  missing: { path: '/missing.html', shows: 'h1' },
};

async function run(): Promise<{ outcome: CommandOutcome; document: ResultDocument }> {
  const outcome = await startLoadstone(['run'], { cwd }).ended;
  const [id = ''] = readdirSync(join(cwd, 'runs')).toSorted().slice(-1);
  const path = join(cwd, 'runs', id, 'result.json');
  return { outcome, document: JSON.parse(readFileSync(path, 'utf8')) };
}

const findUnder = ({ scenarios }: ResultDocument, kind: 'open' | 'closed') =>
  scenarios.find(({ load }) => load.kind === kind)?.cells ?? [];

test('pages are visited under the open load alone, and every visit is accounted for', async () => {
  writeConfig({ rounds: 1, list });
  const { outcome, document } = await run();
  expect(outcome.stderr).toContain('visits of pages failed, the first with status 404');
  expect(findUnder(document, 'closed').flatMap(({ pages = [] }) => pages)).toEqual([]);
  const cells = findUnder(document, 'open');
  expect(cells).toHaveLength(2);
  const deciding = document.scenarios.map(({ load, primaryMetric }) => [load.kind, primaryMetric]);
  expect(Object.fromEntries(deciding)).toEqual({ closed: 'throughputRps', open: 'pageReadyUs' });
  for (const { pages = [], metrics, variantId, warnings } of cells) {
    expect(pages.map(({ page: name, view, visits }) => [name, view, visits])).toEqual([
      ['home', 'first', 2],
      ['missing', 'first', 2],
      ['home', 'repeat', 2],
      ['missing', 'repeat', 2],
    ]);
    expect(pages[0]?.readyUs).toBeGreaterThan(0);
    const told = warnings.filter(({ code }) => code === 'PAGES_FAILED');
    if (variantId === 'page=plain') {
      expect(pages[1]).toMatchObject({ failed: 0, readyUs: expect.any(Number) });
      expect(told).toEqual([]);
      continue;
    }
    expect(told[0]?.message.text).toBe(
      '4 of 8 visits of pages failed: missing 2 of 2 first visits (most often status 404) and missing 2 of 2 repeat visits (most often status 404). Where half of the visits of a page fail it has no time.',
    );
    expect(pages[1]).toMatchObject({ failed: 2, apdex: 0, readyUs: null });
    expect(pages[1]?.failureReasons).toEqual([{ reason: 'status 404', count: 2 }]);
    const named = new Map(metrics.map(({ metric, value }) => [metric, value]));
    expect(named.get('pageFrustratedRatio')).toBeGreaterThanOrEqual(0.5);
    // A page that only fails has no time, so neither have all of them together.
    expect(named.has('pageReadyUs')).toBe(false);
  }
  // Of a long page whose interaction is out of sight Chromium tells no INP.
  const plain = cells.find((cell) => cell.variantId === 'page=plain');
  expect(plain?.pages?.[0]?.inpUs).toBeGreaterThan(0);
  const bytesOf = (variantId: string) =>
    cells.find((cell) => cell.variantId === variantId)?.pages?.[0]?.transferBytes ?? Number.NaN;
  expect(bytesOf('page=heavy')).toBeGreaterThan(bytesOf('page=plain') + 100_000);
  expect(outcome.stdout).toContain('Pages in a browser under this load, T = 500');
});

test('a page that the baseline does not show even without load ends the run before it is measured', async () => {
  const none = { path: '/', shows: '#nowhere' };
  writeConfig({ timeoutMs: 2_000, list: { ...list, none, wrong: { path: '/', shows: 'h1[' } } });
  const before = readdirSync(join(cwd, 'runs')).length;
  const { code, stderr } = await startLoadstone(['run'], { cwd }).ended;
  expect(code).toBe(2);
  expect(stderr).toContain('PAGE_NOT_SHOWN');
  expect(stderr).toMatch(
    /none: timeout: #nowhere was not shown; wrong: .*'h1\[' is not a valid selector/,
  );
  expect(stderr).not.toContain('missing:');
  expect(readdirSync(join(cwd, 'runs')).length).toBeLessThanOrEqual(before + 1);
});

test('without a browser the run measures all else and says why there are no pages', async () => {
  writeConfig({ list, browser: 'nothing/there' });
  const { outcome, document } = await run();
  const reason = /No page was visited: There is no browser at \S+nothing\/there/;
  expect(outcome.stderr).toMatch(reason);
  const cells = findUnder(document, 'open');
  expect(cells.flatMap(({ pages = [] }) => pages)).toEqual([]);
  expect(cells.every(({ succeeded }) => succeeded > 0)).toBe(true);
  for (const { warnings } of cells)
    expect(warnings.map(({ message }) => message.text).join(' ')).toMatch(reason);
});
