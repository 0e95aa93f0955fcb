import { expect, test } from 'vitest';
import { createRedactor, redactText } from '../store/redaction.ts';
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

test.each([
  'TOKEN_TTL',
  'passwordMinLength',
  'COOKIE_MAX_AGE',
  'PWD',
  'COMPASS',
  'bypass',
  'PORT',
  'author',
  'CRM_CACHE',
  'keys',
])('%s names none', (name) => expect(isSecretName(name)).toBe(false));

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

test.each([
  [['curl', '-u', 'crm:in-next-1'], ['in-next-1']],
  [['curl', '-ucrm:joined-1'], ['joined-1']],
  [['curl', '--proxy-user=crm:in-one-1'], ['in-one-1']],
  [
    ['sh', '-c', `curl --user 'crm:a b' -sSu crm:bare-1; curl -ux:y-1|x`],
    ['a b', 'bare-1', 'y-1'],
  ],
  [['scan', '-u', 'http://127.0.0.1:80/x', '-u=http://127.0.0.1/', '--user=crm'], []],
  [['python3', '-u', '-m', 'app:main'], []],
])('user and password behind an option of %j', (command, expected) => {
  expect(collectSecrets({ command })).toEqual(expected);
});

test('each secret is named once, in the order met, and emptiness is none', () => {
  expect(
    collectSecrets({ token: 'a1', more: { token: 'b2' }, last: { token: 'a1' }, secret: '' }),
  ).toEqual(['a1', 'b2']);
});

test.each([
  ['letters', 'x'],
  ['colons', 'a://b:c:'],
  ['question marks', '?a'],
  ['schemes', 'a://'],
  ['signs of base64', 'aB3/+x=&'],
  ['blanks', ' '],
  ['options', ',-ua'],
  ['options and blanks', ' -u  '],
])('a body of half a million characters is read once: %s', (_, part) => {
  // Where each position began a search of its own, this would take several minutes.
  const body = part.repeat(Math.ceil(500_000 / part.length));
  const value = { body, headers: { authorization: body } };
  expect(collectSecrets(value)).toContain(body);
  expect(redactText(body)).toHaveLength(body.length);
});

test('a whole file under a secret name is hidden, too', () => {
  const file = 'aB3/+x=&'.repeat(20_000);
  expect(createRedactor([file]).text(`x ${file}`)).toBe('x [redacted-1]');
});

test.each([
  ['redis://:secret-1@host', ['secret-1']],
  ['a "postgres://u:p%40w@h/db", "redis://u:second@h"', ['p%40w', 'p@w', 'second']],
  ['http://127.0.0.1:80/a:b@c', []],
  ['://u:no-scheme@h', []],
  ['x://u@h:1', ['u']],
])('passwords of URLs in %s', (text, expected) => {
  expect(collectSecrets(text)).toEqual(expected);
});
