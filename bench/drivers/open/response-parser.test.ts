// Response parser: right answers whatever the split, and a fault, never a throw, for anything else.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxHeadBytes } from '../../answer-limits.ts';
import { ResponseParser } from './response-parser.ts';

interface Outcome {
  readonly status: string;
  readonly fault: string | undefined;
  readonly statusCode: number;
  readonly keepAlive: boolean;
  readonly body: string;
  readonly leftOverBytes: number;
}

/** Feeds the bytes cut at the given places, then the end of the connection. */
function parse(wire: Buffer, cuts: readonly number[] = [], isHeadRequest = false): Outcome {
  const parser = new ResponseParser();
  parser.start(isHeadRequest, 'any');
  const ends = [...cuts.filter((cut) => cut < wire.length), wire.length].sort((a, b) => a - b);
  let from = 0;
  let taken = 0;
  for (const to of ends) {
    if (parser.push(wire, from, to) !== 'more') {
      taken = parser.position;
      break;
    }
    expect(parser.position).toBe(to);
    taken = to;
    from = to;
  }
  const status = parser.finish();
  return {
    status,
    fault: parser.fault,
    statusCode: status === 'done' ? parser.statusCode : 0,
    keepAlive: status === 'done' && parser.keepAlive,
    body: status === 'done' ? (parser.readBody()?.text ?? '') : '',
    leftOverBytes: status === 'done' ? wire.length - taken : 0,
  };
}

function parseText(text: string, isHeadRequest = false): Outcome {
  return parse(Buffer.from(text, 'latin1'), [], isHeadRequest);
}

const right: readonly (readonly [string, string, Partial<Outcome>])[] = [
  [
    'content-length',
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
    { body: 'hello', keepAlive: true },
  ],
  [
    'upper-case names and blanks',
    'HTTP/1.1 201 \r\nCONTENT-LENGTH:  2 \t\r\n\r\nok',
    { statusCode: 201, body: 'ok' },
  ],
  ['no reason phrase', 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n', { statusCode: 200, body: '' }],
  [
    'chunks, extensions and trailers',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;a=b\r\nfoo\r\n04 ;c="d"\r\nbars\r\n0\r\nx-sum: 1\r\ny:\r\n\r\n',
    { body: 'foobars', keepAlive: true },
  ],
  [
    'no chunk but the last',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n000\r\n\r\n',
    { body: '' },
  ],
  ['204 without a body', 'HTTP/1.1 204 No Content\r\n\r\n', { statusCode: 204, keepAlive: true }],
  [
    '304 with the length of the body it leaves out',
    'HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n',
    { statusCode: 304, keepAlive: true },
  ],
  [
    'interim answers before the real one',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx',
    { body: 'x' },
  ],
  [
    'a body until the connection closes',
    'HTTP/1.1 200 OK\r\n\r\nall of it',
    { body: 'all of it', keepAlive: false },
  ],
  [
    'connection: close among others',
    'HTTP/1.1 200 OK\r\nconnection: foo, Close\r\ncontent-length: 0\r\n\r\n',
    { keepAlive: false },
  ],
  [
    'HTTP/1.0, which closes',
    'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx',
    { body: 'x', keepAlive: false },
  ],
  [
    'HTTP/1.0 with keep-alive',
    'HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 1\r\n\r\nx',
    { keepAlive: true },
  ],
  ['a status above 599', 'HTTP/1.1 999 Denied\r\ncontent-length: 0\r\n\r\n', { statusCode: 999 }],
  [
    'any bytes in the reason phrase, which nobody reads',
    'HTTP/1.1 200 \x00\x7f\xff\r\ncontent-length: 0\r\n\r\n',
    { statusCode: 200 },
  ],
  [
    'a list of one coding, with empty elements',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: , chunked ,\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    { body: 'ok' },
  ],
  [
    'zeros before a length',
    `HTTP/1.1 200 OK\r\ncontent-length: ${'0'.repeat(40)}2\r\n\r\nok`,
    { body: 'ok' },
  ],
  [
    'zeros before the size of a chunk',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'0'.repeat(40)}2\r\nok\r\n0\r\n\r\n`,
    { body: 'ok' },
  ],
  [
    'codings of a body that is not there',
    'HTTP/1.1 304 Not Modified\r\ntransfer-encoding: gzip, chunked\r\n\r\n',
    { statusCode: 304, keepAlive: true },
  ],
  [
    'an extension of its own for each of many chunks',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${`1;a=${'b'.repeat(1_000)}\r\nx\r\n`.repeat(80)}0\r\n\r\n`,
    { body: 'x'.repeat(80) },
  ],
  [
    'bytes that nobody asked for',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxyz',
    { body: 'x', leftOverBytes: 2 },
  ],
];

const wrong: readonly (readonly [string, string, string])[] = [
  ['another protocol', 'SSH-2.0-OpenSSH\r\n', 'bad status line'],
  ['HTTP/2', 'HTTP/2 200\r\n\r\n', 'bad status line'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'bad status line'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'bad status line'],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n', 'bad status line'],
  ['switching protocols', 'HTTP/1.1 101 Switching\r\n\r\n', 'status 101 that nobody asked for'],
  ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n', 'bad content-length'],
  ['a length with a sign', 'HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\n', 'bad content-length'],
  ['an empty length', 'HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\n', 'bad content-length'],
  ['a list of lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1, 1\r\n\r\nx', 'bad content-length'],
  [
    'a length beyond any file',
    'HTTP/1.1 200 OK\r\ncontent-length: 9999999999999999\r\n\r\n',
    'bad content-length',
  ],
  [
    'the same length twice',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\nx',
    'content-length given twice',
  ],
  [
    'length and chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    'content-length beside transfer-encoding',
  ],
  [
    'an unknown coding',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n',
    'unknown transfer-encoding',
  ],
  [
    'chunks in HTTP/1.0',
    'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
    'transfer-encoding in HTTP/1.0',
  ],
  ['a folded line', 'HTTP/1.1 200 OK\r\nx: a\r\n b\r\n\r\n', 'folded header line'],
  ['a blank before the colon', 'HTTP/1.1 200 OK\r\ncontent-length : 0\r\n\r\n', 'bad header name'],
  ['a line without a colon', 'HTTP/1.1 200 OK\r\nnothing\r\n\r\n', 'bad header name'],
  ['a control character in a value', 'HTTP/1.1 200 OK\r\nx: a\x00b\r\n\r\n', 'bad header value'],
  ['a line feed alone', 'HTTP/1.1 200 OK\nx: a\r\n\r\n', 'line feed alone in the head'],
  [
    'a carriage return alone',
    'HTTP/1.1 200 OK\r\nx: a\rb\r\n\r\n',
    'carriage return alone in the head',
  ],
  [
    'a chunk size that is no number',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxy\r\n',
    'bad chunk size',
  ],
  [
    'an empty chunk size',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\r\n',
    'bad chunk size',
  ],
  [
    'a chunk size beyond any file',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'f'.repeat(14)}\r\n`,
    'bad chunk size',
  ],
  [
    'a chunk size without end',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'0'.repeat(maxHeadBytes + 1)}`,
    'chunk size and extension above 64 KiB',
  ],
  [
    'a chunk extension without end',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;${'a'.repeat(maxHeadBytes)}`,
    'chunk size and extension above 64 KiB',
  ],
  [
    'blanks behind a chunk size without end',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2${' '.repeat(maxHeadBytes)}`,
    'chunk size and extension above 64 KiB',
  ],
  [
    'short trailers without end',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${'a:\r\n'.repeat(maxHeadBytes / 4 + 1)}`,
    'trailers above 64 KiB',
  ],
  [
    'a trailer without end',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${'a'.repeat(maxHeadBytes + 1)}`,
    'trailers above 64 KiB',
  ],
  [
    '10^5 fields',
    `HTTP/1.1 200 OK\r\n${'x-field: value\r\n'.repeat(100_000)}\r\n`,
    'head above 64 KiB',
  ],
  [
    'a chunk longer than its size',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n',
    'chunk longer than its size',
  ],
  [
    'a bad trailer',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n folded: x\r\n\r\n',
    'bad trailer',
  ],
  [
    'a head above the limit',
    `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(maxHeadBytes)}\r\n\r\n`,
    'head above 64 KiB',
  ],
  [
    'interim answers without end',
    'HTTP/1.1 100 Continue\r\n\r\n'.repeat(3_000),
    'head above 64 KiB',
  ],
  ['nothing at all', '', 'connection closed'],
  ['half a head', 'HTTP/1.1 200 OK\r\ncontent-len', 'connection closed in an answer'],
  [
    'half a body',
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe',
    'connection closed in an answer',
  ],
  [
    'chunks without the last one',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n',
    'connection closed in an answer',
  ],
];

describe('answers that are right', () => {
  test.each(right)('%s', (_title, text, expected) => {
    expect(parseText(text)).toMatchObject({ status: 'done', fault: undefined, ...expected });
  });

  test('an answer to HEAD has no body whatever its length says', () => {
    const outcome = parseText('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n', true);
    expect(outcome).toMatchObject({ status: 'done', body: '', keepAlive: true });
  });

  test('a body that is not wanted is not kept', () => {
    const parser = new ResponseParser();
    const wire = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello');
    parser.start(false, 'none');
    expect(parser.push(wire, 0, wire.length)).toBe('done');
    expect(parser.readBody()?.text ?? '').toBe('');
  });

  test.each(['any', 'json'] as const)(
    'a body above 16 MiB ends well, and is not kept (%s)',
    (wanted) => {
      const parser = new ResponseParser();
      const piece = Buffer.alloc(1024 * 1024, ' ');
      const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${20 * piece.length}\r\n\r\n`;
      parser.start(false, wanted);
      parser.push(Buffer.from(head), 0, head.length);
      for (let sent = 0; sent < 19; sent += 1)
        expect(parser.push(piece, 0, piece.length)).toBe('more');
      expect(parser.push(piece, 0, piece.length)).toBe('done');
      expect(parser.keepAlive).toBe(true);
      expect(parser.readBody()).toEqual({ unreadable: 'above 16 MiB, too large to check' });
    },
  );

  test('one parser reads answer after answer, with a broken one between', () => {
    const parser = new ResponseParser();
    for (const [, text, expected] of [...right, ...right]) {
      const wire = Buffer.from(text, 'latin1');
      parser.start(false, 'any');
      parser.push(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n'), 0, 39);
      parser.start(false, 'any');
      parser.push(wire, 0, wire.length);
      expect(parser.finish()).toBe('done');
      if (expected.body !== undefined) expect(parser.readBody()?.text ?? '').toBe(expected.body);
    }
  });
});

describe('answers that are wrong', () => {
  test.each(wrong)('%s', (_title, text, fault) => {
    expect(parseText(text)).toMatchObject({ status: 'failed', fault });
  });
});

test('any split gives the same outcome as the whole', () => {
  const wires = [...right, ...wrong].map(([, text]) => Buffer.from(text, 'latin1'));
  fc.assert(
    fc.property(
      fc.constantFrom(...wires),
      fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 12 }),
      (wire, cuts) => {
        expect(parse(wire, cuts)).toEqual(parse(wire));
      },
    ),
    { numRuns: 2_000 },
  );
  for (const wire of wires.filter((one) => one.length < 1_000)) {
    const everyByte = Array.from({ length: wire.length }, (_, index) => index);
    expect(parse(wire, everyByte)).toEqual(parse(wire));
  }
});

test('bodies of any bytes come back whole through any chunks and splits', () => {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(chunk, { maxLength: 8 }),
      fc.array(fc.nat(500), { maxLength: 10 }),
      (chunks, cuts) => {
        const parts: Uint8Array[] = [
          Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'),
        ];
        for (const one of chunks) {
          parts.push(Buffer.from(`${one.length.toString(16)}\r\n`), one, Buffer.from('\r\n'));
        }
        parts.push(Buffer.from('0\r\n\r\n'));
        const outcome = parse(Buffer.concat(parts), cuts);
        expect(outcome.status).toBe('done');
        expect(outcome.body).toBe(Buffer.concat(chunks).toString());
      },
    ),
    { numRuns: 300 },
  );
});

test('garbage, whole or grafted onto a right answer, never throws and always ends', () => {
  const wires = right.map(([, text]) => Buffer.from(text, 'latin1'));
  fc.assert(
    fc.property(
      fc.constantFrom(...wires),
      fc.nat(120),
      fc.uint8Array({ maxLength: 80 }),
      fc.array(fc.nat(200), { maxLength: 6 }),
      (wire, at, garbage, cuts) => {
        const grafted = Buffer.concat([wire.subarray(0, at), garbage, wire.subarray(at)]);
        const outcome = parse(grafted, cuts);
        expect(['done', 'failed']).toContain(outcome.status);
        expect(outcome).toEqual(parse(grafted));
      },
    ),
    { numRuns: 2_000 },
  );
});
