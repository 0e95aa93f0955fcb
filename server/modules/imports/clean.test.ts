import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanImport } from './clean.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const row = (fields: object) =>
  JSON.stringify({ name: 'Wang Wei', phone: '13812345678', region: 1, segment: 2, ...fields });

function reasonOf(line: string): string | undefined {
  return cleanImport(encode(line)).rejected[0]?.reason;
}

test('accepts a line, cleans name and phone, and keeps the phone as it came', () => {
  const batch = cleanImport(encode(row({ name: ' Ｗang　 Wei ', phone: '+86 138-1234-5678' })));
  expect(batch.rejected).toEqual([]);
  expect(batch.accepted[0]).toMatchObject({
    ...{ line: 1, name: 'Wang Wei', phone: '+86 138-1234-5678', phoneNorm: '13812345678' },
  });
});

test.each([
  ['{', 'the line is not JSON'],
  ['[]', 'the line is not a JSON object'],
  ['  ', 'the line is empty'],
  [row({ name: '  ' }), 'name is missing'],
  [row({ name: 5 }), 'name is not a text'],
  [row({ name: 'x'.repeat(101) }), 'name is longer than 100 characters'],
  [row({ name: 'a\0b' }), 'name holds a NUL character'],
  [row({ phone: null }), 'phone is missing'],
  [row({ phone: '010-1' }), 'phone is not a mainland mobile number'],
  [row({ region: 32 }), 'region is not a whole number from 1 to 31'],
  [row({ segment: '2' }), 'segment is not a whole number from 1 to 5'],
  [row({ email: 'nobody' }), 'email is not an address'],
  [row({ isAdmin: true }), 'unknown field isAdmin'],
])('rejects %j: %s', (line, reason) => {
  expect(reasonOf(line)).toBe(reason);
});

test('rejects bytes that are not UTF-8', () => {
  expect(cleanImport(Uint8Array.of(0x7b, 0xff, 0x7d)).rejected[0]?.reason).toMatch(/UTF-8/);
});

test('rejects a phone that came before in the batch, whatever form it has', () => {
  const batch = cleanImport(encode(`${row({})}\r\n${row({ phone: '138 1234 5678' })}\r\n`));
  expect(batch.accepted).toHaveLength(1);
  expect(batch.rejected[0]).toMatchObject({
    line: 2,
    reason: 'the phone stands on line 1 already',
  });
});

test('the line break at the end makes no line, one in the middle does', () => {
  expect(cleanImport(encode('')).lineCount).toBe(0);
  expect(cleanImport(encode('a\n')).lineCount).toBe(1);
  expect(cleanImport(encode('a\n\nb')).lineCount).toBe(3);
});

test('nothing is lost: each line is accepted or rejected, once', () => {
  const line = fc.oneof(fc.string(), fc.constant(row({})), fc.json(), fc.constant(''));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { lineCount, accepted, rejected } = cleanImport(encode(lines.join('\n')));
      const numbers = [...accepted, ...rejected].map((one) => one.line);
      expect(numbers.sort((left, right) => left - right)).toEqual(
        Array.from({ length: lineCount }, (_, index) => index + 1),
      );
    }),
  );
});
