// Resolves a target's URL once, refuses everything but this machine, and pins the address.
import { lookup as dnsLookup } from 'node:dns/promises';
import { connect, isIPv4, isIPv6 } from 'node:net';
import { LoadstoneError, messageOf } from '../errors.ts';

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

function refuse(text: string, why: string, cause?: unknown): LoadstoneError {
  const shown = URL.parse(text)?.host || text;
  return new LoadstoneError('TARGET_NOT_LOOPBACK', `${shown} ${why}.`, { cause });
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

/**
 * The URL with its host replaced by a loopback address, so that a name that resolves elsewhere
 * later (DNS rebinding) changes nothing. Every address of the name must be loopback.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK for anything else, and where the name has no address
 */
export async function resolveLoopback(
  text: string,
  resolveHost: ResolveHost = resolveByDns,
): Promise<string> {
  const url = URL.parse(text);
  if (url === null) throw refuse(text, 'is no URL');
  if (url.protocol !== 'http:') throw refuse(text, 'is not an http:// URL');
  if (url.username !== '' || url.password !== '') throw refuse(text, 'names a user or password');
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  let addresses: readonly string[];
  try {
    const isAddress = isIPv4(hostname) || isIPv6(hostname);
    addresses = isAddress ? [hostname] : await resolveHost(hostname);
  } catch (cause) {
    throw refuse(text, `cannot be resolved: ${messageOf(cause)}`, cause);
  }
  const foreign = addresses.find((address) => !isLoopbackAddress(address));
  if (foreign !== undefined) throw refuse(text, `is not on this machine (${foreign})`);
  if (addresses.length === 0) throw refuse(text, 'has no address');
  const unmapped = [...new Set(addresses.map(unmapAddress))];
  const address = await chooseAddress(unmapped, Number(url.port || 80));
  url.hostname = isIPv6(address) ? `[${address}]` : address;
  return url.toString();
}
