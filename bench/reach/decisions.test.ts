// What is this machine, what is one other machine, and which text is no host, path or URL: the rules, one by one.
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canonicalHost, decideHost, isLoopbackAddress } from './address.ts';
import { findPathFault, joinPath } from './request-path.ts';
import { buildRequestUrl, readPinnedAddress } from './request-url.ts';
import { decideTarget, pinTarget } from './target.ts';
import { findUrlFault, isLoopbackHost } from './url-fault.ts';

const refused = expect.objectContaining({ code: 'TARGET_NOT_LOOPBACK' });

test('an address is what a socket takes for one: no name, no short or odd spelling', () => {
  for (const address of ['127.0.0.1', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1', '::ffff:7f01:1'])
    expect(isLoopbackAddress(address), address).toBe(true);
  for (const address of [
    ...['localhost', '127.1', '2130706433', '0x7f.0.0.1', '0177.0.0.1', '', '127.0.0.1 ', '[::1]'],
    ...['::', '::2', '::1%lo', '::127.0.0.1', '::ffff:8001:1', '0.0.0.0', '126.255.255.255'],
  ])
    expect(isLoopbackAddress(address), address).toBe(false);
});

describe('a host that is allowed by name', () => {
  const kindOf = (address: string) => decideHost([address], true).kind;

  test('is one machine: from 1.0.0.0 to 223.255.255.255, and any IPv6 address but some', () => {
    for (const address of [
      '1.0.0.0',
      '223.255.255.255',
      '2001:db8::1',
      'fe80::1',
      '::ffff:1.2.3.4',
    ])
      expect(kindOf(address), address).toBe('allowed');
    for (const address of [
      ...['0.0.0.0', '0.1.2.3', '224.0.0.0', '239.1.1.1', '240.0.0.0', '255.255.255.255'],
      ...['::', 'ff00::', 'ff02::1', 'FF02::1', '::ffff:0.0.0.0', '::ffff:224.0.0.1'],
      ...['fe80::1%eth0', 'db.test', '192.0.2.1.x', ''],
    ])
      expect(kindOf(address), address).toBe('refused');
  });

  test('is never an address that stands beside one of no machine', () => {
    expect(decideHost(['192.0.2.1', '224.0.0.1'], true)).toEqual({
      ...{ kind: 'refused', why: 'has an address of no single machine (224.0.0.1)' },
    });
  });
});

test('a host has one spelling', () => {
  const spellings: Readonly<Record<string, readonly string[]>> = {
    '127.0.0.1': ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '%31%32%37.0.0.1'],
    '::1': ['::1', '[::1]', '0:0::1', '[0:0:0:0:0:0:0:1]'],
    'a.test': ['a.test', 'A.TEST', 'ａ.test'],
  };
  for (const [host, all] of Object.entries(spellings))
    for (const one of all) expect(canonicalHost(one), one).toBe(host);
  for (const none of [
    ...['', 'a b', 'a\tb', 'a\nb', 'a/b', 'a\\b', 'a?b', 'a#b', 'u@a', 'a.test:80', 'a.test:81'],
    ...['127.0.0.1:80', '[::1]:81', '[::1', '256.0.0.1', 'a%2Fb'],
  ])
    expect(canonicalHost(none), none).toBeUndefined();
});

describe('a path', () => {
  test.each([
    '/',
    '/x',
    '/x/',
    '/x//y',
    '/x?a=\\',
    '/x#\\',
    '/?//a',
    '/王',
    '/..//x',
    '/@a',
    '/:80',
  ])('%j can be asked', (path) => {
    expect(findPathFault(path)).toBeUndefined();
    expect(joinPath('http://127.0.0.1:1', path)).toBe(`http://127.0.0.1:1${path}`);
    expect(buildRequestUrl('http://127.0.0.1:1/other?x', path).host).toBe('127.0.0.1:1');
  });

  test.each([
    ['', /start with a slash/],
    ['x/', /start with a slash/],
    ['?x', /start with a slash/],
    ['\\x', /start with a slash/],
    ['//', /two slashes/],
    ['//a.test/', /two slashes/],
    ['/\\a.test', /backslash/],
    ['/x\\y', /backslash/],
    ['/x\\', /backslash/],
    ['/x\\?y', /backslash/],
    ['/x\\#y', /backslash/],
    ['/\t/a.test', /control character/],
    ['/x\n', /control character/],
    ['/x?\0', /control character/],
    ['/x#\u0085', /control character/],
  ])('%j can not', (path, fault) => {
    expect(findPathFault(path)).toMatch(fault);
    expect(() => joinPath('http://127.0.0.1:1', path)).toThrow(fault);
    expect(() => buildRequestUrl('http://127.0.0.1:1', path)).toThrow(refused);
  });

  test.each([
    ...['http://127.0.0.1:1/', 'http://127.0.0.1/x', 'http://u@127.0.0.1', 'ftp://127.0.0.1'],
    ...['xhttp://127.0.0.1', 'http://', 'http://a?b', 'http://a#b', 'http://a b', 'http://a\\b'],
    ...['127.0.0.1', '', 'http:127.0.0.1', ' http://a', 'http://a\n'],
  ])('is joined to no more than an origin: %j', (origin) => {
    expect(() => joinPath(origin, '/x')).toThrow(/more than scheme, host and port/);
  });

  test('is joined to http and https', () => {
    expect(joinPath('https://a.test', '/x')).toBe('https://a.test/x');
    expect(buildRequestUrl('https://[::1]:8/', '/x?y').href).toBe('https://[::1]:8/x?y');
  });
});

test('a pinned URL has an address and a port, and nobody in it', () => {
  const portOf = (url: string) => readPinnedAddress(url).port;
  expect(['http://127.0.0.1', 'https://127.0.0.1', 'http://127.0.0.1:443'].map(portOf)).toEqual([
    ...[80, 443, 443],
  ]);
  expect(readPinnedAddress('http://[::1]:8/x')).toEqual({ address: '::1', port: 8 });
  for (const url of ['', 'x', 'http://a.test', 'http://localhost:1', 'http://u@127.0.0.1'])
    expect(() => readPinnedAddress(url), url).toThrow(refused);
  expect(() => readPinnedAddress('http://a.test:8')).toThrow(/^a\.test:8 is no address/);
  expect(() => readPinnedAddress('x')).toThrow(/^x is no address/);
});

describe('the URL of a service', () => {
  const mayBe = new Set(['staging.test']);

  test.each([
    ...['http://127.0.0.1', 'https://127.0.0.1:3000/', 'http://localhost:1', 'http://a.localhost'],
    ...['http://[::1]:1', 'http://127.255.255.254', 'http://2130706433', 'http://staging.test:81'],
  ])('may be %s', (url) => expect(findUrlFault(url, mayBe)).toBeUndefined());

  test.each([
    ['x', /is no URL/],
    [' http://127.0.0.1', /blanks/],
    ['http://127.0.0.1\n', /blanks/],
    ['http:\\\\127.0.0.1', /backslashes/],
    ['ftp://127.0.0.1', /must begin with http/],
    ['file:///x', /must begin with http/],
    ['http://u@127.0.0.1', /user or password/],
    ['http://:p@127.0.0.1', /user or password/],
    ['http://127.0.0.1/x', /path or query/],
    ['http://127.0.0.1/?x', /path or query/],
    ['http://127.0.0.1/#x', /path or query/],
    ['http://192.0.2.1', /must be on this machine/],
    ['http://[::2]', /must be on this machine/],
    ['http://localhost.evil.test', /must be on this machine/],
    ['http://127.0.0.1.evil.test', /must be on this machine/],
    ['http://staging.test.evil.test', /must be on this machine/],
  ])('may not be %j', (url, fault) => expect(findUrlFault(url, mayBe)).toMatch(fault));

  test('looks like this machine by the whole of its host', () => {
    for (const host of ['localhost', 'a.localhost', '[::1]', '127.0.0.1', '127.10.200.255'])
      expect(isLoopbackHost(host), host).toBe(true);
    for (const host of [
      ...[
        '',
        '.localhost.a',
        'localhost.a',
        'xlocalhost',
        '::1',
        '128.0.0.1',
        '127.0.0',
        'a127.0.0.1',
      ],
      ...['127.0.0.1.a', '127.a.b.c', '127.0.0.1.1'],
    ])
      expect(isLoopbackHost(host), host).toBe(false);
  });
});

describe('a target', () => {
  test.each([
    ['x', 'is no URL'],
    ['http://127.0.0.1 ', 'holds blanks, line breaks or backslashes'],
    ['http://127.0.0.1\\x', 'holds blanks, line breaks or backslashes'],
    ['ftp://127.0.0.1', 'is neither an http:// nor an https:// URL'],
    ['http://u@127.0.0.1', 'names a user or password'],
    ['http://:p@127.0.0.1', 'names a user or password'],
  ])('%j is refused by itself, and is not looked up', async (url, why) => {
    expect(decideTarget(url, ['127.0.0.1'], new Set())).toEqual({ kind: 'refused', why });
    const asked: string[] = [];
    const lookUp = async (name: string) => {
      asked.push(name);
      return ['127.0.0.1'];
    };
    await expect(pinTarget(url.replace('127.0.0.1', 'a.test'), new Set(), lookUp)).rejects.toThrow(
      why,
    );
    expect(asked).toEqual([]);
  });

  test('that is refused is named by its host, never by its password', async () => {
    const tell = (url: string) =>
      pinTarget(url, new Set(), async () => ['192.0.2.1']).catch(({ message }) => message);
    expect(await tell('http://a.test:81/')).toBe('a.test:81 is not on this machine (192.0.2.1).');
    expect(await tell('http://u:s3cret@a.test:81/')).toBe('a.test:81 names a user or password.');
    expect(await tell('nonsense')).toBe('nonsense is no URL.');
  });

  async function listen(address: string): Promise<Server> {
    const server = createServer((socket) => socket.destroy());
    server.listen(0, address);
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return server;
  }

  test('of several addresses is the one that answers, else the first of IPv4', async () => {
    const server = await listen('127.0.0.2');
    const bound = server.address();
    const port = typeof bound === 'object' ? bound?.port : undefined;
    const pin = async (...addresses: readonly string[]) =>
      (await pinTarget(`http://a.test:${port}/`, new Set(), async () => addresses)).baseUrl;
    expect(await pin('127.0.0.1', '127.0.0.2')).toBe(`http://127.0.0.2:${port}/`);
    expect(await pin('::1', '127.0.0.2', '127.0.0.3')).toBe(`http://127.0.0.2:${port}/`);
    expect(await pin('::1', '127.0.0.3', '127.0.0.4')).toBe(`http://127.0.0.3:${port}/`);
    expect(await pin('127.0.0.3')).toBe(`http://127.0.0.3:${port}/`);
  });
});
