// Decides over the URL of a target once, refuses everything but this machine and what was allowed by name, and
// pins the address.
import { isIP, isIPv6 } from 'node:net';
import { decideHost, type HostDecision } from './address.ts';
import {
  decideOnce,
  type ResolveHost,
  refuseTarget,
  resolveByDns,
  resolveOnce,
} from './resolve-host.ts';

/**
 * Decides over one target from its URL and the addresses that its host had when it was resolved, once.
 * @param addresses in the order of the resolver; the host itself where it is an address
 * @param allowedHosts as the URL parser writes them, see allow-list.ts
 */
export function decideTarget(
  text: string,
  addresses: readonly string[],
  allowedHosts: ReadonlySet<string>,
): HostDecision {
  const refused = (why: string): HostDecision => ({ kind: 'refused', why });
  const url = URL.parse(text);
  if (url === null) return refused('is no URL');
  if (/[\p{Cc}\s\\]/u.test(text)) return refused('holds blanks, line breaks or backslashes');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return refused('is neither an http:// nor an https:// URL');
  if (url.username !== '' || url.password !== '') return refused('names a user or password');
  return decideHost(addresses, allowedHosts.has(url.hostname));
}

/** A target whose address stays what it was when it was resolved. */
export interface PinnedTarget {
  /** With an address for a host. */
  readonly baseUrl: string;
  /** What the host header must say; undefined for the host of baseUrl. */
  readonly hostHeader: string | undefined;
}

/**
 * Resolves the host once and pins the address, so that a name that resolves elsewhere later (DNS
 * rebinding) changes nothing.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where decideTarget refuses
 */
export async function pinTarget(
  text: string,
  allowedHosts: ReadonlySet<string> = new Set(),
  resolveHost: ResolveHost = resolveByDns,
): Promise<PinnedTarget> {
  const { url, hostname, shown } = readTarget(text, allowedHosts);
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const address = await resolveOnce({ hostname, port, shown }, resolveHost, (addresses) =>
    decideTarget(text, addresses, allowedHosts),
  );
  // The service is called by the name that the user wrote: virtual hosts and certificates go by it.
  const hostHeader = isIP(hostname) === 0 ? url.host : undefined;
  url.hostname = isIPv6(address) ? `[${address}]` : address;
  return { baseUrl: url.toString(), hostHeader };
}

/**
 * Whether the target may be loaded, before a run: its host is resolved and decided over, and nothing is sent to it.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK as `pinTarget` does
 */
export async function checkTarget(
  text: string,
  allowedHosts: ReadonlySet<string>,
  resolveHost: ResolveHost = resolveByDns,
): Promise<void> {
  const asked = readTarget(text, allowedHosts);
  await decideOnce(asked, resolveHost, (addresses) => decideTarget(text, addresses, allowedHosts));
}

function readTarget(text: string, allowedHosts: ReadonlySet<string>) {
  const url = URL.parse(text);
  const shown = url?.host || text;
  if (url === null) throw refuseTarget(shown, 'is no URL');
  // What no address could make right is told before anything is resolved.
  const early = decideTarget(text, ['127.0.0.1'], allowedHosts);
  if (early.kind === 'refused') throw refuseTarget(shown, early.why);
  return { url, shown, hostname: url.hostname.replace(/^\[(.*)\]$/, '$1') };
}

/** Pins each URL when it is first asked for, and gives the same answer for the rest of the run. */
export function createTargetPinner(
  allowedHosts: ReadonlySet<string>,
  resolveHost: ResolveHost = resolveByDns,
): (url: string) => Promise<PinnedTarget> {
  const pinned = new Map<string, Promise<PinnedTarget>>();
  return (url) => {
    const found = pinned.get(url) ?? pinTarget(url, allowedHosts, resolveHost);
    pinned.set(url, found);
    return found;
  };
}

/** The URL of a target on this machine with its address pinned. @throws LoadstoneError TARGET_NOT_LOOPBACK */
export async function resolveLoopback(
  text: string,
  resolveHost: ResolveHost = resolveByDns,
): Promise<string> {
  return (await pinTarget(text, new Set(), resolveHost)).baseUrl;
}
