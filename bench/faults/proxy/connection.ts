// A client's connection and the proxy's own to the service, joined by one flow for each direction.
import type { Socket } from 'node:net';
import { createFlow, type Flow } from './flow.ts';
import type { Piece } from './line.ts';
import type { ToxicStream } from './toxic.ts';

export interface ConnectionEvents {
  /** So many bytes were handed on. */
  onBytes(stream: ToxicStream, count: number): void;
  /** Both sides are reset; at most once. */
  onReset(): void;
  /** Both sockets are closed. */
  onClosed(): void;
}

export interface Connection {
  readonly flows: Readonly<Record<ToxicStream, Flow>>;
  /** Closes both sides at once; what was not delivered is lost. */
  cut(): void;
}

/**
 * Joins two sockets that allow half-open: what comes in on the one goes out on the other, its end and
 * its reset too. Upstream need not be connected yet; where it refuses, the client is reset.
 */
export function joinSockets(
  client: Socket,
  upstream: Socket,
  events: ConnectionEvents,
): Connection {
  const sockets = [client, upstream];
  let isReset = false;
  let openCount = sockets.length;
  const flows = {
    upstream: joinOneWay(client, upstream, 'upstream'),
    downstream: joinOneWay(upstream, client, 'downstream'),
  };
  listen(client, flows.upstream, flows.downstream);
  listen(upstream, flows.downstream, flows.upstream);

  function joinOneWay(source: Socket, sink: Socket, stream: ToxicStream): Flow {
    return createFlow({
      setPaused: (isPaused) => void (isPaused ? source.pause() : source.resume()),
      deliver: (piece) => deliver(piece, sink, stream),
      meetFate: (kind) => (kind === 'reset' ? reset() : close()),
    });
  }

  function deliver(piece: Piece, sink: Socket, stream: ToxicStream): boolean {
    switch (piece.kind) {
      case 'bytes':
        events.onBytes(stream, piece.bytes.length);
        return sink.write(piece.bytes);
      case 'end':
        sink.end();
        return true;
      case 'reset':
        reset();
        return true;
      case 'close':
        close();
        return true;
    }
  }

  function listen(socket: Socket, outgoing: Flow, incoming: Flow): void {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => outgoing.receive({ kind: 'bytes', bytes }));
    socket.on('end', () => outgoing.receive({ kind: 'end' }));
    socket.on('error', () => outgoing.receive({ kind: 'reset' }));
    socket.on('drain', () => incoming.drained());
    socket.on('close', () => {
      // What still comes for it has nowhere to go; what it sent itself is still on its way.
      incoming.stop();
      openCount -= 1;
      if (openCount === 0) {
        outgoing.stop();
        events.onClosed();
      }
    });
  }

  function stopFlows(): void {
    flows.upstream.stop();
    flows.downstream.stop();
  }

  function reset(): void {
    stopFlows();
    if (!isReset) events.onReset();
    isReset = true;
    for (const socket of sockets) if (!socket.destroyed) socket.resetAndDestroy();
  }

  /** Closes both sides once what was handed to them is written. */
  function close(): void {
    stopFlows();
    for (const socket of sockets) socket.destroySoon();
  }

  return {
    flows,
    cut() {
      stopFlows();
      for (const socket of sockets) socket.destroy();
    },
  };
}
