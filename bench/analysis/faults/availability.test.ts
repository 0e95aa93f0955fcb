// Availability of hand-made timelines, and what holds for any timeline.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimedRequest } from '../../measurement/request-columns.ts';
import { requestOutcomes } from '../../measurement/request-log.ts';
import { findBudgetBurn, measureEpisode } from './availability.ts';
import { chooseFaultWindows, findApdex, findPercentileUs, measurePhase } from './phases.ts';
import {
  buildEvenRequests,
  failedAnswer,
  goodAnswer,
  type TestAnswer,
  testMarks,
  testRule,
} from './test-episode.ts';
import { buildWindows, findLongestOutage, judgeWindow } from './windows.ts';

const measure = (answer: TestAnswer, rule = testRule) =>
  measureEpisode(buildEvenRequests(200, 30_000, answer), testMarks, rule);

const between = (dueMs: number, fromMs: number, toMs: number) => dueMs >= fromMs && dueMs < toMs;

const anyRequests = fc.array(
  fc.record<TimedRequest>({
    dueUs: fc.integer({ min: 0, max: 29_999_999 }),
    responseUs: fc.integer({ min: 0, max: 3_000_000 }),
    outcome: fc.constantFrom(...requestOutcomes),
    route: fc.constant(0),
    user: fc.option(fc.nat(3), { nil: undefined }),
  }),
  { maxLength: 300 },
);

describe('an episode without any trouble', () => {
  it('has no outage, no detection, no loss, and is recovered at once', () => {
    const found = measure(() => goodAnswer);
    expect(found).toMatchObject({
      ...{ availabilityRatio: 1, knownWindows: 80, upWindows: 80, detectMs: undefined },
      ...{ longestOutage: { kind: 'ended', ms: 0 }, recover: { kind: 'ended', ms: 0 } },
      ...{ brownOutDepthRatio: 0, lostServiceS: 0, budgetBurn: 0 },
    });
    expect(found.worstWindows.map(({ ratio }) => ratio)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});

describe('an outage from 1 s after the injection to 2 s after the start of healing', () => {
  const found = measure((dueMs) =>
    between(dueMs, 11_000, 17_000)
      ? { outcome: 'timed-out' as const, responseUs: 2_000_000 }
      : goodAnswer,
  );

  it('is found with its length, its start, and its end from the start of healing', () => {
    expect(found.longestOutage).toEqual({ kind: 'ended', ms: 6_000 });
    expect(found.detectMs).toBe(1_000);
    expect(found.recover).toEqual({ kind: 'ended', ms: 2_000 });
  });

  it('costs six seconds of service, at a depth of 1, and burns the budget thirty times', () => {
    expect(found.lostServiceS).toBeCloseTo(6, 9);
    expect(found.brownOutDepthRatio).toBe(1);
    expect(found.availabilityRatio).toBeCloseTo(14 / 20, 9);
    expect(found.budgetBurn).toBeCloseTo(30, 9);
    expect([found.upWindows, found.knownWindows]).toEqual([56, 80]);
  });

  it('fills every window up to its own length and shows in the longer ones as a share', () => {
    const ratios = Object.fromEntries(found.worstWindows.map((each) => [each.widthMs, each.ratio]));
    expect(ratios).toEqual({ 200: 0, 500: 0, 1000: 0, 2000: 0, 4000: 0, 8000: 0.25, 16000: 0.625 });
  });

  it('is counted in the phase that the requests were due in', () => {
    expect(found.phases.before).toMatchObject({ intended: 2_000, good: 2_000, timedOut: 0 });
    expect(found.phases.during).toMatchObject({ intended: 1_000, good: 200, timedOut: 800 });
    expect(found.phases.after).toMatchObject({ intended: 3_000, good: 2_600, timedOut: 400 });
  });
});

describe('recovery', () => {
  it('is censored where the service never comes back, not the length of the observation', () => {
    const found = measure((dueMs) => (dueMs >= 12_000 ? failedAnswer : goodAnswer));
    expect(found.recover).toEqual({ kind: 'censored', atLeastMs: 13_000 });
    expect(found.longestOutage).toEqual({ kind: 'censored', atLeastMs: 18_000 });
  });

  it('waits for a relapse inside the hold', () => {
    const found = measure((dueMs) =>
      between(dueMs, 11_000, 15_000) || between(dueMs, 16_000, 17_000) ? failedAnswer : goodAnswer,
    );
    expect(found.recover).toEqual({ kind: 'ended', ms: 2_000 });
    expect(found.longestOutage).toEqual({ kind: 'ended', ms: 4_000 });
  });

  it('does not overlook one window in a hold that is so long that it hardly counts', () => {
    const rule = { ...testRule, windowMs: 100, holdMs: 10_000 };
    const answer = (dueMs: number) => (between(dueMs, 16_000, 16_100) ? failedAnswer : goodAnswer);
    expect(measure(answer, rule).recover).toEqual({ kind: 'ended', ms: 1_100 });
  });

  it('waits until latency is as before, too, but minds no difference that nobody feels', () => {
    const slower = (responseUs: number) =>
      measure((dueMs) =>
        between(dueMs, 15_000, 20_000) ? { ...goodAnswer, responseUs } : goodAnswer,
      ).recover;
    expect(slower(100_000)).toEqual({ kind: 'ended', ms: 5_000 });
    expect(slower(14_000)).toEqual({ kind: 'ended', ms: 0 });
  });

  it('compares with the service as it was, not with what was under way when the fault came', () => {
    const found = measure((dueMs) => {
      if (between(dueMs, 9_800, 10_000)) return { ...goodAnswer, responseUs: 1_700_000 };
      return { ...goodAnswer, responseUs: between(dueMs, 15_000, 20_000) ? 900_000 : 100_000 };
    });
    expect(found.recover).toEqual({ kind: 'ended', ms: 5_000 });
    expect(found.undisturbed).toMatchObject({ intended: 1_900, good: 1_900 });
    expect(found.lostServiceS).toBeCloseTo(5, 9);
  });

  it('sees a brown-out that no single window shows: 3 % failures over the whole hold', () => {
    const every = (nth: number) => (dueMs: number) => Math.floor(dueMs / 5) % nth === 0;
    const found = measure((dueMs) =>
      dueMs >= 15_000 && every(33)(dueMs) ? failedAnswer : goodAnswer,
    );
    expect(found.recover?.kind).toBe('censored');
  });

  it('cannot be said where nothing was good before the fault', () => {
    const found = measure(() => failedAnswer);
    expect(found).toMatchObject({ recover: undefined, lostServiceS: undefined });
    expect(found.brownOutDepthRatio).toBeUndefined();
  });

  it('is not found in a time shorter than a hold', () => {
    const found = measure(() => goodAnswer, { ...testRule, holdMs: 20_000 });
    expect(found.recover).toEqual({ kind: 'censored', atLeastMs: 0 });
  });
});

describe('windows', () => {
  it('are anchored on a mark, so that none holds requests from both of its sides', () => {
    const requests = buildEvenRequests(100, 3_000, () => goodAnswer);
    const grid = { anchorMs: 1_130, fromMs: 0, toMs: 3_000, widthMs: 500 };
    const windows = buildWindows(requests, grid, testRule);
    expect(windows.map(({ startMs }) => startMs)).toEqual([130, 630, 1_130, 1_630, 2_130]);
    expect(windows.map(({ intended }) => intended)).toEqual([50, 50, 50, 50, 50]);
  });

  it('below five arrivals are unknown, neither up nor down', () => {
    expect(judgeWindow({ intended: 4, good: 0 }, testRule)).toBe('unknown');
    expect(judgeWindow({ intended: 5, good: 4 }, testRule)).toBe('down');
    expect(judgeWindow({ intended: 10, good: 9 }, testRule)).toBe('up');
    const few = measureEpisode(
      buildEvenRequests(4, 30_000, () => failedAnswer),
      testMarks,
      testRule,
    );
    expect([few.knownWindows, few.upWindows]).toEqual([0, 0]);
  });

  it('are wide enough for 25 arrivals, and holds for 500', () => {
    expect(chooseFaultWindows(100)).toEqual({ windowMs: 250, holdMs: 5_000 });
    expect(chooseFaultWindows(500)).toEqual({ windowMs: 100, holdMs: 2_000 });
    expect(chooseFaultWindows(20)).toEqual({ windowMs: 2_000, holdMs: 10_000 });
  });
});

describe('the longest outage', () => {
  const find = (text: string) =>
    findLongestOutage(
      [...text].map((sign) => (sign === 'u' ? 'up' : sign === 'd' ? 'down' : 'unknown')),
      1,
    );

  it.each([
    ['uudduu', { kind: 'ended', ms: 2 }],
    ['ud??du', { kind: 'ended', ms: 4 }],
    ['u?d?u?', { kind: 'ended', ms: 1 }],
    ['dddudu', { kind: 'ended', ms: 3 }],
    ['dddud?', { kind: 'censored', atLeastMs: 3 }],
    ['duddd?', { kind: 'censored', atLeastMs: 3 }],
    ['????', { kind: 'ended', ms: 0 }],
  ])('of %s is %o', (text, expected) => {
    expect(find(text)).toEqual(expected);
  });

  it('is the longest stretch between up windows, from its first to its last down window', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('u', 'd', '?'), { maxLength: 30 }), (signs) => {
        const stretches = signs
          .join('')
          .split('u')
          .map((part) => part.replace(/^\?+|\?+$/g, ''));
        const found = find(signs.join(''));
        const length = found.kind === 'ended' ? found.ms : found.atLeastMs;
        expect(length).toBe(Math.max(...stretches.map((part) => part.length)));
        const isOpen = stretches.at(-1) !== '';
        expect(found.kind).toBe(isOpen ? 'censored' : 'ended');
      }),
      { seed: 1 },
    );
  });
});

describe('for any requests', () => {
  it('every one is counted once, in the phase it was due in', () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        const { phases } = measureEpisode(requests, testMarks, testRule);
        const counted = Object.values(phases).map((phase) => {
          const { good, slow, failed, timedOut, dropped, inFlight } = phase;
          expect(good + slow + failed + timedOut + dropped + inFlight).toBe(phase.intended);
          return phase.intended;
        });
        expect(counted.reduce((sum, one) => sum + one, 0)).toBe(requests.length);
      }),
      { seed: 2 },
    );
  });

  it('the order in which they are given does not matter, and every share lies in 0 … 1', () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        const found = measureEpisode(requests, testMarks, testRule);
        const sorted = requests.toSorted((a, b) => b.dueUs - a.dueUs);
        expect(measureEpisode(sorted, testMarks, testRule)).toEqual(found);
        const { availabilityRatio = 0, brownOutDepthRatio = 0, worstWindows } = found;
        for (const ratio of [
          availabilityRatio,
          brownOutDepthRatio,
          ...worstWindows.map((w) => w.ratio),
        ]) {
          expect(ratio).toBeGreaterThanOrEqual(0);
          expect(ratio).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 3 },
    );
  });

  it('one more failure never makes an episode more available', () => {
    fc.assert(
      fc.property(anyRequests, fc.nat(), (requests, pick) => {
        const at = requests.length === 0 ? 0 : pick % requests.length;
        const worse = requests.map((one, i) => (i === at ? { ...one, ...failedAnswer } : one));
        const [first, second] = [requests, worse].map((each) =>
          measureEpisode(each, testMarks, testRule),
        );
        expect(second?.availabilityRatio ?? 0).toBeLessThanOrEqual(first?.availabilityRatio ?? 0);
        expect(second?.upWindows ?? 0).toBeLessThanOrEqual(first?.upWindows ?? 0);
      }),
      { seed: 4 },
    );
  });
});

describe('a phase', () => {
  const phase = measurePhase(
    [100, 500, 501, 2_000, 2_001].map((ms) => ({
      ...{ dueUs: 0, route: 0, user: undefined, outcome: 'succeeded', responseUs: ms * 1_000 },
    })),
    testRule,
  );

  it('is good up to the limit, tolerated up to four times that, and slow above it', () => {
    expect(phase).toMatchObject({ good: 2, slow: 3, tolerated: 2 });
    expect(findApdex(phase)).toBeCloseTo(3 / 5, 9);
  });

  it('takes percentiles that were measured, and none of nothing', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(findPercentileUs(hundred, 0.99)).toBe(99);
    expect(findPercentileUs(hundred, 0.5)).toBe(50);
    expect(findPercentileUs([7], 0.99)).toBe(7);
    expect(findPercentileUs([], 0.5)).toBeUndefined();
  });

  it('burns no budget where the SLO allows none', () => {
    expect(findBudgetBurn(0.98, 0.99)).toBeCloseTo(2, 9);
    expect(findBudgetBurn(0.98, 1)).toBeUndefined();
  });
});
