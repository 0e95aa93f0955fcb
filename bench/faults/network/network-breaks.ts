// Links that are broken: reset, swallowing everything, or refusing connections.
import type { Fault, Link } from '../fault.ts';
import type { Toxic } from '../proxy/toxic.ts';
import { createNetworkFault } from './network-fault.ts';
import { verifyBreak, verifySilence } from './verify-link.ts';

const silentMs = 1_000;

export function createNetworkReset(link: Link): Fault {
  const name = 'network-reset';
  const attributes = { timeout: 0 };
  return createNetworkFault({
    ...{ name, link },
    title: 'Connections reset',
    mechanism: 'Every open connection is reset (RST), and each new one as soon as it is made.',
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
    mechanism: 'Connections stay open and are accepted, but nothing passes in either direction.',
    toxics: [swallow('upstream'), swallow('downstream')],
    verify: (proxied) => verifySilence(proxied, silentMs),
  });
}

export function createNetworkDown(link: Link): Fault {
  return createNetworkFault({
    ...{ name: 'network-down', link },
    title: 'Connections refused',
    mechanism: 'Open connections are cut, and new ones are refused.',
    toxics: [],
    verify: (proxied) => verifyBreak(proxied, 'refused'),
  });
}
