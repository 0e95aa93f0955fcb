// One keep-alive connection slot: at most one request in flight, sockets replaced as they end.
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ScenarioRequest, ScenarioRoute } from '../../../scenarios/model.ts';
import { ResponseParser } from './response-parser.ts';

export interface ConnectionTls {
  readonly servername: string;
  /** Authorities that are trusted instead of the usual ones, PEM. */
  readonly ca: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/** Where a connection goes. */
export interface ConnectionTarget {
  /** A numeric address, resolved once. */
  readonly address: string;
  readonly port: number;
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
  wantBody: boolean;
  /** Of a write whose intent stands in the request log. */
  operationId: string | undefined;
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
  /** A connection without a request has opened. */
  opened(connection: Connection): void;
  /** A connection without a request came to nothing: while connecting a failure, while idle none. */
  lost(connection: Connection, before: 'connecting' | 'idle'): void;
  /** Bytes came that no request asked for. */
  strayed(): void;
}

/** Read by the sockets of all connections in turn: each read is parsed before the next begins. */
const readBuffer = Buffer.allocUnsafe(64 * 1024);

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
    wantBody: false,
    operationId: undefined,
    isResent: false,
  };
  state: ConnectionState = 'closed';
  /** True while the pool's queue of idle connections holds it. */
  isQueued = false;
  readonly #target: ConnectionTarget;
  readonly #events: ConnectionEvents;
  #socket: Socket | undefined;
  /** True until an answer has come on the socket. */
  #fresh = true;
  #text = '';
  #encoding: 'latin1' | 'utf8' = 'latin1';

  constructor(target: ConnectionTarget, events: ConnectionEvents) {
    this.#target = target;
    this.#events = events;
  }

  /** Opens a socket without a request; `settled` tells how it went. */
  open(): void {
    if (this.state !== 'closed') return;
    this.state = 'connecting';
    this.#socket = this.#connect();
  }

  /** Sends the request of `exchange`, over a new socket where none is open. */
  send(text: string, encoding: 'latin1' | 'utf8'): void {
    this.parser.start(this.exchange.request.method === 'HEAD', this.exchange.wantBody);
    const socket = this.#socket ?? this.#connect();
    this.#socket = socket;
    this.state = 'busy';
    this.#text = text;
    this.#encoding = encoding;
    socket.write(text, encoding);
  }

  /** Lets go of the socket without telling anybody; the request in flight is the caller's. */
  discard(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.state = 'closed';
    socket?.destroy();
  }

  #connect(): Socket {
    this.#fresh = true;
    const { address, port, tls } = this.#target;
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
      this.#events.opened(this);
    });
    socket.on('error', (error: Error & { readonly code?: string }) => {
      if (this.#socket === socket) this.#lose(error.code ?? error.message);
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
      host: this.#target.address,
      port: this.#target.port,
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
    this.#conclude(this.parser.keepAlive && !isSurplus);
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
    if (this.state === 'busy' && this.#mayResend()) {
      this.exchange.isResent = true;
      this.discard();
      this.#events.resent();
      this.send(this.#text, this.#encoding);
    } else if (this.state === 'busy' && this.parser.finish() === 'done') this.#conclude(false);
    else this.#lose(this.state === 'busy' ? (this.parser.fault ?? 'connection closed') : 'closed');
  }

  /**
   * True where a kept-alive connection was closed rightly before a byte of the answer: the close and the
   * request crossed on their way, and a client may send a safe request again, once (RFC 9112, 9.3.1).
   */
  #mayResend(): boolean {
    const { request, isResent } = this.exchange;
    const isSafe = request.method === 'GET' || request.method === 'HEAD';
    return isSafe && !isResent && !this.#fresh && !this.parser.started;
  }

  #lose(reason: string): void {
    const before = this.state;
    this.discard();
    if (before === 'busy') this.#events.broke(this, reason, this.#fresh);
    else if (before !== 'closed') this.#events.lost(this, before);
  }
}
