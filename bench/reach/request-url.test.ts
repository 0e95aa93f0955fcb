// Whatever a path is, its URL is of the server that it is asked of, or there is none.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpGet } from '../target/http-get.ts';
import { isLoopbackAddress } from './address.ts';
import { findPathFault } from './request-path.ts';
import { buildRequestUrl, readPinnedAddress } from './request-url.ts';
import { pinTarget } from './target.ts';
import { type MeantServer, startMeant, startVictim, type Victim } from './test-ways.ts';

let victim: Victim;
let meant: MeantServer;

beforeAll(async () => {
  victim = await startVictim();
  meant = await startMeant(`http://${victim.host}/`);
});

afterAll(async () => {
  await meant.close();
  await victim.close();
});

const signs = [
  '/',
  '//',
  '\\',
  '@',
  ':',
  '?',
  '#',
  '.',
  '..',
  '%2f',
  '%5c',
  '%09',
  '%00',
  '\t',
  '\n',
  '\r',
  '\0',
];
const hosts = [
  '127.0.0.1',
  'localhost',
  '[::1]',
  '2130706433',
  '0x7f000001',
  '１２７.0.0.1',
  '127。0。0。1',
  'a.test',
];
const words = [
  'http:',
  'https:',
  'user',
  'x',
  '/x',
  '0',
  ' ',
  '／',
  '\u2028',
  '\u0085',
  '\ud800',
  '王',
];
const token = (port: number) =>
  fc.oneof(
    fc.constantFrom(...signs),
    fc.constantFrom(...hosts, ...hosts.map((host) => `${host}:${port}`)),
    fc.constantFrom(...words),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
const text = (port: number) => fc.array(token(port), { maxLength: 9 }).map((all) => all.join(''));

test('a path is refused, or its URL has the origin that it was asked of, however the two are joined', () => {
  const origins = [
    'http://127.0.0.1:3000',
    'http://127.0.0.1',
    'https://[::1]:8443',
    'http://192.0.2.1:81',
  ];
  const paths = fc.oneof(
    text(9),
    text(9).map((path) => `/${path}`),
  );
  let taken = 0;
  fc.assert(
    fc.property(fc.constantFrom(...origins), paths, (origin, path) => {
      const fault = findPathFault(path);
      if (fault !== undefined) {
        expect(() => buildRequestUrl(origin, path)).toThrow(
          expect.objectContaining({ code: 'TARGET_NOT_LOOPBACK' }),
        );
        return;
      }
      taken += 1;
      expect(buildRequestUrl(origin, path).origin).toBe(origin);
      // A client that resolves it against its server, as browsers do, stays there as well.
      expect(new URL(path, origin).origin).toBe(origin);
    }),
    { seed: 11, numRuns: 20_000 },
  );
  expect(taken).toBeGreaterThan(2_000);
});

test('of any paths that are sent, every one arrives where it was meant to', async () => {
  const paths = text(victim.port).map((path) => `/${path}`);
  await fc.assert(
    fc.asyncProperty(paths, async (path) => {
      const before = meant.received.length;
      const asked = httpGet(meant, path, 20_000);
      if (findPathFault(path) === undefined) await asked;
      else await expect(asked).rejects.toMatchObject({ code: 'TARGET_NOT_LOOPBACK' });
      expect(meant.received.length - before).toBe(findPathFault(path) === undefined ? 1 : 0);
    }),
    { seed: 12, numRuns: 300 },
  );
  expect(victim.connections()).toBe(0);
});

test('any text is refused as a target, or is pinned to an address of this machine', async () => {
  const schemes = fc.constantFrom('http://', 'https://', 'http:', 'ftp://', '');
  const pool = fc.subarray([
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '192.0.2.1',
    '::ffff:192.0.2.1',
    '0.0.0.0',
  ]);
  let pinned = 0;
  await fc.assert(
    fc.asyncProperty(schemes, text(3000), pool, async (scheme, rest, addresses) => {
      const url = `${scheme}${rest}`;
      const target = await pinTarget(url, new Set(), async () => addresses).catch(() => undefined);
      if (target === undefined) return;
      pinned += 1;
      expect(isLoopbackAddress(readPinnedAddress(target.baseUrl).address)).toBe(true);
    }),
    { seed: 13, numRuns: 5_000 },
  );
  expect(pinned).toBeGreaterThan(100);
});

test('an address is read only where it is one', () => {
  expect(readPinnedAddress('http://127.0.0.1:81')).toEqual({ address: '127.0.0.1', port: 81 });
  expect(readPinnedAddress('https://[::1]/')).toEqual({ address: '::1', port: 443 });
});
