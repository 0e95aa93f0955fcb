// A server of exactly known behaviour that records, request by request, what was true.
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { LoadstoneError } from '../../errors.ts';
import { createLatencyStream, type ServerBehaviour } from './server-behaviour.ts';
import { type Exchange, serveConnection } from './truth-connection.ts';
import type { ServedRequest, ServerRecord } from './truth-record.ts';

export interface TruthServer {
  readonly port: number;
  /** Stops it, destroys its connections and gives the record. */
  end(): Promise<ServerRecord>;
}

type MutableRequest = { -readonly [K in keyof ServedRequest]: ServedRequest[K] };

/** Starts a server on a free loopback port. @throws LoadstoneError PORT_TAKEN */
export async function startTruthServer(
  behaviour: ServerBehaviour,
  seed: number,
): Promise<TruthServer> {
  const { trouble, latency } = behaviour;
  const nextLatencyMs = createLatencyStream(latency, seed);
  const requests: MutableRequest[] = [];
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  let connectionsAccepted = 0;
  let firstMs = 0;
  let isEnded = false;

  const accept = (socket: Socket) => {
    connectionsAccepted += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, {
      onRequest: serve,
      onRefused: (arrivedMs) => void register(arrivedMs, 'refused'),
    });
  };
  let server = await listenOnFreePort(accept);
  const port = portOf(server);

  function register(arrivedMs: number, outcome: ServedRequest['outcome']): MutableRequest {
    if (requests.length === 0) begin(arrivedMs);
    const arrivedUs = (arrivedMs - firstMs) * 1_000;
    const request = { arrivedUs, inServerUs: undefined, outcome, status: undefined };
    requests.push(request);
    return request;
  }

  function begin(arrivedMs: number): void {
    firstMs = arrivedMs;
    if (trouble?.kind === 'down') later(trouble.fromMs, () => goDown(trouble.lengthMs));
  }

  function later(delayMs: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, delayMs);
    timers.add(timer);
  }

  function goDown(lengthMs: number): void {
    for (const request of requests) if (request.outcome === 'pending') request.outcome = 'broken';
    server.close();
    for (const socket of sockets) socket.destroy();
    later(lengthMs, () => {
      if (!isEnded) server = createServer({ noDelay: true }, accept).listen(port, '127.0.0.1');
    });
  }

  function serve(exchange: Exchange): void {
    if (trouble?.kind === 'announce-close' && exchange.answersBefore >= trouble.answers) {
      register(exchange.arrivedMs, 'refused');
      exchange.answer(503);
      return;
    }
    const ordinal = requests.length;
    const request = register(exchange.arrivedMs, 'pending');
    exchange.onGone = () => {
      if (request.outcome === 'pending') request.outcome = 'abandoned';
    };
    const latencyMs = nextLatencyMs();
    if (latency.kind === 'spin') {
      while (performance.now() < exchange.arrivedMs + latencyMs);
      finish(exchange, request, ordinal);
      return;
    }
    const releaseMs = Math.max(exchange.arrivedMs + latencyMs, stallEndMs(exchange.arrivedMs));
    const waitMs = releaseMs - performance.now();
    if (waitMs <= 0) finish(exchange, request, ordinal);
    else later(waitMs, () => finish(exchange, request, ordinal));
  }

  function stallEndMs(arrivedMs: number): number {
    if (trouble?.kind !== 'stall') return arrivedMs;
    const startMs = firstMs + trouble.fromMs;
    const endMs = startMs + trouble.lengthMs;
    return arrivedMs >= startMs && arrivedMs < endMs ? endMs : arrivedMs;
  }

  function finish(exchange: Exchange, request: MutableRequest, ordinal: number): void {
    if (request.outcome !== 'pending') return;
    const isHit =
      trouble !== undefined && 'every' in trouble && ordinal % trouble.every === trouble.every - 1;
    const answered = (status: number, atMs: number) => {
      request.outcome = 'answered';
      request.status = status;
      request.inServerUs = (atMs - exchange.arrivedMs) * 1_000;
    };
    if (trouble?.kind === 'odd-chunks') {
      exchange.answerInOddChunks((atMs) => answered(200, atMs));
    } else if (trouble?.kind === 'hang' && isHit) {
      request.outcome = 'hung';
    } else if (trouble?.kind === 'half-answer' && isHit) {
      request.outcome = 'broken';
      exchange.breakHalfway();
    } else if (
      (trouble?.kind === 'reset' && isHit) ||
      (trouble?.kind === 'drop-once' && ordinal === trouble.atRequest)
    ) {
      request.outcome = 'broken';
      exchange.reset();
    } else {
      const status = trouble?.kind === 'status-500' && isHit ? 500 : 200;
      answered(status, exchange.answer(status, endOfConnection(trouble, exchange)));
    }
  }

  return {
    port,
    async end() {
      isEnded = true;
      // What was never answered stays as it is; only the sockets go.
      const record = { requests: requests.map((request) => ({ ...request })), connectionsAccepted };
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      if (server.listening) {
        server.close();
        await once(server, 'close');
      }
      return record;
    },
  };
}

/** What the answer does to its connection, where the behaviour limits the answers of one. */
function endOfConnection(
  trouble: ServerBehaviour['trouble'],
  exchange: Exchange,
): 'close' | 'announce-close' | undefined {
  if (trouble?.kind !== 'close-after' && trouble?.kind !== 'announce-close') return undefined;
  if (exchange.answersBefore + 1 < trouble.answers) return undefined;
  return trouble.kind === 'close-after' ? 'close' : 'announce-close';
}

/**
 * A port below the usual range of client ports: while the server is down, a client that reconnects
 * from the very port it dials would meet itself and keep the port from us.
 */
async function listenOnFreePort(accept: (socket: Socket) => void): Promise<Server> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const server = createServer({ noDelay: true }, accept);
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const isOpen = await new Promise<boolean>((resolve) => {
      server.once('listening', () => resolve(true));
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1');
    });
    if (isOpen) return server;
  }
  throw new LoadstoneError('PORT_TAKEN', 'no free loopback port between 20000 and 29999');
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new LoadstoneError('INTERNAL', 'the truth server listens on no port');
  }
  return address.port;
}
