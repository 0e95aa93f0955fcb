// Seeded simulations: what the measures of availability say of random services that are healthy, or are not.
import { describe, expect, it } from 'vitest';
import { countRounds } from '../../../tests/support/rounds.ts';
import { measureEpisode } from './availability.ts';
import { chooseFaultWindows } from './phases.ts';
import { buildPoissonRequests, type RandomService, testMarks, testRule } from './test-episode.ts';

const episodes = countRounds(40, 300);

function simulate(service: Omit<RandomService, 'seed' | 'endMs'>) {
  const rule = { ...testRule, ...chooseFaultWindows(service.rateRps) };
  return Array.from({ length: episodes }, (_, seed) =>
    measureEpisode(
      buildPoissonRequests({ ...service, seed, endMs: testMarks.endedMs }),
      testMarks,
      rule,
    ),
  );
}

describe.each([
  { rateRps: 100, failed: 0, logSd: 1 },
  { rateRps: 100, failed: 0.01, logSd: 0.4 },
  { rateRps: 200, failed: 0.002, logSd: 0.7 },
  { rateRps: 500, failed: 0, logSd: 1 },
  { rateRps: 500, failed: 0.02, logSd: 0.7 },
])('a healthy service at $rateRps/s with $failed failures and a spread of $logSd', (given) => {
  const found = simulate({ ...given, failureRatio: () => given.failed, medianUs: 20_000 });

  it('is called recovered at once in at least 99 % of the episodes', () => {
    const atOnce = found.filter(({ recover }) => recover?.kind === 'ended' && recover.ms === 0);
    expect(atOnce.length / episodes).toBeGreaterThanOrEqual(0.99);
  });

  it('has lost next to nothing, and hardly ever has a depth', () => {
    const lostS = found.map(({ lostServiceS }) => lostServiceS ?? Number.NaN);
    expect(lostS.reduce((sum, one) => sum + one, 0) / episodes).toBeLessThan(0.04);
    const deep = found.filter(({ brownOutDepthRatio }) => brownOutDepthRatio !== 0);
    expect(deep.length / episodes).toBeLessThan(0.02);
  });
});

describe('a service that is down for 7 s, 2 s of them after the start of healing', () => {
  it.each([100, 500])('is found so at %i/s, to a window', (rateRps) => {
    const { windowMs } = chooseFaultWindows(rateRps);
    const failureRatio = (dueMs: number) => (dueMs >= 10_000 && dueMs < 17_000 ? 1 : 0.002);
    const found = simulate({ rateRps, failureRatio, medianUs: 20_000, logSd: 0.7 });
    const right = found.filter(
      ({ recover, longestOutage, lostServiceS = 0 }) =>
        recover?.kind === 'ended' &&
        Math.abs(recover.ms - 2_000) <= windowMs &&
        longestOutage.kind === 'ended' &&
        Math.abs(longestOutage.ms - 7_000) <= windowMs &&
        Math.abs(lostServiceS - 7) < 1.2,
    );
    expect(right.length / episodes).toBeGreaterThanOrEqual(0.99);
  });
});

describe('a service that is not as before', () => {
  const never = (found: ReturnType<typeof simulate>) =>
    found.filter(({ recover }) => recover?.kind === 'censored').length / episodes;

  it('never counts as recovered with 10 % failures', () => {
    const failureRatio = (dueMs: number) => (dueMs >= 10_000 ? 0.1 : 0.002);
    const found = simulate({ rateRps: 200, failureRatio, medianUs: 20_000, logSd: 0.7 });
    expect(never(found)).toBeGreaterThanOrEqual(0.99);
  });

  it('never counts as recovered with one answer in ten beyond the p99 of before', () => {
    const rule = { ...testRule, ...chooseFaultWindows(200) };
    const found = Array.from({ length: episodes }, (_, seed) => {
      const service = { rateRps: 200, failureRatio: () => 0, medianUs: 20_000, logSd: 0.4 };
      const requests = buildPoissonRequests({ ...service, seed, endMs: testMarks.endedMs });
      const slowed = requests.map((request, index) =>
        request.dueUs >= 10_000_000 && index % 10 === 0
          ? { ...request, responseUs: 300_000 }
          : request,
      );
      return measureEpisode(slowed, testMarks, rule);
    });
    expect(never(found)).toBe(1);
  });
});
