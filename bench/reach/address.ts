// What an address is: this machine, another one, or none; and whether it may be reached. Pure.
import { isIPv4, isIPv6 } from 'node:net';

/**
 * The one spelling of an address, and the one that a socket would in truth connect to: an IPv4-mapped IPv6
 * address is the IPv4 address inside it (RFC 4291, 2.5.5.2). What has a zone id (`::1%lo`) stays as it is,
 * and is then no address that anything here allows.
 */
function canonicalAddress(address: string): string {
  const literal = isIPv6(address) ? `[${address}]` : address;
  const host = isIPv4(address) || isIPv6(address) ? URL.parse(`http://${literal}/`)?.hostname : '';
  if (!host) return address;
  const words = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host);
  if (words === null) return host.replace(/^\[(.*)\]$/, '$1');
  const value = (Number.parseInt(words[1] ?? '', 16) << 16) | Number.parseInt(words[2] ?? '', 16);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/**
 * True for 127.0.0.0/8 and ::1 alone. 0.0.0.0 and :: would reach this machine too on Linux, but
 * other systems differ, so they are refused.
 */
export function isLoopbackAddress(address: string): boolean {
  const plain = canonicalAddress(address);
  return isIPv4(plain) ? plain.startsWith('127.') : plain === '::1';
}

/** Addresses that are no single machine: unspecified, multicast, broadcast (RFC 6890). */
function isNoMachine(address: string): boolean {
  const plain = canonicalAddress(address).toLowerCase();
  if (isIPv4(plain)) {
    const first = Number(plain.split('.')[0]);
    return first === 0 || first >= 224;
  }
  return !isIPv6(plain) || plain.includes('%') || plain === '::' || plain.startsWith('ff');
}

/**
 * A host of a URL as an address or a name in its one spelling: decimal, hex, octal and short IPv4 are four
 * numbers, letters are small, IPv6 is without brackets. Undefined where it is none.
 */
export function canonicalHost(host: string): string | undefined {
  const literal = host.startsWith('[') || !host.includes(':') ? host : `[${host}]`;
  // A URL of http is read more strictly than one of any other scheme: its host is decoded and checked.
  const url = /[\p{Cc}\s/\\?#@]/u.test(literal) ? null : URL.parse(`http://${literal}/`);
  if (url === null || url.port !== '' || url.pathname !== '/') return undefined;
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

export type HostDecision =
  /** On this machine: any of these addresses may be pinned. */
  | { readonly kind: 'loopback'; readonly addresses: readonly [string, ...string[]] }
  /** Another machine, allowed by list and flag: this address and no other. */
  | { readonly kind: 'allowed'; readonly address: string }
  /** Half a sentence, after the host. */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Decides over a host from the addresses that it had when it was resolved, once. Every address of a host that
 * is not allowed by name must be loopback.
 * @param addresses in the order of the resolver; the host itself where it is an address
 * @param isAllowed whether the host stands in the list and was given by the flag
 */
export function decideHost(addresses: readonly string[], isAllowed: boolean): HostDecision {
  const refused = (why: string): HostDecision => ({ kind: 'refused', why });
  const [first, ...more] = [...new Set(addresses.map(canonicalAddress))];
  if (first === undefined) return refused('has no address');
  const foreign = [first, ...more].find((address) => !isLoopbackAddress(address));
  if (foreign === undefined) return { kind: 'loopback', addresses: [first, ...more] };
  if (!isAllowed) return refused(`is not on this machine (${foreign})`);
  const odd = [first, ...more].find(isNoMachine);
  if (odd !== undefined) return refused(`has an address of no single machine (${odd})`);
  return { kind: 'allowed', address: first };
}
