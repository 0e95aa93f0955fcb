// Timelines of requests for the tests of availability: at even distances by hand, or seeded as Poisson arrivals.
import type { EpisodeMarks } from '../../measurement/fault-records.ts';
import type { TimedRequest } from '../../measurement/request-columns.ts';
import { buildNormal, buildUniform } from '../../stats/test-noise.ts';
import type { AvailabilityRule } from './phases.ts';

export const testRule: AvailabilityRule = {
  ...{ goodWithinMs: 500, sloRatio: 0.99, windowMs: 250, upRatio: 0.9, holdMs: 2_000 },
};

/** 10 s before, 5 s of fault, 15 s after. */
export const testMarks: EpisodeMarks = {
  ...{ injectedMs: 10_000, appliedMs: 10_050, healedMs: 15_000, healEndedMs: 15_100 },
  endedMs: 30_000,
};

/** What a request that is due at a time meets. */
export type TestAnswer = (dueMs: number) => Omit<TimedRequest, 'dueUs' | 'route' | 'user'>;

export const goodAnswer = { outcome: 'succeeded', responseUs: 5_000 } as const;
export const failedAnswer = { outcome: 'failed', responseUs: 1_000 } as const;

/** Who send the requests of a timeline. */
const testUserCount = 10;

/** A request each 1000/rate ms, from half of that on, by ten users in turn. */
export function buildEvenRequests(
  rateRps: number,
  endMs: number,
  answer: TestAnswer,
): readonly TimedRequest[] {
  const gapMs = 1_000 / rateRps;
  return Array.from({ length: Math.round(endMs / gapMs) }, (_, index) => {
    const dueMs = (index + 0.5) * gapMs;
    const user = index % testUserCount;
    return { dueUs: Math.round(dueMs * 1_000), route: 0, user, ...answer(dueMs) };
  });
}

/** What a random service is like. */
export interface RandomService {
  readonly rateRps: number;
  readonly endMs: number;
  readonly seed: number;
  /** Share of the requests that fail, by the time they are due. */
  readonly failureRatio: (dueMs: number) => number;
  readonly medianUs: number;
  /** Of the logarithm of the response time; 1 is a heavy tail, with a p99 of ten medians. */
  readonly logSd: number;
}

export function buildPoissonRequests(service: RandomService): readonly TimedRequest[] {
  const uniform = buildUniform(service.seed);
  const normal = buildNormal(uniform);
  const drawUser = buildUniform(service.seed + 1_000_000);
  const requests: TimedRequest[] = [];
  let dueMs = 0;
  for (;;) {
    dueMs += (-Math.log(1 - uniform()) * 1_000) / service.rateRps;
    if (dueMs >= service.endMs) return requests;
    const responseUs = Math.round(service.medianUs * Math.exp(service.logSd * normal()));
    const outcome = uniform() < service.failureRatio(dueMs) ? 'failed' : 'succeeded';
    const user = Math.floor(drawUser() * testUserCount);
    requests.push({ dueUs: Math.round(dueMs * 1_000), route: 0, user, outcome, responseUs });
  }
}
