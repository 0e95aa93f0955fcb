// Asks one question over a connection of its own and tells what came back, by the protocol of each link.
import { connect } from 'node:net';
import type { Link } from '../fault.ts';

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
