// Finds a port that a link can give up while it is down and have back when it is healed.
import { once } from 'node:events';
import type { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { readSmallFile } from '../../probes/small-file.ts';

const leastPort = 10_240;
const attempts = 50;
const listenAgainTimeoutMs = 5_000;
const listenAgainPollMs = 50;

async function listen(server: Server, port: number): Promise<void> {
  server.listen({ port, host: '127.0.0.1', backlog: 4_096 });
  await once(server, 'listening');
}

/** The first port that the system gives to outgoing connections; undefined where not known. */
function readFirstEphemeralPort(): number | undefined {
  const text = readSmallFile('/proc/sys/net/ipv4/ip_local_port_range');
  const first = Number.parseInt(text ?? '', 10);
  return Number.isInteger(first) ? first : undefined;
}

/**
 * Listens on a free port of 127.0.0.1 and gives its number. It lies below the ports of outgoing
 * connections where there is room: one of those could take it while the link is down.
 * @throws Error of listen
 */
export async function listenOnFreePort(
  server: Server,
  generator: RandomGenerator,
): Promise<number> {
  const mostPort = (readFirstEphemeralPort() ?? 0) - 1;
  for (let attempt = 0; attempt < attempts && mostPort - leastPort >= 1_000; attempt += 1) {
    const port = uniformInt(generator, leastPort, mostPort);
    try {
      await listen(server, port);
      return port;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw thrown;
    }
  }
  await listen(server, 0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No loopback port is free.');
  return address.port;
}

/**
 * Listens on this very port again; waits for some time where another program has it.
 * @throws Error of listen
 */
export async function listenAgain(server: Server, port: number): Promise<void> {
  const deadline = performance.now() + listenAgainTimeoutMs;
  for (;;) {
    try {
      return await listen(server, port);
    } catch (thrown) {
      if (performance.now() >= deadline) throw thrown;
      await sleep(listenAgainPollMs);
    }
  }
}
