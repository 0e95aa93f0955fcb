// Any bytes in any pieces: our parser and Node's own HTTP client read the same, or both refuse.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReadBody } from '../recording/answer.ts';
import { readBody } from '../recording/body.ts';
import { type NodeReading, readAsNode, type SentBytes } from './node-client.fixture.ts';
import { ResponseParser } from './response-parser.ts';

interface Answer {
  readonly statusCode: number;
  readonly keepAlive: boolean;
  readonly contentType: string;
  readonly body: ReadBody;
}

interface OurReading {
  /** Undefined where it was refused. */
  readonly answer: Answer | undefined;
  readonly fault: string | undefined;
  /** Bytes that came behind the answer. */
  readonly surplusBytes: number;
}

function readAsDriver(parser: ResponseParser, { method, pieces }: SentBytes): OurReading {
  parser.start(method === 'HEAD', 'any');
  let surplusBytes = 0;
  let isOpen = true;
  for (const piece of pieces) {
    if (isOpen) {
      isOpen = parser.push(piece, 0, piece.length) === 'more';
      surplusBytes += piece.length - parser.position;
    } else surplusBytes += piece.length;
  }
  if (parser.finish() !== 'done')
    return { answer: undefined, fault: parser.fault, surplusBytes: 0 };
  const { statusCode, keepAlive, contentType } = parser;
  const answer = {
    // As a connection does: what nobody asked for makes the rest of it suspect.
    ...{ statusCode, contentType, keepAlive: keepAlive && surplusBytes === 0 },
    body: parser.readBody() ?? {},
  };
  return { answer, fault: undefined, surplusBytes };
}

/** The body is compared as it is decoded, which shows the Content-Encoding that was read. */
function answerOf({ answer }: NodeReading): Answer | undefined {
  if (answer === undefined) return undefined;
  const { contentEncoding, body, ...read } = answer;
  return { ...read, body: readBody(body, contentEncoding) };
}

interface Case {
  /** All that was sent, each byte a character. */
  readonly wire: string;
  readonly isHead: boolean;
  readonly ours: OurReading;
  readonly node: NodeReading;
}

/** Statuses of final answers that end with their head. */
const bodilessStatuses: readonly number[] = [204, 304];

const interimHead = /^HTTP\/1\.[01] 1(?!01)\d\d[\s\S]*?\r\n\r\n/;

/** What was sent from the final answer on. */
function afterInterims(wire: string): string {
  let rest = wire;
  for (let head = interimHead.exec(rest); head !== null; head = interimHead.exec(rest))
    rest = rest.slice(head[0].length);
  return rest;
}

function finalHeadOf(wire: string): string {
  const rest = afterInterims(wire);
  return rest.slice(0, rest.indexOf('\r\n\r\n') + 2);
}

const nodeFramingFaults: readonly string[] = [
  'HPE_INVALID_CONTENT_LENGTH',
  'HPE_UNEXPECTED_CONTENT_LENGTH',
  'HPE_INVALID_TRANSFER_ENCODING',
];

interface MeantDifference {
  /** What ours does, and by which paragraph. */
  readonly what: string;
  readonly example: string;
  /** Absent: GET. */
  readonly method?: SentBytes['method'];
  isMeant(one: Case): boolean;
}

const ok = 'HTTP/1.1 200 OK\r\n';
const okChunked = `${ok}transfer-encoding: chunked\r\n\r\n`;
const twoBytes = 'content-length: 2\r\n\r\nok';

/**
 * All are of bytes that no sound service sends, but for the last three: in a measurement it is better to tell them
 * than to guess.
 */
const meantDifferences: readonly MeantDifference[] = [
  {
    what: 'a transfer coding besides one chunked is refused: we ask for none with TE (RFC 9110, 10.1.4; RFC 9112, 6.1)',
    example: `${ok}transfer-encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
    isMeant: ({ ours }) => ours.fault === 'unknown transfer-encoding',
  },
  {
    what: 'empty elements of the list of codings do not count, behind it neither (RFC 9110, 5.6.1.2)',
    example: `${ok}transfer-encoding: chunked ,\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
    isMeant: ({ wire }) =>
      /\ntransfer-encoding:[ \t,]*chunked[ \t]*,[ \t,]*\r/i.test(finalHeadOf(wire)),
  },
  {
    what: 'Transfer-Encoding in HTTP/1.0 is faulty framing (RFC 9112, 6.1)',
    example: 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    isMeant: ({ ours }) => ours.fault === 'transfer-encoding in HTTP/1.0',
  },
  {
    what: 'another major version than 1 is another protocol (RFC 9110, 2.5)',
    example: `HTTP/2.0 200 OK\r\n${twoBytes}`,
    isMeant: ({ ours, wire }) =>
      ours.fault === 'bad status line' && /^HTTP\/(?:2\.0|0\.9)/.test(finalHeadOf(wire)),
  },
  {
    what: 'empty lines before an answer are refused: only servers are asked to skip them (RFC 9112, 2.2)',
    example: `\r\n${ok}${twoBytes}`,
    isMeant: ({ ours, wire }) =>
      ours.fault === 'bad status line' && /^[\r\n]/.test(afterInterims(wire)),
  },
  {
    what: 'a status below 100 is of no class (RFC 9110, 15)',
    example: `HTTP/1.1 099 OK\r\n${twoBytes}`,
    isMeant: ({ ours, wire }) =>
      ours.fault === 'bad status line' && /^HTTP\/1\.[01] 0\d\d/.test(finalHeadOf(wire)),
  },
  {
    what: 'a status 101 answers an Upgrade, which we never send (RFC 9110, 15.2.2)',
    example: 'HTTP/1.1 101 Switching\r\n\r\n',
    isMeant: ({ ours }) => ours.fault === 'status 101 that nobody asked for',
  },
  {
    what: 'only the last answer says whether the connection persists, no interim one (RFC 9112, 9.3)',
    example: `HTTP/1.1 103 Hints\r\nconnection: close\r\n\r\n${ok}${twoBytes}`,
    isMeant: ({ node, ours }) =>
      node.fault === 'HPE_CLOSED_CONNECTION' && ours.answer !== undefined,
  },
  {
    what: 'close wins over keep-alive in HTTP/1.0, too (RFC 9112, 9.3)',
    example: `HTTP/1.0 200 OK\r\nconnection: keep-alive, close\r\n${twoBytes}`,
    isMeant: ({ ours, node, wire }) =>
      isKeptByFirstAlone(answerOf(node), ours.answer) &&
      /^HTTP\/1\.0[\s\S]*\bclose\b/i.test(finalHeadOf(wire)),
  },
  {
    what: 'a connection with bytes behind the answer is not used again (RFC 9112, 6.3)',
    example: `${ok}${twoBytes}\r\n`,
    isMeant: ({ ours, node }) =>
      isKeptByFirstAlone(answerOf(node), ours.answer) && ours.surplusBytes > 0,
  },
  {
    what: 'chunk extensions are passed over, blanks before them included (RFC 9112, 7.1.1)',
    example: `${okChunked}2 ; a = b\r\nok\r\n0\r\n\r\n`,
    isMeant: ({ ours, node, wire }) =>
      ours.answer !== undefined &&
      ['HPE_STRICT', 'HPE_INVALID_CHUNK_SIZE'].includes(node.fault ?? '') &&
      /\r\n[\da-f]+[ \t]*;/i.test(wire),
  },
  {
    what: 'trailers say nothing of the framing (RFC 9110, 6.5.1)',
    example: `${okChunked}2\r\nok\r\n0\r\ncontent-length: 9\r\n\r\n`,
    isMeant: ({ ours, node, wire }) =>
      ours.answer !== undefined &&
      nodeFramingFaults.includes(node.fault ?? '') &&
      /\r\n0+(?:[ \t]*;[^\r]*)?\r\n[\s\S]*(?:content-length|transfer-encoding)/i.test(wire),
  },
  {
    what: 'answers without a body end with their head, whatever that says of one (RFC 9112, 6.3)',
    example: 'HTTP/1.1 304 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n',
    isMeant: ({ ours, node, wire, isHead }) =>
      ours.answer !== undefined &&
      nodeFramingFaults.includes(node.fault ?? '') &&
      (isHead || bodilessStatuses.includes(ours.answer.statusCode) || interimHead.test(wire)),
  },
  {
    what: 'an answer to HEAD without a length leaves the connection open as any other does (RFC 9112, 6.3 and 9.3)',
    example: `${ok}\r\n`,
    method: 'HEAD',
    isMeant: ({ ours, node, isHead }) => isHead && isKeptByFirstAlone(ours.answer, answerOf(node)),
  },
];

/** All the same, but only the first keeps the connection. */
function isKeptByFirstAlone(first: Answer | undefined, second: Answer | undefined): boolean {
  if (first?.keepAlive !== true || second?.keepAlive !== false) return false;
  return isDeepStrictEqual(first, { ...second, keepAlive: true });
}

type Cuts = readonly number[] | 'everywhere';

function cut(wire: Buffer, cuts: Cuts): readonly Uint8Array[] {
  const places = cuts === 'everywhere' ? [...wire.keys()] : cuts;
  const inside = places.map((place) => place % (wire.length + 1)).sort((a, b) => a - b);
  const ends = [...new Set([...inside, wire.length])].filter((end) => end > 0);
  return ends.map((end, index) => wire.subarray(ends[index - 1] ?? 0, end));
}

const method = fc.constantFrom<SentBytes['method']>('GET', 'GET', 'GET', 'HEAD', 'POST');
const cuts: fc.Arbitrary<Cuts> = fc.oneof(
  fc.constant([]),
  fc.array(fc.nat(600), { maxLength: 8 }),
  fc.constant('everywhere' as const),
);

/** Mostly the first of them. */
function mostly<T>(usual: T, ...rare: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 14, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom(...rare) },
  );
}

const statusCode = mostly('200', '201', '204', '205', '304', '404', '413', '500', '599', '999');
const oddStatusLine = fc.constantFrom(
  ...['HTTP/1.1 200', 'HTTP/1.1 200 ', 'HTTP/1.1  200 OK', 'HTTP/1.1 200\tOK', 'HTTP/1.1 20 OK'],
  ...[
    'HTTP/1.1 2000 OK',
    'HTTP/1.1 099 OK',
    'HTTP/1.1 000',
    'HTTP/1.1 600 \x00',
    'HTTP/1.1 200 \xff\t\x7f',
  ],
  ...['HTTP/1.2 200 OK', 'HTTP/2.0 200 OK', 'HTTP/0.9 200 OK', 'http/1.1 200 OK', 'ICY 200 OK'],
  ...[
    'HTTP/1.1 101 Switching',
    'HTTP/11 200 OK',
    'HTTP/1.1 +20 OK',
    '',
    ' HTTP/1.1 200 OK',
    '\r\nHTTP/1.1 200',
  ],
);

const fieldLine = fc.oneof(
  fc.constantFrom(
    ...['server: x', 'x-a:', 'x-b:  many  words\t', 'Content-Type: text/plain', 'content-type:'],
    ...[
      'CONTENT-TYPE:application/json',
      'content-encoding: identity',
      'content-encoding:',
      ...['content-encoding: gzip', 'content-encoding: br, x'],
      'x: \xe9\xff',
    ],
    ...[
      'connection: keep-alive',
      'Connection: Close',
      'connection: x, close ,y',
      'connection:',
      'connection: ,',
    ],
    ...[
      'keep-alive: timeout=5',
      'upgrade: h2c',
      'trailer: x',
      'set-cookie: a=b',
      'date: now',
      'connection: closed',
    ],
  ),
  fc.constantFrom(
    ...[
      'content-length: 3',
      'content-length: 0',
      'Content-Length: 03',
      'content-length: 3 ',
      'content-length:',
    ],
    ...[
      'content-length: 3, 3',
      'content-length: -3',
      'content-length: +3',
      'content-length: 0x3',
      'content-length: 3 3',
    ],
    ...[
      'content-length: 00000000000000000000003',
      'content-length: 99999999999999999999',
      'content-length: 1e1',
    ],
    ...[
      'transfer-encoding: chunked',
      'Transfer-Encoding: CHUNKED',
      'transfer-encoding: , chunked ,',
    ],
    ...[
      'transfer-encoding: gzip, chunked',
      'transfer-encoding: identity',
      'transfer-encoding: chunked, gzip',
    ],
    ...['transfer-encoding:', 'transfer-encoding: x chunked', 'transfer-encoding: "chunked"'],
    ...[
      'x : a',
      ': a',
      'x y: a',
      'x@y: a',
      'nothing',
      ' folded',
      '\tfolded',
      'x: a\x00b',
      'x: a\x01',
      'x: \x7f',
    ],
    ...['x: a\n b: c', 'x: a\r b: c', 'x\xe9: a', 'x: a\r\n folded'],
  ),
);
const usualFields = fc.array(
  fc.constantFrom('server: x', 'content-type: text/plain', 'connection: keep-alive', 'x: y'),
  { maxLength: 3 },
);
const fields = fc.oneof(
  { weight: 3, arbitrary: usualFields },
  { weight: 1, arbitrary: fc.array(fieldLine, { maxLength: 4 }) },
);

const interim = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'HTTP/1.1 100 Continue\r\n\r\n',
      'HTTP/1.1 103 Hints\r\nlink: x\r\n\r\n',
    ),
  },
  fc
    .tuple(fc.constantFrom('HTTP/1.1 102', 'HTTP/1.0 100 C', 'HTTP/1.1 199 '), fields)
    .map(([line, lines]) => `${[line, ...lines].join('\r\n')}\r\n\r\n`),
);

const text = fc.string({ unit: 'grapheme-ascii', maxLength: 30 });
const chunk = fc.tuple(
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }),
  mostly('', '0', '00000000000000000000', '+', '-', ' ', '0x', '10000000000000000'),
  mostly(
    '',
    ';a',
    ';a=b',
    ';a="b;c"',
    ' ;a=b',
    '; a = b',
    ';',
    ';a;',
    '\t;a',
    ' ',
    ' a',
    ';\x01',
    ';\xff',
    ';a="b',
  ),
  mostly('\r\n', '\n', '\r', ''),
);
const trailer = mostly(
  'x-sum: 1',
  'x:',
  'content-length: 9',
  'transfer-encoding: gzip',
  ' folded',
  'x y: z',
  ': z',
  'x: \x00',
);
const chunkedBody = fc
  .tuple(
    fc.array(chunk, { maxLength: 4 }),
    mostly('0', '000', '0;a', '-0', ''),
    fc.array(trailer, { maxLength: 2 }),
  )
  .map(([chunks, last, trailers]) => {
    const sent = chunks.map(
      ([data, prefix, extension, end]) =>
        `${prefix}${data.length.toString(16)}${extension}\r\n${data}${end}`,
    );
    return `${sent.join('')}${[last, ...trailers, '', ''].join('\r\n')}`;
  });

/** Fields that tell the length of a body, and the body. */
const framed = fc.oneof(
  {
    weight: 3,
    arbitrary: text.map((body) => [`content-length: ${body.length}`, body] as const),
  },
  {
    weight: 3,
    arbitrary: chunkedBody.map((body) => ['transfer-encoding: chunked', body] as const),
  },
  text.map((body) => ['x-until: close', body] as const),
  fc.constant(['content-length: 0', ''] as const),
  // What is missing, or comes on top.
  fc
    .tuple(text, fc.integer({ min: -2, max: 2 }))
    .map(([body, error]) => [`content-length: ${Math.max(0, body.length + error)}`, body] as const),
);

const message = fc
  .record({
    interims: mostly<readonly string[]>([], ['HTTP/1.1 100 Continue\r\n\r\n']).chain((usual) =>
      fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, fc.array(interim, { maxLength: 2 })),
    ),
    statusLine: fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(mostly('HTTP/1.1', 'HTTP/1.0'), statusCode)
          .map(([version, status]) => `${version} ${status} OK`),
      },
      oddStatusLine,
    ),
    before: fields,
    framed,
    after: fields,
    surplus: mostly('', '\r\n', 'x', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
  })
  .map(({ interims, statusLine, before, framed: [framing, body], after, surplus }) => {
    const head = [statusLine, ...before, framing, ...after, '', ''].join('\r\n');
    return `${interims.join('')}${head}${body}${surplus}`;
  });

/** A change of one byte, where a share of all lies between 0 and 1. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.constantFrom(0, 0, 1, 1, 3),
  put: fc.constantFrom(
    '',
    '',
    '\r',
    '\n',
    '\r\n',
    ' ',
    '\t',
    ':',
    ';',
    ',',
    '0',
    '9',
    'a',
    '-',
    '\x00',
    '\x80',
  ),
});

function applyChanges(
  wire: string,
  changes: readonly { at: number; removed: number; put: string }[],
): string {
  return changes.reduce((changed, { at, removed, put }) => {
    const place = Math.floor(at * changed.length);
    return changed.slice(0, place) + put + changed.slice(place + removed);
  }, wire);
}

/** Has read all answers of all runs. */
const experienced = new ResponseParser();

/** What both made of it, or the difference that is meant. Fails at any other difference. */
async function compare(
  wireText: string,
  sentMethod: SentBytes['method'],
  places: Cuts,
): Promise<string> {
  const sent = { method: sentMethod, pieces: cut(Buffer.from(wireText, 'latin1'), places) };
  const ours = readAsDriver(new ResponseParser(), sent);
  expect(readAsDriver(experienced, sent)).toEqual(ours);
  const node = await readAsNode(sent);
  const theirs = answerOf(node);
  if (isDeepStrictEqual(ours.answer, theirs))
    return theirs === undefined ? 'refused by both' : 'read by both';
  const one = { wire: wireText, isHead: sentMethod === 'HEAD', ours, node };
  const meant = meantDifferences.find(({ isMeant }) => isMeant(one))?.what;
  if (meant !== undefined) return meant;
  expect({ ours: ours.answer, wire: wireText }).toEqual({ ours: theirs, wire: wireText });
  return 'another difference';
}

const seed = 20_260_731;

test('answers of a grammar that is broken now and then are read as Node reads them', async () => {
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(message, method, cuts, async (wire, sentMethod, places) => {
      const outcome = await compare(wire, sentMethod, places);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
    { seed, numRuns: 4_000 },
  );
  // A generator that makes only odd answers would compare nothing.
  expect(outcomes.get('read by both')).toBeGreaterThan(1_500);
  expect(outcomes.get('refused by both')).toBeGreaterThan(500);
});

test('answers with bytes changed, put in or left out are read as Node reads them', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([message, method, cuts, fc.array(change, { minLength: 1, maxLength: 3 })] as const),
      async (wire, sentMethod, places, changes) => {
        await compare(applyChanges(wire, changes), sentMethod, places);
      },
    ),
    { seed, numRuns: 4_000 },
  );
});

test.each(meantDifferences)('$what', async ({ what, example, method: asked = 'GET' }) => {
  expect(await compare(example, asked, [])).toBe(what);
  expect(await compare(example, asked, 'everywhere')).toBe(what);
});
