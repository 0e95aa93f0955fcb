// What every cache must do, run against each of them; a pair stands for two processes of one service.
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Cache } from './cache.ts';

export interface CachePair {
  readonly one: Cache;
  readonly other: Cache;
}

const ttlMs = 60_000;
const text = (bytes: Buffer) => bytes.toString();

/** A key that no other test uses, also where the storage outlives the test. */
let lastKey = 0;
function nextKey(): string {
  lastKey += 1;
  return `contract:${process.pid}:${Date.now()}:${lastKey}`;
}

/** A source whose value changes, and which counts how often it was loaded. */
function makeSource(value: string) {
  const source = {
    value,
    loads: 0,
    load: async () => {
      source.loads += 1;
      return Buffer.from(source.value);
    },
  };
  return source;
}

/** Runs the suite; `keeps` is false for the cache that keeps nothing. */
export function describeCache(
  name: string,
  keeps: boolean,
  makePair: () => Promise<CachePair>,
): void {
  async function openPair(): Promise<CachePair> {
    const pair = await makePair();
    onTestFinished(async () => {
      await pair.one.close();
      await pair.other.close();
    });
    return pair;
  }

  describe(`cache ${name}`, () => {
    test('gives what was loaded, and loads again only where it keeps nothing', async () => {
      const { one } = await openPair();
      const source = makeSource('first');
      const key = nextKey();
      expect(text(await one.read(key, ttlMs, source.load))).toBe('first');
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(text(await one.read(key, ttlMs, source.load))).toBe('first');
      expect(source.loads).toBe(keeps ? 1 : 2);
      const { hits, misses } = one.counters();
      expect([hits, misses]).toEqual(keeps ? [1, 1] : [0, 0]);
    });

    test('keeps bytes exactly, also those that are no text', async () => {
      const { one } = await openPair();
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
      const key = nextKey();
      await one.read(key, ttlMs, async () => bytes);
      expect(await one.read(key, ttlMs, async () => bytes)).toEqual(bytes);
    });

    test('loads once for many who ask at the same time', async () => {
      const { one } = await openPair();
      const source = makeSource('shared');
      const key = nextKey();
      const reads = Array.from({ length: 50 }, () => one.read(key, ttlMs, source.load));
      expect(new Set((await Promise.all(reads)).map(text))).toEqual(new Set(['shared']));
      expect(source.loads).toBe(keeps ? 1 : 50);
    });

    test('passes the error of a load on to all who wait, and keeps nothing of it', async () => {
      const { one } = await openPair();
      const key = nextKey();
      const fail = () => Promise.reject(new Error('no such row'));
      const reads = [one.read(key, ttlMs, fail), one.read(key, ttlMs, fail)];
      for (const outcome of await Promise.allSettled(reads))
        expect(outcome.status).toBe('rejected');
      expect(text(await one.read(key, ttlMs, makeSource('found').load))).toBe('found');
    });

    test('both processes see a change once its invalidation is done', async () => {
      const { one, other } = await openPair();
      const source = makeSource('old');
      const key = nextKey();
      await one.read(key, ttlMs, source.load);
      await other.read(key, ttlMs, source.load);
      for (const value of ['new', 'newer', 'newest']) {
        source.value = value;
        await one.invalidate([key, `${key}:beside`]);
        expect(text(await other.read(key, ttlMs, source.load))).toBe(value);
        expect(text(await one.read(key, ttlMs, source.load))).toBe(value);
      }
    });

    test('a slow load of an old value is never kept after the change, wherever it was made', async () => {
      const { one, other } = await openPair();
      const source = makeSource('new');
      const key = nextKey();
      const slow = Promise.withResolvers<Buffer>();
      const begun = Promise.withResolvers<void>();
      const reading = other.read(key, ttlMs, () => {
        begun.resolve();
        return slow.promise;
      });
      await begun.promise;
      await one.invalidate([key]);
      // Who asks now must not wait for the load that began before the change.
      expect(text(await other.read(key, ttlMs, source.load))).toBe('new');
      slow.resolve(Buffer.from('old'));
      await reading;
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(text(await other.read(key, ttlMs, source.load))).toBe('new');
      expect(text(await one.read(key, ttlMs, source.load))).toBe('new');
    });

    test('never gives anything older than its TTL, on whatever way it came', async () => {
      const { one, other } = await openPair();
      const key = nextKey();
      const shortMs = 60;
      const load = async () => Buffer.from(String(Date.now()));
      const endMs = Date.now() + 400;
      for (let turn = 0; Date.now() < endMs; turn += 1) {
        const askedAtMs = Date.now();
        const bytes = await (turn % 3 === 0 ? one : other).read(key, shortMs, load);
        expect(askedAtMs - Number(text(bytes))).toBeLessThanOrEqual(shortMs);
        await new Promise((resolve) => setTimeout(resolve, 7));
      }
    });
  });
}
