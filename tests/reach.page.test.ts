// A report whose every text names another server, in a real browser: nobody is asked.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startVictim } from '../bench/reach/test-ways.ts';
import { buildInjection } from '../reports/fixtures/documents.ts';
import { renderHtml } from '../reports/html/page.ts';
import { launchBrowser, mayOpenPages, openFile } from './support/chromium.ts';

/** Every text of a document that is put into the page as it is. */
function poison(value: unknown, host: string): unknown {
  const bait = [
    `<img src=//${host}/1><link rel=preconnect href=//${host}><iframe src=http://${host}/2></iframe>`,
    `"><img srcset="//${host}/3 1x"><style>@import "//${host}/4"; a{background:url(//${host}/5)}</style>`,
    `</script><script src=//${host}/6></script><meta http-equiv=refresh content="0;url=//${host}/7">`,
  ];
  if (typeof value === 'string') return /img|script|svg/.test(value) ? bait.join('') : value;
  if (Array.isArray(value)) return value.map((one) => poison(one, host));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poison(one, host)]));
}

describe.runIf(mayOpenPages)('a report in Chromium', () => {
  test('asks no server that its texts name, also where the browser is told of proxies', async () => {
    const victim = await startVictim();
    const folder = mkdtempSync(join(tmpdir(), 'loadstone-page-'));
    const browser = await launchBrowser();
    onTestFinished(async () => {
      await browser.close();
      await victim.close();
      rmSync(folder, { recursive: true });
    });
    const path = join(folder, 'report.html');
    const html = renderHtml(
      poison(buildInjection(), victim.host) as ReturnType<typeof buildInjection>,
    );
    expect(html).toContain(victim.host);
    writeFileSync(path, html);
    const { page, troubles, close } = await openFile(browser, path, '#lang=en');
    await page.mouse.wheel(0, 20_000);
    await page.waitForTimeout(500);
    expect(troubles).toEqual([]);
    expect(victim.connections()).toBe(0);
    await close();
  });
});
