// What can be sent to the live page by somebody who is not meant to see it, on raw sockets against the real server.
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type LiveServer, openLiveServer } from './live-server.ts';

let server: LiveServer;
let pages = 0;
/** Set where a test wants the page to wait. */
let beforePage = Promise.resolve();
const source = {
  readPage: async () => {
    pages += 1;
    await beforePage;
    return '<!doctype html><p>the secret page</p>';
  },
  readFragments: async () => ({ 'live-status': 'the secret page' }),
};
const settings = { port: 0, contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'" };
beforeAll(async () => {
  server = await openLiveServer(source, settings);
});
afterAll(() => server.close());

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

interface Place {
  /** `/<token>/`, its token, and the own name with the port. */
  readonly path: string;
  readonly token: string;
  readonly host: string;
  readonly port: string;
}

function placeOf({ url }: LiveServer): Place {
  const { pathname, host, port } = new URL(url);
  return { path: pathname, token: pathname.slice(1, -1), host, port };
}

/** All that comes back until the server ends the connection; what it never ends, never returns. */
function sendRaw(of: LiveServer, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(placeOf(of).port), '127.0.0.1');
    sockets.push(socket);
    let text = '';
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    socket.write(bytes, 'latin1');
  });
}

/** A request that is whole; the connection ends with its answer. */
function write(
  { path, host }: Place,
  changes: {
    method?: string;
    target?: string;
    version?: string;
    hosts?: readonly string[];
    more?: readonly string[];
    body?: string;
  } = {},
): string {
  const { method = 'GET', target = path, version = 'HTTP/1.1' } = changes;
  const { hosts = [host], more = [], body = '' } = changes;
  const lines = [...hosts.map((name) => `Host: ${name}`), 'Connection: close', ...more];
  return `${method} ${target} ${version}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

type Attack = readonly [name: string, expected: number | 'closed', bytes: (place: Place) => string];

const upgrade = (protocol: string) => [
  ...['Connection: Upgrade', `Upgrade: ${protocol}`, 'Sec-WebSocket-Version: 13'],
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
const crossSite = (site: string, mode = 'no-cors', dest = 'empty') => [
  ...[`Sec-Fetch-Site: ${site}`, `Sec-Fetch-Mode: ${mode}`, `Sec-Fetch-Dest: ${dest}`],
];

const rebinding: readonly Attack[] = [
  ...(
    [
      ['another name', () => 'evil.example'],
      ['another name with our port', ({ port }) => `evil.example:${port}`],
      ['our name in front of another', ({ port }) => `localhost.evil.example:${port}`],
      ['our name with a user before another', ({ host }) => `${host}@evil.example`],
      ['another as the user of our name', ({ host }) => `evil.example@${host}`],
      ['our name with a dot behind', ({ port }) => `localhost.:${port}`],
      ['no port', () => '127.0.0.1'],
      ['another port', ({ port }) => `127.0.0.1:${Number(port) - 1}`],
      ['a port that begins with zeros', ({ port }) => `127.0.0.1:0${port}`],
      ['any address', ({ port }) => `0.0.0.0:${port}`],
      ['another address of loopback', ({ port }) => `127.0.0.2:${port}`],
      ['the address as one number', ({ port }) => `2130706433:${port}`],
      ['the address in sixteens', ({ port }) => `0x7f.1:${port}`],
      ['the address in eights', ({ port }) => `0177.0.0.1:${port}`],
      ['the address within IPv6', ({ port }) => `[::ffff:127.0.0.1]:${port}`],
      ['two names in one', ({ host }) => `${host}, evil.example`],
      ['an empty name', () => ''],
    ] as readonly (readonly [string, (place: Place) => string])[]
  ).map(([name, find]): Attack => [name, 421, (place) => write(place, { hosts: [find(place)] })]),
  ['two hosts, ours first', 421, (p) => write(p, { hosts: [p.host, 'evil.example'] })],
  ['two hosts, ours last', 421, (p) => write(p, { hosts: ['evil.example', p.host] })],
  ['ours twice', 421, (p) => write(p, { hosts: [p.host, p.host] })],
  ['no host', 421, (p) => write(p, { hosts: [] })],
  ['no host, as HTTP/1.0 allows', 421, (p) => write(p, { hosts: [], version: 'HTTP/1.0' })],
  [
    'ours where a proxy would have it',
    421,
    (p) => write(p, { hosts: ['evil.example'], more: [`X-Forwarded-Host: ${p.host}`] }),
  ],
  ['another site as the target', 404, (p) => write(p, { target: `http://evil.example${p.path}` })],
  ['another site as its target', 404, (p) => write(p, { target: `//evil.example${p.path}` })],
];

const otherOrigins: readonly Attack[] = [
  ['a script of another site', 403, (p) => write(p, { more: ['Origin: http://evil.example'] })],
  ['a frame without an origin', 403, (p) => write(p, { more: ['Origin: null'] })],
  ['another port of this machine', 403, (p) => write(p, { more: ['Origin: http://127.0.0.1:1'] })],
  ['our origin by TLS', 403, (p) => write(p, { more: [`Origin: https://${p.host}`] })],
  ['our other name', 403, (p) => write(p, { more: [`Origin: http://localhost:${p.port}`] })],
  ['two origins', 403, (p) => write(p, { more: [`Origin: http://${p.host}`, 'Origin: null'] })],
  [
    'a preflight',
    403,
    (p) =>
      write(p, {
        ...{ method: 'OPTIONS', target: `${p.path}events` },
        more: ['Origin: http://evil.example', 'Access-Control-Request-Method: GET'],
      }),
  ],
  [
    'a preflight for private networks',
    403,
    (p) =>
      write(p, {
        method: 'OPTIONS',
        more: ['Origin: http://evil.example', 'Access-Control-Request-Private-Network: true'],
      }),
  ],
  [
    'events for another site',
    403,
    (p) => write(p, { target: `${p.path}events`, more: crossSite('cross-site', 'cors') }),
  ],
  [
    'events that somebody has opened from another site',
    403,
    (p) =>
      write(p, {
        target: `${p.path}events`,
        more: crossSite('cross-site', 'navigate', 'document'),
      }),
  ],
  ['an image of another site', 403, (p) => write(p, { more: crossSite('cross-site') })],
  ['a script element of a neighbour port', 403, (p) => write(p, { more: crossSite('same-site') })],
  [
    'a frame of another site',
    403,
    (p) => write(p, { more: crossSite('cross-site', 'navigate', 'iframe') }),
  ],
  ['a site that nobody knows', 403, (p) => write(p, { more: crossSite('nonsense') })],
  [
    'a WebSocket of another site',
    403,
    (p) => write(p, { more: [...upgrade('websocket'), 'Origin: http://evil.example'] }),
  ],
];

const methods: readonly Attack[] = [
  ...['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'].map(
    (method): Attack => [method, 405, (p) => write(p, { method })],
  ),
  ['OPTIONS of all', 405, (p) => write(p, { method: 'OPTIONS', target: '*' })],
  ['a method that is none', 400, (p) => write(p, { method: 'STEAL' })],
  ['a method in small letters', 400, (p) => write(p, { method: 'get' })],
  ['a tunnel', 'closed', (p) => write(p, { method: 'CONNECT', target: 'evil.example:80' })],
  [
    'another method in a header',
    405,
    (p) => write(p, { method: 'POST', more: ['X-HTTP-Method-Override: GET'] }),
  ],
];

const paths: readonly Attack[] = [
  ...(
    [
      ['nothing', () => '/'],
      ['another secret', ({ token }) => `/${'A'.repeat(token.length)}/`],
      ['the beginning of it', ({ token }) => `/${token.slice(0, -1)}/`],
      ['more than it', ({ token }) => `/${token}A/`],
      ['no end', ({ token }) => `/${token}`],
      ['up and away', ({ path }) => `${path}../../etc/passwd`],
      ['up and back', ({ path }) => `${path}..${path}`],
      ['up, encoded', ({ path }) => `${path}%2e%2e/%2e%2e/etc/passwd`],
      ['up, encoded twice', ({ path }) => `${path}%252e%252e%252fetc/passwd`],
      ['up, overlong', ({ path }) => `${path}%c0%ae%c0%ae/`],
      ['up, with backslashes', ({ path }) => `${path}..\\..\\etc\\passwd`],
      ['a file of the run', ({ path }) => `${path}report.html`],
      ['an encoded end', ({ path }) => `${path}events%00.html`],
      ['an encoded slash', ({ token }) => `/${token}%2f`],
      [
        'an encoded secret',
        ({ token }) => `/%${token.charCodeAt(0).toString(16)}${token.slice(1)}/`,
      ],
      ['parameters', ({ path }) => `${path};a=b/`],
      ['two slashes', ({ path }) => `/${path}`],
      ['the secret in the query', ({ path }) => `/?${path}`],
      ['a line break, encoded', ({ path }) => `${path}%0d%0aSet-Cookie:a=b`],
      ['a property of objects', ({ path }) => `${path}__proto__`],
      ['a service worker beside it', ({ path }) => `${path}sw.js`],
    ] as readonly (readonly [string, (place: Place) => string])[]
  ).map(([name, find]): Attack => [name, 404, (p) => write(p, { target: find(p) })]),
  ['a star', 404, (p) => write(p, { target: '*' })],
  ['bytes that are no text', 400, (p) => write(p, { target: `${p.path}\xff\xfe` })],
];

const smuggled = (p: Place) => write(p, { method: 'DELETE' });
const framing: readonly Attack[] = [
  ['a body', 400, (p) => write(p, { more: ['Content-Length: 4'], body: 'aaaa' })],
  ['a body that never comes', 400, (p) => write(p, { more: ['Content-Length: 4000000000'] })],
  [
    'a request within chunks',
    400,
    (p) => write(p, { more: ['Transfer-Encoding: chunked'], body: `0\r\n\r\n${smuggled(p)}` }),
  ],
  [
    'a length and chunks',
    400,
    (p) =>
      write(p, {
        more: ['Content-Length: 5', 'Transfer-Encoding: chunked'],
        body: `0\r\n\r\n${smuggled(p)}`,
      }),
  ],
  [
    'two lengths',
    400,
    (p) => write(p, { more: ['Content-Length: 0', 'Content-Length: 9'], body: smuggled(p) }),
  ],
  ['a negative length', 400, (p) => write(p, { more: ['Content-Length: -1'] })],
  ['another encoding', 400, (p) => write(p, { more: ['Transfer-Encoding: xchunked'] })],
  [
    'two encodings',
    400,
    (p) => write(p, { more: ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'] }),
  ],
  ['a space before a colon', 400, (p) => write(p, { more: ['Content-Length : 4'], body: 'aaaa' })],
  ['a folded header', 400, (p) => write(p, { more: ['X: a', ' Host: evil.example'] })],
  ['a lone line feed', 400, (p) => write(p).replaceAll('\r\n', '\n')],
  ['a lone carriage return', 400, (p) => write(p, { more: ['X: a\rHost: evil.example'] })],
  ['a zero byte', 400, (p) => write(p, { more: ['X: a\0b'] })],
  ['a header without a name', 400, (p) => write(p, { more: [': a'] })],
  ['HTTP/2 at once', 400, () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a version to come', 400, (p) => write(p, { version: 'HTTP/1.2' })],
  ['TLS', 400, () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['a wait for our leave', 417, (p) => write(p, { more: ['Expect: 100-continue'] })],
  ['an expectation', 417, (p) => write(p, { more: ['Expect: nonsense'] })],
];

const sizes: readonly Attack[] = [
  ['a long address', 431, (p) => write(p, { target: `${p.path}?${'a'.repeat(9_000)}` })],
  ['a long header', 431, (p) => write(p, { more: [`X: ${'a'.repeat(9_000)}`] })],
  ['many headers', 431, (p) => write(p, { more: Array(2_000).fill('X: a') })],
];

/** Asked in an odd way by somebody who knows the secret: answered, and no more than that. */
const odd: readonly Attack[] = [
  ['a WebSocket', 200, (p) => write(p, { more: upgrade('websocket') })],
  ['HTTP/2 by upgrade', 200, (p) => write(p, { more: upgrade('h2c') })],
  ['a part of it', 200, (p) => write(p, { more: ['Range: bytes=0-1', 'If-None-Match: *'] })],
  ['compressed', 200, (p) => write(p, { more: ['Accept-Encoding: gzip, br'] })],
  [
    'as a script',
    200,
    (p) => write(p, { more: ['Accept: text/javascript', 'Service-Worker: script'] }),
  ],
  [
    'a link that was followed',
    200,
    (p) => write(p, { more: crossSite('cross-site', 'navigate', 'document') }),
  ],
  [
    'our own origin',
    200,
    (p) => write(p, { more: [`Origin: http://${p.host}`, ...crossSite('same-origin')] }),
  ],
  ['HEAD', 200, (p) => write(p, { method: 'HEAD' })],
];

const headOf = (text: string) => text.slice(0, text.indexOf('\r\n\r\n')).toLowerCase();

describe.each([
  ['rebinding', rebinding],
  ['another origin', otherOrigins],
  ['methods', methods],
  ['paths', paths],
  ['framing', framing],
  ['sizes', sizes],
  ['odd requests', odd],
] as const)('%s', (_, attacks) => {
  test.each(attacks)('%s: %s', async (_name, expected, bytes) => {
    const place = placeOf(server);
    const text = await sendRaw(server, bytes(place));
    if (expected === 'closed') return expect(text).toBe('');
    // One answer, whatever was hidden behind the request.
    expect(text.match(/HTTP\/1\.\d \d+/g)).toEqual([`HTTP/1.1 ${expected}`]);
    const head = headOf(text);
    expect(head).not.toMatch(/access-control-|set-cookie|upgrade:|content-encoding|content-range/);
    expect(head).toContain('connection: close');
    if (expected !== 200)
      expect(text.includes('secret page') || text.includes(place.token)).toBe(false);
    // Those that Node's parser has refused have no body that could be taken for anything.
    if (expected === 431 || !head.includes('\r\ndate:'))
      return expect(text.split('\r\n\r\n')[1]).toBe('');
    for (const line of [
      ...[
        "content-security-policy: default-src 'none'; frame-ancestors 'none'",
        'x-frame-options: deny',
      ],
      ...[
        'x-content-type-options: nosniff',
        'cache-control: no-store',
        'referrer-policy: no-referrer',
      ],
      ...['cross-origin-resource-policy: same-origin', 'cross-origin-opener-policy: same-origin'],
    ]) {
      expect(head).toContain(`\r\n${line}`);
    }
    expect(head).toMatch(/\r\ncontent-type: text\/(?:html|plain); charset=utf-8/);
  });
});

test('a head that does not end, and a connection that says nothing, are dropped', async () => {
  const strict = await openLiveServer(source, { ...settings, mostHeadMs: 200 });
  const { path, host } = placeOf(strict);
  const answers = await Promise.all([
    sendRaw(strict, ''),
    sendRaw(strict, 'G'),
    sendRaw(strict, `GET ${path}\r\n`),
    sendRaw(strict, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nX: `),
  ]);
  for (const text of answers) expect(text).not.toMatch(/HTTP\/1\.1 200/);
  await strict.close();
});

test('connections that say nothing keep nobody out', async () => {
  const { port } = placeOf(server);
  for (let index = 0; index < 200; index += 1) {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
  }
  const text = await sendRaw(server, write(placeOf(server)));
  expect(text).toContain('secret page');
});

test('who asks often on one connection is not answered for ever', async () => {
  const { path, host } = placeOf(server);
  const one = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const text = await sendRaw(server, one.repeat(500));
  expect(text.match(/HTTP\/1\.1 200/g)?.length).toBe(100);
});

test('who asks many times at once has the page drawn once', async () => {
  let release = () => {};
  beforePage = new Promise((resolve) => {
    release = resolve;
  });
  pages = 0;
  const { path, host } = placeOf(server);
  const one = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const asked = sendRaw(server, one.repeat(19) + write(placeOf(server)));
  while (pages === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  // All of them came in one piece, so they are there.
  release();
  expect((await asked).match(/secret page/g)?.length).toBe(20);
  expect(pages).toBe(1);
});

test('no other address of this machine leads to it', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  const { port } = placeOf(server);
  for (const address of [...others, '::1', '127.0.0.2']) {
    const code = await new Promise((resolve) => {
      const socket = connect(Number(port), address);
      sockets.push(socket);
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.on('connect', () => resolve('connected'));
    });
    expect(code, address).not.toBe('connected');
  }
});

test('there are enough attacks', () => {
  const all = [rebinding, otherOrigins, methods, paths, framing, sizes, odd].flat();
  expect(all.length).toBeGreaterThanOrEqual(38);
});
