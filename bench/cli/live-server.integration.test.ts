// The live server on real sockets: who is served, what is streamed, and who is dropped.
import { request as sendRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { LoadstoneError } from '../errors.ts';
import { type LiveServer, type LiveServerOptions, openLiveServer } from './live-server.ts';

const source = {
  readPage: async () => '<!doctype html><p>page</p>',
  readFragments: async () => ({ 'live-status': '<p>whole\nstate</p>' }),
};
const opened: LiveServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of opened.splice(0)) await server.close();
});

async function open(limits?: LiveServerOptions['limits']): Promise<LiveServer> {
  const server = await openLiveServer(source, {
    ...{ port: 0, contentSecurityPolicy: "default-src 'none'" },
    ...(limits && { limits }),
  });
  opened.push(server);
  return server;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

function ask(url: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = sendRequest(url, { method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body }),
      );
    });
    request.on('error', reject);
    request.end();
  });
}

interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

/** As a browser reads a stream: blocks that end in an empty line. */
function parseStream(text: string): StreamEvent[] {
  return text.split('\n\n').flatMap((block) => {
    const fields = new Map(
      block.split('\n').flatMap((line) => {
        const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        return name === undefined ? [] : [[name, value] as const];
      }),
    );
    const event = fields.get('event');
    if (event === undefined) return [];
    return [{ id: fields.get('id'), event, data: JSON.parse(fields.get('data') ?? '') }];
  });
}

async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A client that reads as fast as it is sent to, or not at all. */
function listen(url: string, reads: boolean): { text(): string; isClosed(): boolean } {
  const { hostname, port, pathname } = new URL(`${url}events`);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  let [text, isClosed] = ['', false];
  socket.on('error', () => {});
  socket.on('close', () => {
    isClosed = true;
  });
  if (reads) {
    socket.on('data', (data: Buffer) => {
      text += data;
    });
  } else socket.pause();
  socket.write(`GET ${pathname} HTTP/1.0\r\nHost: ${hostname}:${port}\r\n\r\n`);
  return { text: () => text, isClosed: () => isClosed };
}

test('the page is served under its secret path with headers that close it to all others', async () => {
  const { url } = await open();
  const { status, headers, body } = await ask(url);
  expect([status, body]).toEqual([200, '<!doctype html><p>page</p>']);
  expect(headers).toMatchObject({
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(new URL(url).hostname).toBe('127.0.0.1');
  expect(new URL(url).pathname.length).toBeGreaterThan(20);
  expect((await ask(url, 'HEAD')).body).toBe('');
  expect((await open()).url).not.toBe(url);
});

test('another method, host or path is refused and nothing of the page is told', async () => {
  const { url } = await open();
  const { origin } = new URL(url);
  const answers = await Promise.all([
    ask(url, 'POST'),
    ask(url, 'OPTIONS', { Origin: 'http://evil.example' }),
    ask(url, 'GET', { Host: 'evil.example' }),
    ask(`${url}events`, 'GET', { Host: `evil.example:${new URL(url).port}` }),
    ask(`${origin}/`),
    ask(`${origin}/AAAAAAAAAAAAAAAAAAAAAA/`),
    ask(`${url}../../etc/passwd`),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([405, 403, 421, 421, 404, 404, 404]);
  expect(answers[0]?.headers.allow).toBe('GET, HEAD');
  for (const { body } of answers) expect(body).not.toContain('page');
});

test('who listens gets the whole state, then what changes, then the end', async () => {
  const server = await open();
  const client = listen(server.url, true);
  await waitUntil(() => client.text().includes('whole'));
  server.publish({ 'live-now': '<p>group 2</p>' });
  await server.close();
  await waitUntil(client.isClosed);
  expect(client.text()).toContain('text/event-stream');
  expect(client.text()).toContain('retry: 2000\n');
  const events = parseStream(client.text());
  expect(events).toEqual([
    { id: '0', event: 'fragments', data: { 'live-status': '<p>whole\nstate</p>' } },
    { id: '1', event: 'fragments', data: { 'live-now': '<p>group 2</p>' } },
    { id: '2', event: 'ended', data: {} },
  ]);
});

test('who comes back gets the whole state again, whatever id was last seen', async () => {
  const server = await open();
  server.publish({ 'live-now': 'missed' });
  const client = listen(server.url, true);
  await waitUntil(() => client.text().includes('whole'));
  expect(parseStream(client.text()).map(({ id }) => id)).toEqual(['1']);
});

test('a silent stream gives signs of life', async () => {
  const server = await open({ mostClients: 2, mostWaitingBytes: 1_000, heartbeatMs: 5 });
  const client = listen(server.url, true);
  await waitUntil(() => client.text().includes('\n: still here\n\n'));
  expect(server.countClients()).toBe(1);
});

test('one client too many is refused, and one that leaves makes room', async () => {
  const server = await open({ mostClients: 2, mostWaitingBytes: 100_000, heartbeatMs: 10_000 });
  listen(server.url, true);
  listen(server.url, true);
  await waitUntil(() => server.countClients() === 2);
  expect((await ask(`${server.url}events`)).status).toBe(503);
  expect((await ask(server.url)).status).toBe(200);
  sockets[0]?.destroy();
  await waitUntil(() => server.countClients() === 1);
  const next = listen(server.url, true);
  await waitUntil(() => next.text().includes('whole'));
});

test('a client that does not read is dropped instead of kept in memory, and others are not held up', async () => {
  const server = await open({ mostClients: 5, mostWaitingBytes: 64 * 1024, heartbeatMs: 10_000 });
  const slow = listen(server.url, false);
  const quick = listen(server.url, true);
  await waitUntil(() => server.countClients() === 2);
  const large = { 'live-now': 'x'.repeat(200_000) };
  let sent = 0;
  while (server.countClients() === 2) {
    server.publish(large);
    sent += 1;
    const seen = sent;
    await waitUntil(() => parseStreamCount(quick.text()) > seen);
  }
  expect(server.countClients()).toBe(1);
  expect(quick.isClosed()).toBe(false);
  expect(slow.text()).toBe('');
});

function parseStreamCount(text: string): number {
  return text.split('event: fragments\n').length - 1;
}

test('the end does not wait for a client that does not read', async () => {
  const server = await open({ mostClients: 5, mostWaitingBytes: 1e9, heartbeatMs: 10_000 });
  const slow = listen(server.url, false);
  await waitUntil(() => server.countClients() === 1);
  for (let times = 0; times < 100; times += 1) server.publish({ 'live-now': 'x'.repeat(200_000) });
  await server.close();
  sockets[0]?.resume();
  await waitUntil(slow.isClosed);
});

test('a port that is taken is said, with what to do', async () => {
  const { url } = await open();
  const port = Number(new URL(url).port);
  const again = openLiveServer(source, { port, contentSecurityPolicy: '' });
  await expect(again).rejects.toThrow(LoadstoneError);
  await expect(again).rejects.toMatchObject({ code: 'LIVE_PORT_TAKEN' });
});
