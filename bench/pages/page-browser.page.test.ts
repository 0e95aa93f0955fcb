// A real browser visits pages of a real server: what it sees, what it keeps, what goes wrong, and where it may not go.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PageVisit } from '../measurement/records.ts';
import { readProcessTree } from '../probes/processes.ts';
import type { ResolvedPage } from '../spec/experiment.ts';
import { findPageBrowser, openPageBrowser, type PageBrowser } from './page-browser.ts';

const late =
  '<script>setTimeout(() => { document.body.innerHTML += "<p id=late>late</p>"; }, 300)</script>';

const documents: Readonly<Record<string, string>> = {
  '/': '<h1>Home</h1><button onclick="this.textContent = \'done\'">press</button><input>',
  '/late': `<h1>Late</h1>${late}`,
  '/hidden': '<p id="hidden" hidden>never seen</p>',
};

/** Path and host header of every request. */
const asked: string[] = [];
let server: Server;
let foreign: Server;
let browser: PageBrowser;

const listen = (handle: (request: IncomingMessage, response: ServerResponse) => void) =>
  new Promise<Server>((resolve) => {
    const made = createServer(handle).listen(0, '127.0.0.1', () => resolve(made));
  });
const portOf = (one: Server) => (one.address() as AddressInfo).port;

const list: readonly ResolvedPage[] = [
  { name: 'home', path: '/', shows: 'h1', interaction: { kind: 'click', selector: 'button' } },
  {
    name: 'typed',
    path: '/?2',
    shows: 'h1',
    interaction: { kind: 'type', selector: 'input', typed: 'ab' },
  },
  { name: 'late', path: '/late', shows: '#late' },
  { name: 'none', path: '/none', shows: 'h1' },
  { name: 'broken', path: '/broken', shows: 'h1' },
];

type Visits = readonly Omit<PageVisit, 'round'>[];
let visits: Visits;
let seenTree: readonly number[] = [];

/** Of the service by its address and by a name of its own. */
function openBrowser(pages: readonly ResolvedPage[], timeoutMs: number): Promise<PageBrowser> {
  const baseUrl = `http://127.0.0.1:${portOf(server)}`;
  return openPageBrowser({
    pages: { list: [...pages], rounds: 1, satisfiedMs: 500, timeoutMs },
    hosts: [
      { variantId: 'plain', baseUrl },
      { variantId: 'named', baseUrl, hostHeader: `shop.test:${portOf(server)}` },
    ],
    ...{ cpus: undefined, markEnv: {}, trustsAny: false },
  });
}

beforeAll(async () => {
  foreign = await listen((_, response) => response.end());
  server = await listen((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    const body = documents[request.url?.split('?')[0] ?? ''];
    if (request.url === '/broken') {
      request.socket.destroy();
      return;
    }
    if (body === undefined) response.statusCode = 404;
    else {
      response.setHeader('content-type', 'text/html');
      response.setHeader('cache-control', 'max-age=600');
    }
    const elsewhere = `<img alt="" src="http://elsewhere.test:${portOf(foreign)}/x.png">`;
    response.end(body === undefined ? '' : `<!doctype html><title>t</title>${body}${elsewhere}`);
  });
  browser = await openBrowser(list, 20_000);
  visits = await browser.visitRound('plain', () => {
    seenTree = readProcessTree(browser.pid);
  });
});

afterAll(async () => {
  await browser.close();
  for (const one of [server, foreign]) {
    one.closeAllConnections();
    one.close();
  }
});

const find = (page: string, view: PageVisit['view'] = 'first') =>
  visits.find((visit) => visit.page === page && visit.view === view);

/** Chromium tells the time until the next frame in steps of 8 ms, so that a quick reaction may take none. */
const anyTimeUs = expect.toSatisfy((us: unknown) => typeof us === 'number' && us >= 0);

test('every page is seen twice, all of them first with an empty cache', () => {
  const names = list.map(({ name }) => name);
  expect(visits.map(({ page, view }) => `${view} ${page}`)).toEqual([
    ...names.map((name) => `first ${name}`),
    ...names.map((name) => `repeat ${name}`),
  ]);
});

test('a page that shows has all figures, and what it took from the cache is no transfer', () => {
  const first = find('home');
  expect(first).not.toHaveProperty('failure');
  for (const key of ['ttfbUs', 'lcpUs', 'readyUs'] as const)
    expect(first?.[key], key).toBeGreaterThan(0);
  expect(first?.inpUs).toEqual(anyTimeUs);
  expect(first?.readyUs).toBeGreaterThanOrEqual(first?.ttfbUs ?? Number.NaN);
  expect(first?.clsScore).toBe(0);
  expect(first?.transferBytes).toBeGreaterThan(100);
  expect(find('home', 'repeat')).toMatchObject({ transferBytes: 0, requests: 0 });
  expect(find('typed')?.inpUs).toEqual(anyTimeUs);
});

test('what a script adds later counts from when it is painted, and no INP is made up', () => {
  expect(find('late')?.readyUs).toBeGreaterThan(300_000);
  expect(find('late')).not.toHaveProperty('inpUs');
});

test('an error of the service and a broken connection are failures with their reasons', () => {
  expect(find('none')?.failure).toBe('status 404');
  expect(find('broken')?.failure).toMatch(/^net::ERR_/);
  expect(find('broken')).not.toHaveProperty('readyUs');
});

test('what is never shown is a failure once its time is over', async () => {
  const hidden: ResolvedPage = { name: 'hidden', path: '/hidden', shows: '#hidden' };
  const readFailures = async (timeoutMs: number) => {
    const impatient = await openBrowser([hidden], timeoutMs);
    const found = await impatient.visitRound('plain', () => {}).finally(() => impatient.close());
    return found.map(({ view, failure }) => [view, failure]);
  };
  const failure = 'timeout: #hidden was not shown';
  let timeoutMs = 1_000;
  let failures = await readFailures(timeoutMs);
  // A busy machine may need longer for the answer alone.
  while (failures.some(([, reason]) => reason !== failure) && timeoutMs < 16_000) {
    timeoutMs *= 4;
    failures = await readFailures(timeoutMs);
  }
  expect(failures).toEqual([
    ['first', failure],
    ['repeat', failure],
  ]);
});

test('no name but that of the service leads anywhere', () => {
  expect(asked.some((line) => line.includes('elsewhere'))).toBe(false);
  expect(asked.filter((line) => line.endsWith(' /'))).toEqual([`127.0.0.1:${portOf(server)} /`]);
});

test('its processes are known while a round is under way', () => {
  expect(seenTree[0]).toBe(browser.pid);
  expect(seenTree.length).toBeGreaterThan(1);
});

test('a service with a name of its own is called by it, at the address that was decided over', async () => {
  const named = await browser.visitRound('named', () => {});
  expect(named[0]).not.toHaveProperty('failure');
  expect(asked).toContain(`shop.test:${portOf(server)} /`);
});

test('a browser that is not there is told with its path', () => {
  expect(() => findPageBrowser({ browser: '/nowhere/chromium' })).toThrow(
    'There is no browser at /nowhere/chromium, which pages.browser names.',
  );
});
