// Turns whatever a route throws into `{ code, message }` with the right status.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServiceError } from '../errors.ts';
import { toServiceError } from './database-errors.ts';

const maxReported = 50;

function fromFastify(error: FastifyError): ServiceError | undefined {
  if (error.validation !== undefined) return new ServiceError('REQUEST_INVALID', error.message);
  const status = error.statusCode ?? 500;
  if (status === 413) return new ServiceError('BODY_TOO_LARGE', 'The body is too large.');
  if (status === 415) {
    return new ServiceError('MEDIA_TYPE_UNSUPPORTED', 'The content type is not supported here.');
  }
  return status >= 400 && status < 500
    ? new ServiceError('REQUEST_INVALID', error.message)
    : undefined;
}

function toAnswer(thrown: unknown): ServiceError | undefined {
  const known = toServiceError(thrown);
  if (known instanceof ServiceError) return known;
  return thrown instanceof Error ? fromFastify(thrown as FastifyError) : undefined;
}

/** Answers errors; an unexpected one is told on the given channel, 50 times at most, never to the client. */
export function registerErrorHandler(
  app: FastifyInstance,
  reportUnexpected: (stack: string) => void,
): void {
  let reported = 0;
  const answer = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const known = toAnswer(thrown);
    if (known === undefined && reported < maxReported) {
      reported += 1;
      const stack = thrown instanceof Error ? thrown.stack : String(thrown);
      reportUnexpected(`${request.method} ${request.routeOptions.url ?? '?'} failed: ${stack}`);
    }
    const error = known ?? new ServiceError('INTERNAL', 'Something went wrong in the service.');
    if (error.statusCode === 503) reply.header('retry-after', '1');
    return reply
      .code(error.statusCode)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ code: error.code, message: error.message, ...error.fields }));
  };
  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) =>
    answer(new ServiceError('ROUTE_NOT_FOUND', 'There is no such route.'), request, reply),
  );
}
