// User-uptime: the share of their time for which users had a service that answered them well.
import type { TimedRequest } from '../../measurement/request-columns.ts';
import { type AvailabilityRule, findPercentileUs, isGood } from './phases.ts';

/** User-uptime of one episode. */
export interface UserUptime {
  /** Time up over time up and down, summed over the users; 0 to 1. */
  readonly ratio: number;
  /** Requests with a user that were due in that time. */
  readonly requests: number;
}

/**
 * The longest of so many gaps, which is then the p99 of them, cuts about 5 % of the time of users who come at random;
 * from fewer gaps nobody knows how often users come back.
 */
const leastGaps = 20;

/** From a request of a user to the next one of the same user, or to the end. */
interface UserStretch {
  readonly isGood: boolean;
  readonly fromUs: number;
  readonly lengthUs: number;
  readonly isLast: boolean;
}

/**
 * How long a user is taken to be there after a request: the 99th percentile of the gaps between requests of one user,
 * as in the paper, but of those before the fault alone, so that clients that retry hard, or a variant that makes them,
 * do not set it. Under Poisson arrivals no user is ever away: such a cut-off is 4.6 mean gaps and leaves out 1 % of
 * the time. Undefined below 20 gaps. @param before in the order of their due times
 */
export function findUserCutoffUs(before: readonly TimedRequest[]): number | undefined {
  const gapsUs = [...listStretches(before, 0, () => true)]
    .flatMap(({ isLast, lengthUs }) => (isLast ? [] : lengthUs))
    .sort((a, b) => a - b);
  return gapsUs.length < leastGaps ? undefined : findPercentileUs(gapsUs, 0.99);
}

/**
 * Σ up ÷ Σ (up + down) over the users (Hauer and others, "Meaningful availability", NSDI 2020): from one request of a
 * user to the next the user was up where the first was good, down otherwise; what goes beyond the cut-off does not
 * count. Only what lies between two marks does. The first mark cuts a stretch that began before it: a user notices
 * an outage with the next request, and its end so, too, which keeps its length right. The last request of a user
 * lasts until the second mark, up to the cut-off: who gave up after a failure was down. Undefined where no request
 * has a user, or no time counts.
 * @param requests those before the first mark included, in the order of their due times
 */
export function findUserUptime(
  requests: readonly TimedRequest[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  cutoffUs: number,
  rule: Pick<AvailabilityRule, 'goodWithinMs'>,
): UserUptime | undefined {
  let [upUs, allUs, count] = [0, 0, 0];
  const stretches = listStretches(requests, toMs * 1_000, (request) => isGood(request, rule));
  for (const { isGood: wasGood, fromUs, lengthUs } of stretches) {
    if (fromUs >= fromMs * 1_000) count += 1;
    const untilUs = Math.min(fromUs + Math.min(lengthUs, cutoffUs), toMs * 1_000);
    const countedUs = Math.max(0, untilUs - Math.max(fromUs, fromMs * 1_000));
    allUs += countedUs;
    if (wasGood) upUs += countedUs;
  }
  return allUs === 0 ? undefined : { ratio: upUs / allUs, requests: count };
}

/** Of two requests of a user that were due at once, a bad one rules, in whichever order they are given. */
function* listStretches(
  requests: readonly TimedRequest[],
  endUs: number,
  judge: (request: TimedRequest) => boolean,
): Generator<UserStretch> {
  const latest = new Map<number, Pick<UserStretch, 'fromUs' | 'isGood'>>();
  for (const request of requests) {
    const { user, dueUs } = request;
    if (user === undefined) continue;
    const last = latest.get(user);
    if (last) yield { ...last, lengthUs: dueUs - last.fromUs, isLast: false };
    const isTiedToBad = last?.fromUs === dueUs && !last.isGood;
    latest.set(user, { fromUs: dueUs, isGood: judge(request) && !isTiedToBad });
  }
  for (const last of latest.values()) {
    yield { ...last, lengthUs: Math.max(0, endUs - last.fromUs), isLast: true };
  }
}
