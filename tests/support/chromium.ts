// A page of a file in a real browser, with everything written down that it must not do.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { readInheritedEnv } from '../../bench/services/inherited-env.ts';

/** Chromium without windows, a package of Debian's, takes a third of the CPU of the whole one for a page. */
const executablePath =
  ['/usr/bin/chromium-headless-shell'].find((path) => existsSync(path)) ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Neither by a proxy nor by name does anything leave this machine, whatever a page asks for.
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

/** False on a machine without the browser; in CI it must be there. */
export const mayOpenPages: boolean = existsSync(executablePath) || process.env.CI !== undefined;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args, env: readInheritedEnv() });
}

export interface OpenedPage {
  readonly page: Page;
  /** Requests other than for the file, messages of the console, errors, dialogs. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

/** @param hash with its `#`, or empty */
export async function openFile(
  browser: Browser,
  path: string,
  hash: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  const url = pathToFileURL(path).href;
  page.on('console', (message) => troubles.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url)
      troubles.push(`request: ${request.url().slice(0, 80)}`);
  });
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${url}${hash}`);
  return { page, troubles, close: () => context.close() };
}

/** Tags of WCAG 2.2 AA. */
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What another theme alone can break. */
const colourRules = ['color-contrast', 'link-in-text-block'];

// This runs in the page, so it is text here: the tree is checked without the types of a browser.
const runAxe = (runOnly: object) => `(async () => {
  for (const one of document.querySelectorAll('details')) one.open = true;
  // Of what passed, one element of a rule is described instead of thousands.
  const options = { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] };
  const { violations, passes } = await axe.run(document, options);
  return {
    passes: passes.length,
    violations: violations.map(({ id, nodes }) => id + ': ' + nodes.length + ' of ' + nodes[0].html.slice(0, 120)),
  };
})()`;

/**
 * Violations of WCAG 2.2 AA with every fold open, and how many rules passed.
 * @param what `colours` where the same page was asked about all in another theme
 */
export async function runAxeOn(
  page: Page,
  what: 'all' | 'colours' = 'all',
): Promise<{ readonly passes: number; readonly violations: readonly string[] }> {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(readFileSync(source, 'utf8'));
  const runOnly =
    what === 'all' ? { type: 'tag', values: wcag } : { type: 'rule', values: colourRules };
  return page.evaluate(runAxe(runOnly));
}
