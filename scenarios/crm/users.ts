// Who sends what: a fixed number of users, so that each comes back often enough to notice when it is up again.
import type { RequestSource } from '../model.ts';
import { createRandom } from '../random.ts';

/**
 * At the 100 to 500 requests a second that faults are played at, each of so many is back within 0.1 to 0.5 s on
 * average: well within a phase of 4 s. Far fewer would leave a share over users to chance.
 */
export const userCount = 50;

/**
 * Wraps a source: each of its requests is sent by a user, drawn evenly. The draws are a stream of their own, so the
 * requests are those of the source itself. Wrap it before retries, which then stay with their user.
 */
export function createSourceOfUsers(source: RequestSource, seed: number): RequestSource {
  // Seeds of requests are no negative numbers, so no source draws the same stream for something else.
  const random = createRandom(-1 - seed);
  return {
    next: () => ({ ...source.next(), user: random.nextInt(userCount) }),
    observe: (request, response) => source.observe?.(request, response),
    unanswered: (request, statusCode) => source.unanswered?.(request, statusCode),
  };
}
