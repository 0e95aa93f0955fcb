// Node's own HTTP client as a second opinion: it reads the given bytes from a connection in memory.
import { Agent, type IncomingMessage, request } from 'node:http';
import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { maxHeadBytes } from '../../answer-limits.ts';

/** What Node's client made of the bytes that a server sent before it closed. */
export interface NodeReading {
  /** Undefined where it was refused, or not whole. */
  readonly answer:
    | {
        readonly statusCode: number;
        readonly body: Buffer;
        /** True where the connection is kept for another request. */
        readonly keepAlive: boolean;
        readonly contentType: string;
        readonly contentEncoding: string;
      }
    | undefined;
  readonly fault: string | undefined;
}

export interface SentBytes {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** As they arrive, one read each. */
  readonly pieces: readonly Uint8Array[];
}

/** A connection whose other side sends the pieces once it has the request. */
class MemoryConnection extends Duplex {
  readonly #sent = Promise.withResolvers<void>();
  readonly #pieces: Iterator<Uint8Array>;
  #isAsked = false;

  constructor(pieces: readonly Uint8Array[]) {
    super();
    this.#pieces = pieces.values();
    this.once('close', this.#sent.resolve);
  }

  /** Settles once all is sent, or the client has closed the connection. */
  get sent(): Promise<void> {
    return this.#sent.promise;
  }

  // What the client asks of a socket besides being a stream.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  destroySoon(): void {
    this.destroy();
  }

  override _read(): void {}

  override _write(_bytes: unknown, _encoding: string, done: () => void): void {
    done();
    if (this.#isAsked) return;
    this.#isAsked = true;
    void setImmediate().then(() => this.#sendNext());
  }

  #sendNext(): void {
    if (this.destroyed) return;
    const { value, done } = this.#pieces.next();
    if (done === true) {
      this.#sent.resolve();
      return;
    }
    this.push(value);
    void setImmediate().then(() => this.#sendNext());
  }
}

/** The client tells what became of bytes a few turns of the event loop after they came. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await setImmediate();
}

/** What `http.request` makes of the bytes, after which the connection ends. */
export async function readAsNode({ method, pieces }: SentBytes): Promise<NodeReading> {
  const connection = new MemoryConnection(pieces);
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = () => connection;
  let isFreed = false;
  agent.on('free', () => {
    isFreed = true;
  });
  const chunks: Buffer[] = [];
  let answer: IncomingMessage | undefined;
  let fault = 'no whole answer';
  const sent = request({ method, agent, host: 'service', maxHeaderSize: maxHeadBytes });
  sent.on('response', (response) => {
    answer = response;
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', () => {});
  });
  sent.on('error', (error: NodeJS.ErrnoException) => {
    fault = error.code ?? error.message;
  });
  sent.end();
  await connection.sent;
  await settle();
  const keepAlive = isFreed && !connection.destroyed;
  if (!connection.destroyed) connection.push(null);
  await settle();
  agent.destroy();
  if (answer?.complete !== true) return { answer: undefined, fault };
  const { statusCode = 0, headers } = answer;
  return {
    answer: {
      ...{ statusCode, keepAlive, body: Buffer.concat(chunks) },
      contentType: headers['content-type'] ?? '',
      contentEncoding: headers['content-encoding'] ?? '',
    },
    fault: undefined,
  };
}
