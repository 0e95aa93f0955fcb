// A real run watched in a real browser: groups go on, verdicts firm up, and the page stands after the end.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, mayOpenPages, runAxeOn } from './support/chromium.ts';
import { type StartedCommand, startLoadstone } from './support/command-line.ts';
import { copyFixture } from './support/fixture.ts';

// Writes down every headline that the page has shown.
const watchHeadlines = `(() => {
  globalThis.headlines = [];
  const note = () => {
    const text = document.querySelector('#live-status').innerText.split('\\n')[0];
    if (headlines.at(-1) !== text) headlines.push(text);
  };
  new MutationObserver(note).observe(document.querySelector('#live-status'), { childList: true });
  note();
})()`;

let browser: Browser;
let cwd: string;
let command: StartedCommand;
let url: string;

/** A page with everything written down that it must not do. */
async function open(options: BrowserContextOptions = {}, hash = '') {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (![url, `${url}events`].includes(request.url().split('#')[0] ?? ''))
      troubles.push(`request: ${request.url()}`);
  });
  await page.goto(`${url}${hash}`);
  return { page, troubles, close: () => context.close() };
}

/** For looking at: LOADSTONE_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.LOADSTONE_SHOTS;
  if (folder !== undefined)
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

async function findViolations(page: Page): Promise<readonly string[]> {
  return (await runAxeOn(page)).violations;
}

const recommendsBeforeEnd =
  "document.querySelector('.is-recommended') !== null && document.querySelector('#live-now #verdict') === null";

describe.runIf(mayOpenPages)('a watched run', () => {
  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'loadstone-live-'));
    copyFixture('tiny-service', cwd);
    browser = await launchBrowser();
    const args = ['run', '--variant', 'speed=*,fault=none', '--groups', '5', '--ui'];
    command = startLoadstone(args, { cwd });
    let printed = '';
    command.child.stderr?.on('data', (text: Buffer) => {
      printed += text;
    });
    await command.waitFor(/Live: \S+\n/);
    url = /Live: (\S+)/.exec(printed)?.[1] ?? '';
  });
  afterAll(async () => {
    command.child.kill('SIGKILL');
    await command.ended;
    await browser.close();
    rmSync(cwd, { recursive: true, force: true });
  });

  test('groups go on, verdicts are not final before the end, and the end is the verdict of the report', async () => {
    const light = await open();
    const dark = await open({ colorScheme: 'dark' }, '#lang=zh');
    await light.page.evaluate(watchHeadlines);
    expect(await dark.page.getByText('组', { exact: false }).first().isVisible()).toBe(true);
    await light.page.locator('#live-verdicts .sofar').waitFor();
    const still = await open({ javaScriptEnabled: false });
    expect(await still.page.getByText('reload it').isVisible()).toBe(true);
    expect(await still.page.locator('#live-verdicts .sofar').isVisible()).toBe(true);
    await still.close();
    // The axis and at least the difference of one variant.
    await light.page.locator('#live-verdicts svg.dw').nth(1).waitFor();
    // At one moment, since the run may end at any.
    expect(await light.page.evaluate(recommendsBeforeEnd)).toBe(false);
    await shoot(light.page, 'mid-light');
    await shoot(dark.page, 'mid-dark');
    expect(await findViolations(light.page)).toEqual([]);

    await light.page.locator('#live-now #verdict').waitFor();
    await dark.page.locator('#live-now #verdict').waitFor();
    const outcome = await command.ended;
    expect(outcome.code).toBe(0);
    const headlines = await light.page.evaluate<string[]>('headlines');
    expect(headlines.length).toBeGreaterThan(3);
    expect(headlines.at(-1)).toContain('The run has ended');
    const done = headlines.flatMap((text) => /^(\d) of 5 groups done/.exec(text)?.[1] ?? []);
    expect(done).toEqual([...done].sort());
    const [, reportPath = ''] = /Report: (\S+)/.exec(outcome.stderr) ?? [];
    expect(await light.page.locator('#live-status').textContent()).toContain(reportPath);
    expect(existsSync(join(cwd, reportPath))).toBe(true);
    const verdict = await light.page.locator('#verdict h1 [lang=en]').innerHTML();
    expect(readFileSync(join(cwd, reportPath), 'utf8')).toContain(verdict);
    // Which variant that is is the machine's affair here: tests/recorded.test.ts asks it of a recorded run.
    expect(await light.page.locator('#live-lost').isVisible()).toBe(false);
    expect(await dark.page.getByText('运行已结束', { exact: false }).isVisible()).toBe(true);
    expect(await dark.page.getByText('The run has ended').isVisible()).toBe(false);
    await shoot(light.page, 'end-light');
    await shoot(dark.page, 'end-dark');
    await dark.page.setViewportSize({ width: 390, height: 800 });
    await shoot(dark.page, 'end-narrow');
    expect(await dark.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await findViolations(light.page)).toEqual([]);
    expect(await findViolations(dark.page)).toEqual([]);
    expect([...light.troubles, ...dark.troubles, ...still.troubles]).toEqual([]);
    await light.close();
    await dark.close();
  });

  test('the run says that it was watched, and so does the command that repeats it', async () => {
    const { stderr } = await command.ended;
    const [, id = ''] = /Report: runs\/([^/]+)/.exec(stderr) ?? [];
    const manifest = JSON.parse(readFileSync(join(cwd, 'runs', id, 'run.json'), 'utf8'));
    expect(manifest.hadLivePage).toBe(true);
    expect(manifest.reproduceCommand).toMatch(/^npx loadstone run .* --ui$/);
  });
});
