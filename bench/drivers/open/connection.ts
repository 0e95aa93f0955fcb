// One keep-alive connection slot: at most one request in flight, sockets replaced as they end.
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ScenarioRequest, ScenarioRoute } from '../../../scenarios/model.ts';
import { nowMs } from './clock.ts';
import { ResponseParser, type WantedBody, type WantedHead } from './response-parser.ts';

export interface ConnectionTls {
  readonly servername: string;
  /** Authorities that are trusted instead of the usual ones, PEM. */
  readonly ca: string | undefined;
  readonly rejectUnauthorized: boolean;
}

export interface ConnectionTarget {
  /** A numeric address, resolved once. */
  readonly address: string;
  readonly port: number;
  /** What the host header says, `name:port`. */
  readonly host: string;
  /** Server name and trust of an https target; undefined for plain http. */
  readonly tls: ConnectionTls | undefined;
}

/** The request in flight; one object a connection, used again for each request. */
export interface Exchange {
  request: ScenarioRequest;
  route: ScenarioRoute;
  /** Intended start and actual send, ms on the driver's clock; the same in a closed loop. */
  intendedAtMs: number;
  sentAtMs: number;
  deadlineMs: number;
  wantedBody: WantedBody;
  wantedHead: WantedHead;
  /** Of a write whose intent stands in the request log. */
  operationId: string | undefined;
  /** How long the connection was idle before the send, ms; negative where it was opened for the request. */
  idleMs: number;
  /** True where it was sent again after the other side had closed the connection. */
  isResent: boolean;
}

/** `busy` holds a request, even while its socket is still connecting. */
export type ConnectionState = 'closed' | 'connecting' | 'idle' | 'busy';

/** What a connection tells its pool; it has its new state already. */
export interface ConnectionEvents {
  /** A whole answer stands in connection.parser. */
  answered(connection: Connection): void;
  /** The request in flight came to nothing. @param fresh no answer had ever come on this socket */
  broke(connection: Connection, reason: string, fresh: boolean): void;
  /** The request in flight is sent again over a new socket. */
  resent(): void;
  opened(connection: Connection): void;
  /** A close came without a byte of the answer: may it have crossed the request, which was never received? */
  isCrossing(exchange: Exchange): boolean;
  /** A connection without a request came to nothing: while connecting a failure, while idle none. */
  lost(connection: Connection, before: 'connecting' | 'idle'): void;
  /** Bytes came that no request asked for. */
  strayed(): void;
}

/** Read by the sockets of all connections in turn: each read is parsed before the next begins. */
const readBuffer = Buffer.allocUnsafe(64 * 1024);

type SocketError = Error & { readonly code?: string; readonly syscall?: string };

/** Sending them twice is as sending them once (RFC 9110, 9.2.2). */
const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/** A write of no more than this is taken by the kernel whole or not at all, where nothing waits before it. */
const mostBytesAtOnce = 4_096;

const noRequest: ScenarioRequest = { route: '', method: 'GET', path: '/' };
const noRoute: ScenarioRoute = { weight: 1, writes: false, expectedStatuses: [] };

export class Connection {
  readonly parser = new ResponseParser();
  readonly exchange: Exchange = {
    request: noRequest,
    route: noRoute,
    intendedAtMs: 0,
    sentAtMs: 0,
    deadlineMs: 0,
    wantedBody: 'none',
    wantedHead: 'none',
    operationId: undefined,
    idleMs: -1,
    isResent: false,
  };
  state: ConnectionState = 'closed';
  /** True while the pool's queue of idle connections holds it. */
  isQueued = false;
  /** When it was opened or its last answer came, on the driver's clock; kept by those who know the time. */
  idleSinceMs = Number.POSITIVE_INFINITY;
  /** True where its socket was closed for being idle: the next one is opened in its place. */
  isExpired = false;
  readonly target: ConnectionTarget;
  readonly #events: ConnectionEvents;
  #socket: Socket | undefined;
  /** True until an answer has come on the socket. */
  #fresh = true;
  #text = '';
  #encoding: 'latin1' | 'utf8' = 'latin1';

  constructor(target: ConnectionTarget, events: ConnectionEvents) {
    this.target = target;
    this.#events = events;
  }

  /** Opens a socket without a request; `settled` tells how it went. */
  open(): void {
    if (this.state !== 'closed') return;
    this.state = 'connecting';
    this.isExpired = false;
    this.#socket = this.#connect();
  }

  /** Sends the request of `exchange`, over a new socket where none is open. */
  send(text: string, encoding: 'latin1' | 'utf8'): void {
    const { request, wantedBody, wantedHead } = this.exchange;
    this.parser.start(request.method === 'HEAD', wantedBody, wantedHead);
    const socket = this.#socket ?? this.#connect();
    this.#socket = socket;
    this.state = 'busy';
    this.isExpired = false;
    this.#text = text;
    this.#encoding = encoding;
    socket.write(text, encoding);
  }

  /** Lets go of the socket without telling anybody; the request in flight is the caller's. */
  discard(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.state = 'closed';
    this.parser.abandon();
    socket?.destroy();
  }

  #connect(): Socket {
    this.#fresh = true;
    // Until it has opened, it can't have been idle.
    this.idleSinceMs = Number.POSITIVE_INFINITY;
    const { address, port, tls } = this.target;
    const socket =
      tls === undefined
        ? connect({
            host: address,
            port,
            noDelay: true,
            onread: {
              buffer: readBuffer,
              callback: (bytesRead, bytes) => {
                if (this.#socket === socket) this.#read(bytes, bytesRead);
                return true;
              },
            },
          })
        : this.#connectTls(tls);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      if (this.#socket !== socket || this.state !== 'connecting') return;
      this.state = 'idle';
      this.idleSinceMs = nowMs();
      this.#events.opened(this);
    });
    socket.on('error', (error: SocketError) => {
      if (this.#socket !== socket) return;
      if (this.#mayResend(error)) this.#resend();
      else this.#lose(error.code ?? error.message);
    });
    socket.once('end', () => {
      if (this.#socket === socket) this.#end();
    });
    socket.once('close', () => {
      if (this.#socket === socket) this.#end();
    });
    return socket;
  }

  #connectTls({ servername, ca, rejectUnauthorized }: ConnectionTls): Socket {
    const socket = connectTls({
      host: this.target.address,
      port: this.target.port,
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized,
      // A server name must not be an address (RFC 6066); the certificate is checked against it anyway.
      ...(/^[\d.]+$|:/.test(servername) ? {} : { servername }),
      ...(ca === undefined ? {} : { ca }),
    });
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => {
      if (this.#socket === socket) this.#read(bytes, bytes.length);
    });
    return socket;
  }

  #read(bytes: Uint8Array, length: number): void {
    if (this.state !== 'busy') {
      this.#events.strayed();
      this.#lose('bytes that nobody asked for');
      return;
    }
    const status = this.parser.push(bytes, 0, length);
    if (status === 'more') return;
    if (status === 'failed') {
      this.#lose(this.parser.fault ?? 'malformed answer');
      return;
    }
    const isSurplus = this.parser.position < length;
    // Answered before the whole request has left: the service may not want the rest, or take it for another one.
    const isEarly = (this.#socket?.writableLength ?? 0) > 0;
    this.#conclude(this.parser.keepAlive && !isSurplus && !isEarly);
    if (isSurplus) this.#events.strayed();
  }

  #conclude(mayReuse: boolean): void {
    this.#fresh = false;
    if (mayReuse) this.state = 'idle';
    else this.discard();
    this.#events.answered(this);
  }

  /** The other side has ended the connection. */
  #end(): void {
    if (this.#mayResend(undefined)) this.#resend();
    else if (this.state === 'busy' && this.parser.finish() === 'done') this.#conclude(false);
    else this.#lose(this.state === 'busy' ? (this.parser.fault ?? 'connection closed') : 'closed');
  }

  /**
   * True where the service can't have received the request, or where the close of an idle connection and an
   * idempotent request may have crossed on their way; then a client sends it again, once (RFC 9110, 9.2.2;
   * RFC 9112, 9.3.1). A connection that was busy a moment ago and closes without an answer dropped its request.
   */
  #mayResend(error: SocketError | undefined): boolean {
    const { exchange } = this;
    if (this.state !== 'busy' || exchange.isResent || this.parser.started) return false;
    if (error !== undefined && this.#isUnsent(error)) return true;
    return idempotentMethods.has(exchange.request.method) && this.#events.isCrossing(exchange);
  }

  /** The kernel refused the write because the other side had ended the connection before: not a byte has left. */
  #isUnsent({ syscall, code }: SocketError): boolean {
    if (syscall !== 'write' || this.target.tls !== undefined || this.exchange.idleMs < 0)
      return false;
    return this.#text.length <= mostBytesAtOnce && (code === 'EPIPE' || code === 'ECONNRESET');
  }

  #resend(): void {
    this.exchange.isResent = true;
    this.discard();
    this.#events.resent();
    this.send(this.#text, this.#encoding);
  }

  #lose(reason: string): void {
    const before = this.state;
    this.discard();
    if (before === 'busy') this.#events.broke(this, reason, this.#fresh);
    else if (before !== 'closed') this.#events.lost(this, before);
  }
}
