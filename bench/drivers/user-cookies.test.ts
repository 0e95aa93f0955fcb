// Cookies by user: each has his own, and only what a browser would send goes out.
import { expect, test } from 'vitest';
import type { ScenarioRequest } from '../../scenarios/model.ts';
import { splitFieldLines, toHeaders, valuesOfField } from './recording/answer-fields.ts';
import { loadUserCookies, type UserCookies } from './user-cookies.ts';

const create = await loadUserCookies({ cookies: true });

function make(): UserCookies {
  const made = create();
  if (made === undefined) throw new Error('no cookies were made');
  return made;
}

const origin = 'http://127.0.0.1:3000';

function get(path: string, more: Partial<ScenarioRequest> = {}): ScenarioRequest {
  return { route: 'page', method: 'GET', path, ...more };
}

test('each user has a jar, and requests without a user share one', () => {
  const cookies = make();
  cookies.keep(origin, get('/login', { user: 1 }), ['sid=one; Path=/']);
  cookies.keep(origin, get('/login'), ['sid=shared; Path=/']);
  expect(cookies.headerFor(origin, get('/x', { user: 1 }))).toBe('sid=one');
  expect(cookies.headerFor(origin, get('/x', { user: 2 }))).toBeUndefined();
  expect(cookies.headerFor(origin, get('/x'))).toBe('sid=shared');
});

test.each([
  ['a path goes below it alone', 'a=1; Path=/shop', ['/shop/x', '/shop'], ['/', '/shopping']],
  ['without one it is that of the request', 'a=1', ['/account/x'], ['/', '/login']],
  ['Secure goes over loopback', 'a=1; Path=/; Secure', ['/'], []],
  ['another site sets nothing', 'a=1; Path=/; Domain=example.org', [], ['/']],
  ['what has expired is gone', 'a=1; Path=/; Max-Age=0', [], ['/']],
  ['a value that no header could carry is not kept', 'a=é; Path=/', [], ['/']],
  ['nonsense is passed over', '=;;;', [], ['/']],
])('%s', (_, set, sent, notSent) => {
  const cookies = make();
  cookies.keep(origin, get('/account/login'), [set]);
  for (const path of sent) expect(cookies.headerFor(origin, get(path))).toBe('a=1');
  for (const path of notSent) expect(cookies.headerFor(origin, get(path))).toBeUndefined();
});

test('over http to another machine nothing Secure goes out', () => {
  const cookies = make();
  cookies.keep('https://shop.test', get('/'), ['a=1; Path=/; Secure']);
  expect(cookies.headerFor('http://shop.test', get('/'))).toBeUndefined();
  expect(cookies.headerFor('https://shop.test', get('/'))).toBe('a=1');
});

test('a later answer replaces a cookie or takes it away', () => {
  const cookies = make();
  cookies.keep(origin, get('/'), ['a=1; Path=/', 'b=2; Path=/']);
  cookies.keep(origin, get('/'), [
    'a=3; Path=/',
    'b=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
  ]);
  expect(cookies.headerFor(origin, get('/'))).toBe('a=3');
});

test('a request that names its own cookie is left alone', () => {
  const cookies = make();
  cookies.keep(origin, get('/'), ['a=1; Path=/']);
  expect(cookies.headerFor(origin, get('/', { headers: { Cookie: 'own=1' } }))).toBeUndefined();
});

test('fields of an answer are read as they came, and joined by name', () => {
  const fields = splitFieldLines('Set-Cookie: a=1\r\nX-Token:t \r\nset-cookie: b=2\r\n');
  expect(valuesOfField(fields, 'set-cookie')).toEqual(['a=1', 'b=2']);
  expect(toHeaders(fields)).toEqual({ 'set-cookie': 'a=1, b=2', 'x-token': 't' });
  expect(toHeaders(['__proto__', 'x'])).toHaveProperty('__proto__', 'x');
});

test('a scenario that asks for none has none', async () => {
  for (const cookies of [undefined, false]) {
    expect((await loadUserCookies(cookies === undefined ? {} : { cookies }))()).toBeUndefined();
  }
});
