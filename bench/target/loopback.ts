// Resolves a target's URL once, refuses everything but this machine and what was allowed by name, and pins the address.
import { lookup as dnsLookup } from 'node:dns/promises';
import { connect, isIPv4, isIPv6 } from 'node:net';
import { LoadstoneError, type LoadstoneErrorOptions, messageOf } from '../errors.ts';

/** Gives all addresses of a host name. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

const resolveByDns: ResolveHost = async (hostname) =>
  (await dnsLookup(hostname, { all: true, verbatim: true })).map(({ address }) => address);

const connectTimeoutMs = 500;

/**
 * The address that a socket would in truth connect to: an IPv4-mapped IPv6 address is the IPv4
 * address inside it (RFC 4291, 2.5.5.2). The URL parser has made all spellings of one address
 * (decimal, hex, octal, short) into the same text before.
 */
function unmapAddress(address: string): string {
  const words = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (words === null) return address.replace(/^::ffff:(?=\d+\.)/i, '');
  const value = (Number.parseInt(words[1] ?? '', 16) << 16) | Number.parseInt(words[2] ?? '', 16);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/**
 * True for 127.0.0.0/8 and ::1 alone. 0.0.0.0 and :: would reach this machine too on Linux, but
 * other systems differ, so they are refused.
 */
export function isLoopbackAddress(address: string): boolean {
  const plain = unmapAddress(address);
  if (isIPv4(plain)) return plain.startsWith('127.');
  return isIPv6(plain) && plain.toLowerCase() === '::1';
}

function refuse(text: string, why: string, options: LoadstoneErrorOptions = {}): LoadstoneError {
  const shown = URL.parse(text)?.host || text;
  return new LoadstoneError('TARGET_NOT_LOOPBACK', `${shown} ${why}.`, options);
}

/** True where something listens there. */
function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectTimeoutMs });
    const finish = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}

/** The first address that answers, else the first IPv4 one: `localhost` is often both. */
async function chooseAddress(addresses: readonly string[], port: number): Promise<string> {
  const sorted = [...addresses.filter(isIPv4), ...addresses.filter(isIPv6)];
  if (sorted.length > 1) {
    for (const address of sorted) if (await canConnect(address, port)) return address;
  }
  return sorted[0] ?? '127.0.0.1';
}

/** What may be done with a target. */
export type TargetDecision =
  /** On this machine: any of these addresses may be pinned. */
  | { readonly kind: 'loopback'; readonly addresses: readonly [string, ...string[]] }
  /** Another machine, allowed by list and flag: this address and no other. */
  | { readonly kind: 'allowed'; readonly address: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Addresses that are no single machine: unspecified, multicast, broadcast (RFC 6890). */
function isNoMachine(address: string): boolean {
  const plain = unmapAddress(address).toLowerCase();
  if (isIPv4(plain)) {
    const first = Number(plain.split('.')[0]);
    return first === 0 || first >= 224;
  }
  return plain === '::' || plain.startsWith('ff');
}

/**
 * Decides over one target from its URL and the addresses that its host had when it was resolved, once.
 * Every address of a host that is not allowed by name must be loopback.
 * @param addresses in the order of the resolver; the host itself where it is an address
 * @param allowedHosts as the URL parser writes them, see spec/allowed-targets.ts
 */
export function decideTarget(
  text: string,
  addresses: readonly string[],
  allowedHosts: ReadonlySet<string>,
): TargetDecision {
  const refused = (why: string): TargetDecision => ({ kind: 'refused', why });
  const url = URL.parse(text);
  if (url === null) return refused('is no URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return refused('is neither an http:// nor an https:// URL');
  if (url.username !== '' || url.password !== '') return refused('names a user or password');
  const [first, ...more] = [...new Set(addresses.map(unmapAddress))];
  if (first === undefined) return refused('has no address');
  const foreign = [first, ...more].find((address) => !isLoopbackAddress(address));
  if (foreign === undefined) return { kind: 'loopback', addresses: [first, ...more] };
  if (!allowedHosts.has(url.hostname)) return refused(`is not on this machine (${foreign})`);
  const odd = [first, ...more].find(isNoMachine);
  if (odd !== undefined) return refused(`has an address of no single machine (${odd})`);
  return { kind: 'allowed', address: first };
}

/** A target whose address stays what it was when it was resolved. */
export interface PinnedTarget {
  /** With an address for a host. */
  readonly baseUrl: string;
  /** What the host header must say; undefined for the host of baseUrl. */
  readonly hostHeader: string | undefined;
}

/** A target that may be loaded: its URL, and the decision over its addresses. */
export interface ResolvedTarget {
  readonly url: URL;
  readonly decision: Exclude<TargetDecision, { readonly kind: 'refused' }>;
}

/**
 * Resolves the host and decides; nothing is sent to it.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where it cannot be resolved, or decideTarget refuses
 */
export async function resolveTarget(
  text: string,
  allowedHosts: ReadonlySet<string> = new Set(),
  resolveHost: ResolveHost = resolveByDns,
): Promise<ResolvedTarget> {
  const url = URL.parse(text);
  const hostname = readHostname(url);
  let addresses: readonly string[] = [hostname];
  try {
    if (!isAddress(hostname) && hostname !== '') addresses = await resolveHost(hostname);
  } catch (cause) {
    const hint = 'Check the host name in the config, or give the address itself.';
    throw refuse(text, `cannot be resolved: ${messageOf(cause)}`, { cause, hint });
  }
  const decision = decideTarget(text, addresses, allowedHosts);
  if (decision.kind === 'refused' || url === null) {
    throw refuse(text, decision.kind === 'refused' ? decision.why : 'is no URL');
  }
  return { url, decision };
}

/** An IPv6 address without its brackets. */
function readHostname(url: URL | null): string {
  return (url?.hostname ?? '').replace(/^\[(.*)\]$/, '$1');
}

function isAddress(hostname: string): boolean {
  return isIPv4(hostname) || isIPv6(hostname);
}

/**
 * Resolves the host once and pins the address, so that a name that resolves elsewhere later (DNS
 * rebinding) changes nothing.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK as `resolveTarget` does
 */
export async function pinTarget(
  text: string,
  allowedHosts: ReadonlySet<string> = new Set(),
  resolveHost: ResolveHost = resolveByDns,
): Promise<PinnedTarget> {
  const { url, decision } = await resolveTarget(text, allowedHosts, resolveHost);
  // The service is called by the name that the user wrote: virtual hosts and certificates go by it.
  const hostHeader = isAddress(readHostname(url)) ? undefined : url.host;
  const usualPort = url.protocol === 'https:' ? 443 : 80;
  const address =
    decision.kind === 'allowed'
      ? decision.address
      : await chooseAddress(decision.addresses, Number(url.port || usualPort));
  url.hostname = isIPv6(address) ? `[${address}]` : address;
  return { baseUrl: url.toString(), hostHeader };
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
