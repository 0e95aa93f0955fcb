// Requests that init finds, in whatever it reads them, as a config takes them.
import { encodePath, findRequestFault, showControls } from '../drivers/request-form.ts';
import { isSecretName } from '../spec/secret-name.ts';

/** A request as in `scenarios.NAME.requests` of a config. */
export interface FoundRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly weight?: number;
  /** One that was seen or is promised; undefined for 200. */
  readonly status?: number | undefined;
  /** Said above it, such as that a parameter is a guess. */
  readonly comment?: string;
}

/** What an import gives. */
export interface FoundRequests {
  readonly requests: readonly FoundRequest[];
  /** What was left out and why, one sentence each. */
  readonly leftOut: readonly string[];
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export function toMethod(text: string): FoundRequest['method'] | undefined {
  return methods.find((method) => method === text.toUpperCase());
}

/** Sent by every client in its own way, or decided by the driver; `if-none-match` and its like would compare empty answers. */
const ofClient =
  /^(?::.*|host|connection|content-length|transfer-encoding|keep-alive|te|trailer|upgrade(?:-insecure-requests)?|expect|proxy-.*|sec-.*|origin|referer|user-agent|dnt|priority|pragma|cache-control|accept-encoding|if-.*|x-requested-with)$/i;

/** The headers that a service may answer by, in lower case. */
export function keepHeaders(
  given: Iterable<readonly [string, string]>,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of given) if (!ofClient.test(name)) headers[name.toLowerCase()] = value;
  return headers;
}

/** True where the value must not stand in a file that is committed. */
export const isPrivateHeader = (name: string) => isSecretName(name);

/**
 * Checks every request and joins equal ones, whose weights add up.
 * @param most of them to keep; the others are told
 */
export function joinRequests({ requests, leftOut }: FoundRequests, most = 300): FoundRequests {
  const joined = new Map<string, FoundRequest>();
  const refused = new Set<string>();
  for (const given of requests) {
    const request = { ...given, path: encodePath(given.path) };
    const fault = findRequestFault({ route: '', ...request });
    if (fault !== undefined) {
      refused.add(`${request.method} ${showControls(given.path)}: ${fault}.`);
      continue;
    }
    const { method, path, headers, body } = request;
    const key = JSON.stringify([method, path, headers, body]);
    const weight = (joined.get(key)?.weight ?? 0) + (request.weight ?? 1);
    joined.set(key, { ...request, weight });
  }
  const kept = [...joined.values()];
  const over = kept.length - most;
  return {
    requests: kept.slice(0, most),
    leftOut: [
      ...leftOut,
      ...refused,
      ...(over > 0 ? [`${over} more requests: the first ${most} are kept.`] : []),
    ],
  };
}
