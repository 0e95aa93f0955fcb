import { expect, test } from 'vitest';
import { redactSecrets, redactText } from './redaction.ts';

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
