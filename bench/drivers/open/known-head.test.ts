// A parser that remembers heads reads every answer as one that has never read any.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownHead } from './known-head.ts';
import { buildResponseHead } from './response-head.ts';
import { ResponseParser } from './response-parser.ts';

const answers = [
  'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nyes',
  'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno',
  'HTTP/1.1 204 X\r\n\r\n',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  'HTTP/1.1 200 OK\r\ncontent-length: 2 2\r\n\r\nok',
  'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nbad name: x\r\n\r\nok',
].map((text) => Buffer.from(text));

function read(parser: ResponseParser, bytes: Buffer, cut: number, isHeadRequest: boolean) {
  parser.start(isHeadRequest, 'any');
  let status = parser.push(bytes, 0, Math.min(cut, bytes.length));
  if (status === 'more') status = parser.push(bytes, Math.min(cut, bytes.length), bytes.length);
  const { fault, position } = parser;
  if (status !== 'done') return { status, fault };
  const { statusCode, keepAlive, started } = parser;
  return {
    status,
    fault,
    position,
    statusCode,
    keepAlive,
    started,
    body: parser.readBody()?.text ?? '',
  };
}

test('one parser for many answers reads each as a new parser does', () => {
  const step = fc.record({
    answer: fc.integer({ min: 0, max: answers.length - 1 }),
    // Enough of the same in a row that heads are learnt and met again.
    times: fc.integer({ min: 1, max: 40 }),
    cut: fc.oneof(fc.constant(1_000), fc.integer({ min: 0, max: 90 })),
    isHeadRequest: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const parser = new ResponseParser();
      for (const { answer, times, cut, isHeadRequest } of steps) {
        const bytes = answers[answer] ?? Buffer.alloc(0);
        const expected = read(new ResponseParser(), bytes, cut, isHeadRequest);
        for (let time = 0; time < times; time += 1) {
          expect(read(parser, bytes, cut, isHeadRequest)).toEqual(expected);
        }
      }
    }),
  );
});

test('a head is known once it was learnt, and only whole and for the same kind of request', () => {
  const bytes = Buffer.from('HTTP/1.1 201 X\r\ncontent-length: 7\r\n\r\n1234567');
  const headEnd = bytes.length - 7;
  const said = { ...buildResponseHead(), statusCode: 201, contentLength: 7 };
  const known = new KnownHead();
  const head = buildResponseHead();
  expect(known.match(bytes, 0, bytes.length, false, head)).toBe(-1);
  known.learn(bytes, 0, headEnd, false, said);
  expect(known.match(bytes, 0, bytes.length, false, head)).toBe(headEnd);
  expect(head).toEqual(said);
  expect(known.match(bytes, 0, headEnd - 1, false, head)).toBe(-1);
  expect(known.match(bytes, 0, bytes.length, true, head)).toBe(-1);
});
