import { expect, test } from 'vitest';
import { createRedactor, redactSecrets, redactText } from './redaction.ts';

const canary = 'c4nary-0f-l0adst0ne';

test('passwords in URLs go, wherever the URL stands in a text', () => {
  const text = `connect postgres://crm:${canary}@127.0.0.1:5432/crm and redis://:${canary}@localhost`;
  expect(redactText(text)).not.toContain(canary);
  expect(redactText(text)).toContain('postgres://[redacted]@127.0.0.1:5432/crm');
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

/** As encoders of other languages write it, and those that escape every letter. */
function listSpellings(text: string): readonly (readonly [string, string])[] {
  const quoted = JSON.stringify(text).slice(1, -1);
  const each = (write: (code: number) => string, of: Iterable<number>): string =>
    [...of].map(write).join('');
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  const points = [...text].map((sign) => sign.codePointAt(0) ?? 0);
  const bytes = Buffer.from(text);
  const hex = (code: number, width: number) => code.toString(16).padStart(width, '0');
  const base64 = bytes.toString('base64');
  return [
    ['in JSON of Go', quoted.replaceAll(/[<>&]/g, (sign) => `\\u${hex(sign.charCodeAt(0), 4)}`)],
    ['in JSON of PHP', quoted.replaceAll('/', '\\/').replaceAll('ü', '\\u00fc')],
    ['with every letter escaped', each((code) => `\\u${hex(code, 4)}`, units)],
    ['so in JSON again', each((code) => `\\\\u${hex(code, 4).toUpperCase()}`, units)],
    ['in decimal entities', each((code) => `&#${code};`, points)],
    ['in hexadecimal entities', each((code) => `&#x${hex(code, 2)};`, points)],
    ['in entities in HTML', each((code) => `&amp;#X${hex(code, 2).toUpperCase()};`, points)],
    ['in one entity', text.replaceAll('/', '&#x2f;')],
    ['with every byte escaped', each((code) => `%${hex(code, 2)}`, bytes)],
    ['so in large letters', each((code) => `%${hex(code, 2).toUpperCase()}`, bytes)],
    ['so in a URL again', each((code) => `%25${hex(code, 2)}`, bytes)],
    ['in mixed escapes', each((code) => (code % 2 ? `&#${code};` : `\\u${hex(code, 4)}`), units)],
    ['in hex with colons', [...bytes].map((code) => hex(code, 2)).join(':')],
    ['in large hex with colons', [...bytes].map((code) => hex(code, 2).toUpperCase()).join(':')],
    ['in wrapped base64', base64.replaceAll(/.{5}(?=.)/g, '$&\n')],
    ['in indented wrapped base64', base64.replaceAll(/.{7}(?=.)/g, '$&\r\n  ')],
    ['in quoted wrapped base64', base64.replaceAll(/.{6}(?=.)/g, '$&\n  │ ')],
    ['in wrapped base64 in JSON', base64.replaceAll(/.{4}(?=.)/g, '$&\\n')],
  ];
}

const secret = 'p@ss w0rd/&"ü+';

test.each<readonly [string, string]>([
  ['as it is', secret],
  ['inside JSON', JSON.stringify(secret)],
  ['in a query', encodeURIComponent(secret)],
  ['in a form', encodeURIComponent(secret).replaceAll('%20', '+')],
  ['with small escapes', encodeURIComponent(secret).toLowerCase()],
  ['in hex', Buffer.from(secret).toString('hex')],
  ...['', 'u:', 'us:', 'use:'].map((user): [string, string] => [
    `in base64 behind "${user}"`,
    Buffer.from(`${user}${secret}!`).toString('base64'),
  ]),
  ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
  ...listSpellings(secret),
])('a known secret goes %s', (_, text) => {
  const redacted = createRedactor([secret]).text(`before ${text} after`);
  expect(redacted).toMatch(/^before .*\[redacted-1\].* after$/);
  // At most what both neighbours in base64 share with it is left.
  expect(redacted.length).toBeLessThanOrEqual('before  after[redacted-1]'.length + 16);
});

test.each(
  ['c4nary-1', 'c4nary-12', 'c4nary-123', 'ü💎-"quotes" \\ and 100 %41 <b>&amp;'].flatMap((text) =>
    listSpellings(text).map(([form, spelt]) => [text, form, spelt] as const),
  ),
)('nothing of %s is left %s', (text, _, spelt) => {
  expect(createRedactor([text]).text(`(${spelt})`)).toBe('([redacted-1])');
});

test.each(['c4nary-1', 'c4nary-12', 'c4nary-123'])('base64 of %s goes to its end', (text) => {
  for (const before of ['', 'u:', 'us:'])
    for (const encoding of ['base64', 'base64url'] as const) {
      const encoded = Buffer.from(before + text).toString(encoding);
      expect(createRedactor([text]).text(`(${encoded})`)).toMatch(
        /^\([\w+/]{0,4}\[redacted-1\]\)$/,
      );
    }
});

test('a secret goes over line breaks, and texts around it keep theirs and their escapes', () => {
  const redactor = createRedactor(['one-1\ntwo-2\nsix-6']);
  expect(redactor.text('a\n&lt; %41\\u0041 one-1\n   two-2\r\n\tsix-6\nb\\n')).toBe(
    'a\n&lt; %41\\u0041 [redacted-1]\nb\\n',
  );
});

test('lines that together are an everyday value tear nothing', () => {
  const redactor = createRedactor([], { privateValues: ['10\n20\n30\n', 'info\nwarn\n'] });
  expect(redactor.text('102030 infowarn 10, 20, 30')).toBe('102030 infowarn 10, 20, 30');
});

test.each([
  '\\',
  '&amp;',
  '&',
  '%25',
  '%',
  '%c3',
  '\n',
  '\\u004',
  '&#x2',
  '%25%c3',
  '\\n \t',
  '&amp;#',
])('a text of many %j is read once', (part) => {
  const text = part.repeat(300_000);
  expect(createRedactor(['c4nary-1', text.slice(0, 40)]).known(`${text}x`)).toBeTypeOf('string');
  expect(createRedactor(['c4nary-1']).known(`${text}x`)).toBe(`${text}x`);
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
  const redactor = createRedactor(['postgres', 'x', 'memory-lru'], {
    publicWords: ['cache=memory-lru'],
  });
  const value = { text: 'postgres on x, memory-lru', PGPASSWORD: 'postgres', token: 'x' };
  expect(redactor.value(value)).toEqual({
    ...{ text: 'postgres on x, memory-lru', PGPASSWORD: '[redacted-1]', token: '[redacted-2]' },
  });
});

test.each([
  ['GET http://h/a?page=2&sig=abc#t=1', 'GET http://h/a?page=2&sig=[redacted]#t=[redacted]'],
  [
    'API_KEY=abc and password=xyz; --token abc',
    'API_KEY=[redacted] and password=[redacted]; --token [redacted]',
  ],
  ['{"token": "abc", "tokens": 5}', '{"token": "[redacted]", "tokens": 5}'],
  ['X-Auth-Token: abc', 'X-Auth-Token: [redacted]'],
  ['sent Bearer abc.def-123', 'sent Bearer [redacted]'],
  ['https://ghp_tokenalone@host/x', 'https://[redacted]@host/x'],
])('what its surroundings give away goes: %s', (given, expected) => {
  const redactor = createRedactor([], { isRecorded: (name) => name === 'page' });
  expect(redactor.text(given)).toBe(expected);
  expect(redactor.text(expected)).toBe(expected);
});

test.each([
  ['the variant auth=jwt,token=opaque is better'],
  ['The session token: it has expired. Is it good? a=b & c=d'],
  ['PASS: all 2 gates passed. FAIL: one did not.'],
  ["npx loadstone run --variant 'cache=*,threads=single' --seed 5"],
  ['Basic statistics, bearer bonds, http://127.0.0.1:80/a:b@c'],
  ['GET /customers/:id 500'],
])('prose, commands and names of variants stay: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

test('a secret in quotes takes none from around it in JSON', () => {
  const redactor = createRedactor(['"c4nary-0123456789"']);
  const json = JSON.stringify({ said: 'c4nary-0123456789' });
  expect(JSON.parse(redactor.text(json))).toEqual({ said: '[redacted-1]' });
});

test('what is left of a known secret at the end of a cut line goes, too', () => {
  const redactor = createRedactor(['c4nary-0123456789']);
  expect(redactor.text('so it was c4nary-01234… and on')).toBe('so it was [redacted]… and on');
  expect(redactor.text('so it was c4na…')).toBe('so it was c4na…');
});

test('a password that is drawn during a run is learnt', () => {
  const redactor = createRedactor(['first-1']);
  redactor.learn(['drawn-later-4711']);
  expect(redactor.text('first-1 drawn-later-4711')).toBe('[redacted-1] [redacted-2]');
});

test('many secrets cost no more than few', () => {
  const redactor = createRedactor(Array.from({ length: 2_000 }, (_, at) => `secret-number-${at}`));
  // Where each position tried every form, this would take minutes.
  const text = 'aB3/+x=& secret-numbe '.repeat(100_000);
  expect(redactor.known(text)).toBe(text);
});

const findsIn = (options: Parameters<typeof createRedactor>[1], value: string, asSecret = false) =>
  !createRedactor(asSecret ? [value] : [], asSecret ? {} : options)
    .text(`before ${value} after`)
    .includes(value);

test.each([
  ['abcdefghij', true],
  ['Abcdefghi', false],
  ['abc-12', true],
  ['ab-12', false],
  ['abcdefgh1', true],
])('a secret that is %s is looked for in texts: %s', (value, isFound) => {
  expect(findsIn({}, value, true)).toBe(isFound);
});

test.each([
  // Too short, and just long enough.
  ['k3y-1_a', false],
  ['k3y-1_ab', true],
  // Words, in any letters, up to 24 signs.
  ['production', false],
  ['read, write and grant', false],
  ['twenty-four letters here', false],
  ['twenty-five letters heres', true],
  ['überprüfung', false],
  ['word-word--w0rd', true],
  ['-leading-words', true],
  // Numbers: sizes, ports and times of up to eight digits.
  ['12345.678', false],
  ['-1,234:567', false],
  ['12345.6789', true],
  ['-123456789', true],
  ['12345-678', true],
  // This machine.
  ['localhost', false],
  ['http://localhost:3000/', false],
  ['redis://127.0.0.1:6379', false],
  ['http://[::1]:80', false],
  ['http://[::]/', false],
  ['http://0.0.0.0:65535', false],
  ['http://localhost:3000/key', true],
  ['http://localhost.test', true],
  ['x http://localhost', true],
  ['http://10.1.2.3', true],
])('a private value that is %s is looked for in texts: %s', (value, isFound) => {
  expect(findsIn({ privateValues: [value] }, value)).toBe(isFound);
});

test('a mark under a secret name stays, and what only looks like one in part does not', () => {
  for (const mark of ['[redacted]', '[redacted-1]', '[redacted-12]'])
    expect(redactSecrets({ TOKEN: mark })).toEqual({ TOKEN: mark });
  for (const value of [`[redacted-1] ${canary}`, `${canary}[redacted-1]`, '[redacted-x]'])
    expect(redactSecrets({ TOKEN: value })).toEqual({ TOKEN: '[redacted]' });
});
