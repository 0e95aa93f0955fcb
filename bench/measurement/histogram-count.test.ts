// Counting an encoded histogram agrees with decoding it, and refuses what would blow up.
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CoarseHistogram } from './coarse-histogram.ts';
import { buildHistogram, decodeHistogram, encodeHistogram, recordLatency } from './histogram.ts';
import { countCoarseHistogram, countEncodedHistogram } from './histogram-count.ts';

const latencies = fc.array(fc.integer({ min: 0, max: 4_000_000_000 }), { maxLength: 300 });

test('as many are counted as were recorded', () => {
  fc.assert(
    fc.property(latencies, (given) => {
      const fine = buildHistogram();
      const coarse = new CoarseHistogram();
      for (const latencyUs of given) {
        recordLatency(fine, latencyUs);
        coarse.record(latencyUs);
      }
      expect(countEncodedHistogram(encodeHistogram(fine))).toBe(given.length);
      expect(countCoarseHistogram(coarse.encode())).toBe(given.length);
    }),
    { numRuns: 100, seed: 7 },
  );
});

test('counts of any size are read as the library reads them', () => {
  for (const count of [1, 63, 64, 8_191, 8_192, 2 ** 30, 2 ** 31 - 1]) {
    const histogram = buildHistogram();
    histogram.recordValueWithCount(12_345, count);
    const text = encodeHistogram(histogram);
    expect(decodeHistogram(text).totalCount).toBe(countEncodedHistogram(text));
  }
});

test('a text that was changed anywhere is refused, or counts what the library decodes', () => {
  const histogram = buildHistogram();
  for (let latencyUs = 1; latencyUs < 5_000; latencyUs += 7) recordLatency(histogram, latencyUs);
  const bytes = Buffer.from(encodeHistogram(histogram), 'base64');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ change;
      const text = changed.toString('base64');
      let counted: number;
      try {
        counted = countEncodedHistogram(text);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(RangeError);
        return;
      }
      expect(counted).toBe(decodeHistogram(text).totalCount);
    }),
    { numRuns: 500, seed: 8 },
  );
});

function encodeRaw(payload: Buffer): string {
  const packed = deflateSync(payload);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(0x1c849314, 0);
  head.writeUInt32BE(packed.length, 4);
  return Buffer.concat([head, packed]).toString('base64');
}

function buildHeader(highest: bigint, payloadBytes: number, digits = 3): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt32BE(0x1c849313, 0);
  header.writeInt32BE(payloadBytes, 4);
  header.writeInt32BE(1, 8);
  header.writeInt32BE(digits, 12);
  header.writeBigInt64BE(1n, 16);
  header.writeBigInt64BE(highest, 24);
  return header;
}

test.each([
  ['nothing', ''],
  ['no base64', '****'],
  ['other bytes', Buffer.from('something else that is long enough').toString('base64')],
  ['a bomb', encodeRaw(Buffer.alloc(64 * 2 ** 20))],
  ['five digits', encodeRaw(buildHeader(2_000_000n, 0, 5))],
  ['an endless range', encodeRaw(buildHeader(2n ** 62n, 0))],
  ['more than it holds', encodeRaw(buildHeader(2_000_000n, 1_000))],
  // -2^40 in ZigZag: a run of zeros beyond every latency.
  [
    'places beyond',
    encodeRaw(
      Buffer.concat([
        buildHeader(2_000_000n, 7),
        Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x3f, 2]),
      ]),
    ),
  ],
])('%s is refused', (_, text) => {
  expect(() => countEncodedHistogram(text)).toThrow(RangeError);
});
