// What a request to the live page gets, judged by its method, host and path alone.
import { createHash, timingSafeEqual } from 'node:crypto';

export type LiveAnswer =
  | { readonly kind: 'page' }
  | { readonly kind: 'events' }
  | { readonly kind: 'refused'; readonly status: 404 | 405 | 421 };

export interface LiveRequest {
  readonly method: string | undefined;
  readonly host: string | undefined;
  readonly url: string | undefined;
}

/**
 * The host first: a page of another site that has made its name mean this machine still sends that name.
 * @param token path that only those know who were given the address
 */
export function judgeLiveRequest(request: LiveRequest, port: number, token: string): LiveAnswer {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (!hosts.includes(request.host?.toLowerCase() ?? '')) return { kind: 'refused', status: 421 };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { kind: 'refused', status: 405 };
  }
  const [path = ''] = (request.url ?? '').split('?');
  const [before, given = '', name, ...more] = path.split('/');
  if (before !== '' || more.length > 0 || !isSame(given, token)) {
    return { kind: 'refused', status: 404 };
  }
  if (name === '') return { kind: 'page' };
  return name === 'events' ? { kind: 'events' } : { kind: 'refused', status: 404 };
}

/** In a time that tells nothing about where they differ. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
