// The URL of every request of the harness's own: an address that was checked, a path, and the proof that the
// path did not change the address.
import { isIP } from 'node:net';
import { LoadstoneError, messageOf } from '../errors.ts';
import { canonicalHost } from './address.ts';
import { joinPath } from './request-path.ts';

const hint =
  'A path begins with one slash and names no host; mend it in the config, the scenario, or what the scenario draws from.';

/**
 * @param baseUrl of the server, as it was pinned; of it only scheme, host and port count
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where the path leads anywhere else, or the server is a name and no address
 */
export function buildRequestUrl(baseUrl: string, path: string): URL {
  readPinnedAddress(baseUrl);
  const { origin } = new URL(baseUrl);
  try {
    const url = new URL(joinPath(origin, path));
    const isSame = url.origin === origin && url.username === '' && url.password === '';
    if (isSame && url.pathname.startsWith('/')) return url;
  } catch (cause) {
    const message = `${origin} is not asked: ${messageOf(cause)}.`;
    throw new LoadstoneError('TARGET_NOT_LOOPBACK', message, { cause, hint });
  }
  const message = `${origin} is not asked: the path ${JSON.stringify(path)} leads to another server.`;
  throw new LoadstoneError('TARGET_NOT_LOOPBACK', message, { hint });
}

/** Where a socket of a driver or a proxy goes. */
export interface PinnedAddress {
  /** An address, never a name: whoever connects has nothing left to resolve. */
  readonly address: string;
  readonly port: number;
}

/**
 * Address and port of a URL that was pinned.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where its host is a name, which could lead elsewhere by now
 */
export function readPinnedAddress(baseUrl: string): PinnedAddress {
  const url = URL.parse(baseUrl);
  const address = url === null ? undefined : canonicalHost(url.hostname);
  if (url === null || address === undefined || isIP(address) === 0 || url.username !== '') {
    const message = `${url?.host ?? baseUrl} is no address that was checked before.`;
    throw new LoadstoneError('TARGET_NOT_LOOPBACK', message);
  }
  return { address, port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)) };
}
