// What an error of PostgreSQL or of its driver means to a client of the service.
import { messageOf, ServiceError } from '../errors.ts';

/** The SQLSTATE of an error of PostgreSQL (or the errno name of a socket), if it has one. */
export function findSqlState(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** True for a deadlock or a serialisation failure: the same transaction may well succeed again. */
export function isRetryable(thrown: unknown): boolean {
  const state = findSqlState(thrown);
  return state === '40P01' || state === '40001';
}

const queryTimeoutMessage = 'Query read timeout';

/** True where the driver gave up waiting, so that the statement may still be running. */
export function isUnanswered(thrown: unknown): boolean {
  const cause = thrown instanceof ServiceError ? thrown.cause : thrown;
  return messageOf(cause).startsWith(queryTimeoutMessage);
}

const timeoutStates = new Set(['57014', '55P03', '25P03']);
const unavailableStates = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '53400', '3D000']);
const socketStates = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'ENOENT',
]);
// The driver's own errors have no code; these are the beginnings of their messages in pg 8.
const timeoutMessages = [queryTimeoutMessage, 'timeout exceeded when trying to connect'];
const unavailableMessages = [
  'Connection terminated',
  'Client has encountered a connection error',
  'Cannot use a pool after calling end',
];

/** A 503 for trouble with the connection or with time; anything else comes back as it is. */
export function toServiceError(thrown: unknown): unknown {
  if (thrown instanceof ServiceError) return thrown;
  const state = findSqlState(thrown) ?? '';
  const message = messageOf(thrown);
  if (timeoutStates.has(state) || timeoutMessages.some((start) => message.startsWith(start))) {
    return new ServiceError('DATABASE_TIMEOUT', 'The database did not answer in time.', {
      cause: thrown,
    });
  }
  if (
    unavailableStates.has(state) ||
    state.startsWith('08') ||
    socketStates.has(state) ||
    unavailableMessages.some((start) => message.startsWith(start))
  ) {
    return new ServiceError('DATABASE_UNAVAILABLE', 'The database is unavailable.', {
      cause: thrown,
    });
  }
  return thrown;
}
