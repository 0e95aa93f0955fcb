// Links that are slow: latency, bandwidth, and ends that come late.
import type { Fault, Link } from '../fault.ts';
import { createNetworkFault } from './network-fault.ts';
import { verifyBandwidth, verifyDelay } from './verify-link.ts';

export interface NetworkLatencyOptions {
  /** Added to each piece that comes back, ms. */
  readonly latencyMs: number;
  /** The latency varies by so much up and down, ms. */
  readonly jitterMs: number;
}

export function createNetworkLatency(
  link: Link,
  { latencyMs, jitterMs }: NetworkLatencyOptions,
): Fault {
  const name = 'network-latency';
  const attributes = { latency: latencyMs, jitter: jitterMs };
  return createNetworkFault({
    ...{ name, link },
    title: `Latency of ${latencyMs} ± ${jitterMs} ms`,
    mechanism: `All that comes back is ${latencyMs} ± ${jitterMs} ms late.`,
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
    mechanism: `Each connection brings back ${kbPerS} KB/s at most.`,
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
    mechanism: `That a connection was ended is told to the other side ${closeDelayMs} ms late.`,
    toxics: [{ name, type: 'slow_close', stream: 'downstream', toxicity: 1, attributes }],
    verify: (proxied) => verifyDelay(proxied, closeDelayMs, 'end'),
  });
}
