// Parts of a load: whatever is split, each thing belongs to exactly one of them, and nothing is lost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenario as availability } from '../../../scenarios/crm/availability.ts';
import { samplePopulation } from '../../../scenarios/crm/sample-population.ts';
import type { RequestSource, ScenarioRequest } from '../../../scenarios/model.ts';
import { createRandom } from '../../../scenarios/random.ts';
import type { ClosedLoad, GeneratorPart, OpenLoad } from '../driver.ts';
import { type ArrivalKind, ArrivalStream, shapedRate } from '../open/schedule.ts';
import { createThinkTimes } from '../open/user-pauses.ts';
import { createRequestSource } from '../scenario-loader.ts';
import { splitLoad, toWholeNumber } from './part.ts';
import { createPartSource } from './part-source.ts';

const counts = fc.integer({ min: 1, max: 16 });
const seeds = fc.integer({ min: 0, max: 1e9 });

function partsOf(count: number): readonly GeneratorPart[] {
  return Array.from({ length: count }, (_, index) => ({ index, count }));
}

function allArrivals(stream: ArrivalStream): readonly number[] {
  const chunk = new Float64Array(256);
  const all: number[] = [];
  for (;;) {
    const count = stream.fill(chunk, 0, chunk.length);
    all.push(...chunk.subarray(0, count));
    if (count < chunk.length) return all;
  }
}

describe('an open load', () => {
  it('is split so that the arrivals of all parts are the unsplit schedule, each once', () => {
    const stage = fc.record({
      fromRps: fc.integer({ min: 0, max: 3_000 }),
      toRps: fc.integer({ min: 0, max: 3_000 }),
      durationS: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(
        fc.array(stage, { minLength: 1, maxLength: 3 }),
        fc.constantFrom<ArrivalKind>('poisson', 'uniform'),
        seeds,
        counts,
        (stages, kind, seed, count) => {
          const rate = shapedRate(stages, 1e6);
          const parts = partsOf(count).map((part) =>
            allArrivals(new ArrivalStream(rate, kind, seed, part)),
          );
          const union = parts.flat().toSorted((a, b) => a - b);
          expect(union).toEqual(allArrivals(new ArrivalStream(rate, kind, seed)));
          const sizes = parts.map(({ length }) => length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps its rate and shares out its connections', () => {
    const load: OpenLoad = { kind: 'open', rateRps: 50, arrivals: 'poisson', maxConnections: 10 };
    const parts = partsOf(4).map((part) => splitLoad(load, part));
    expect(parts).toMatchObject(
      [3, 3, 2, 2].map((maxConnections) => ({ ...load, maxConnections })),
    );
  });
});

describe('a closed load', () => {
  it('is split so that each connection is in one part, and its user pauses as without parts', () => {
    fc.assert(
      fc.property(counts, fc.nat(64), seeds, (count, more, seed) => {
        const connections = count + more;
        const load: ClosedLoad = { kind: 'closed', connections, thinkTimeMs: 100 };
        const pausesOf = (part: GeneratorPart | undefined, of: ClosedLoad) => {
          const times = createThinkTimes(of, seed, part);
          return Array.from({ length: of.connections }, (_, user) => times?.drawFirstMs(user));
        };
        const split = new Map<number, number | undefined>();
        for (const part of partsOf(count)) {
          const own = splitLoad(load, part);
          if (own.kind !== 'closed') throw new Error('the kind of a load changed');
          expect(own.connections).toBeGreaterThan(0);
          for (const [user, pauseMs] of pausesOf(part, own).entries()) {
            expect(split.has(toWholeNumber(part, user))).toBe(false);
            split.set(toWholeNumber(part, user), pauseMs);
          }
        }
        const whole = pausesOf(undefined, load);
        expect(Array.from(whole, (_, user) => split.get(user))).toEqual(whole);
        expect(split.size).toBe(connections);
      }),
    );
  });
});

/** Numbered requests; every so often one names a user. */
function createNumberedSource(seed: number, users: number): RequestSource {
  const random = createRandom(seed);
  let number = 0;
  return {
    next(): ScenarioRequest {
      const request = { route: 'a', method: 'GET', path: `/${number++}` } as const;
      return random.next() < 0.5 ? request : { ...request, user: random.nextInt(users) };
    },
  };
}

function draw(source: RequestSource, length: number): readonly ScenarioRequest[] {
  return Array.from({ length }, () => source.next());
}

describe('the requests of parts', () => {
  it('are those of the unsplit stream, each drawn by one part, a user by the same one', () => {
    fc.assert(
      fc.property(seeds, counts, fc.integer({ min: 16, max: 40 }), (seed, count, users) => {
        const owners = new Map<string, number>();
        const ofUser = new Map<number, number>();
        for (const part of partsOf(count)) {
          const source = createPartSource(createNumberedSource(seed, users), part);
          for (const { path, user } of draw(source, 40)) {
            expect(owners.has(path)).toBe(false);
            owners.set(path, part.index);
            if (user === undefined) continue;
            expect(ofUser.get(user) ?? part.index).toBe(part.index);
            ofUser.set(user, part.index);
          }
        }
        // Up to where the shortest part has drawn, nothing of the stream is missing.
        const furthest = partsOf(count).map(({ index }) =>
          Math.max(
            ...[...owners].filter(([, at]) => at === index).map(([p]) => Number(p.slice(1))),
          ),
        );
        const whole = draw(createNumberedSource(seed, users), Math.min(...furthest));
        expect(whole.filter(({ path }) => !owners.has(path))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('of a source that retries: what is sent again is of the part that sent it, and no key is of two parts', () => {
    const keys = new Map<string, number>();
    for (const part of partsOf(3)) {
      const source = createRequestSource(availability, 5, samplePopulation, part);
      let retries = 0;
      for (let index = 0; index < 2_000; index += 1) {
        const request = source.next();
        expect((request.user ?? Number.NaN) % part.count).toBe(part.index);
        const key = request.headers?.['idempotency-key'];
        if (key === undefined) continue;
        if (keys.get(key) === part.index) retries += 1;
        expect(keys.get(key) ?? part.index).toBe(part.index);
        keys.set(key, part.index);
        if (index % 3 === part.index) source.unanswered?.(request, undefined);
      }
      expect(retries).toBeGreaterThan(0);
    }
  });

  it('that were in vain and are given out again take no place of the stream', () => {
    const paths = partsOf(2).flatMap((part) => {
      const base = createNumberedSource(1, 1);
      const waiting: ScenarioRequest[] = [];
      const source = createPartSource(
        {
          next() {
            const again = waiting.shift();
            if (again !== undefined) return again;
            const { user: _, ...request } = base.next();
            return request;
          },
          unanswered: (request) => waiting.push(request),
        },
        part,
      );
      return Array.from({ length: 20 }, (_, index) => {
        const request = source.next();
        // Only one of the parts has failures, so that its draws fall behind those of the other.
        if (part.index === 0 && index % 4 === 0) source.unanswered?.(request, 503);
        return request.path;
      });
    });
    const places = [...new Set(paths)].map((path) => Number(path.slice(1)));
    const ofFirst = places.filter((place) => place % 2 === 0);
    expect(ofFirst).toEqual(Array.from(ofFirst, (_, index) => 2 * index));
    expect(places.filter((place) => place % 2 === 1)).toHaveLength(20);
  });

  it('end with a message where all users are of other parts', () => {
    const source = createPartSource(
      { next: () => ({ route: 'a', method: 'GET', path: '/', user: 0 }) },
      { index: 1, count: 2 },
    );
    expect(() => source.next()).toThrow('generator 2 of 2; take fewer generators');
  });
});
