// One slice of one variant: autocannon from its first request to the end of its last.
import autocannon from 'autocannon';
import type { ConnectionOptions } from './client-hooks.ts';
import { type Connection, type ConnectionEvents, controlConnection } from './connection.ts';
import type { RequestEvents } from './request-events.ts';

export interface SliceRunOptions extends ConnectionOptions {
  readonly baseUrl: string;
  readonly connections: number;
  readonly durationMs: number;
  /** One for all connections of the slice. */
  readonly events: RequestEvents;
  /** Called at the end of the duration, before the last requests are waited for. */
  readonly onStop: () => void;
}

export interface SliceRunOutcome {
  readonly connectionsOpened: number;
  /** Connections opened again after a request timed out, which autocannon does by closing. */
  readonly reopenedAfterTimeout: number;
  /** Connections opened again because the service closed or broke them. */
  readonly reopenedAfterLoss: number;
  readonly inFlightAtEnd: number;
  /** Answers that announced a close; autocannon goes on with such a connection all the same. */
  readonly closesAnnounced: number;
}

/** How often autocannon looks whether it is done, ms. */
const lookIntervalMs = 5;

/** Far beyond any slice: we end it, autocannon never does. */
const neverS = 86_400;

/**
 * Runs a slice and waits for the requests in flight at its end, at most requestTimeoutMs.
 * @throws what the scenario threw while a request was drawn or an answer observed
 */
export async function runAutocannonSlice(options: SliceRunOptions): Promise<SliceRunOutcome> {
  const connections: Connection[] = [];
  const counts = {
    ...{ connectionsOpened: 0, reopenedAfterTimeout: 0, reopenedAfterLoss: 0 },
    closesAnnounced: 0,
  };
  let fault: { readonly thrown: unknown } | undefined;
  const events: ConnectionEvents = {
    ...options.events,
    onOpened() {
      counts.connectionsOpened += 1;
    },
    onCloseAnnounced() {
      counts.closesAnnounced += 1;
    },
    onReopen(cause) {
      if (cause === 'timed-out') counts.reopenedAfterTimeout += 1;
      else counts.reopenedAfterLoss += 1;
    },
    onFault(thrown) {
      fault ??= { thrown };
      for (const connection of connections) connection.destroy();
    },
  };
  const stopTimer = setTimeout(() => {
    options.onStop();
    for (const connection of connections) connection.stop();
  }, options.durationMs);
  try {
    await autocannon({
      url: options.baseUrl,
      connections: options.connections,
      pipelining: 1,
      duration: neverS,
      sampleInt: lookIntervalMs,
      skipAggregateResult: true,
      setupClient: (client) => {
        connections.push(controlConnection(client, options, events));
      },
    });
  } finally {
    clearTimeout(stopTimer);
    for (const connection of connections) connection.destroy();
  }
  if (fault !== undefined) throw fault.thrown;
  const inFlightAtEnd = connections.reduce((sum, { inFlight }) => sum + inFlight, 0);
  return { ...counts, inFlightAtEnd };
}
