// User-uptime of hand-made timelines, where it parts from availability, and what holds for any users.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimedRequest } from '../../measurement/request-columns.ts';
import { measureEpisode } from './availability.ts';
import {
  buildEvenRequests,
  buildPoissonRequests,
  failedAnswer,
  goodAnswer,
  testMarks,
  testRule,
} from './test-episode.ts';
import { findUserCutoffUs, findUserUptime } from './user-uptime.ts';

/** One request for each sign, a time apart: `+` good, `x` failed, `.` none. */
function timelineOf(user: number | undefined, signs: string, gapMs = 1_000): TimedRequest[] {
  return [...signs].flatMap((sign, index) => {
    const answer = sign === '+' ? goodAnswer : failedAnswer;
    return sign === '.' ? [] : [{ dueUs: index * gapMs * 1_000, route: 0, user, ...answer }];
  });
}

const inOrder = (...timelines: readonly (readonly TimedRequest[])[]) =>
  timelines.flat().sort((a, b) => a.dueUs - b.dueUs);

const uptimeOf = (requests: readonly TimedRequest[], toMs: number, cutoffMs = 60_000, fromMs = 0) =>
  findUserUptime(requests, { fromMs, toMs }, cutoffMs * 1_000, testRule)?.ratio;

const availabilityOf = (requests: readonly TimedRequest[]) =>
  requests.filter(({ outcome }) => outcome === 'succeeded').length / requests.length;

describe('a user', () => {
  it.each([
    ['is up from a good request to the next one, down from a bad one', '++xx+', 3 / 5],
    ['does not count before the first request, for nobody saw it', '..x+', 1 / 2],
    ['stays up, or down, after the last one until the end', '+x..', 1 / 4],
    ['who sends once counts from then on', '.+..', 1],
  ])('%s', (_, signs, ratio) => {
    expect(uptimeOf(timelineOf(0, signs), signs.length * 1_000)).toBeCloseTo(ratio, 12);
  });

  it('who is away for longer than the cut-off does not count beyond it, at the end neither', () => {
    // Up for 1 s and for 2 of 6 s, then down for 2 of 6 s.
    expect(uptimeOf(timelineOf(0, '++.....x.....'), 13_000, 2_000)).toBeCloseTo(3 / 5, 12);
  });

  it('who sent before the time that is asked for is known from its beginning on', () => {
    // Up from 1 to 2 s of the first request, from 2 to 3 s of the next one; then down to 4 s.
    expect(uptimeOf(timelineOf(0, '+.+x'), 4_000, 60_000, 1_000)).toBeCloseTo(2 / 3, 12);
    // Gone from 1.5 s on, until the next request.
    expect(uptimeOf(timelineOf(0, '+.+x'), 4_000, 1_500, 1_000)).toBeCloseTo(1.5 / 2.5, 12);
    expect(uptimeOf(timelineOf(0, '+...'), 4_000, 500, 1_000)).toBeUndefined();
  });

  it('counts by the time between requests, not by how many there are', () => {
    const two = inOrder(timelineOf(0, '+x++'), timelineOf(1, 'xxxx'));
    expect(uptimeOf(two, 4_000)).toBeCloseTo(3 / 8, 12);
  });

  it('is down where one of two requests that were due at once was bad', () => {
    const [bad, good] = [timelineOf(0, 'x'), timelineOf(0, '+')];
    expect(uptimeOf([...good, ...bad], 1_000)).toBe(0);
    expect(uptimeOf([...bad, ...good], 1_000)).toBe(0);
  });

  it('who is slow to be answered is down, as for every other measure', () => {
    const slow = { ...goodAnswer, responseUs: 500_001 };
    expect(uptimeOf([{ dueUs: 0, route: 0, user: 0, ...slow }], 1_000)).toBe(0);
  });
});

describe('user-uptime against availability', () => {
  const others = Array.from({ length: 9 }, (_, user) => timelineOf(user + 1, '+'.repeat(20)));

  it('is the same where users send alike and are hit alike', () => {
    const failureRatio = (dueMs: number) => (dueMs >= 11_000 && dueMs < 17_000 ? 1 : 0.01);
    const service = { rateRps: 100, endMs: 30_000, failureRatio, medianUs: 20_000, logSd: 0.7 };
    const differences = Array.from({ length: 100 }, (_, seed) => {
      const found = measureEpisode(buildPoissonRequests({ ...service, seed }), testMarks, testRule);
      return (found.userUptime?.ratio ?? 9) - (found.availabilityRatio ?? 0);
    });
    expect(Math.max(...differences.map(Math.abs))).toBeLessThan(0.05);
    expect(Math.abs(differences.reduce((sum, one) => sum + one, 0) / 100)).toBeLessThan(0.002);
  });

  it('does not fall with a few users who retry hard while the others are served', () => {
    const hard = timelineOf(0, 'x'.repeat(400), 50);
    const requests = inOrder(hard, ...others);
    expect(availabilityOf(requests)).toBeCloseTo(180 / 580, 12);
    expect(uptimeOf(requests, 20_000)).toBeCloseTo(0.9, 12);
  });

  it('is not raised by a busy user who is served while the others are not', () => {
    const busy = timelineOf(0, '+'.repeat(400), 50);
    const down = others.map((one) => one.map((request) => ({ ...request, ...failedAnswer })));
    const requests = inOrder(busy, ...down);
    expect(availabilityOf(requests)).toBeCloseTo(400 / 580, 12);
    expect(uptimeOf(requests, 20_000)).toBeCloseTo(0.1, 12);
  });

  it('minds a failure little that a retry makes good at once', () => {
    const retried = timelineOf(0, 'x+........'.repeat(20), 100);
    expect(availabilityOf(retried)).toBe(0.5);
    expect(uptimeOf(retried, 20_000)).toBeCloseTo(0.9, 12);
  });
});

describe('the cut-off', () => {
  const often = timelineOf(0, '+'.repeat(150));

  it('is the p99 of the gaps of one user, whoever else sends between them', () => {
    expect(findUserCutoffUs(often)).toBe(1_000_000);
    expect(findUserCutoffUs(inOrder(often, timelineOf(99, '++', 90_000)))).toBe(1_000_000);
    const some = timelineOf(1, '+'.repeat(60), 2_000);
    expect(findUserCutoffUs(inOrder(often, some))).toBe(2_000_000);
  });

  it('is not known from fewer than twenty gaps, nor is what hangs on it', () => {
    expect(findUserCutoffUs(often.slice(0, 20))).toBeUndefined();
    expect(findUserCutoffUs(often.slice(0, 21))).toBe(1_000_000);
    const once = buildEvenRequests(20, 30_000, () => goodAnswer).map((one, user) => ({
      ...one,
      user,
    }));
    expect(measureEpisode(once, testMarks, testRule).userUptime).toBeUndefined();
  });

  it('leaves out about 1 % of the time of users who come at random', () => {
    const found = Array.from({ length: 50 }, (_, seed) => {
      const service = { rateRps: 100, endMs: 30_000, medianUs: 20_000, logSd: 0.7, seed };
      const requests = buildPoissonRequests({ ...service, failureRatio: () => 0 });
      // Ten users: a gap is 100 ms on average, and the p99 of exponential ones is ln 100 times that.
      return findUserCutoffUs(requests) ?? 0;
    });
    const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
    expect(Math.abs(mean / (100_000 * Math.log(100)) - 1)).toBeLessThan(0.05);
  });

  it('does not hang on what clients do while it is broken', () => {
    const before = buildEvenRequests(100, 10_000, () => goodAnswer);
    const calm = buildEvenRequests(100, 30_000, () => goodAnswer).slice(before.length);
    const hard = Array.from({ length: 20_000 }, (_, index) => ({
      ...{ dueUs: 10_000_000 + index * 1_000, route: 0, user: 99 },
      ...failedAnswer,
    }));
    const { userUptime } = measureEpisode([...before, ...calm, ...hard], testMarks, testRule);
    // Ten users up for 20 s, one down for 20 s.
    expect(userUptime?.ratio).toBeCloseTo(10 / 11, 9);
  });
});

describe('of an episode', () => {
  it('user-uptime runs from the injection on: users are up until their first failure, 50 ms on average', () => {
    const answer = (dueMs: number) => (dueMs < testMarks.injectedMs ? goodAnswer : failedAnswer);
    const found = measureEpisode(buildEvenRequests(100, 30_000, answer), testMarks, testRule);
    expect(found.userUptime?.ratio).toBeCloseTo(0.05 / 20, 12);
    expect(found.userUptime?.requests).toBe(2_000);
  });

  it('nothing is known where no request has a user', () => {
    const requests = buildEvenRequests(100, 30_000, () => goodAnswer);
    const nobody = requests.map((request) => ({ ...request, user: undefined }));
    expect(measureEpisode(nobody, testMarks, testRule).userUptime).toBeUndefined();
    expect(uptimeOf(nobody, 30_000)).toBeUndefined();
  });
});

describe('for any users', () => {
  const anyRequests = fc
    .array(
      fc.record({
        dueUs: fc.integer({ min: 0, max: 20_000_000 }),
        user: fc.nat(5),
        isGood: fc.boolean(),
      }),
      { minLength: 1, maxLength: 80 },
    )
    .map((all) =>
      all
        .map(({ dueUs, user, isGood }) => ({
          ...{ dueUs, route: 0, user },
          ...(isGood ? goodAnswer : failedAnswer),
        }))
        .sort((a, b) => a.dueUs - b.dueUs),
    );
  const anyCutoff = fc.integer({ min: 1, max: 10_000 });

  it('it is the share of microseconds after a good request, counted one user at a time', () => {
    fc.assert(
      fc.property(anyRequests, anyCutoff, (requests, cutoffMs) => {
        const spans = requests.map(({ dueUs, user }) => {
          const next = requests.find((one) => one.user === user && one.dueUs > dueUs);
          return Math.min((next?.dueUs ?? 21_000_000) - dueUs, cutoffMs * 1_000);
        });
        // Of those that are tied only one counts, and it is good where all of them are.
        let [upUs, allUs] = [0, 0];
        for (const [index, { dueUs, user }] of requests.entries()) {
          const tied = requests.filter((one) => one.user === user && one.dueUs === dueUs);
          if (tied[0] !== requests[index]) continue;
          const spanUs = spans[index] ?? 0;
          allUs += spanUs;
          if (tied.every(({ outcome }) => outcome === 'succeeded')) upUs += spanUs;
        }
        expect(uptimeOf(requests, 21_000, cutoffMs)).toBeCloseTo(upUs / allUs, 12);
      }),
      { seed: 1 },
    );
  });

  it('it lies in 0 … 1, is 1 where all is good and 0 where all is bad', () => {
    fc.assert(
      fc.property(anyRequests, anyCutoff, (requests, cutoffMs) => {
        const ratio = uptimeOf(requests, 21_000, cutoffMs);
        expect(ratio).toBeGreaterThanOrEqual(0);
        expect(ratio).toBeLessThanOrEqual(1);
        const all = (answer: typeof goodAnswer | typeof failedAnswer) =>
          requests.map((request) => ({ ...request, ...answer }));
        expect(uptimeOf(all(goodAnswer), 21_000, cutoffMs)).toBe(1);
        expect(uptimeOf(all(failedAnswer), 21_000, cutoffMs)).toBe(0);
      }),
      { seed: 2 },
    );
  });

  it('it is the same whatever users are called, and wherever tied requests stand', () => {
    fc.assert(
      fc.property(anyRequests, anyCutoff, (requests, cutoffMs) => {
        const renamed = requests.map((one) => ({ ...one, user: 4_000_000_000 - 7 * one.user }));
        const tiedOtherwise = requests.toReversed().sort((a, b) => a.dueUs - b.dueUs);
        const ratio = uptimeOf(requests, 21_000, cutoffMs);
        expect(uptimeOf(renamed, 21_000, cutoffMs)).toBe(ratio);
        expect(uptimeOf(tiedOtherwise, 21_000, cutoffMs)).toBe(ratio);
      }),
      { seed: 3 },
    );
  });
});
