// The one table of errors that the service answers with, and the error that stops it from starting.

/** Each code of an answer `{ code, message }` with its HTTP status. */
const errorTable = {
  REQUEST_INVALID: 400,
  CURSOR_INVALID: 400,
  UNAUTHORIZED: 401,
  LOGIN_REQUIRED: 401,
  LOGIN_FAILED: 401,
  FORBIDDEN: 403,
  CUSTOMER_NOT_FOUND: 404,
  ORDER_NOT_FOUND: 404,
  PRODUCT_NOT_FOUND: 404,
  ROUTE_NOT_FOUND: 404,
  REQUEST_TIMEOUT: 408,
  VERSION_CONFLICT: 409,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  PHONE_INVALID: 422,
  LOGINS_TOO_MANY: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL: 500,
  DATABASE_UNAVAILABLE: 503,
  DATABASE_TIMEOUT: 503,
  CACHE_UNAVAILABLE: 503,
  QUEUE_UNAVAILABLE: 503,
  SESSION_UNAVAILABLE: 503,
  OVERLOADED: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorTable;

/** An answer other than success: its code, its message, and further fields of the body. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly statusCode: number;
  readonly fields: Readonly<Record<string, number | string>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { fields?: Readonly<Record<string, number | string>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.statusCode = errorTable[code];
    this.fields = options.fields ?? {};
  }
}

/** Exit codes of the process: 2 for a wrong configuration, 3 where the surroundings refuse, 4 where all workers died. */
export const exitCodes = {
  ok: 0,
  forcedClose: 1,
  config: 2,
  environment: 3,
  noWorkerLeft: 4,
  internal: 70,
} as const;

/** What stops the service from starting: what is wrong (message) and what to do (hint). */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly hint: string;
  readonly exitCode: number;

  constructor(message: string, hint: string, exitCode: number = exitCodes.environment) {
    super(message);
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** The message of anything thrown; an AggregateError (a refused connection) has none of its own. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '') {
    return thrown.errors.map(messageOf).join('; ');
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** What a process that ends by it tells. */
export function describeThrown(thrown: unknown): Pick<StartError, 'message' | 'hint' | 'exitCode'> {
  if (thrown instanceof StartError) return thrown;
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { message, hint: 'This is a bug of the service.', exitCode: exitCodes.internal };
}
