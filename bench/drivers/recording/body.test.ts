// Bodies as they come over the wire: compressed in any way that HTTP knows, whole or broken.
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { expect, test } from 'vitest';
import { maxReadBytes } from '../../answer-limits.ts';
import { readBody } from './body.ts';

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
