// Serves the live page on loopback: GET only, under a path that cannot be guessed, to whoever was given the address.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { LiveFragments } from '../../reports/live/live-page.ts';
import { LoadstoneError } from '../errors.ts';
import { judgeLiveRequest, readLiveRequest } from './live-request.ts';

/** What is served; asked for when somebody asks, and free to wait for a better moment. */
interface LiveSource {
  readPage(): Promise<string>;
  readFragments(): Promise<LiveFragments>;
}

export interface LiveServer {
  /** With the secret path. */
  readonly url: string;
  countClients(): number;
  /** Sends these fragments to everyone who listens. */
  publish(fragments: LiveFragments): void;
  /** Says that nothing more comes, lets it be read, and closes; at the latest after a second. */
  close(): Promise<void>;
}

export interface LiveServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly contentSecurityPolicy: string;
  readonly limits?: LiveClientLimits;
  /** Most time for the head of a request; who sends it more slowly is dropped. */
  readonly mostHeadMs?: number;
}

const usualLimits: LiveClientLimits = {
  mostClients: 20,
  mostWaitingBytes: 512 * 1024,
  heartbeatMs: 15_000,
};
const mostClosingMs = 1_000;
/** A last bound: those that come in one go are counted before any of them is dropped. */
const mostConnections = 1_024;
/** Connections that have not shown the secret path; of more the oldest is dropped, so that they keep nobody out. */
const mostStrangers = 24;
const mostRequestsPerConnection = 100;
const usualMostHeadMs = 5_000;
/** A connection on which nothing moves, other than that of a listener. */
const mostIdleMs = 20_000;

/** @throws LoadstoneError LIVE_PORT_TAKEN */
export async function openLiveServer(
  source: LiveSource,
  {
    port,
    contentSecurityPolicy,
    limits = usualLimits,
    mostHeadMs = usualMostHeadMs,
  }: LiveServerOptions,
): Promise<LiveServer> {
  const token = randomBytes(16).toString('base64url');
  const clients = createLiveClients(limits);
  // Who asks a hundred times at once must not have it drawn a hundred times beside a measurement.
  const readPage = share(() => source.readPage());
  const readFragments = share(() => source.readFragments());
  const prepare = (response: ServerResponse) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('Content-Security-Policy', contentSecurityPolicy);
  };
  const settings = {
    ...{ headersTimeout: mostHeadMs, requestTimeout: mostHeadMs, keepAliveTimeout: mostHeadMs },
    connectionsCheckingInterval: Math.min(1_000, mostHeadMs),
    // It is judged like a wrong one.
    requireHostHeader: false,
  };
  const server = createServer({ maxHeaderSize: 8 * 1024, ...settings }, (request, response) => {
    prepare(response);
    answer(request, response).catch(() => response.destroy());
  });
  // Nobody is told to go on with a body that nobody reads.
  for (const event of ['checkContinue', 'checkExpectation'] as const) {
    server.on(event, (_: IncomingMessage, response: ServerResponse) => {
      prepare(response);
      refuse(response, 417);
    });
  }
  server.maxConnections = mostConnections;
  server.maxRequestsPerSocket = mostRequestsPerConnection;
  server.timeout = mostIdleMs;
  const strangers = limitStrangers(server);
  const boundPort = await listen(server, port);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method } = request;
    const answered = judgeLiveRequest(readLiveRequest(request), boundPort, token);
    if (answered.kind === 'refused') {
      if (answered.status === 405) response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, answered.status);
    }
    strangers.delete(request.socket);
    if (answered.kind === 'page') {
      const page = await readPage();
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(method === 'HEAD' ? undefined : page);
      return;
    }
    if (clients.isFull()) return refuse(response, 503);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    if (method === 'HEAD') {
      response.end();
      return;
    }
    request.socket.setTimeout(0);
    // In the list at once, so that none is forgotten between; then all there is.
    clients.add(response);
    clients.sendTo(response, 'fragments', JSON.stringify(await readFragments()));
  }

  return {
    url: `http://127.0.0.1:${boundPort}/${token}/`,
    countClients: clients.count,
    publish: (fragments) => clients.send('fragments', JSON.stringify(fragments)),
    close: async () => {
      clients.send('ended', '{}');
      server.close();
      await clients.close(mostClosingMs);
      server.closeAllConnections();
    },
  };
}

const headers: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Calls made while one is under way get what that one gets. */
function share<Result>(act: () => Promise<Result>): () => Promise<Result> {
  let pending: Promise<Result> | undefined;
  return () => {
    pending ??= act().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

/** Those that are connected and have not been served yet, the oldest first. */
function limitStrangers(server: ReturnType<typeof createServer>): Set<Socket> {
  const strangers = new Set<Socket>();
  server.on('connection', (socket) => {
    strangers.add(socket);
    socket.once('close', () => strangers.delete(socket));
    const [oldest] = strangers;
    if (strangers.size > mostStrangers) oldest?.destroy();
  });
  return strangers;
}

/** The connection goes with it: whoever sends a body need not be read. */
function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  response.end(`${status}\n`);
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new LoadstoneError('LIVE_PORT_TAKEN', `The live page cannot use port ${port}.`, { cause }),
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

interface LiveClientLimits {
  /** Most clients at a time; one more is refused. */
  readonly mostClients: number;
  /** A client that leaves more than this unread is dropped; it may come back and gets the whole state. */
  readonly mostWaitingBytes: number;
  /** Between two signs of life where nothing happens. */
  readonly heartbeatMs: number;
}

interface LiveClients {
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

/** The browsers that listen to a run: few, and none that is too slow to read. */
function createLiveClients(limits: LiveClientLimits): LiveClients {
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
