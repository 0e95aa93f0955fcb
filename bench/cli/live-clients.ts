// The browsers that listen to a run: few, and none that is too slow to read.
import type { ServerResponse } from 'node:http';

export interface LiveClientLimits {
  /** Most clients at a time; one more is refused. */
  readonly mostClients: number;
  /** A client that leaves more than this unread is dropped; it may come back and gets the whole state. */
  readonly mostWaitingBytes: number;
  /** Between two signs of life where nothing happens. */
  readonly heartbeatMs: number;
}

export interface LiveClients {
  count(): number;
  isFull(): boolean;
  /** Takes over a response whose head is written. */
  add(response: ServerResponse): void;
  send(event: 'fragments' | 'ended', data: string): void;
  sendTo(response: ServerResponse, event: 'fragments', data: string): void;
  /** Ends every stream once it is read, at the latest after `mostMs`. */
  close(mostMs: number): Promise<void>;
}

/** Before a browser tries again. */
const retryMs = 2_000;

export function createLiveClients(limits: LiveClientLimits): LiveClients {
  const clients = new Set<ServerResponse>();
  let lastId = 0;

  const write = (response: ServerResponse, text: string): void => {
    if (response.writableLength > limits.mostWaitingBytes) {
      clients.delete(response);
      response.destroy();
      return;
    }
    response.write(text);
  };
  const heartbeat = setInterval(() => {
    for (const response of clients) write(response, ': still here\n\n');
  }, limits.heartbeatMs);
  heartbeat.unref();
  const format = (event: string, data: string) =>
    `id: ${lastId}\nevent: ${event}\ndata: ${data.split('\n').join('\ndata: ')}\n\n`;

  return {
    count: () => clients.size,
    isFull: () => clients.size >= limits.mostClients,
    add: (response) => {
      clients.add(response);
      response.on('close', () => clients.delete(response));
      response.on('error', () => clients.delete(response));
      write(response, `retry: ${retryMs}\n\n`);
    },
    send: (event, data) => {
      lastId += 1;
      for (const response of clients) write(response, format(event, data));
    },
    sendTo: (response, event, data) => {
      if (clients.has(response)) write(response, format(event, data));
    },
    close: async (mostMs) => {
      clearInterval(heartbeat);
      const gone = [...clients].map(
        (response) => new Promise<void>((resolve) => response.end(() => resolve())),
      );
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, mostMs);
      });
      await Promise.race([Promise.all(gone), late]);
      clearTimeout(timer);
      for (const response of clients) response.destroy();
    },
  };
}
