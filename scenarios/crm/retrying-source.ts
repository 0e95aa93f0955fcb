// A client that sends a write again whose fate it does not know, under the same idempotency key.
import type { RequestSource, ScenarioRequest } from '../model.ts';

/** How often a write is sent again after its first try. */
const mostRetries = 2;

/** Writes that wait to be sent again; what comes beyond them is given up, as by a client that is full. */
const mostWaiting = 1_000;

/** Clear refusals among the statuses that ask to come again later. */
const askLaterStatuses: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Wraps a source: a request with an idempotency key that was not answered, or with a status that does not
 * refuse it for good, is given out again before anything new, with the same key and body. Where all is
 * answered, the requests are those of the source itself; retries only come in between them.
 */
export function createRetryingSource(source: RequestSource): RequestSource {
  const waiting: ScenarioRequest[] = [];
  // By the request itself, which is given out again as it is, so that nothing is kept of what has ended.
  const retries = new WeakMap<ScenarioRequest, number>();
  return {
    next: () => waiting.shift() ?? source.next(),
    observe: (request, response) => source.observe?.(request, response),
    unanswered(request, statusCode) {
      source.unanswered?.(request, statusCode);
      const made = retries.get(request) ?? 0;
      if (made >= mostRetries || waiting.length >= mostWaiting) return;
      if (request.headers?.['idempotency-key'] === undefined || isRefused(statusCode)) return;
      retries.set(request, made + 1);
      waiting.push(request);
    },
  };
}

/** True where the service has said that it will never do it. */
function isRefused(statusCode: number | undefined): boolean {
  if (statusCode === undefined || askLaterStatuses.has(statusCode)) return false;
  return statusCode < 500;
}
