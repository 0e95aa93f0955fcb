// What the fields of a head say of its body and its connection, and where the limits of an answer lie exactly.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { maxHeadBytes, maxReadBytes, tooLargeToCheck } from '../../answer-limits.ts';
import { ResponseParser, type WantedBody } from './response-parser.ts';

/** Reads one answer after another on a parser, by pieces of so many bytes. */
function createReader(pieceBytes = Number.POSITIVE_INFINITY) {
  const parser = new ResponseParser();
  return (wire: Buffer | string, wanted: WantedBody = 'any') => {
    const bytes = typeof wire === 'string' ? Buffer.from(wire, 'latin1') : wire;
    parser.start(false, wanted);
    let status = 'more';
    for (let from = 0; from < bytes.length && status === 'more'; from += pieceBytes)
      status = parser.push(bytes, from, Math.min(bytes.length, from + pieceBytes));
    return { parser, status };
  };
}

const withFields = (fields: string, body = '') =>
  `HTTP/1.1 200 OK\r\n${fields}content-length: ${body.length}\r\n\r\n${body}`;
const read = (fields: string) => createReader()(withFields(fields)).parser;

describe('content-type', () => {
  test.each([
    ['', ''],
    ['content-type:text/html\r\n', 'text/html'],
    ['Content-Type: \t text/html ; charset=utf-8 \t\r\n', 'text/html ; charset=utf-8'],
    ['content-type:\r\n', ''],
    ['content-type: \t \r\n', ''],
    ['content-type: text/a\r\ncontent-type: text/b\r\n', 'text/a'],
    ['x-ontent-typ: text/a\r\n', ''],
  ])('of %j is %j', (fields, type) => expect(read(fields).contentType).toBe(type));

  test('is that of this answer, however like it the one before was', () => {
    const reader = createReader();
    for (const type of ['text/aaa', 'text/aab', 'text/aa', 'text/aaaa', 'text/aaa', 'uext/aaa'])
      expect(reader(withFields(`content-type: ${type}\r\n`)).parser.contentType).toBe(type);
    expect(reader(withFields('')).parser.contentType).toBe('');
  });

  test('decides whether a body is kept of which only JSON is wanted', () => {
    const bodyOf = (type: string) => {
      const { parser } = createReader()(withFields(`content-type: ${type}\r\n`, '{}'), 'json');
      return parser.readBody();
    };
    expect(bodyOf('application/json')).toEqual({ text: '{}' });
    expect(bodyOf('application/problem+json; charset=utf-8')).toEqual({ text: '{}' });
    expect(bodyOf('text/html')).toBeUndefined();
  });
});

describe('content-encoding', () => {
  const zipped = (times: number): Buffer => {
    let body = Buffer.from('hello');
    for (let time = 0; time < times; time += 1) body = gzipSync(body);
    return body;
  };
  const textOf = (fields: string, body: Buffer) => {
    const head = `HTTP/1.1 200 OK\r\n${fields}content-length: ${body.length}\r\n\r\n`;
    return createReader()(Buffer.concat([Buffer.from(head), body])).parser.readBody();
  };

  test.each([
    ['', 0],
    ['content-encoding: gzip\r\n', 1],
    ['Content-Encoding:\t gzip \t\r\n', 1],
    ['content-encoding: gzip, gzip\r\n', 2],
    ['content-encoding: gzip\r\nx: y\r\ncontent-encoding: gzip\r\n', 2],
  ])('%j is undone as often as it was done', (fields, times) => {
    expect(textOf(fields, zipped(times))).toEqual({ text: 'hello' });
  });

  test('of one answer is not that of the next', () => {
    const reader = createReader();
    reader(withFields('content-encoding: gzip\r\n'));
    expect(reader(withFields('', 'plain')).parser.readBody()).toEqual({ text: 'plain' });
  });
});

describe('keep-alive', () => {
  test.each([
    ['', -1],
    ['keep-alive: timeout=5\r\n', 5],
    ['Keep-Alive: max=100, TIMEOUT=72\r\n', 72],
    ['keep-alive: timeout=60, max=100\r\n', 60],
    ['keep-alive: timeout=109\r\n', 109],
    ['keep-alive: timeout=0\r\n', 0],
    ['keep-alive: timeout=\r\n', -1],
    ['keep-alive: timeout=soon\r\n', -1],
    ['keep-alive: timeout=-5\r\n', -1],
    ['keep-alive: max=100\r\n', -1],
    ['x-eep-aliv: timeout=5\r\n', -1],
  ])('of %j is %i s', (fields, seconds) => {
    expect(read(fields).keepAliveTimeoutS).toBe(seconds);
  });

  test('is that of this answer alone', () => {
    const reader = createReader();
    expect(reader(withFields('keep-alive: timeout=5\r\n')).parser.keepAliveTimeoutS).toBe(5);
    expect(reader(withFields('')).parser.keepAliveTimeoutS).toBe(-1);
  });
});

describe('connection', () => {
  test.each([
    ['', true],
    ['connection: close\r\n', false],
    ['connection: keep-alive,\tCLOSE\r\n', false],
    ['connection: x\r\nconnection: close\r\n', false],
    ['connection: ;close\r\n', false],
    ['connection: closed\r\n', true],
    ['connection: clos\r\n', true],
    ['connection: x-close\r\n', true],
    ['x-onnectio: close\r\n', true],
  ])('of %j keeps it: %s', (fields, keepAlive) => expect(read(fields).keepAlive).toBe(keepAlive));

  test.each([
    ['connection: keep-alive\r\n', true],
    ['connection: x , Keep-Alive\r\n', true],
    ['connection: keep-alive, close\r\n', false],
    ['connection: keep-alivf\r\n', false],
  ])('of HTTP/1.0 with %j keeps it: %s', (fields, keepAlive) => {
    const wire = withFields(fields).replace('HTTP/1.1', 'HTTP/1.0');
    expect(createReader()(wire).parser.keepAlive).toBe(keepAlive);
  });

  test('that was to be closed once is not for ever', () => {
    const reader = createReader();
    expect(reader(withFields('connection: close\r\n')).parser.keepAlive).toBe(false);
    expect(reader(withFields('')).parser.keepAlive).toBe(true);
  });
});

describe('the limits', () => {
  const largest = Number.MAX_SAFE_INTEGER;
  const faultOf = (wire: string, pieceBytes?: number) => {
    const { parser, status } = createReader(pieceBytes)(wire);
    return parser.fault ?? status;
  };

  test('of a length is the largest whole number', () => {
    const wire = (length: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`;
    expect(faultOf(wire(String(largest)))).toBe('more');
    expect(faultOf(wire(String(BigInt(largest) + 1n)))).toBe('bad content-length');
    expect(faultOf(wire('1:'))).toBe('bad content-length');
    expect(faultOf(wire('1/'))).toBe('bad content-length');
  });

  const chunked = (rest: string) => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${rest}`;

  test('of a chunk is the same', () => {
    expect(faultOf(chunked(`${largest.toString(16)}\r\n`))).toBe('more');
    expect(faultOf(chunked(`${(BigInt(largest) + 1n).toString(16)}\r\n`))).toBe('bad chunk size');
  });

  test('of the line of a chunk and of the trailers is 64 KiB, to the byte', () => {
    const line = (bytes: number) => chunked(`1;${'a'.repeat(bytes - 3)}\r\nx\r\n0\r\n\r\n`);
    expect(faultOf(line(64 * 1024))).toBe('done');
    expect(faultOf(line(64 * 1024 + 1))).toBe('chunk size and extension above 64 KiB');
    // The line feeds and the empty line count, but for the very last byte of each.
    const trailers = (bytes: number) => chunked(`0\r\na:${'b'.repeat(bytes - 6)}\r\n\r\n`);
    expect(faultOf(trailers(64 * 1024))).toBe('done');
    expect(faultOf(trailers(64 * 1024 + 1))).toBe('trailers above 64 KiB');
  });

  test.each([Number.POSITIVE_INFINITY, 1_000, 7])(
    'of a head is 64 KiB, to the byte, in pieces of %d',
    (pieceBytes) => {
      const head = (bytes: number) => {
        const [start, end] = ['HTTP/1.1 200 OK\r\nx: ', '\r\ncontent-length: 0\r\n\r\n'];
        return `${start}${'a'.repeat(bytes - start.length - end.length)}${end}`;
      };
      expect(faultOf(head(maxHeadBytes), pieceBytes)).toBe('done');
      expect(faultOf(head(maxHeadBytes + 1), pieceBytes)).toBe('head above 64 KiB');
    },
  );
});

test.each([
  ['transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n', 'unknown transfer-encoding'],
  ['transfer-encoding: chunke\r\n', 'unknown transfer-encoding'],
  ['transfer-encoding: xchunked\r\n', 'unknown transfer-encoding'],
  ['transfer-encoding:\r\n', 'unknown transfer-encoding'],
  ['transfer-encoding: gzip\r\n', 'unknown transfer-encoding'],
])('%j is refused', (fields, fault) => {
  const { parser, status } = createReader()(`HTTP/1.1 200 OK\r\n${fields}\r\n0\r\n\r\n`);
  expect([status, parser.fault, parser.keepAlive]).toEqual(['failed', fault, false]);
});

test.each([
  ...[
    'HTTP/1.',
    'HTTP/1.1',
    'HTTP/1.1 ',
    'HTTP/1.1 2',
    'HTTP/1.1 20',
    'HTTP/1.1 2000',
    'HTTP/1.1 99',
  ],
  ...['HTTP/1.2 200 OK', 'HTTP/1./ 200 OK', 'HTTP/1.1\t200 OK', 'HTTP/1.1_200 OK', 'HTTP/1.11 200'],
  ...[
    'HTTP/1.1 2O0 OK',
    'HTTP/1.1 2/0 OK',
    'HTTP/1.1 /00',
    'HTTP/1.1 :00',
    'HTTP/1.1 20:',
    'HTTP/1.1 200\tOK',
  ],
  ...[
    'http/1.1 200 OK',
    'HTTQ/1.1 200 OK',
    'HTTP/2.0 200 OK',
    'HTTP-1.1 200 OK',
    'XTTP/1.1 200 OK',
  ],
])('%j is no status line, in an answer and behind an interim one', (line) => {
  for (const before of ['', 'HTTP/1.1 100 Continue\r\n\r\n'])
    for (const pieceBytes of [Number.POSITIVE_INFINITY, 1]) {
      const { parser, status } = createReader(pieceBytes)(`${before}${line}\r\n\r\n`);
      expect([status, parser.fault]).toEqual(['failed', 'bad status line']);
    }
});

test.each([
  [': x', 'bad header name'],
  ['x', 'bad header name'],
  ['x y: z', 'bad header name'],
  ['x\xfc: z', 'bad header name'],
  [' x: y', 'folded header line'],
  ['\tx: y', 'folded header line'],
  ['x: \x00', 'bad header value'],
  ['x: y\x7f', 'bad header value'],
  ['x:\x1f', 'bad header value'],
])('%j is no field', (line, fault) => {
  const { parser, status } = createReader()(withFields(`${line}\r\n`));
  expect([status, parser.fault]).toEqual(['failed', fault]);
});

test('a field is known by the whole of its name', () => {
  const others = ['content-lengthy: 9', 'transfer-encodings: chunked', 'content-types: text/a'];
  const more = ['content-encodings: gzip', 'connections: close', 'keep-alives: timeout=5'];
  const fields = [...others, ...more].map((line) => `${line}\r\n`).join('');
  const { parser, status } = createReader()(withFields(fields, 'hello'));
  expect(status).toBe('done');
  expect([parser.contentType, parser.keepAlive, parser.keepAliveTimeoutS]).toEqual(['', true, -1]);
  expect(parser.readBody()).toEqual({ text: 'hello' });
});

describe('a chunked body', () => {
  const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

  test.each([
    ['1\r\nx\r\n\r\n', 'bad chunk size'],
    ['1x\r\n', 'bad chunk size'],
    ['1 \r\nx\r\n0\r\n\r\n', 'bad chunk size'],
    ['1 x\r\n', 'bad chunk size'],
    ['1\rx', 'bad chunk size'],
    ['1;a\x00b\r\n', 'bad chunk extension'],
    ['1;a\x7f\r\n', 'bad chunk extension'],
    ['1\r\nx\ry', 'chunk longer than its size'],
    ['0\r\na b: c\r\n\r\n', 'bad trailer'],
    ['0\r\na: \x00\r\n\r\n', 'bad trailer'],
    ['0\r\na: b\rc', 'bad trailer'],
    ['0\r\n\rx', 'bad trailer'],
    ['0\r\n:\r\n\r\n', 'bad trailer'],
  ])('of %j is refused at the first byte that is wrong', (body, fault) => {
    // More wrong bytes behind it do not change what is told.
    for (const more of ['', '\x00', '\r\r', 'x'.repeat(9)]) {
      const { parser, status } = createReader()(`${head}${body}${more}`);
      expect([status, parser.fault]).toEqual(['failed', fault]);
    }
  });

  test.each(['1 ;a=b\r\nx', '1\t;a\r\nx', '1 \t ;\r\nx', '1;\t"\xff"\r\nx', '0001\r\nx'])(
    'may say %j',
    (chunk) => {
      const { parser, status } = createReader()(`${head}${chunk}\r\n0\r\n\r\n`);
      expect([status, parser.readBody()]).toEqual(['done', { text: 'x' }]);
    },
  );

  test('ends with its last byte: what stands behind it was not asked for', () => {
    const answer = `${head}2\r\nok\r\n0\r\na: b\r\n\r\n`;
    for (const more of ['', 'x', '\r\n', 'HTTP/1.1 200 OK\r\n']) {
      const { parser, status } = createReader()(`${answer}${more}`);
      expect([status, parser.position]).toEqual(['done', answer.length]);
    }
    const { parser, status } = createReader()(answer.slice(0, -1));
    expect([status, parser.position]).toEqual(['more', answer.length - 1]);
  });
});

describe('an answer that did not become whole', () => {
  const half = 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf';

  test('gives its body back when it is abandoned, and a whole one keeps it', () => {
    const { parser, status } = createReader()(half);
    expect([status, parser.started]).toEqual(['more', true]);
    parser.abandon();
    expect(parser.readBody()).toEqual({ text: '' });
    const whole = createReader()(withFields('', 'whole')).parser;
    whole.abandon();
    expect(whole.readBody()).toEqual({ text: 'whole' });
  });

  test('has begun with its first byte, and not before', () => {
    const parser = new ResponseParser();
    parser.start(false, 'none');
    expect(parser.started).toBe(false);
    parser.push(Buffer.from('H'), 0, 1);
    expect(parser.started).toBe(true);
    parser.start(false, 'none');
    expect(parser.started).toBe(false);
  });

  test('leaves nothing of its body to the next one, read or not', () => {
    const reader = createReader();
    reader(withFields('', 'never read'));
    expect(reader(withFields('', 'next')).parser.readBody()).toEqual({ text: 'next' });
    reader(half);
    expect(reader(withFields('', 'other')).parser.readBody()).toEqual({ text: 'other' });
    const large = Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${maxReadBytes + 1}\r\n\r\n`),
      Buffer.alloc(maxReadBytes + 1),
    ]);
    expect(reader(large).parser.readBody()).toEqual({ unreadable: tooLargeToCheck });
    expect(reader(withFields('', 'small')).parser.readBody()).toEqual({ text: 'small' });
  });

  test('says nothing of its status and its connection to the next one', () => {
    const parser = new ResponseParser();
    const wire = Buffer.from(withFields('keep-alive: timeout=5\r\n'));
    parser.start(false, 'any');
    parser.push(wire, 0, wire.length);
    expect([parser.statusCode, parser.keepAlive]).toEqual([200, true]);
    parser.start(false, 'any');
    expect(parser.finish()).toBe('failed');
    expect([parser.statusCode, parser.keepAlive, parser.keepAliveTimeoutS]).toEqual([0, false, -1]);
  });

  test('stays as it ended, whatever comes after', () => {
    const { parser } = createReader()('HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n');
    const more = Buffer.from(withFields(''));
    expect(parser.push(more, 0, more.length)).toBe('failed');
    expect([parser.finish(), parser.fault]).toEqual(['failed', 'bad content-length']);
    const done = createReader()(withFields('')).parser;
    expect([done.finish(), done.fault]).toEqual(['done', undefined]);
  });
});
