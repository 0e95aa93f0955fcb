// What the clients of PostgreSQL and Redis make of a URL that was checked: the address that was checked, and no other.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { isLoopbackAddress } from '../reach/address.ts';
import {
  checkStoreUrl,
  findStoreFault,
  readStoreAddress,
  tellStoreUrl,
} from '../reach/store-url.ts';
import { buildClientAddress } from './postgres-client.ts';

const pieces = fc.constantFrom(
  ...[
    '127.0.0.1',
    'localhost',
    '[::1]',
    '192.0.2.1',
    'victim.test',
    '2130706433',
    '0x7f.1',
    '%31%32%37.0.0.1',
  ],
  ...[
    'user',
    ':',
    '@',
    '/',
    '\\',
    '?',
    '#',
    ',',
    '%2F',
    '%40',
    '%00',
    '%',
    '\t',
    '&',
    '=',
    ':5432',
    ':6379',
    'a',
  ],
  ...[
    'host=192.0.2.1',
    'port=1',
    'hostaddr=192.0.2.1',
    'path=/x',
    'sslmode=require',
    'db',
    '//',
    '..',
    ' ',
  ],
);
const texts = (scheme: string) =>
  fc.array(pieces, { maxLength: 8 }).map((parts) => `${scheme}${parts.join('')}`);
const resolve = async () => ['127.0.0.1', '::1'];

test('any PostgreSQL URL is refused, or leads the client to this machine as it was checked', async () => {
  await fc.assert(
    fc.asyncProperty(texts('postgres://'), async (text) => {
      if (findStoreFault('postgres', text) !== undefined) return;
      const checked = await checkStoreUrl('postgres', text, new Set(), resolve);
      const { host, port } = readStoreAddress('postgres', checked);
      if (host.startsWith('/')) return;
      expect(isLoopbackAddress(host)).toBe(true);
      const address = buildClientAddress(checked);
      const client = new pg.Client(address);
      expect(client.port).toBe(port);
      if (address.stream === undefined) expect(client.host).toBe(host);
    }),
    { seed: 7, numRuns: 3_000 },
  );
});

test('any Redis URL is refused, or leads every client to this machine as it was checked', async () => {
  await fc.assert(
    fc.asyncProperty(texts('redis://'), async (text) => {
      if (findStoreFault('redis', text) !== undefined) return;
      const checked = await checkStoreUrl('redis', text, new Set(), resolve);
      const { host, port } = readStoreAddress('redis', checked);
      expect(isLoopbackAddress(host)).toBe(true);
      // As a service would read what it is told.
      const { options } = new Redis(tellStoreUrl(checked), { lazyConnect: true });
      expect([options.host, Number(options.port), options.path]).toEqual([host, port, undefined]);
    }),
    { seed: 7, numRuns: 3_000 },
  );
});

test.each([
  [
    'postgres',
    'postgres://u:p%40w@localhost/db?application_name=a%20b',
    'postgres://u:p%40w@127.0.0.1:5432/db?application_name=a%20b',
  ],
  ['postgres', 'postgresql://u@2130706433:5433/db', 'postgresql://u@127.0.0.1:5433/db'],
  ['postgres', 'postgres://u@%31%32%37.0.0.1/db', 'postgres://u@127.0.0.1:5432/db'],
  ['postgres', 'postgres://u@%2Frun%2Fpostgresql/db', 'postgres://u@%2Frun%2Fpostgresql:5432/db'],
  ['postgres', 'postgres:///db?host=/run/postgresql', 'postgres://%2Frun%2Fpostgresql:5432/db'],
  ['redis', 'redis://:p@[::ffff:127.0.0.1]/3', 'redis://:p@127.0.0.1:6379/3'],
  ['redis', 'redis://LOCALHOST', 'redis://127.0.0.1:6379'],
] as const)('a URL of %s is written anew with its address: %s', async (kind, text, checked) => {
  expect(findStoreFault(kind, text)).toBeUndefined();
  expect(await checkStoreUrl(kind, text, new Set(), async () => ['127.0.0.1'])).toBe(checked);
});

test('a server elsewhere needs list and flag, and is then the address that its name had', async () => {
  const text = 'postgres://u@db.test/x';
  const elsewhere = async () => ['192.0.2.5'];
  expect(findStoreFault('postgres', text)).toMatch(/not db\.test, unless/);
  const allowed = new Set(['db.test']);
  expect(findStoreFault('postgres', text, allowed)).toBeUndefined();
  expect(await checkStoreUrl('postgres', text, allowed, elsewhere)).toBe(
    'postgres://u@192.0.2.5:5432/x',
  );
  await expect(checkStoreUrl('postgres', text, new Set(), elsewhere)).rejects.toMatchObject({
    message: 'PostgreSQL at db.test:5432 is not on this machine (192.0.2.5).',
  });
});

test('a name that TLS needs stays in the URL, and its address is what is connected to', async () => {
  const accepted: string[] = [];
  const server = createServer((socket) => {
    accepted.push(socket.localAddress ?? '');
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const text = `postgres://u@no-such-name.test:${port}/x?sslmode=verify-full`;
  const checked = await checkStoreUrl('postgres', text, new Set(), async () => ['127.0.0.1']);
  expect(tellStoreUrl(checked)).toBe(text);
  expect(readStoreAddress('postgres', checked)).toEqual({
    ...{ host: '127.0.0.1', port, servername: 'no-such-name.test' },
  });
  const client = new pg.Client(buildClientAddress(checked));
  client.on('error', () => {});
  await expect(client.connect()).rejects.toThrow();
  expect(accepted).toEqual(['127.0.0.1']);
});

test('a URL that was not checked opens nothing', () => {
  for (const url of ['postgres://localhost/x', 'postgres://db.test/x?hostaddr=127.0.0.1', 'x'])
    expect(() => buildClientAddress(url)).toThrow(
      expect.objectContaining({ code: 'TARGET_NOT_LOOPBACK' }),
    );
});
