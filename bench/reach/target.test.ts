import { expect, test } from 'vitest';
import { LoadstoneError } from '../errors.ts';
import { isLoopbackAddress } from './address.ts';
import { pinTarget, resolveLoopback } from './target.ts';

const resolvesTo =
  (...addresses: string[]) =>
  async () =>
    addresses;

async function readCode(url: string, ...addresses: string[]): Promise<string> {
  try {
    return await resolveLoopback(url, resolvesTo(...addresses));
  } catch (thrown) {
    return thrown instanceof LoadstoneError ? thrown.code : String(thrown);
  }
}

test.each([
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000/'],
  ['http://127.9.8.7:3000/', 'http://127.9.8.7:3000/'],
  ['http://[::1]:3000/', 'http://[::1]:3000/'],
  ['http://2130706433:3000/', 'http://127.0.0.1:3000/'],
  ['http://0x7f000001:3000/', 'http://127.0.0.1:3000/'],
  ['http://0177.0.0.1:3000/', 'http://127.0.0.1:3000/'],
  ['http://127.1:3000/', 'http://127.0.0.1:3000/'],
  ['http://[::ffff:127.0.0.1]:3000/', 'http://127.0.0.1:3000/'],
  ['https://127.0.0.1:3000/', 'https://127.0.0.1:3000/'],
])('%s is this machine', async (url, pinned) => {
  expect(await resolveLoopback(url, resolvesTo())).toBe(pinned);
});

test.each([
  ['another machine', 'http://192.0.2.1/'],
  ['any address', 'http://0.0.0.0:3000/'],
  ['any IPv6 address', 'http://[::]:3000/'],
  ['a mapped address of another machine', 'http://[::ffff:192.0.2.1]/'],
  ['a compatible address, long out of use', 'http://[::127.0.0.1]/'],
  ['a translated address', 'http://[64:ff9b::7f00:1]/'],
  ['a decimal address of another machine', 'http://3221225985/'],
  ['a user and password', 'http://user:secret@127.0.0.1/'],
  ['another protocol', 'ftp://127.0.0.1/'],
  ['no URL', '127.0.0.1:3000'],
])('%s is refused', async (_, url) => {
  expect(await readCode(url)).toBe('TARGET_NOT_LOOPBACK');
});

test('a host behind a userinfo that looks like loopback is what counts', async () => {
  expect(await readCode('http://127.0.0.1@evil.test/', '192.0.2.1')).toBe('TARGET_NOT_LOOPBACK');
});

test('a name with one foreign address among its addresses is refused', async () => {
  expect(await readCode('http://crm.test/', '127.0.0.1', '192.0.2.1')).toBe('TARGET_NOT_LOOPBACK');
  expect(await readCode('http://crm.test/', '::1', '2001:db8::1')).toBe('TARGET_NOT_LOOPBACK');
  expect(await readCode('http://crm.test/')).toBe('TARGET_NOT_LOOPBACK');
});

test('a name is replaced by its address, so that it cannot resolve elsewhere later', async () => {
  expect(await readCode('http://crm.test:8080/', '127.0.0.1')).toBe('http://127.0.0.1:8080/');
});

test('the name stays in the host header, since virtual hosts and certificates go by it', async () => {
  const resolve = resolvesTo('127.0.0.1');
  expect(await pinTarget('http://crm.test:8080/', new Set(), resolve)).toEqual({
    ...{ baseUrl: 'http://127.0.0.1:8080/', hostHeader: 'crm.test:8080' },
  });
  expect((await pinTarget('http://crm.test/', new Set(), resolve)).hostHeader).toBe('crm.test');
  expect((await pinTarget('http://[::1]:8080/')).hostHeader).toBeUndefined();
  expect(await pinTarget('https://crm.test:8443/', new Set(), resolve)).toEqual({
    ...{ baseUrl: 'https://127.0.0.1:8443/', hostHeader: 'crm.test:8443' },
  });
  expect((await pinTarget('https://127.0.0.1:8443/')).hostHeader).toBeUndefined();
});

test('a name that does not resolve is refused with the reason', async () => {
  const fails = async () => Promise.reject(new Error('ENOTFOUND'));
  await expect(resolveLoopback('http://crm.test/', fails)).rejects.toThrow(/ENOTFOUND/);
});

test('addresses that only begin like loopback are not', () => {
  expect(isLoopbackAddress('127.0.0.1')).toBe(true);
  expect(isLoopbackAddress('128.0.0.1')).toBe(false);
  expect(isLoopbackAddress('127.0.0.1.evil.test')).toBe(false);
  expect(isLoopbackAddress('::ffff:7f00:1')).toBe(true);
  expect(isLoopbackAddress('::ffff:8.8.8.8')).toBe(false);
});
