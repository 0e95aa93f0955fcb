// Serves the live page on loopback: GET only, under a path that cannot be guessed, to whoever was given the address.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveFragments } from '../../reports/live/live-page.ts';
import { LoadstoneError } from '../errors.ts';
import { createLiveClients, type LiveClientLimits } from './live-clients.ts';
import { judgeLiveRequest } from './live-request.ts';

/** What is served; asked for when somebody asks, and free to wait for a better moment. */
export interface LiveSource {
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
}

const usualLimits: LiveClientLimits = {
  mostClients: 20,
  mostWaitingBytes: 512 * 1024,
  heartbeatMs: 15_000,
};
const mostClosingMs = 1_000;
const mostConnections = 64;

/** @throws LoadstoneError LIVE_PORT_TAKEN */
export async function openLiveServer(
  source: LiveSource,
  { port, contentSecurityPolicy, limits = usualLimits }: LiveServerOptions,
): Promise<LiveServer> {
  const token = randomBytes(16).toString('base64url');
  const clients = createLiveClients(limits);
  const server = createServer({ maxHeaderSize: 8 * 1024 }, (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('Content-Security-Policy', contentSecurityPolicy);
    answer(request, response).catch(() => response.destroy());
  });
  server.maxConnections = mostConnections;
  const boundPort = await listen(server, port);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url } = request;
    const answered = judgeLiveRequest(
      { method, url, host: request.headers.host },
      boundPort,
      token,
    );
    if (answered.kind === 'refused') {
      if (answered.status === 405) response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, answered.status);
    }
    if (answered.kind === 'page') {
      const page = await source.readPage();
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
    // In the list at once, so that none is forgotten between; then all there is.
    clients.add(response);
    clients.sendTo(response, 'fragments', JSON.stringify(await source.readFragments()));
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
