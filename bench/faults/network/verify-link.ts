// Whether a fault of the network took effect: by asking through the proxy and past it, and by its counters.

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../../reports/document/message.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { Link, Verification } from '../fault.ts';
import type { ProxySet } from '../proxy/proxy-set.ts';

/** A link as its verification reaches it. */
export interface ProxiedLink {
  readonly link: Link;
  readonly proxies: ProxySet;
  /** Of the proxy. */
  readonly through: Address;
  /** Of what stands behind it; undefined where that is not known. */
  readonly direct: Address | undefined;
}

/** A service under load may be slow for a reason of its own, so one look is not enough. */
const attempts = 3;
const answerTimeoutMs = 10_000;
const countedMs = 1_000;
/** What may be under way when counting begins, bytes. */
const slackBytes = 65_536;

async function attempt(look: () => Promise<Verification>): Promise<Verification> {
  let seen = await look();
  for (let count = 1; count < attempts && !seen.tookEffect; count += 1) seen = await look();
  return seen;
}

function describe({ outcome, tookMs }: ProbeResult): Message {
  return writeMessage('probe-outcome', { outcome, ms: Math.round(tookMs) });
}

/** @param past of the probe at the same time that went past the proxy; undefined without one */
function describeProbes(through: ProbeResult, past: ProbeResult | undefined): Message {
  return past === undefined
    ? writeMessage('evidence-probe', { through: describe(through) })
    : writeMessage('evidence-probes', { through: describe(through), past: describe(past) });
}

/**
 * Through the proxy it must take at least so long, and longer than past it at the same time.
 * @param awaited the answer, or the end of the connection
 */
export function verifyDelay(
  { link, through, direct }: ProxiedLink,
  leastMs: number,
  awaited: 'answer' | 'end',
): Promise<Verification> {
  const timeoutMs = leastMs + answerTimeoutMs;
  return attempt(async () => {
    const [slow, quick] = await Promise.all([
      probeLink(link, through, awaited, timeoutMs),
      direct === undefined ? undefined : probeLink(link, direct, awaited, timeoutMs),
    ]);
    const hasCome = slow.outcome === 'answered' || slow.outcome === 'ended';
    const isLater = quick === undefined || slow.tookMs > quick.tookMs;
    return {
      tookEffect: hasCome && slow.tookMs >= leastMs && isLater,
      evidence: describeProbes(slow, quick),
    };
  });
}

/** Through the proxy nothing may come back within `silentMs`, though past it something does. */
export function verifySilence(
  { link, through, direct }: ProxiedLink,
  silentMs: number,
): Promise<Verification> {
  return attempt(async () => {
    const [lost, found] = await Promise.all([
      probeLink(link, through, 'answer', silentMs),
      direct === undefined ? undefined : probeLink(link, direct, 'answer', silentMs),
    ]);
    return {
      tookEffect: lost.outcome === 'silent' && found?.outcome !== 'silent',
      evidence: describeProbes(lost, found),
    };
  });
}

/** A new connection must end that way. */
export async function verifyBreak(
  { link, through, proxies }: ProxiedLink,
  expected: Extract<ProbeOutcome, 'reset' | 'refused'>,
): Promise<Verification> {
  const probe = await probeLink(link, through, 'answer', answerTimeoutMs);
  const { resets, connectionsOpen } = await proxies.counters(link);
  return {
    tookEffect: probe.outcome === expected,
    evidence: writeMessage('evidence-break', {
      ...{ probe: describe(probe), resets, open: connectionsOpen },
    }),
  };
}

/** What came down the link in a second must fit the limit, which is one of each connection. */
export async function verifyBandwidth(
  { link, proxies }: ProxiedLink,
  kbPerS: number,
): Promise<Verification> {
  const before = await proxies.counters(link);
  const startMs = performance.now();
  await sleep(countedMs);
  const after = await proxies.counters(link);
  const tookMs = performance.now() - startMs;
  const connections =
    Math.max(before.connectionsOpen, after.connectionsOpen) +
    (after.connectionsOpened - before.connectionsOpened);
  const bytes = after.bytesDownstream - before.bytesDownstream;
  const most = Math.round(connections * (kbPerS * tookMs + slackBytes));
  return {
    tookEffect: bytes > 0 && bytes <= most,
    evidence:
      bytes > 0
        ? writeMessage('evidence-bandwidth', { bytes, connections, ms: Math.round(tookMs), most })
        : writeMessage('evidence-no-bytes'),
  };
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `answered` with its first byte, `ended` in order without one, or what went wrong. */
export type ProbeOutcome = 'answered' | 'ended' | 'reset' | 'refused' | 'silent';

export interface ProbeResult {
  readonly outcome: ProbeOutcome;
  /** From the beginning of the connection to the outcome, ms. */
  readonly tookMs: number;
}

/** The 8 bytes of an SSLRequest, which PostgreSQL answers with one byte (its protocol, 53.7). */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * What makes each server say something and then hang up. To the service it is no valid request, so that
 * it is refused by the parser and does not count as one; PostgreSQL gets a start packet of no length.
 */
const questions: Readonly<Record<Link, Buffer>> = {
  service: Buffer.from('LOADSTONE\r\n\r\n'),
  redis: Buffer.from('QUIT\r\n'),
  postgres: Buffer.concat([sslRequest, Buffer.from([0, 0, 0, 0])]),
};

/**
 * Asks and waits for the first byte, or for the end of the connection.
 * @param awaited the end where the answer alone is not enough
 */
export function probeLink(
  link: Link,
  address: Address,
  awaited: 'answer' | 'end',
  timeoutMs: number,
): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const startMs = performance.now();
    const socket = connect(address);
    socket.setNoDelay(true);
    const finish = (outcome: ProbeOutcome) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ outcome, tookMs: performance.now() - startMs });
    };
    const timer = setTimeout(() => finish('silent'), timeoutMs);
    socket.once('connect', () => socket.write(questions[link]));
    socket.on('data', () => {
      if (awaited === 'answer') finish('answered');
    });
    socket.once('end', () => finish('ended'));
    socket.on('error', (cause: NodeJS.ErrnoException) => finish(nameFailure(cause.code)));
  });
}

function nameFailure(code: string | undefined): ProbeOutcome {
  if (code === 'ECONNREFUSED') return 'refused';
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'silent';
}
