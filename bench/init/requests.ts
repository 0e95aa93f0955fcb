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
  /** Values that nobody gave, such as `id = 1`. */
  readonly guessed?: readonly string[];
  /** Names in query and body whose values were secrets and are not here. */
  readonly withheld?: readonly string[];
}

/** What an import gives. */
export interface FoundRequests {
  readonly requests: readonly FoundRequest[];
  /** What was left out and why, one sentence each. */
  readonly leftOut: readonly string[];
  /** Where they were sent, such as `https://shop.example`; undefined where it is not told. */
  readonly origin?: string;
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

/** Stands where a secret stood. */
const placeholder = 'left-out';

/** The request without the values of query and body whose names tell that they are secrets. */
export function withholdSecrets(request: FoundRequest): FoundRequest {
  const withheld = new Set<string>();
  const cover = (name: string) => {
    const isSecret = isSecretName(name);
    if (isSecret) withheld.add(name);
    return isSecret;
  };
  const coverPairs = (pairs: string): string =>
    pairs
      .split('&')
      .map((pair) => {
        const [[name] = ['']] = [...new URLSearchParams(pair)];
        return cover(name) ? `${pair.split('=')[0]}=${placeholder}` : pair;
      })
      .join('&');
  const at = request.path.indexOf('?') + 1;
  const path =
    at === 0 ? request.path : `${request.path.slice(0, at)}${coverPairs(request.path.slice(at))}`;
  const covered = { ...request, path };
  if (request.body !== undefined)
    Object.assign(covered, { body: coverBody(request.body, cover, coverPairs) });
  return withheld.size === 0 ? request : { ...covered, withheld: [...withheld] };
}

function coverBody(
  body: string,
  cover: (name: string) => boolean,
  coverPairs: (pairs: string) => string,
): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // A form, as far as anybody can tell.
    return coverPairs(body);
  }
  return JSON.stringify(value, (name, member) => (cover(name) ? placeholder : member));
}

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
