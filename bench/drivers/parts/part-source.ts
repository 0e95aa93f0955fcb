// The requests of one part: the stream of the whole load is drawn, and what belongs to other parts is left out.
import type { RequestSource, ScenarioRequest } from '../../../scenarios/model.ts';
import type { GeneratorPart } from '../driver.ts';
import { owns } from './part.ts';

/** Draws in vain after which there is no request for this part: users are fewer than parts, or all wait for others. */
const mostDraws = 100_000;

/**
 * Wraps the source of the whole load. A request that names its user belongs to the part of that user; one that names none
 * to the part of its place among the draws. So every request of the unsplit stream is drawn by exactly one part, with
 * all that is unique in it, and a user's sessions, cookies and retries stay in one process. What a source gives out again
 * after it was told that it was in vain takes no place: other parts never see it.
 * @throws Error from `next` where nothing is left for this part
 */
export function createPartSource(source: RequestSource, part: GeneratorPart): RequestSource {
  const inVain = new WeakSet<ScenarioRequest>();
  let place = 0;

  function isOwn(request: ScenarioRequest): boolean {
    if (inVain.has(request)) return true;
    const number = request.user ?? place;
    place += 1;
    return owns(part, number);
  }

  return {
    next() {
      for (let draws = 0; draws < mostDraws; draws += 1) {
        const request = source.next();
        if (isOwn(request)) return request;
      }
      throw new Error(
        `none of ${mostDraws} requests is of a user of generator ${part.index + 1} of ${part.count}; take fewer generators than the scenario has users`,
      );
    },
    ...(source.observe && {
      observe: (request, response) => source.observe?.(request, response),
    }),
    unanswered(request, statusCode) {
      inVain.add(request);
      source.unanswered?.(request, statusCode);
    },
  };
}
