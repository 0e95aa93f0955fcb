// Sparse µs histograms of two significant digits, of which a trial holds hundreds: one a second and kind.
import { longestLatencyUs, shortestLatencyUs } from './histogram.ts';

/**
 * The buckets of an HdrHistogram with two significant digits and a unit of 1 µs: single values up to
 * 255, then 128 equal parts between each power of two and the next, so a bucket is at most 1/128
 * (0.8 %) of its values wide. A page holds 128 of them and is made when it is first needed.
 */
const pageBits = 7;
const pageSize = 2 ** pageBits;
const lastIndex = indexOf(longestLatencyUs);

export interface CoarseBucket {
  readonly lowestUs: number;
  readonly highestUs: number;
  readonly count: number;
}

/** Latencies of one kind, as many as are recorded, in at most 14 kB and mostly 1 to 5 kB. */
export class CoarseHistogram {
  readonly #pages: (Uint32Array | undefined)[] = [];
  #count = 0;

  /** Latencies recorded. */
  get count(): number {
    return this.#count;
  }

  /** Records one latency in µs, rounded and clamped to 1 µs … 1 h. */
  record(latencyUs: number): void {
    const wholeUs = Math.min(Math.max(Math.round(latencyUs), shortestLatencyUs), longestLatencyUs);
    this.#addTo(indexOf(wholeUs), 1);
  }

  /** Adds all of another; exact, since both have the same buckets. */
  add(other: CoarseHistogram): void {
    for (const [index, count] of other.#entries()) this.#addTo(index, count);
  }

  /**
   * The end of the bucket in which the percentile lies, µs: rather too long than too short, by 0.8 % at
   * most; undefined where nothing was recorded. @param percentile above 0, to 100
   */
  percentileUs(percentile: number): number | undefined {
    const share = (percentile / 100) * this.#count;
    // Less one unit in the last place, as HdrHistogram does: 99 % of 100 is rank 99, not 100.
    const rank = Math.max(1, Math.ceil(share - share * Number.EPSILON));
    let seen = 0;
    for (const [index, count] of this.#entries()) {
      seen += count;
      if (seen >= rank) return lowestOf(index + 1) - 1;
    }
    return undefined;
  }

  /** Buckets that hold anything, ascending. */
  *buckets(): Generator<CoarseBucket> {
    for (const [index, count] of this.#entries()) {
      yield { lowestUs: lowestOf(index), highestUs: lowestOf(index + 1) - 1, count };
    }
  }

  /** Base64 of gap and count of each bucket that holds anything, as LEB128 numbers; empty where none does. */
  encode(): string {
    const bytes: number[] = [];
    let next = 0;
    for (const [index, count] of this.#entries()) {
      writeNumber(bytes, index - next);
      writeNumber(bytes, count);
      next = index + 1;
    }
    return Buffer.from(bytes).toString('base64');
  }

  /** Adds what another encoded. @throws RangeError where the text is no such histogram */
  addEncoded(text: string): void {
    const numbers = readNumbers(Buffer.from(text, 'base64'));
    let index = -1;
    for (let at = 0; at < numbers.length; at += 2) {
      index += 1 + (numbers[at] ?? 0);
      const count = numbers[at + 1] ?? 0;
      if (index > lastIndex || count === 0) throw new RangeError('this is no coarse histogram');
      this.#addTo(index, count);
    }
  }

  #addTo(index: number, count: number): void {
    const pageIndex = index >>> pageBits;
    let page = this.#pages[pageIndex];
    if (page === undefined) {
      page = new Uint32Array(pageSize);
      this.#pages[pageIndex] = page;
    }
    const slot = index & (pageSize - 1);
    page[slot] = (page[slot] ?? 0) + count;
    this.#count += count;
  }

  *#entries(): Generator<readonly [index: number, count: number]> {
    for (const [pageIndex, page] of this.#pages.entries()) {
      if (page === undefined) continue;
      for (const [slot, count] of page.entries()) {
        if (count > 0) yield [pageIndex * pageSize + slot, count];
      }
    }
  }
}

/** The sum of encoded histograms. @throws RangeError where a text is no such histogram */
export function mergeCoarseHistograms(texts: Iterable<string>): CoarseHistogram {
  const sum = new CoarseHistogram();
  for (const text of texts) sum.addEncoded(text);
  return sum;
}

function indexOf(wholeUs: number): number {
  const octave = Math.max(0, 31 - Math.clz32(wholeUs) - pageBits);
  // An unsigned shift: an hour in µs does not fit into 31 bits.
  return octave * pageSize + (wholeUs >>> octave);
}

/** The shortest latency that is counted at an index. */
function lowestOf(index: number): number {
  const octave = Math.max(0, Math.floor(index / pageSize) - 1);
  return (index - octave * pageSize) * 2 ** octave;
}

function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  // By division: a count may need all of 32 bits, which a signed shift has not.
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

function readNumbers(bytes: Uint8Array): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let unit = 1;
  for (const byte of bytes) {
    value += (byte % 128) * unit;
    unit *= 128;
    if (byte >= 128) continue;
    numbers.push(value);
    value = 0;
    unit = 1;
  }
  if (unit !== 1 || numbers.length % 2 !== 0) throw new RangeError('this is no coarse histogram');
  return numbers;
}
