// The network to the services of a group that are on other machines: read before its load, what was lost after it.
import type { NetworkRecord } from '../measurement/records.ts';
import { isOwnAddress, readNetwork, readSegments } from '../probes/network.ts';
import type { LaunchedVariant } from './launch.ts';
import type { TrialContext } from './trial-context.ts';

/**
 * Reads the way to each service on another machine.
 * @returns to be called once the group is measured: appends its record; does nothing where all are on this machine
 */
export async function watchNetwork(
  { append, signal }: Pick<TrialContext, 'append' | 'signal'>,
  group: number,
  launched: readonly LaunchedVariant[],
): Promise<() => void> {
  const distant = launched.flatMap(({ variant, service }) => {
    const { hostname, port, protocol } = new URL(service.baseUrl);
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const usualPort = protocol === 'https:' ? 443 : 80;
    return isOwnAddress(host)
      ? []
      : [{ variantId: variant.id, host, port: Number(port) || usualPort }];
  });
  if (distant.length === 0) return () => {};
  const variants: NetworkRecord['variants'][number][] = [];
  for (const { variantId, host, port } of distant) {
    signal.throwIfAborted();
    const reading = await readNetwork(host, port);
    if (reading !== undefined) variants.push({ variantId, ...reading });
  }
  const before = readSegments();
  return () => {
    const after = readSegments();
    append({
      ...{ kind: 'network', group, variants },
      ...(before !== undefined &&
        after !== undefined && {
          sentSegments: after.sent - before.sent,
          retransmittedSegments: after.retransmitted - before.retransmitted,
        }),
    });
  };
}
