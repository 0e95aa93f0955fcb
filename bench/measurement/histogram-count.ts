// How many latencies an encoded histogram holds, told without building it, and whether it is one of ours at all.
import { inflateSync } from 'node:zlib';

/** A histogram of three digits up to an hour has some 25,000 counts of at most nine bytes. */
const mostBytes = 2 ** 20;
const headerBytes = 40;
const longestValue = 2 ** 43;
/** What the library keeps of a count. */
const mostCount = 2 ** 32 - 1;
const counted = new Map<string, number>();

/**
 * Latencies in a text as `encodeHistogram` makes it. It is looked at byte by byte, so that a text that would inflate to
 * gigabytes, or that asks for an array of that size, is refused before anything decodes it.
 * @throws RangeError where the text is none of ours
 */
export function countEncodedHistogram(text: string): number {
  // The same few texts stand for "nothing" in every trial.
  const known = counted.get(text);
  if (known !== undefined) return known;
  const count = countPayload(inflatePayload(text));
  if (text.length < 100) {
    if (counted.size > 1_000) counted.clear();
    counted.set(text, count);
  }
  return count;
}

function inflatePayload(text: string): Buffer {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) refuse();
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < 9 || (bytes.readUInt32BE(0) & ~0xf0) >>> 0 !== 0x1c849304) refuse();
  const length = bytes.readInt32BE(4);
  if (length <= 0 || length > bytes.length - 8) refuse();
  try {
    return inflateSync(bytes.subarray(8, 8 + length), { maxOutputLength: mostBytes });
  } catch {
    return refuse();
  }
}

function countPayload(payload: Buffer): number {
  if (payload.length < headerBytes) refuse();
  const isOurs =
    (payload.readUInt32BE(0) & ~0xf0) >>> 0 === 0x1c849303 &&
    payload.readInt32BE(12) === 3 &&
    payload.readBigInt64BE(16) === 1n;
  const highest = Number(payload.readBigInt64BE(24));
  const end = headerBytes + payload.readInt32BE(4);
  if (!isOurs || highest < 2 || highest > longestValue || end > payload.length) refuse();
  let total = 0;
  let places = 0;
  for (let at = headerBytes; at < end; ) {
    let value = 0;
    let unit = 1;
    // ZigZag LEB128: seven bits a byte, of the ninth all eight.
    for (let step = 0; ; step += 1) {
      const byte = at < end ? (payload[at] ?? 0) : refuse();
      at += 1;
      value += (step < 8 ? byte % 128 : byte) * unit;
      unit *= 128;
      if (byte < 128 || step === 8) break;
    }
    const isRunOfZeros = value % 2 === 1;
    places += isRunOfZeros ? (value + 1) / 2 : 1;
    if (isRunOfZeros) continue;
    if (value / 2 > mostCount) refuse();
    total += value / 2;
  }
  // Counts beyond the longest latency would be lost when it is decoded.
  if (places > countPlaces(highest) || !Number.isSafeInteger(total)) refuse();
  return total;
}

/** Length of the array of counts that a histogram of three digits has for values up to this. */
function countPlaces(highest: number): number {
  const halves = 1_024;
  let buckets = 1;
  for (let reach = 2 * halves; reach <= highest; reach *= 2) buckets += 1;
  return (buckets + 1) * halves;
}

function refuse(): never {
  throw new RangeError('this is no latency histogram');
}

/** The same of a text as `CoarseHistogram.encode` makes it. @throws RangeError where the text is none */
export function countCoarseHistogram(text: string): number {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new RangeError('this is no coarse histogram');
  let total = 0;
  let value = 0;
  let unit = 1;
  let isCount = false;
  for (const byte of Buffer.from(text, 'base64')) {
    value += (byte % 128) * unit;
    unit *= 128;
    if (byte >= 128) continue;
    if (isCount) total += value;
    isCount = !isCount;
    value = 0;
    unit = 1;
  }
  if (isCount || unit !== 1 || !Number.isSafeInteger(total))
    throw new RangeError('this is no coarse histogram');
  return total;
}
