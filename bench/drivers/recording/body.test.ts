// Bodies as they come over the wire: kept whole within bounds, compressed in any way that HTTP knows, or broken.
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { maxHeldBytes, maxReadBytes, tooLargeToCheck } from '../../answer-limits.ts';
import { KeptBody, readBody } from './body.ts';

const text = JSON.stringify({ data: '王小明'.repeat(50) });
const bytes = Buffer.from(text);
const large = Buffer.alloc(maxReadBytes + 1);

test.each([
  ['', bytes],
  ['identity', bytes],
  ['gzip', gzipSync(bytes)],
  ['X-GZIP', gzipSync(bytes)],
  ['br', brotliCompressSync(bytes)],
  ['zstd', zstdCompressSync(bytes)],
  ['deflate', deflateSync(bytes)],
  ['deflate', deflateRawSync(bytes)],
  ['deflate, gzip', gzipSync(deflateSync(bytes))],
])('a body with the encoding "%s" is its text', (encoding, sent) => {
  expect(readBody(sent, encoding)).toEqual({ text });
});

test('an answer without a body may tell an encoding all the same', () => {
  expect(readBody(Buffer.alloc(0), 'gzip')).toEqual({ text: '' });
});

test.each([
  ['gzip', gzipSync(bytes).subarray(0, 40), 'is no whole gzip: unexpected end of file'],
  ['gzip', bytes, 'is no whole gzip: incorrect header check'],
  ['br', bytes, 'is no whole br'],
  ['zstd', bytes, 'is no whole zstd'],
  ['gzip', gzipSync(large), 'above 16 MiB once decoded from gzip'],
  ['deflate', deflateSync(large), 'above 16 MiB once decoded from deflate'],
  ['deflate', deflateRawSync(large), 'above 16 MiB once decoded from deflate'],
  ['br', brotliCompressSync(large), 'above 16 MiB once decoded from br'],
  ['zstd', zstdCompressSync(large), 'above 16 MiB once decoded from zstd'],
  ['gzip, gzip', gzipSync(gzipSync(large)), 'above 16 MiB once decoded from gzip'],
])('a body that is not the %s it claims is broken', (encoding, sent, fault) => {
  expect(readBody(sent, encoding).broken).toContain(fault);
});

test('an encoding that nobody knows can not be read', () => {
  expect(readBody(bytes, 'lzma')).toEqual({ unreadable: 'content-encoding lzma is not known' });
});

test('more codings than anybody uses are not decoded one after another', () => {
  const codings = Array.from({ length: 10_000 }, () => 'gzip').join(', ');
  expect(readBody(bytes, codings)).toEqual({
    unreadable: 'content-encoding names 10000 codings',
  });
});

const mebibyte = 1024 * 1024;
const piece = Buffer.alloc(mebibyte, 'x');

function fill(body: KeptBody, mebibytes: number): KeptBody {
  body.start();
  onTestFinished(() => body.drop());
  for (let taken = 0; taken < mebibytes; taken += 1) body.take(piece, 0, piece.length);
  return body;
}

test('bytes come back in their order, whatever buffer they came in', () => {
  const body = new KeptBody();
  body.start();
  const buffer = Buffer.from('..one');
  body.take(buffer, 2, 5);
  buffer.write('.,two');
  body.take(buffer, 1, 5);
  expect(body.read('')).toEqual({ text: 'one,two' });
});

test('a body of the most bytes is read, and one byte more makes it unreadable', () => {
  const body = fill(new KeptBody(), maxReadBytes / mebibyte);
  expect(body.read('').text).toHaveLength(maxReadBytes);
  fill(body, maxReadBytes / mebibyte).take(piece, 0, 1);
  body.take(piece, 0, piece.length);
  expect(body.read('')).toEqual({ unreadable: tooLargeToCheck });
});

test('nothing is kept of a body that is announced as too large, and the next one is', () => {
  const body = new KeptBody();
  body.start();
  body.announce(maxReadBytes + 1);
  body.take(piece, 0, piece.length);
  expect(body.read('')).toEqual({ unreadable: tooLargeToCheck });
  body.start();
  body.announce(maxReadBytes);
  body.take(piece, 0, 5);
  expect(body.read('')).toEqual({ text: 'xxxxx' });
});

test('a large body does not spoil the next one', () => {
  const body = fill(new KeptBody(), 20);
  body.start();
  body.take(Buffer.from('small'), 0, 5);
  expect(body.read('')).toEqual({ text: 'small' });
});

test('all bodies of a process share a bound, and what is read or dropped makes room', () => {
  const most = maxHeldBytes / maxReadBytes;
  const bodies = Array.from({ length: most + 2 }, () => fill(new KeptBody(), 16));
  const [first, second] = bodies;
  const [lateOne, lateTwo] = bodies.slice(most);
  if (first === undefined || second === undefined) throw new Error('no bodies');
  expect(lateOne?.read('').unreadable).toContain('256 MiB together');
  expect(lateTwo?.read('').unreadable).toContain('256 MiB together');
  expect(first.read('').text).toHaveLength(maxReadBytes);
  second.drop();
  expect(fill(new KeptBody(), 16).read('').text).toHaveLength(maxReadBytes);
  expect(fill(new KeptBody(), 16).read('').text).toHaveLength(maxReadBytes);
});

test('a small body is kept even where large ones have used up the room', () => {
  for (let held = 0; held < maxHeldBytes / maxReadBytes; held += 1) fill(new KeptBody(), 16);
  const small = new KeptBody();
  small.start();
  small.take(piece, 0, 100 * 1024);
  expect(small.read('').text).toHaveLength(100 * 1024);
});
