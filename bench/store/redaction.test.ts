import { expect, test } from 'vitest';
import { createRedactor, redactSecrets, redactText } from './redaction.ts';

const canary = 'c4nary-0f-l0adst0ne';

test('passwords in URLs go, wherever the URL stands in a text', () => {
  const text = `connect postgres://crm:${canary}@127.0.0.1:5432/crm and redis://:${canary}@localhost`;
  expect(redactText(text)).not.toContain(canary);
  expect(redactText(text)).toContain('postgres://crm:[redacted]@127.0.0.1:5432/crm');
});

test('values under telling names go, at any depth', () => {
  const redacted = redactSecrets({
    env: { PGPASSWORD: canary, API_KEY: canary, PORT: '80' },
    headers: [{ Authorization: `Bearer ${canary}` }],
    tokens: [canary],
  });
  expect(JSON.stringify(redacted)).not.toContain(canary);
  expect(redacted.env.PORT).toBe('80');
});

test('what is no secret stays as it is', () => {
  const value = { url: 'http://127.0.0.1:80/a:b@c', n: 1, none: null, list: [true] };
  expect(redactSecrets(value)).toEqual(value);
});

const secret = 'p@ss w0rd/&"ü+';

test.each([
  ['as it is', secret],
  ['inside JSON', JSON.stringify(secret)],
  ['in a query', encodeURIComponent(secret)],
  ['in a form', encodeURIComponent(secret).replaceAll('%20', '+')],
  ['with small escapes', encodeURIComponent(secret).toLowerCase()],
  ['in hex', Buffer.from(secret).toString('hex')],
  ...['', 'u:', 'us:', 'use:'].map((user) => [
    `in base64 behind "${user}"`,
    Buffer.from(`${user}${secret}!`).toString('base64'),
  ]),
  ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
])('a known secret goes %s', (_, text) => {
  const redacted = createRedactor([secret]).text(`before ${text} after`);
  expect(redacted).toMatch(/^before .*\[redacted-1\].* after$/);
  // At most what both neighbours in base64 share with it is left.
  expect(redacted.length).toBeLessThanOrEqual('before  after[redacted-1]'.length + 16);
});

test('keys that hold a secret lose it, keys of the documents stay', () => {
  const redacted = createRedactor(['c4nary-1']).value({ 'body: c4nary-1': 1, counts: 2 });
  expect(redacted).toEqual({ 'body: [redacted-1]': 1, counts: 2 });
});

test('two secrets stay two, and a document redacted twice is the same', () => {
  const redactor = createRedactor(['first-1', 'other-2', '12345678']);
  const once = redactor.value({
    TOKEN: 'first-1',
    list: [{ TOKEN: 'other-2' }],
    KEY_TOKEN: 12345678,
  });
  expect(once).toEqual({
    ...{ TOKEN: '[redacted-1]', list: [{ TOKEN: '[redacted-2]' }], KEY_TOKEN: '[redacted-3]' },
  });
  expect(redactor.value(once)).toEqual(once);
});

test('a default password tears no harmless word out, but goes where its name gives it away', () => {
  const redactor = createRedactor(['postgres', 'x', 'memory-lru'], ['cache=memory-lru']);
  const value = { text: 'postgres on x, memory-lru', PGPASSWORD: 'postgres', token: 'x' };
  expect(redactor.value(value)).toEqual({
    ...{ text: 'postgres on x, memory-lru', PGPASSWORD: '[redacted-1]', token: '[redacted-2]' },
  });
});
