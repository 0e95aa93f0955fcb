// Resolves a host once, decides over all its addresses, and chooses the one that is connected to.
import { lookup } from 'node:dns/promises';
import { connect, isIP, isIPv4, isIPv6 } from 'node:net';
import { LoadstoneError, type LoadstoneErrorOptions, messageOf } from '../errors.ts';
import { decideHost, type HostDecision } from './address.ts';

/** Gives all addresses of a host name. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

export const resolveByDns: ResolveHost = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address);

const connectTimeoutMs = 500;

/** @param shown what is refused, as it may be shown: without user and password */
export function refuseTarget(
  shown: string,
  why: string,
  options: LoadstoneErrorOptions = {},
): LoadstoneError {
  return new LoadstoneError('TARGET_NOT_LOOPBACK', `${shown} ${why}.`, options);
}

export interface AskedHost {
  /** In its one spelling, see `canonicalHost`. */
  readonly hostname: string;
  readonly port: number;
  /** As messages name it. */
  readonly shown: string;
}

/**
 * The address that stands for the host from now on.
 * @param decide what is thought of its addresses; a name that does not resolve never gets there
 * @throws LoadstoneError TARGET_NOT_LOOPBACK
 */
export async function resolveOnce(
  host: AskedHost,
  resolveHost: ResolveHost,
  decide: (addresses: readonly string[]) => HostDecision,
): Promise<string> {
  const decision = await decideOnce(host, resolveHost, decide);
  if (decision.kind === 'allowed') return decision.address;
  return chooseAddress(decision.addresses, host.port);
}

/**
 * What is thought of the addresses of a host; nothing is sent to them.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where it cannot be resolved or is refused
 */
export async function decideOnce(
  { hostname, shown }: Omit<AskedHost, 'port'>,
  resolveHost: ResolveHost,
  decide: (addresses: readonly string[]) => HostDecision,
): Promise<Exclude<HostDecision, { readonly kind: 'refused' }>> {
  let addresses: readonly string[] = [hostname];
  try {
    if (isIP(hostname) === 0) addresses = await resolveHost(hostname);
  } catch (cause) {
    const hint = 'Check the host name in the config, or give the address itself.';
    throw refuseTarget(shown, `cannot be resolved: ${messageOf(cause)}`, { cause, hint });
  }
  const decision = decide(addresses);
  if (decision.kind === 'refused') throw refuseTarget(shown, decision.why);
  return decision;
}

/** The usual decision, by list and flag. @throws LoadstoneError TARGET_NOT_LOOPBACK */
export function resolveAllowed(
  host: AskedHost,
  isAllowed: boolean,
  resolveHost: ResolveHost,
): Promise<string> {
  return resolveOnce(host, resolveHost, (addresses) => decideHost(addresses, isAllowed));
}

/** The first address that answers, else the first IPv4 one: `localhost` is often both. */
async function chooseAddress(addresses: readonly string[], port: number): Promise<string> {
  const sorted = [...addresses.filter(isIPv4), ...addresses.filter(isIPv6)];
  if (sorted.length > 1) {
    for (const address of sorted) if (await canConnect(address, port)) return address;
  }
  return sorted[0] ?? '127.0.0.1';
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
