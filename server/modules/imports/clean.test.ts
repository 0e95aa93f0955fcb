import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CleanedBatch, cleanImport, type ImportOptions } from './clean.ts';

/** Sources 1 to 3 are trusted as much as they are numbered; 4 as much as 3. */
const trustOf = new Map([...([1, 2, 3].map((id) => [id, id]) as [number, number][]), [4, 3]]);
const receivedAtMs = Date.UTC(2026, 0, 31);

const encode = (text: string) => new TextEncoder().encode(text);
const row = (fields: object) =>
  JSON.stringify({ name: 'Wang Wei', phone: '13812345678', region: 1, segment: 2, ...fields });

function clean(text: string | Uint8Array, more: Partial<ImportOptions> = {}): CleanedBatch {
  const options = { format: 'ndjson', isCleaned: true, trustOf, receivedAtMs } as const;
  return cleanImport(typeof text === 'string' ? encode(text) : text, { ...options, ...more });
}

function reasonOf(line: string): string | undefined {
  return clean(line).rejected[0]?.reason;
}

test('accepts a line, cleans name and phone, and keeps the phone as it came', () => {
  const batch = clean(row({ name: ' Ｗang　 Wei ', phone: '+86 138-1234-5678' }));
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
  ['{"name":"a\\ud800"}', 'name holds half a character'],
  [row({ phone: null }), 'phone is missing'],
  [row({ phone: '010-1' }), 'phone is not a mainland mobile number'],
  [row({ region: 32 }), 'region is not a whole number from 1 to 31'],
  [row({ segment: '2' }), 'segment is not a whole number from 1 to 5'],
  [row({ email: 'nobody' }), 'email is not an address'],
  [row({ isAdmin: true }), 'unknown field isAdmin'],
  [row({ sourceId: 9 }), 'there is no source 9'],
  [row({ changedAt: 'yesterday' }), 'changedAt is not a time such as 2026-01-31T12:00Z'],
])('rejects %j: %s', (line, reason) => {
  expect(reasonOf(line)).toBe(reason);
});

test('rejects bytes that are not UTF-8', () => {
  expect(clean(Uint8Array.of(0x7b, 0xff, 0x7d)).rejected[0]?.reason).toMatch(/UTF-8/);
});

test('a phone that came before in the batch, whatever form it has, is the same customer', () => {
  const batch = clean(`${row({})}\r\n${row({ phone: '138 1234 5678' })}\r\n`);
  expect(batch.rejected).toEqual([]);
  expect(batch.accepted).toHaveLength(1);
  expect(batch.merged).toMatchObject([{ decidedBy: 'content', phoneNorm: '13812345678' }]);
});

test('the more trusted source decides, then the newer one; a missing address is taken from the other', () => {
  const old = { sourceId: 2, changedAt: '2025-01-01T00:00Z' };
  const lines = [
    row({ ...old, name: 'Trusted Old', email: 'OLD@Example.com ' }),
    row({ sourceId: 1, name: 'Bought New', changedAt: '2026-01-01T00:00Z', email: 'new@a.cn' }),
    row({ ...old, name: 'Trusted New', changedAt: '2025-06-01T00:00Z' }),
  ];
  const { accepted, merged } = clean(lines.join('\n'));
  expect(accepted).toMatchObject([
    {
      ...{ name: 'Trusted New', sourceId: 2, changedAt: '2025-06-01T00:00:00.000Z' },
      ...{ email: 'old@example.com', emailSourceId: 2, emailChangedAt: '2025-01-01T00:00:00.000Z' },
    },
  ]);
  expect(merged.map(({ line, decidedBy }) => [line, decidedBy])).toEqual([
    [2, 'trust'],
    [1, 'recency'],
  ]);
  expect(merged[0]?.dropped).toMatchObject({ name: 'Bought New', email: 'new@a.cn' });
});

const anyLine = fc.record({
  name: fc.constantFrom('Wang Wei', 'Wang Wei ', 'Li Na', '李娜'),
  phone: fc.constantFrom('13812345678', '+86 138-1234-5678', '13912345678'),
  region: fc.integer({ min: 1, max: 2 }),
  segment: fc.integer({ min: 1, max: 2 }),
  sourceId: fc.integer({ min: 1, max: 4 }),
  changedAt: fc.constantFrom('2025-01-01T00:00Z', '2025-01-02T00:00Z'),
  email: fc.constantFrom(undefined, 'a@example.com', 'b@example.com'),
});

test('what stays of many lines does not hang on their order', () => {
  const stays = (lines: readonly object[]) =>
    clean(lines.map((line) => JSON.stringify(line)).join('\n'))
      .accepted.map(({ line: _, ...customer }) => customer)
      .sort((one, other) => ((one.phoneNorm ?? '') < (other.phoneNorm ?? '') ? -1 : 1));
  fc.assert(
    fc.property(
      fc
        .array(anyLine, { minLength: 1, maxLength: 8 })
        .chain((lines) =>
          fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
        ),
      ([lines, shuffled]) => {
        expect(stays(shuffled)).toEqual(stays(lines));
      },
    ),
  );
});

test('without cleaning lines are taken as they were typed in, and none is merged', () => {
  const lines = [row({ phone: '138 1234 5678' }), row({}), row({ phone: 'n/a', name: ' x ' })];
  const { accepted, merged, rejected } = clean([...lines, row({ region: 99 })].join('\n'), {
    isCleaned: false,
  });
  expect(accepted.map(({ name, phone, phoneNorm }) => [name, phone, phoneNorm])).toEqual([
    ['Wang Wei', '138 1234 5678', null],
    ['Wang Wei', '13812345678', '13812345678'],
    [' x ', 'n/a', null],
  ]);
  expect(merged).toEqual([]);
  expect(rejected.map(({ line }) => line)).toEqual([4]);
});

test('CSV is read by its header: quotes, line breaks in fields, columns in any order, empty fields', () => {
  const file = [
    '\uFEFFphone,name,region,segment,email,sourceId',
    '13812345678,"Wang, Wei",1,2,,3',
    '13912345678,"Li\r\nNa",1,2,li@example.com,',
    '13912345679,short,1',
    '"13912345670,never closed,1,2,,',
  ].join('\r\n');
  const { lineCount, accepted, rejected } = clean(file, { format: 'csv' });
  expect(lineCount).toBe(4);
  expect(accepted).toMatchObject([
    { line: 1, name: 'Wang, Wei', phone: '13812345678', region: 1, email: null, sourceId: 3 },
    { line: 2, name: 'Li Na', email: 'li@example.com', sourceId: 1 },
  ]);
  expect(rejected).toMatchObject([
    { line: 3, reason: 'the line has 3 fields, and the header 6', raw: '13912345679,short,1' },
    { line: 4, reason: 'the line is not CSV' },
  ]);
});

test('the line break at the end makes no line, one in the middle does', () => {
  expect(clean('').lineCount).toBe(0);
  expect(clean('a\n').lineCount).toBe(1);
  expect(clean('a\n\nb').lineCount).toBe(3);
});

test.each(['ndjson', 'csv'] as const)(
  'nothing is lost of %s: each line is accepted, merged or rejected, once',
  (format) => {
    const csvRow = 'Wang Wei,13812345678,1,2';
    const line = fc.oneof(
      ...[fc.string(), fc.constant(row({})), fc.json(), fc.constant(''), fc.constant(csvRow)],
    );
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (lines, isCleaned) => {
        const text = ['name,phone,region,segment', ...lines].join('\n');
        const { lineCount, accepted, merged, rejected } = clean(text, { format, isCleaned });
        const numbers = [...accepted, ...merged, ...rejected].map((one) => one.line);
        expect(numbers.sort((left, right) => left - right)).toEqual(
          Array.from({ length: lineCount }, (_, index) => index + 1),
        );
      }),
    );
  },
);
