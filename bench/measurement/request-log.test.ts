// The request log: what is written is what is read, and damage is seen.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostUser } from './request-columns.ts';
import {
  type LoggedIntent,
  type LoggedRequest,
  parseRequestLog,
  renderIntentLine,
  renderRequestLine,
  renderRoutesLine,
  requestOutcomes,
} from './request-log.ts';

const timeMs = fc.double({ min: 0, max: 2e12, noNaN: true });
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const intents: fc.Arbitrary<LoggedIntent> = fc.record({
  operationId: text,
  amount: fc.option(fc.maxSafeInteger(), { nil: undefined }),
  atMs: timeMs,
});
const requests: fc.Arbitrary<LoggedRequest> = fc.record({
  route: fc.nat(9),
  dueMs: timeMs,
  sentMs: fc.option(timeMs, { nil: undefined }),
  endMs: timeMs,
  outcome: fc.constantFrom(...requestOutcomes),
  statusCode: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
  reason: fc.option(text, { nil: undefined }),
  operationId: fc.option(text, { nil: undefined }),
  writes: fc.boolean(),
  observedVersions: fc.array(fc.record({ entity: text, version: fc.nat() }), { maxLength: 3 }),
  user: fc.option(fc.nat(mostUser), { nil: undefined }),
});

test('whatever was written is read again, in its order', () => {
  fc.assert(
    fc.property(fc.array(text), fc.array(intents), fc.array(requests), (routes, written, ended) => {
      const lines = [
        renderRoutesLine(routes),
        ...written.map(renderIntentLine),
        ...ended.map(renderRequestLine),
      ];
      const log = parseRequestLog(lines.join(''));
      expect(log).toEqual({ routes, intents: written, requests: ended, isTorn: false });
    }),
  );
});

test('a line from before users were logged is read as before, and takes no byte more', () => {
  const line = '["e",0,1,2,3,0,200,null,null,0,[]]\n';
  const [request] = parseRequestLog(line).requests;
  expect(request).toMatchObject({ statusCode: 200, user: undefined });
  expect(request && renderRequestLine(request)).toBe(line);
});

test('a log cut off anywhere gives all whole lines and says that it is torn', () => {
  const line = (operationId: string) => renderIntentLine({ operationId, amount: 5, atMs: 1.5 });
  const whole = renderRoutesLine(['a']) + line('first') + line('second');
  for (let length = 0; length <= whole.length; length += 1) {
    const cut = whole.slice(0, length);
    const log = parseRequestLog(cut);
    const wholeLines = cut.split('\n').length - 1;
    expect(log.intents.map(({ operationId }) => operationId)).toEqual(
      ['first', 'second'].slice(0, Math.max(0, wholeLines - 1)),
    );
    expect(log.isTorn).toBe(!(cut === '' || cut.endsWith('\n')));
  }
});

test.each([
  ['text', 'x'],
  ['a line that was cut off in the middle of the file', '["e",0,1,2'],
  ['JSON of another kind', '{"kind":"e"}'],
  ['an unknown tag', '["x",1]'],
  ['an intent without its time', '["i","a",null]'],
  ['an end of an unknown outcome', '["e",0,1,2,3,9,null,null,null,0,[]]'],
  ['an end without its times', '["e",0,null,2,3,0,null,null,null,0,[]]'],
  ['an end with a field too few', '["e",0,1,2,3,0,null,null,null,0]'],
  ['an end by a user without a number', '["e",0,1,2,3,0,null,null,null,0,[],"me"]'],
  ['an empty line', ''],
])('%s is named by the number of its line', (_, line) => {
  const log = `${renderRoutesLine(['a'])}${line}\n${renderRoutesLine(['a'])}`;
  expect(() => parseRequestLog(log)).toThrow('line 2 is no line of a request log');
});
