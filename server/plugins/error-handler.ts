// Turns whatever a route throws, and what never reaches one, into `{ code, message }` with the right status.
import { STATUS_CODES } from 'node:http';
import type {
  ConnectionError,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifyServerOptions,
} from 'fastify';
import { ServiceError } from '../errors.ts';
import { toServiceError } from './database-errors.ts';

// A service that fails at every request must not be busy with its log alone.
const maxLinesPerSecond = 10;

function fromFastify(error: FastifyError): ServiceError | undefined {
  if (error.validation !== undefined) return new ServiceError('REQUEST_INVALID', error.message);
  const status = error.statusCode ?? 500;
  if (error.code === 'FST_ERR_BAD_URL')
    return new ServiceError('REQUEST_INVALID', 'The path has a % that begins no character.');
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

/** How to prove who one is: by the token of operation, or by the cookie of a login. */
function challengeOf({ code }: ServiceError): string {
  return code === 'UNAUTHORIZED' ? 'Bearer' : 'Cookie';
}

function buildInternal(requestId: string): ServiceError {
  return new ServiceError('INTERNAL', 'Something went wrong in the service.', {
    fields: { requestId },
  });
}

/** Says how many lines were left out since the last one, or undefined for a line that is one too many. */
function createLineLimit(): () => number | undefined {
  let startedAtMs = Number.NEGATIVE_INFINITY;
  let written = 0;
  let leftOut = 0;
  return () => {
    const nowMs = performance.now();
    if (nowMs - startedAtMs >= 1_000) {
      startedAtMs = nowMs;
      written = 0;
    }
    if (written >= maxLinesPerSecond) {
      leftOut += 1;
      return undefined;
    }
    written += 1;
    const before = leftOut;
    leftOut = 0;
    return before;
  };
}

/**
 * Answers errors. An unexpected one is a line of the log, with the id that its answer names, and tells the
 * client nothing else; beyond ten lines a second they are counted in the next line.
 */
export function registerErrorHandler(app: FastifyInstance): void {
  const tell = createErrorTeller();
  const answer = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) =>
    reply.send(writeBody(tell(thrown, request, reply), reply));
  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) =>
    answer(new ServiceError('ROUTE_NOT_FOUND', 'There is no such route.'), request, reply),
  );
}

/**
 * Options of Fastify for requests that no hook and no handler sees: their path can't be decoded, or they are no HTTP.
 * They stand in no counter.
 */
export function answerUnrouted(): Pick<
  FastifyServerOptions,
  'frameworkErrors' | 'clientErrorHandler'
> {
  const tell = createErrorTeller();
  return {
    frameworkErrors: (thrown, request: FastifyRequest, reply: FastifyReply) =>
      void reply.send(writeBody(tell(thrown, request, reply), reply)),
    clientErrorHandler: (thrown, socket) => {
      if (thrown.code === 'ECONNRESET' || socket.destroyed) return;
      const error = fromConnection(thrown);
      const body = JSON.stringify({ code: error.code, message: error.message });
      if (socket.writable) {
        socket.write(
          `HTTP/1.1 ${error.statusCode} ${STATUS_CODES[error.statusCode]}\r\nContent-Type: ${jsonType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
        );
      }
      socket.destroy(thrown);
    },
  };
}

function fromConnection({ code }: ConnectionError): ServiceError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new ServiceError('REQUEST_TIMEOUT', 'The request did not arrive in time.');
  if (code === 'HPE_HEADER_OVERFLOW')
    return new ServiceError('HEADERS_TOO_LARGE', 'The path and headers are too long.');
  return new ServiceError('REQUEST_INVALID', 'This is no HTTP request.');
}

const jsonType = 'application/json; charset=utf-8';

function writeBody({ code, message, fields }: ServiceError, reply: FastifyReply): string {
  reply.type(jsonType);
  return JSON.stringify({ code, message, ...fields });
}

/** What an answer tells of an error, with its status and headers set and its line written; each has a limit of its own. */
export function createErrorTeller(): (
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) => ServiceError {
  const admitLine = createLineLimit();
  const logUnexpected = (thrown: unknown, request: FastifyRequest) => {
    const leftOut = admitLine();
    if (leftOut === undefined) return;
    const route = request.routeOptions.url ?? '?';
    const err = thrown instanceof Error ? thrown : new Error(String(thrown));
    request.log.error({ err, method: request.method, route, leftOut }, 'request failed');
  };
  return (thrown, request, reply) => {
    const known = toAnswer(thrown);
    if (known === undefined) logUnexpected(thrown, request);
    const error = known ?? buildInternal(request.id);
    if (error.statusCode === 503) reply.header('retry-after', '1');
    if (error.statusCode === 401) reply.header('www-authenticate', challengeOf(error));
    reply.code(error.statusCode);
    return error;
  };
}
