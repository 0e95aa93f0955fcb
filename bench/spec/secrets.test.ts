import { expect, test } from 'vitest';
import { isSecretName } from './secret-name.ts';
import { collectSecrets } from './secrets.ts';

test.each([
  'API_TOKEN',
  'PGPASSWORD',
  'dbPassword',
  'Set-Cookie',
  'x-auth',
  'DB_PASS',
  'apiKey',
  'MY_PWD',
])('%s names a secret', (name) => expect(isSecretName(name)).toBe(true));

test.each(['PWD', 'COMPASS', 'bypass', 'PORT', 'author', 'CRM_CACHE', 'keys'])(
  '%s names none',
  (name) => expect(isSecretName(name)).toBe(false),
);

test('secrets are found under names, in URLs, headers, cookies, queries and arguments', () => {
  const basic = Buffer.from('crm:basic-secret').toString('base64');
  const found = collectSecrets({
    env: { API_TOKEN: 'in-env', PORT: '80', BACKEND: 'amqp://u:in%2Furl@h/x' },
    headers: [{ Authorization: 'Bearer in-bearer' }, { authorization: `Basic ${basic}` }],
    cookies: { cookie: 'sid=in-cookie; theme=dark-mode' },
    path: '/a?page=2&access_token=in-query',
    command: ['node', 'main.js', '--password', 'in-next', '--api-key=in-flag', '--verbose'],
  });
  const expected = ['in-env', 'in%2Furl', 'in/url', 'in-bearer', 'basic-secret', 'in-cookie'];
  for (const secret of [...expected, 'in-query', 'in-next', 'in-flag'])
    expect(found).toContain(secret);
  for (const harmless of ['80', '2', 'main.js', '--verbose']) expect(found).not.toContain(harmless);
});

test('each secret is named once, in the order met, and emptiness is none', () => {
  expect(
    collectSecrets({ token: 'a1', more: { token: 'b2' }, last: { token: 'a1' }, secret: '' }),
  ).toEqual(['a1', 'b2']);
});
