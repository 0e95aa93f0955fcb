// A real k6 reaches the variant and nothing else, whatever a script of the user's own asks, and by which protocol.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listOddPaths, startMeant, startVictim } from '../../reach/test-ways.ts';
import { pathsScenario, sliceOf, smallLoad } from '../contract-session.ts';
import type { DriverSession, ScenarioRef } from '../driver.ts';
import { createSelfSigned } from '../open/self-signed.fixture.ts';
import { createK6Driver } from './driver.ts';
import { type FoundK6, findK6 } from './find-k6.ts';
import { buildK6Env } from './run-k6.ts';

const k6 = await findK6({
  givenPath: process.env.LOADSTONE_K6,
  stateDir: fileURLToPath(new URL('../../../.loadstone', import.meta.url)),
});

/** Statements of a script by name; $V is the victim's port, $W that of one on ::1, B the base URL. */
const forms: Readonly<Record<string, string>> = {
  'another port': 'http.get(`http://127.0.0.1:$V/`)',
  'another address of loopback': 'http.get(`http://127.0.0.2:$V/`)',
  'the name localhost': 'http.get(`http://localhost:$V/`)',
  'a name under localhost': 'http.get(`http://x.localhost:$V/`)',
  'a decimal address': 'http.get(`http://2130706433:$V/`)',
  'a hex address': 'http.get(`http://0x7f000001:$V/`)',
  'an octal address': 'http.get(`http://0177.0.0.01:$V/`)',
  'a short address': 'http.get(`http://127.1:$V/`)',
  'the unspecified address': 'http.get(`http://0.0.0.0:$V/`)',
  'the unspecified address as a number': 'http.get(`http://0:$V/`)',
  'no host': 'http.get(`http://:$V/`)',
  'a mapped address': 'http.get(`http://[::ffff:127.0.0.1]:$V/`)',
  'a mapped address in hex': 'http.get(`http://[::ffff:7f00:1]:$V/`)',
  'a compatible address': 'http.get(`http://[::127.0.0.1]:$V/`)',
  'loopback of IPv6': 'http.get(`http://[::1]:$W/`)',
  'loopback of IPv6 in full': 'http.get(`http://[0:0:0:0:0:0:0:1]:$W/`)',
  'loopback of IPv6 with a zone': 'http.get(`http://[::1%25lo]:$W/`)',
  'the unspecified address of IPv6': 'http.get(`http://[::]:$W/`)',
  'another machine': 'http.get(`http://192.0.2.1:$V/`)',
  'another name': 'http.get(`http://victim.test:$V/`)',
  'a name that the script maps': 'http.get(`http://mapped.test/`)',
  'a scheme in capitals': 'http.get(`HTTP://127.0.0.1:$V/`)',
  https: 'http.get(`https://127.0.0.1:$V/`)',
  'a user that is the variant': 'http.get(B + "@127.0.0.1:$V/")',
  'digits behind the port': 'http.get(B + "0/")',
  'a redirect': 'http.get(B + "/redirect/302", { redirects: 9 })',
  'a redirect that keeps the method': 'http.post(B + "/redirect/307", "x", { redirects: 9 })',
  'another method': 'http.request("PROPFIND", `http://127.0.0.1:$V/`)',
  'a batch': 'http.batch([`http://127.0.0.1:$V/`, ["POST", `http://localhost:$V/`]])',
  'a request that is awaited': 'await http.asyncRequest("GET", `http://127.0.0.1:$V/`)',
  'a template': 'http.get(http.url`http://127.0.0.1:$V/`)',
  'a web socket': 'ws.connect(`ws://127.0.0.1:$V/`, () => {})',
  'a web socket of the standard':
    'await new Promise((done) => { const one = new WebSocket(`ws://127.0.0.1:$V/`); one.onerror = done; one.onopen = done; })',
  gRPC: 'new grpc.Client().connect(`127.0.0.1:$V`, { plaintext: true, timeout: "500ms" })',
  Redis: 'await new redis.Client(`redis://127.0.0.1:$V`).get("x")',
  'a browser': '(await browser.newPage()).goto(`http://127.0.0.1:$V/`)',
};

/** A script that tries each form in each iteration, and tells the variant when it has. */
function writeScript(victimPort: number, victim6Port: number): string {
  const tries = Object.entries(forms).map(
    ([name, statement]) => `await attempt(${JSON.stringify(name)}, async () => { ${statement}; });`,
  );
  const statements = tries
    .join('\n')
    .replaceAll('$V', `${victimPort}`)
    .replaceAll('$W', `${victim6Port}`);
  return writeFile(`
    import http from 'k6/http'; import ws from 'k6/ws'; import { WebSocket } from 'k6/websockets';
    import grpc from 'k6/net/grpc'; import redis from 'k6/experimental/redis'; import { browser } from 'k6/browser';
    const [V, B] = [${victimPort}, __ENV.BASE_URL];
    export const options = {
      hosts: { 'mapped.test': '127.0.0.1:${victimPort}' }, blacklistIPs: [], dns: { policy: 'any' }, maxRedirects: 9,
      scenarios: { own: { executor: 'per-vu-iterations', options: { browser: { type: 'chromium' } } } },
    };
    async function attempt(name, form) {
      try { await form(); } catch {}
      http.get(B + '/tried/' + encodeURIComponent(name));
    }
    export function setup() { http.get('http://127.0.0.1:' + V + '/setup'); }
    export function teardown() { http.get('http://127.0.0.1:' + V + '/teardown'); }
    export default async function () {
      ${statements}
      http.get(B + '/done');
    }`);
}

function writeFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-reach-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'script.js');
  writeFileSync(path, text);
  return path;
}

async function startVictimOf(address: string) {
  const victim = await startVictim(address);
  onTestFinished(() => victim.close());
  return victim;
}

async function startMeantOf(redirectTo: string, address?: string) {
  const meant = await startMeant(redirectTo, address);
  onTestFinished(() => meant.close());
  return meant;
}

describe.runIf(k6.kind === 'found')('the reach of k6', () => {
  const found = k6 as FoundK6;
  const driver = createK6Driver({ k6: found });

  async function open(baseUrl: string, scenario: ScenarioRef, hostHeader?: string) {
    const session: DriverSession = await driver.open({
      targets: [{ variantId: 'a', baseUrl, ...(hostHeader !== undefined && { hostHeader }) }],
      ...{ scenario, seed: 1, data: null, requestTimeoutMs: 60_000, bodyCheckRatio: 0 },
      cpus: undefined,
    });
    onTestFinished(() => session.close());
    return session;
  }

  it.each([
    ['an IPv4 address', '127.0.0.1', undefined],
    ['an IPv6 address', '::1', undefined],
    ['a name', '127.0.0.1', 'shop.test'],
  ])('is the variant at %s alone, for every form of every protocol', async (_, address, name) => {
    const victim = await startVictimOf('127.0.0.1');
    const victim6 = await startVictimOf('::1');
    const meant = await startMeantOf(`http://${victim.host}/redirected`, address);
    const path = writeScript(victim.port, victim6.port);
    const host = name === undefined ? undefined : `${name}:${meant.port}`;
    const session = await open(meant.baseUrl, { kind: 'k6-script', name: 'reach', path }, host);
    const order = sliceOf(driver, smallLoad('closed', 1), { durationMs: 5_000 });
    await expect(session.runSlice(order)).rejects.toMatchObject({ code: 'SCENARIO_INVALID' });
    expect([victim.connections(), victim6.connections()]).toEqual([0, 0]);
    const tried = new Set(meant.received.map((one) => decodeURIComponent(one)));
    for (const form of Object.keys(forms)) expect(tried).toContain(`/tried/${form}`);
  });

  it('tells of a host that k6 was led back from, at the port of an IPv6 address', async () => {
    const meant = await startMeantOf('/', '::1');
    const path = writeFile(`
      import http from 'k6/http';
      export default () => { http.get('http://victim.test:${meant.port}/x'); };`);
    const session = await open(meant.baseUrl, { kind: 'k6-script', name: 'masked', path });
    await expect(session.runSlice(sliceOf(driver, smallLoad('closed', 1)))).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining(`sends requests to http://victim.test:${meant.port}/x`),
    });
  });

  it('is the variant for each path of a scenario of ours that names another host', async () => {
    const victim = await startVictimOf('127.0.0.1');
    const meant = await startMeantOf(`http://${victim.host}/`);
    const paths = Object.values(listOddPaths(victim.host));
    const session = await open(meant.baseUrl, pathsScenario(...paths, '/redirect/302'));
    const { sliceCounts } = await session.runSlice(sliceOf(driver, smallLoad('closed', 2)));
    expect(sliceCounts.scheduled).toBe(meant.received.length);
    expect(meant.received.length).toBeGreaterThan(paths.length);
    expect(victim.connections()).toBe(0);
  });

  it.each([
    ['import', (url: string) => `import '${url}'; export default () => {};`],
    ['require', (url: string) => `require('${url}'); export default () => {};`],
    ['an import further in', (url: string) => `export { x as default } from '${url}';`],
  ])('leaves out modules from the network: %s', async (_, write) => {
    const requests: string[] = [];
    const certificate = createSelfSigned();
    const server = createHttpsServer(certificate, ({ url = '' }, response) => {
      requests.push(url);
      response.end('export const x = () => {};');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const path = writeFile(write(`https://127.0.0.1:${port}/x.js`));
    const trusted = join(path, '../trusted.pem');
    writeFileSync(trusted, certificate.cert);
    const inspect = (env: Readonly<Record<string, string>>) =>
      promisify(execFile)(found.path, ['inspect', path], { env });
    // A certificate that the machine trusts is not trusted here, and there is a way to see it.
    await expect(inspect({ SSL_CERT_FILE: trusted, ...buildK6Env(found) })).rejects.toThrow(
      'certificate',
    );
    expect(requests).toEqual([]);
    await inspect({ SSL_CERT_FILE: trusted });
    expect(requests.splice(0)).not.toEqual([]);
    const meant = await startMeantOf('/');
    for (const [url, why] of [
      [`https://127.0.0.1:${port}/x.js`, 'certificate'],
      ['https://victim.test/x.js', 'proxyconnect'],
    ] as const) {
      const script = { kind: 'k6-script', name: 'remote', path: writeFile(write(url)) } as const;
      await expect(open(meant.baseUrl, script)).rejects.toMatchObject({
        code: 'SCENARIO_INVALID',
        message: expect.stringContaining(why),
        hint: expect.stringContaining('nothing from the network'),
      });
    }
    expect(requests).toEqual([]);
  });
});
