// The browser that visits pages: found, started for the variants of a group on the generator's CPUs, closed.
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { writeMessage, writeName } from '../../reports/document/messages/message.ts';
import { LoadstoneError } from '../errors.ts';
import type { PageVisit } from '../measurement/records.ts';
import type { OptionalPackage } from '../optional-package.ts';
import { folderOf, requireOptionalPackage } from '../optional-packages.ts';
import { readInheritedEnv } from '../services/inherited-env.ts';
import { findOnPath, movePinned } from '../services/placement.ts';
import type { ResolvedPages } from '../spec/experiment.ts';
import { failBy } from '../tell-failure.ts';
import { buildPageScript } from './page-script.ts';
import { closeWithin, visitPage } from './visit.ts';

/** In the order in which they are looked for. */
const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A service as the browser is to reach it. */
interface PageHost {
  readonly variantId: string;
  /** With an address for a host, no path. */
  readonly baseUrl: string;
  /** The name that the service is called by where that is not the address. */
  readonly hostHeader?: string | undefined;
}

/** What is started, and where. */
export interface PageBrowserOrder {
  readonly pages: ResolvedPages;
  readonly hosts: readonly PageHost[];
  readonly cpus: readonly number[] | undefined;
  /** Marks its processes as those of the run. */
  readonly markEnv: Readonly<Record<string, string>>;
  /** True takes any certificate. */
  readonly trustsAny: boolean;
}

export interface PageBrowser {
  /** `Chromium 150.0.7871.46`. */
  readonly version: string;
  /** Of its first process. */
  readonly pid: number;
  /**
   * @param beforeClosing called while all processes of the round are still there
   * @throws LoadstoneError DRIVER_FAILED where the browser itself has ended
   */
  visitRound(
    variantId: string,
    beforeClosing: () => void,
  ): Promise<readonly Omit<PageVisit, 'round'>[]>;
  close(): Promise<void>;
}

/**
 * Path of the browser that the pages are visited with.
 * @throws ToldError where there is none, or a package that drives it is not installed
 */
export function findPageBrowser({ browser }: Pick<ResolvedPages, 'browser'>): string {
  for (const name of ['playwright-core', 'web-vitals'] as const) requirePackage(name);
  if (browser !== undefined) {
    if (existsSync(browser)) return browser;
    throw failBy('no-page-browser-at', { path: writeName(browser) });
  }
  const found = programs.map((name) => findOnPath(name)).find((path) => path !== undefined);
  if (found !== undefined) return found;
  throw failBy('no-page-browser', { programs: writeName(programs.join(', ')) });
}

function requirePackage(name: OptionalPackage): string {
  return requireOptionalPackage(name, 'DRIVER_UNAVAILABLE', 'Visiting pages');
}

/** Starts it. @throws ToldError, LoadstoneError as `findPageBrowser`, and what the start throws */
export async function openPageBrowser(order: PageBrowserOrder): Promise<PageBrowser> {
  const { pages, hosts, cpus, markEnv, trustsAny } = order;
  const executablePath = findPageBrowser(pages);
  const library = folderOf('web-vitals', requirePackage('web-vitals'));
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath,
    args: listFlags(hosts),
    env: { ...readInheritedEnv(), ...markEnv },
    // Its sandbox does not start for root.
    chromiumSandbox: process.getuid?.() !== 0,
    // An interrupt is the harness's to handle, which closes the browser.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
  try {
    const pid = await readPid(browser);
    if (cpus !== undefined) movePinned(pid, cpus);
    const scripts = new Map(
      pages.list.map(({ shows }) => [shows, buildPageScript(library, shows)]),
    );
    return {
      version: `Chromium ${browser.version()}`,
      pid,
      visitRound: async (variantId, beforeClosing) => {
        const host = hosts.find((one) => one.variantId === variantId);
        if (host === undefined) throw new Error(`the browser was not told where ${variantId} is`);
        assertAlive(browser);
        const context = await browser.newContext({ ignoreHTTPSErrors: trustsAny });
        const visits: Omit<PageVisit, 'round'>[] = [];
        try {
          for (const view of ['first', 'repeat'] as const) {
            for (const page of pages.list) {
              const script = scripts.get(page.shows) ?? '';
              const { timeoutMs } = pages;
              const order = { page, view, script, origin: findOrigin(host), timeoutMs };
              visits.push(await visitPage(context, order));
              assertAlive(browser);
            }
          }
          beforeClosing();
        } finally {
          await closeWithin(context);
        }
        return visits;
      },
      close: () => browser.close(),
    };
  } catch (thrown) {
    await browser.close().catch(() => {});
    throw thrown;
  }
}

/** What a dead browser could not show is no fault of the service. */
function assertAlive(browser: Browser): void {
  if (browser.isConnected()) return;
  throw new LoadstoneError('DRIVER_FAILED', writeMessage('page-browser-ended'));
}

function findOrigin({ baseUrl, hostHeader }: PageHost): string {
  const { protocol, host } = new URL(baseUrl);
  return `${protocol}//${hostHeader ?? host}`;
}

/** No name is resolved but those of the services, to the addresses that were decided over; and no proxy is asked. */
function listFlags(hosts: readonly PageHost[]): string[] {
  const rules = hosts.flatMap((host) => {
    const address = new URL(host.baseUrl).hostname;
    const { hostname } = new URL(findOrigin(host));
    return hostname === address ? `EXCLUDE ${address}` : `MAP ${hostname} ${address}`;
  });
  const all = [...new Set(rules), 'MAP * ~NOTFOUND'];
  return ['--no-proxy-server', '--disable-quic', `--host-resolver-rules=${all.join(' , ')}`];
}

async function readPid(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const own = processInfo.find(({ type }) => type === 'browser');
  if (own === undefined) throw new Error('the browser does not tell its process');
  return own.id;
}
