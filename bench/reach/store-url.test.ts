// The URL of a store, rule by rule: what is no URL of one server, what would lead elsewhere, and where a client goes.
import { describe, expect, test } from 'vitest';
import { resolveByDns } from './resolve-host.ts';
import {
  checkStoreUrl,
  findStoreFault,
  isCheckedStoreUrl,
  readStoreAddress,
  type StoreKind,
  tellStoreUrl,
} from './store-url.ts';

const here = async () => ['127.0.0.1'];
const none: ReadonlySet<string> = new Set();
const refused = expect.objectContaining({ code: 'TARGET_NOT_LOOPBACK' });

test.each<[StoreKind, string, RegExp]>([
  ['postgres', 'postgres://127.0.0.1/a b', /blanks/],
  ['postgres', 'postgres://127.0.0.1/a\n', /blanks/],
  ['postgres', 'postgres:\\\\127.0.0.1/a', /backslashes/],
  ['postgres', '127.0.0.1:5432', /no URL of one server/],
  ['postgres', 'postgres://a,b/db', /one host|not a,b|no URL/],
  ['postgres', 'redis://127.0.0.1', /must begin with postgres/],
  ['redis', 'postgres://127.0.0.1', /must begin with redis/],
  ['redis', 'http://127.0.0.1', /must begin with redis/],
  ['postgres', 'postgres://127.0.0.1/db#x', /must not hold a #/],
  ['postgres', 'postgres://%zz@127.0.0.1/db', /% that is no escape/],
  ['postgres', 'postgres://u:%zz@127.0.0.1/db', /% that is no escape/],
  ['postgres', 'postgres:///db', /names no host/],
  ['redis', 'redis:///0', /names no host|no URL/],
  ['redis', 'redis://%2Frun%2Fredis', /must name one host/],
  ['postgres', 'postgres:///db?host=a', /\?host=/],
  ['postgres', 'postgres:///db?host=/a&host=/b', /\?host=/],
  ['postgres', 'postgres://127.0.0.1/db?host=/run', /\?host=/],
  ['postgres', 'postgres:///db?host=/run&port=1', /\?port=/],
  ['postgres', 'postgres://db.test/x', /not db\.test, unless/],
  ['redis', 'redis://[::2]', /not ::2, unless/],
])('of %s is not %j', (kind, url, fault) => {
  expect(findStoreFault(kind, url)).toMatch(fault);
});

test.each([
  ...['host', 'HOST', 'hostaddr', 'host_addr', 'port', 'service', 'servicefile', 'path', 'socket'],
  ...[
    'socketPath',
    'unix-socket',
    'sentinels',
    'sentinels[0]',
    'nodes',
    'servers',
    'natMap',
    'url',
  ],
  ...['connectionString', 'lookup', 'dnsLookup', 'Connector', 'stream', 'proxy', 'proxyHost'],
  ...['socksProxyHost', 'socketFactory', 'socketFactoryArg', 'h.o.s.t'],
])('leads elsewhere by ?%s=', (key) => {
  for (const [kind, url] of [
    ['postgres', 'postgres://127.0.0.1/db'],
    ['redis', 'rediss://127.0.0.1/0'],
    ['postgres', 'postgres://%2Frun/db'],
    ['postgres', 'postgres:///db?host=/run'],
  ] as const)
    expect(
      findStoreFault(
        kind,
        `${url}${url.includes('?') ? '&' : '?'}a=b&${encodeURIComponent(key)}=x`,
      ),
    ).toContain(key);
});

test.each<[StoreKind, string]>([
  ['postgres', 'postgres://127.0.0.1/db?application_name=host&sslmode=disable'],
  ['postgres', 'postgresql://u:p%25@localhost:1/db'],
  ['postgres', 'postgres://%2Frun%2Fpostgresql/db'],
  ['postgres', 'postgres:///db?host=/run/postgresql'],
  ['redis', 'rediss://[::1]:1/0?family=4'],
])('of %s may be %s', (kind, url) => expect(findStoreFault(kind, url)).toBeUndefined());

test('elsewhere is refused by both, unless it stands in the list', async () => {
  const allowed = new Set(['db.test', '[2001:db8::1]']);
  for (const url of ['redis://db.test', 'redis://[2001:db8::1]']) {
    expect(findStoreFault('redis', url)).toBeDefined();
    expect(findStoreFault('redis', url, allowed)).toBeUndefined();
  }
  await expect(checkStoreUrl('redis', 'redis://x y', none, here)).rejects.toThrow(
    'The URL of Redis must not hold blanks',
  );
  await expect(
    checkStoreUrl('redis', 'redis://db.test:1', none, async () => ['192.0.2.1']),
  ).rejects.toThrow('Redis at db.test:1 is not on this machine (192.0.2.1).');
});

describe('a server that asks for TLS', () => {
  const nameOf = async (kind: StoreKind, url: string) => {
    const checked = await checkStoreUrl(kind, url, none, here);
    return readStoreAddress(kind, checked).servername;
  };

  test.each<[StoreKind, string, string | undefined]>([
    ['postgres', 'postgres://localhost/db?sslmode=require', 'localhost'],
    ['postgres', 'postgres://localhost/db?ssl=true', 'localhost'],
    ['postgres', 'postgres://localhost/db?ssl=1', 'localhost'],
    ['postgres', 'postgres://localhost/db?sslnegotiation=direct', 'localhost'],
    ['redis', 'rediss://localhost/0', 'localhost'],
    ['postgres', 'postgres://localhost/db?sslmode=disable', undefined],
    ['postgres', 'postgres://localhost/db?ssl=false', undefined],
    ['postgres', 'postgres://localhost/db?ssl=0', undefined],
    ['postgres', 'postgres://localhost/db?sslnegotiation=postgres', undefined],
    ['redis', 'redis://localhost/0', undefined],
    ['postgres', 'postgres://127.0.0.1/db?sslmode=require', undefined],
  ])('of %s: %s has a certificate of %s', async (kind, url, name) => {
    expect(await nameOf(kind, url)).toBe(name);
  });

  test('by its address is written with that address and no other', async () => {
    const url = 'postgres://u@[::ffff:127.0.0.1]/db?sslmode=require';
    expect(await checkStoreUrl('postgres', url, none, here)).toBe(
      'postgres://u@127.0.0.1:5432/db?sslmode=require',
    );
  });
});

test('only what was checked is an address', async () => {
  const byName = await checkStoreUrl('redis', 'rediss://localhost/0', none, here);
  expect(tellStoreUrl(byName)).toBe('rediss://localhost:6379/0');
  const taken: readonly (readonly [StoreKind, string])[] = [
    ['redis', 'redis://127.0.0.1:1'],
    ['redis', byName],
    ['postgres', 'postgres://%2Frun:5432/db'],
  ];
  for (const [kind, url] of taken) expect(isCheckedStoreUrl(kind, url), url).toBe(true);
  for (const [kind, url] of [
    ['redis', 'redis://localhost:1'],
    ['redis', 'redis://localhost:1?hostaddr=127.0.0.1'],
    ['redis', 'rediss://localhost:1'],
    ['redis', 'rediss://localhost:1?hostaddr=localhost'],
    ['redis', 'rediss://localhost:1?hostaddr='],
    ['postgres', 'redis://127.0.0.1:1'],
    ['redis', 'nonsense'],
    ['redis', ''],
  ] as const) {
    expect(isCheckedStoreUrl(kind, url), url).toBe(false);
    expect(() => readStoreAddress(kind, url), url).toThrow(refused);
  }
  expect(readStoreAddress('redis', byName)).toEqual({
    ...{ host: '127.0.0.1', port: 6379, servername: 'localhost' },
  });
  expect(readStoreAddress('postgres', 'postgres://%2Frun:5432/db')).toEqual({
    ...{ host: '/run', port: 5432, servername: undefined },
  });
});

test('names are looked up with all of their addresses', async () => {
  const addresses = await resolveByDns('localhost');
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) expect(['127.0.0.1', '::1']).toContain(address);
});
