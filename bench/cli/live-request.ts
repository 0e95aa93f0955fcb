// What a request to the live page gets, judged by its head alone.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type LiveAnswer =
  | { readonly kind: 'page' }
  | { readonly kind: 'events' }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 404 | 405 | 421 };

export interface LiveRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  /** Every `Host` that was sent: of two, whoever stands between may have read the other. */
  readonly hosts: readonly string[];
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, `-Mode` and `-Dest`, which a page cannot set; undefined where no browser asks. */
  readonly site: string | undefined;
  readonly mode: string | undefined;
  readonly dest: string | undefined;
  /** Whether bytes follow the head. */
  readonly hasBody: boolean;
}

/** What of a request decides. */
export function readLiveRequest({
  method,
  url,
  headers,
  headersDistinct,
}: IncomingMessage): LiveRequest {
  const read = (name: string) => headersDistinct[name]?.join(', ');
  return {
    ...{ method, url, hosts: headersDistinct.host ?? [], origin: read('origin') },
    ...{ site: read('sec-fetch-site'), mode: read('sec-fetch-mode'), dest: read('sec-fetch-dest') },
    hasBody:
      headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0',
  };
}

/**
 * The host first: a page of another site that has made its name mean this machine still sends that name.
 * @param token path that only those know who were given the address
 */
export function judgeLiveRequest(request: LiveRequest, port: number, token: string): LiveAnswer {
  const names = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const [host = '', ...moreHosts] = request.hosts.map((name) => name.toLowerCase());
  if (!names.includes(host) || moreHosts.length > 0) return refuse(421);
  if (isOfOtherOrigin(request, host)) return refuse(403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  if (request.hasBody) return refuse(400);
  const name = findName(request.url, token);
  if (name === 'events') return isFromOtherSite(request) ? refuse(403) : { kind: 'events' };
  if (name === undefined) return refuse(404);
  return isFromOtherSite(request) && !isOpened(request) ? refuse(403) : { kind: 'page' };
}

const refuse = (status: 400 | 403 | 404 | 405 | 421): LiveAnswer => ({ kind: 'refused', status });

/** A browser names the origin of whoever asks, `null` where that is a file or a frame without one. */
function isOfOtherOrigin({ origin }: LiveRequest, host: string): boolean {
  return origin !== undefined && origin.toLowerCase() !== `http://${host}`;
}

/** Another port of this machine is another site here: whatever listens there may be anybody's. */
function isFromOtherSite({ site }: LiveRequest): boolean {
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** Somebody has followed a link, such as that of a terminal in a browser; no script can read what is shown then. */
function isOpened({ mode, dest }: LiveRequest): boolean {
  return mode === 'navigate' && dest === 'document';
}

/** What is asked for under the secret path: the page itself or its events. */
function findName(url: string | undefined, token: string): '' | 'events' | undefined {
  const [path = ''] = (url ?? '').split('?');
  const [before, given = '', name, ...more] = path.split('/');
  if (before !== '' || more.length > 0 || !isSame(given, token)) return undefined;
  return name === '' || name === 'events' ? name : undefined;
}

/** In a time that tells nothing about where they differ. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
