// A raw TCP or TLS server for tests: the test says what is written for each request.
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';

export interface RawServer {
  readonly port: number;
  readonly baseUrl: string;
  readonly requestCount: number;
  readonly connectionsAccepted: number;
  /** Those that neither side has ended yet. */
  readonly connectionsOpen: number;
  /** Ends all open connections, as a service does with idle ones. */
  dropConnections(): void;
  stop(): Promise<void>;
}

export interface RawRequest {
  readonly socket: Socket;
  /** Counts from 1, over all connections and on this one. */
  readonly number: number;
  readonly numberOnConnection: number;
}

/** A whole right answer of two bytes. */
export const okAnswer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** Starts a server that ends with the test; requests have no body. */
export async function startRawServer(
  answer: (request: RawRequest) => void,
  tls?: { readonly key: string; readonly cert: string },
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  let requestCount = 0;
  let connectionsAccepted = 0;

  function serve(socket: Socket): void {
    let numberOnConnection = 0;
    let text = '';
    connectionsAccepted += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      const heads = text.split('\r\n\r\n');
      text = heads.pop() ?? '';
      for (const _ of heads) {
        requestCount += 1;
        numberOnConnection += 1;
        answer({ socket, number: requestCount, numberOnConnection });
      }
    });
  }

  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  const stop = async () => {
    if (!server.listening) return;
    dropConnections();
    server.close();
    await once(server, 'close');
  };
  onTestFinished(stop);
  return {
    port: address.port,
    baseUrl: `http://127.0.0.1:${address.port}`,
    get requestCount() {
      return requestCount;
    },
    get connectionsAccepted() {
      return connectionsAccepted;
    },
    get connectionsOpen() {
      return sockets.size;
    },
    dropConnections,
    stop,
  };
}
