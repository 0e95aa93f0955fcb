// Faults of one link, made by the proxy that stands in it in every phase: slow, broken, silent.

import type { Message } from '../../../reports/document/message.ts';
import { joinMessages, writeMessage } from '../../../reports/document/messages/message.ts';
import { readPinnedAddress } from '../../reach/request-url.ts';
import { readStoreAddress } from '../../reach/store-url.ts';
import { ToldError } from '../../tell-failure.ts';
import type { Fault, FaultSurroundings, Link, Verification } from '../fault.ts';
import { defineLinkFault, type FaultKind } from '../fault-parameters.ts';
import type { ProxySet } from '../proxy/proxy-set.ts';
import type { Toxic } from '../proxy/toxic.ts';
import {
  type Address,
  type ProxiedLink,
  verifyBandwidth,
  verifyBreak,
  verifyDelay,
  verifySilence,
} from './verify-link.ts';

const oneMinuteMs = 60_000;

export const networkFaults: readonly FaultKind[] = [
  defineLinkFault(
    'network-latency',
    {
      latencyMs: { fallback: 300, least: 0, most: oneMinuteMs, meaning: 'added to answers, ms' },
      jitterMs: { fallback: 50, least: 0, most: oneMinuteMs, meaning: 'up and down, ms' },
    },
    createNetworkLatency,
    ({ latencyMs, jitterMs }) =>
      jitterMs <= latencyMs ? [] : ['jitterMs must not be more than latencyMs'],
  ),
  defineLinkFault(
    'network-bandwidth',
    { kbPerS: { fallback: 64, least: 1, most: 1_000_000, meaning: 'of each connection, KB/s' } },
    createNetworkBandwidth,
  ),
  defineLinkFault(
    'network-slow-close',
    {
      closeDelayMs: {
        ...{ fallback: 2_000, least: 1, most: oneMinuteMs },
        meaning: 'by which the end of a connection comes late, ms',
      },
    },
    createNetworkSlowClose,
  ),
  defineLinkFault('network-reset', {}, createNetworkReset),
  defineLinkFault('network-blackhole', {}, createNetworkBlackhole),
  defineLinkFault('network-down', {}, createNetworkDown),
];

export function createNetworkLatency(
  link: Link,
  { latencyMs, jitterMs }: Readonly<Record<'latencyMs' | 'jitterMs', number>>,
): Fault {
  const name = 'network-latency';
  const attributes = { latency: latencyMs, jitter: jitterMs };
  return createNetworkFault({
    ...{ name, link },
    title: `Latency of ${latencyMs} ± ${jitterMs} ms`,
    mechanism: writeMessage('how-network-latency', { latencyMs, jitterMs }),
    toxics: [{ name, type: 'latency', stream: 'downstream', toxicity: 1, attributes }],
    verify: (proxied) => verifyDelay(proxied, Math.max(0, latencyMs - jitterMs), 'answer'),
  });
}

export function createNetworkBandwidth(link: Link, { kbPerS }: { readonly kbPerS: number }): Fault {
  const name = 'network-bandwidth';
  const attributes = { rate: kbPerS };
  return createNetworkFault({
    ...{ name, link },
    title: `Bandwidth of ${kbPerS} KB/s`,
    mechanism: writeMessage('how-network-bandwidth', { kbPerS }),
    toxics: [{ name, type: 'bandwidth', stream: 'downstream', toxicity: 1, attributes }],
    verify: (proxied) => verifyBandwidth(proxied, kbPerS),
  });
}

export function createNetworkSlowClose(
  link: Link,
  { closeDelayMs }: { readonly closeDelayMs: number },
): Fault {
  const name = 'network-slow-close';
  const attributes = { delay: closeDelayMs };
  return createNetworkFault({
    ...{ name, link },
    title: `Ends ${closeDelayMs} ms late`,
    mechanism: writeMessage('how-network-slow-close', { closeDelayMs }),
    toxics: [{ name, type: 'slow_close', stream: 'downstream', toxicity: 1, attributes }],
    verify: (proxied) => verifyDelay(proxied, closeDelayMs, 'end'),
  });
}

const silentMs = 1_000;

export function createNetworkReset(link: Link): Fault {
  const name = 'network-reset';
  const attributes = { timeout: 0 };
  return createNetworkFault({
    ...{ name, link },
    title: 'Connections reset',
    mechanism: writeMessage('how-network-reset'),
    toxics: [{ name, type: 'reset_peer', stream: 'downstream', toxicity: 1, attributes }],
    verify: (proxied) => verifyBreak(proxied, 'reset'),
  });
}

export function createNetworkBlackhole(link: Link): Fault {
  const name = 'network-blackhole';
  const swallow = (stream: Toxic['stream']): Toxic => ({
    ...{ name: `${name}-${stream}`, type: 'timeout', stream, toxicity: 1 },
    attributes: { timeout: 0 },
  });
  return createNetworkFault({
    ...{ name, link },
    title: 'Black hole',
    mechanism: writeMessage('how-network-blackhole'),
    toxics: [swallow('upstream'), swallow('downstream')],
    verify: (proxied) => verifySilence(proxied, silentMs),
  });
}

export function createNetworkDown(link: Link): Fault {
  return createNetworkFault({
    ...{ name: 'network-down', link },
    title: 'Connections refused',
    mechanism: writeMessage('how-network-down'),
    toxics: [],
    verify: (proxied) => verifyBreak(proxied, 'refused'),
  });
}

interface NetworkFaultOptions {
  /** Without the link, e.g. `network-latency`. */
  readonly name: string;
  readonly link: Link;
  /** What happens to the link, e.g. `Latency of 300 ms`. */
  readonly title: string;
  /** What happens, without by what. */
  readonly mechanism: Message;
  /** Empty where the proxy is switched off instead. */
  readonly toxics: readonly Toxic[];
  readonly verify: (link: ProxiedLink) => Promise<Verification>;
}

const linkTitles = { service: 'the service', postgres: 'PostgreSQL', redis: 'Redis' } as const;

function createNetworkFault(options: NetworkFaultOptions): Fault {
  const { name, link, title, mechanism } = options;
  return {
    id: `${name}@${link}`,
    title: `${title}, to ${linkTitles[link]}`,
    mechanism: joinMessages([mechanism, writeMessage('by-proxy', { link })]),
    link,
    check: async (surroundings) =>
      findLink(link, surroundings) === undefined ? explainNoLink(link, surroundings) : undefined,
    async apply(surroundings) {
      const reached = findLink(link, surroundings);
      if (reached === undefined) throw new ToldError(explainNoLink(link, surroundings));
      const { proxies } = reached;
      const undo = createUndo(link, proxies);
      try {
        if (options.toxics.length === 0) await undo.disable();
        for (const toxic of options.toxics) await undo.add(toxic);
      } catch (thrown) {
        await undo.heal().catch(() => {});
        throw thrown;
      }
      return { verify: () => options.verify(reached), heal: undo.heal };
    },
  };
}

/** Remembers what was done to a link, so that healing undoes that and no more; what failed is tried again. */
function createUndo(link: Link, proxies: ProxySet) {
  const steps: (() => Promise<void>)[] = [];
  return {
    async disable() {
      steps.push(() => proxies.setEnabled(link, true));
      await proxies.setEnabled(link, false);
    },
    async add(toxic: Toxic) {
      await proxies.addToxic(link, toxic);
      steps.push(() => proxies.removeToxic(link, toxic.name));
    },
    async heal() {
      const failures: unknown[] = [];
      for (const step of [...steps]) {
        try {
          await step();
          steps.splice(steps.indexOf(step), 1);
        } catch (thrown) {
          failures.push(thrown);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

function explainNoLink(link: Link, surroundings: FaultSurroundings): Message {
  return surroundings[link] === undefined
    ? writeMessage(`no-link-to-${link}`)
    : writeMessage('no-proxy', { link });
}

function findLink(link: Link, surroundings: FaultSurroundings): ProxiedLink | undefined {
  const { proxies } = surroundings;
  if (proxies === undefined || surroundings[link] === undefined) return undefined;
  try {
    const direct = findDirect(link, surroundings);
    return { link, proxies, through: proxies.address(link), direct };
  } catch {
    return undefined;
  }
}

/** PostgreSQL does not tell where it listens. */
function findDirect(link: Link, { service, redis }: FaultSurroundings): Address | undefined {
  if (link === 'service') {
    const { address, port } = readPinnedAddress(service.baseUrl);
    return { host: address, port };
  }
  if (link !== 'redis' || redis === undefined) return undefined;
  const { host, port } = readStoreAddress('redis', redis.url);
  return { host, port };
}
