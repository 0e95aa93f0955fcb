// Decisions over targets on other machines. Nothing is sent anywhere: addresses are of the documentation nets.
import { expect, test } from 'vitest';
import { createTargetPinner, decideTarget, pinTarget } from './target.ts';

const allowed = new Set(['staging.test', '192.0.2.7', '0.0.0.0', '[::]', '[2001:db8::7]']);
const none = new Set<string>();
const resolvesTo =
  (...addresses: string[]) =>
  async () =>
    addresses;

test('a host that is not allowed is refused, whatever else is', () => {
  const decision = decideTarget('http://other.test/', ['192.0.2.1'], allowed);
  expect(decision).toEqual({ kind: 'refused', why: 'is not on this machine (192.0.2.1)' });
  expect(decideTarget('http://staging.test/', ['192.0.2.1'], none).kind).toBe('refused');
});

test('an allowed host gets the first of its addresses and no other', () => {
  const decision = decideTarget('http://staging.test/', ['192.0.2.1', '192.0.2.2'], allowed);
  expect(decision).toEqual({ kind: 'allowed', address: '192.0.2.1' });
});

test('an allowed host that is this machine after all counts as this machine', () => {
  expect(decideTarget('http://staging.test/', ['127.0.0.1'], allowed).kind).toBe('loopback');
});

test.each([
  ['unspecified', 'http://0.0.0.0/', '0.0.0.0'],
  ['unspecified in IPv6', 'http://[::]/', '::'],
  ['unspecified, mapped', 'http://staging.test/', '::ffff:0.0.0.0'],
  ['multicast', 'http://staging.test/', '239.1.1.1'],
  ['multicast in IPv6', 'http://staging.test/', 'ff02::1'],
  ['broadcast', 'http://staging.test/', '255.255.255.255'],
])('an address that is %s is no target, even of an allowed host', (_, url, address) => {
  expect(decideTarget(url, ['192.0.2.1', address], allowed).kind).toBe('refused');
});

test.each([
  ['decimal', 'http://3221225991/'],
  ['hex', 'http://0xc0000207/'],
  ['octal', 'http://0300.0.02.07/'],
])('a %s spelling of an allowed address is that address', async (_, url) => {
  expect((await pinTarget(url, allowed)).baseUrl).toBe('http://192.0.2.7/');
  await expect(pinTarget(url, none)).rejects.toMatchObject({ code: 'TARGET_NOT_LOOPBACK' });
});

test('an allowed address does not allow its IPv4-mapped twin by name, which is refused', async () => {
  await expect(pinTarget('http://[::ffff:192.0.2.7]/', allowed)).rejects.toThrow(/192\.0\.2\.7/);
});

test.each([
  ['an allowed name as user', 'http://staging.test@evil.test/'],
  ['an allowed name as user and password', 'http://staging.test:80@evil.test/'],
  ['user and password before an allowed name', 'http://crm:secret@staging.test/'],
  ['an allowed name with more behind it', 'http://staging.test.evil.test/'],
  ['another scheme', 'ftp://staging.test/'],
])('%s is refused', async (_, url) => {
  await expect(pinTarget(url, allowed, resolvesTo('192.0.2.1'))).rejects.toMatchObject({
    code: 'TARGET_NOT_LOOPBACK',
  });
});

test('the pinned URL keeps its port, and the host header says what the user wrote', async () => {
  const pinned = await pinTarget('http://staging.test:8080/', allowed, resolvesTo('192.0.2.1'));
  expect(pinned).toEqual({ baseUrl: 'http://192.0.2.1:8080/', hostHeader: 'staging.test:8080' });
  const six = await pinTarget('http://[2001:db8::7]:81/', allowed, resolvesTo());
  expect(six).toEqual({ baseUrl: 'http://[2001:db8::7]:81/', hostHeader: undefined });
});

test('a resolver that changes its answer changes nothing: the first one is pinned for the run', async () => {
  const answers = [['192.0.2.1'], ['198.51.100.9'], ['127.0.0.1']];
  let asked = 0;
  const rebinding = async () => {
    asked += 1;
    return answers[asked - 1] ?? [];
  };
  const pin = createTargetPinner(allowed, rebinding);
  const pins = await Promise.all([pin('http://staging.test/'), pin('http://staging.test/')]);
  pins.push(await pin('http://staging.test/'));
  expect(pins.map(({ baseUrl }) => baseUrl)).toEqual(Array(3).fill('http://192.0.2.1/'));
  expect(asked).toBe(1);
});

test('a name that is first this machine and then another stays this machine', async () => {
  const answers = [['127.0.0.1'], ['192.0.2.1']];
  const pin = createTargetPinner(none, async () => answers.shift() ?? []);
  for (const _ of [1, 2]) expect((await pin('http://crm.test/')).baseUrl).toBe('http://127.0.0.1/');
});
