// What would deceive a reader is shown as an escape, and every script that people write stays as it is.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanJson, cleanLines, cleanText } from './clean-text.ts';

test.each([
  ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
  ['\u009b31m \u0085 \u007f \u0000', '\\x9b31m \\x85 \\x7f \\x00'],
  ['failed\rpassed\b\b', 'failed\\rpassed\\x08\\x08'],
  ['\u202eback \u2066inside\u2069', '\\u202eback \\u2066inside\\u2069'],
  ['ca\u200bche \u00ad\ufeff\u2060', 'ca\\u200bche \\xad\\ufeff\\u2060'],
  ['a\u200db', 'a\\u200db'],
  ['hidden\u{e0068}\u{e0069}', 'hidden\\u{e0068}\\u{e0069}'],
  ['half \ud83d', 'half \\ud83d'],
  ['a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
  ['##[error]x ##vso[y]z', '#\\x23[error]x #\\x23vso[y]z'],
  ['# [x] ## title', '# [x] ## title'],
])('%j is shown as %j', (given, shown) => {
  expect(cleanText(given)).toBe(shown);
  expect(cleanLines(given)).toBe(shown);
});

test.each([
  ...[
    '多进程 🚀 naïve',
    '👨‍👩‍👧 ❤️ 👍🏽',
    'नमस्‍ते',
    'می‌خواهم',
    '葛\u{e0100}',
    '“quoted” – 5 µs',
    'C:\\x1b\\n',
  ],
])('%s stays', (text) => {
  expect([cleanText(text), cleanLines(text)]).toEqual([text, text]);
});

test('a cell has no line breaks and no tabs; of several lines the breaks stay', () => {
  expect(cleanText('a\r\nb\nc\td')).toBe('a b c d');
  expect(cleanLines('a\r\n\tb\n\u001bc\n')).toBe('a\n    b\n\\x1bc\n');
});

test('JSON means the same and says nothing to a terminal', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const value = fc.dictionary(text, fc.array(fc.oneof(text, fc.double({ noNaN: true }))));
  const nothing = /(?!\n)\p{Cc}|\p{Cs}|[\u200b\u202a-\u202e\u2066-\u2069]|##\w*\[/u;
  fc.assert(
    fc.property(value, (given) => {
      const json = cleanJson(JSON.stringify(given, null, 2));
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(given)));
      expect(json).not.toMatch(nothing);
    }),
    { seed: 20_261_129, numRuns: 300 },
  );
  const hostile = { '\u009b##[error]': ['\u001b\u202e\u{e0041}\ud800'] };
  expect(JSON.parse(cleanJson(JSON.stringify(hostile)))).toEqual(hostile);
});

test('whatever is given, no control is left, and what is clean stays so', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      expect(cleanText(text)).not.toMatch(/\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u);
      expect(cleanText(cleanText(text))).toBe(cleanText(text));
      expect(cleanLines(cleanLines(text))).toBe(cleanLines(text));
    }),
    { seed: 20_261_129, numRuns: 500 },
  );
});
