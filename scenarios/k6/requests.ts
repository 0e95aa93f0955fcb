// One request as k6 sends it, and how it ended.
import http, { type CookieJar, type RefinedResponse, type ResponseType } from 'k6/http';
import { maxReadBytes, tooLargeToCheck } from '../../bench/answer-limits.ts';
import { judgeAnswer, type ReadBody } from '../../bench/drivers/recording/answer.ts';
import { encodePath } from '../../bench/drivers/request-form.ts';
import { joinPath } from '../../bench/reach/request-path.ts';
import type { ScenarioRequest, ScenarioRoute } from '../model.ts';
import type { EndedTags, K6Settings } from './protocol.ts';

export interface EndedRequest {
  readonly tags: Omit<EndedTags, 'vu'>;
  /** From the wish for a connection to the last byte, ms. */
  readonly responseTimeMs: number;
  /** The part of it spent on getting a connection, ms. */
  readonly blockedMs: number;
  /** True where the connection failed, so that the next request would fail as fast. */
  readonly isConnectionLost: boolean;
  /** The body where it was read. */
  readonly body: string | undefined;
  readonly statusCode: number;
  /** By name in lower case; undefined where no whole answer came. */
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/** k6's code of a request that took longer than its timeout. */
const timeoutCode = 1_050;

/** k6's codes of connections that failed, by the names that other drivers give them. */
const connectionErrors: Readonly<Record<number, string>> = {
  1201: 'EPIPE',
  1211: 'ETIMEDOUT',
  1212: 'ECONNREFUSED',
  1220: 'ECONNRESET',
};

/** k6's code of a body that is not what its Content-Encoding says. */
const brokenEncodingCode = 1_701;

/** Codes from here to 1599 are of whole answers with status 400 and above, which are no errors to us. */
const firstStatusCode = 1_400;
const endOfStatusCodes = 1_600;

/** Sends a request and judges its answer; never throws for what the service does. */
export function sendRequest(
  settings: K6Settings,
  route: ScenarioRoute,
  request: ScenarioRequest,
  readsBody: boolean,
  jar: CookieJar | undefined,
): EndedRequest {
  const url = joinPath(settings.baseUrl, encodePath(request.path));
  const response = http.request(request.method, url, request.body ?? null, {
    headers: headersOf(settings, request),
    redirects: 0,
    timeout: settings.requestTimeoutMs,
    responseType: readsBody ? 'text' : 'none',
    ...(jar !== undefined && { jar }),
  });
  if (jar !== undefined) keepSecureCookies(jar, url, response);
  const { blocked, duration, connecting } = response.timings;
  const common = {
    responseTimeMs: blocked + duration,
    blockedMs: blocked,
  };
  const tags = { route: request.route, opened: connecting > 0 ? 'yes' : 'no' } as const;
  if (response.error_code === brokenEncodingCode) {
    // k6 has the whole answer, but gives neither its status nor its body.
    const inBrackets = response.error.slice(response.error.lastIndexOf('(') + 1).split(')', 1)[0];
    const reason = `body: ${inBrackets || 'its encoding is broken'}`;
    return {
      ...common,
      tags: { ...tags, kind: 'failed', status: '', reason, body: 'wrong' },
      isConnectionLost: false,
      body: undefined,
      statusCode: 0,
      headers: undefined,
    };
  }
  const error = findConnectionError(response);
  if (error !== undefined) {
    const isTimeout = response.error_code === timeoutCode;
    return {
      ...common,
      tags: {
        ...tags,
        kind: isTimeout ? 'timedOut' : 'failed',
        status: '',
        reason: error,
        body: 'unchecked',
      },
      // k6 leaves out what it did not see the end of; a time-out took at least its time.
      responseTimeMs: isTimeout
        ? Math.max(common.responseTimeMs, settings.requestTimeoutMs)
        : common.responseTimeMs,
      isConnectionLost: !isTimeout,
      body: undefined,
      statusCode: 0,
      headers: undefined,
    };
  }
  const body = readsBody ? textOf(response) : undefined;
  const { reason, bodyChecked } = judgeAnswer(route, request, {
    statusCode: response.status,
    contentType: response.headers['Content-Type'] ?? '',
    body: body === undefined ? undefined : judgeLength(response, body),
  });
  return {
    ...common,
    tags: {
      ...tags,
      kind: reason === undefined ? 'succeeded' : 'failed',
      status: String(response.status),
      reason: reason ?? '',
      body: bodyChecked ? (reason === undefined ? 'right' : 'wrong') : 'unchecked',
    },
    isConnectionLost: false,
    body,
    statusCode: response.status,
    headers: request.wantsAnswer === true ? lowerNames(response.headers) : undefined,
  };
}

function lowerNames(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** A cookie of an answer as k6 gives it; its types have other names. */
interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Empty where they were not set. */
  readonly domain: string;
  readonly path: string;
  readonly secure: boolean;
  /** 0 where it was not set; negative for a cookie that goes. */
  readonly max_age: number;
  /** Negative where it was not set. */
  readonly expires: number;
}

/** k6 sends these over https alone; here loopback counts as secure, as with the other drivers and in browsers. */
function keepSecureCookies(
  jar: CookieJar,
  url: string,
  { cookies }: RefinedResponse<ResponseType>,
): void {
  for (const set of Object.values(cookies ?? {}) as unknown as (readonly SetCookie[])[]) {
    for (const { name, value, domain, path, secure, max_age, expires } of set) {
      if (!secure) continue;
      jar.set(url, name, value, {
        ...(domain !== '' && { domain }),
        ...(path !== '' && { path }),
        ...(max_age !== 0 && { max_age }),
        ...(expires > 0 && { expires: new Date(expires).toUTCString() }),
      });
    }
  }
}

function headersOf({ acceptEncoding }: K6Settings, { headers = {} }: ScenarioRequest) {
  if (acceptEncoding === undefined) return { ...headers };
  const asks = Object.keys(headers).some((name) => name.toLowerCase() === 'accept-encoding');
  return asks ? { ...headers } : { ...headers, 'Accept-Encoding': acceptEncoding };
}

/** Why no whole answer came, or undefined where one did. */
function findConnectionError(response: RefinedResponse<ResponseType>): string | undefined {
  const { error_code: code, error } = response;
  if (code >= firstStatusCode && code < endOfStatusCodes) return undefined;
  if (code === 0 && response.status !== 0) return undefined;
  if (code === timeoutCode) return 'timed out';
  return connectionErrors[code] ?? `connection: ${shortenError(error)} (k6 ${code})`;
}

/** Long texts hold addresses and ports, of which each would be a reason of its own; some begin with a package of Go. */
function shortenError(error: string): string {
  const parts = error.split(/[:"]/).map((part) => part.trim());
  return parts.find((part) => !['http', 'net/http'].includes(part)) ?? '';
}

/** k6 itself has decoded what was compressed, however large it became. */
function judgeLength({ headers }: RefinedResponse<ResponseType>, text: string): ReadBody {
  if (text.length <= maxReadBytes) return { text };
  const coding = headers['Content-Encoding'] ?? '';
  if (coding === '') return { unreadable: tooLargeToCheck };
  return { broken: `above 16 MiB once decoded from ${coding}, too large to check` };
}

function textOf(response: RefinedResponse<ResponseType>): string {
  return typeof response.body === 'string' ? response.body : '';
}
