// A real HTTP server of exactly known behaviour, to score drivers with; raw bytes over TCP.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

/** A text whose characters take one to four bytes, so that a careless split breaks them. */
export const syntheticText = 'Loadstone – 王小明 – 🧲';

export interface SyntheticServer {
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string;
  /** Requests that arrived whole, in order, as `METHOD path body`. */
  readonly received: readonly string[];
  /** The Host and Accept-Encoding headers seen. */
  readonly hosts: ReadonlySet<string>;
  readonly acceptEncodings: ReadonlySet<string>;
  /** Answers written to the end, by status. */
  readonly answered: Readonly<Record<string, number>>;
  readonly connectionsAccepted: number;
  /** Most requests that were under way at a time. */
  readonly mostConcurrent: number;
  close(): Promise<void>;
}

export interface SyntheticServerOptions {
  /** Answers after which a connection is closed without a word; undefined keeps it open. */
  readonly closeAfterAnswers?: number;
}

/**
 * Starts a server on a free loopback port. What it does depends on the first part of the path:
 * - `/ok`, `/delay/MS`: 200 with `{"ok":true,"served":N}`, at once or after MS;
 * - `/fail`: 500 at once; `/half`: every second one 500; `/wrong`: 200 with another body;
 * - `/hang`: never an answer; `/reset`: the connection is reset; `/garbage`: bytes that are no HTTP;
 * - `/half-answer`: closes in the middle of the body;
 * - `/chunked`: the text in chunks, one byte a write; `/late-body/MS`: first byte and body MS apart;
 * - `/encoded/CODING`: JSON with the text, compressed; `/encoded/broken`: plain, though sent as gzip; `/no-json`: a page sent as JSON;
 * - `/continue`: 100 Continue before the 200; `/empty`: 204.
 */
export async function startSyntheticServer(
  options: SyntheticServerOptions = {},
): Promise<SyntheticServer> {
  const received: string[] = [];
  const hosts = new Set<string>();
  const acceptEncodings = new Set<string>();
  const answered: Record<string, number> = {};
  const sockets = new Set<Socket>();
  let connectionsAccepted = 0;
  let concurrent = 0;
  let mostConcurrent = 0;
  let halves = 0;

  const server = createServer({ noDelay: true }, (socket) => {
    connectionsAccepted += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket).catch(() => socket.destroy());
  });

  async function serveConnection(socket: Socket): Promise<void> {
    let answers = 0;
    for await (const request of readRequests(socket)) {
      received.push(`${request.method} ${request.path} ${request.body}`.trim());
      hosts.add(request.host);
      acceptEncodings.add(request.acceptEncoding);
      concurrent += 1;
      mostConcurrent = Math.max(mostConcurrent, concurrent);
      const status = await answer(socket, request).finally(() => {
        concurrent -= 1;
      });
      if (status === undefined) return;
      answered[status] = (answered[status] ?? 0) + 1;
      answers += 1;
      if (answers === options.closeAfterAnswers) {
        socket.end();
        return;
      }
    }
  }

  async function answer(socket: Socket, request: ParsedRequest): Promise<number | undefined> {
    const [, behaviour = '', argument = '0'] = request.path.split(/[/?]/);
    const okBody = JSON.stringify({ ok: true, served: received.length });
    switch (behaviour) {
      case 'delay':
        await wait(Number(argument));
        return send(socket, request, 200, okBody);
      case 'fail':
        return send(socket, request, 500, '{"ok":false}');
      case 'half':
        halves += 1;
        return send(socket, request, halves % 2 === 0 ? 500 : 200, okBody);
      case 'wrong':
        return send(socket, request, 200, '{"ok":"no"}');
      case 'no-json':
        return send(socket, request, 200, '<h1>Sorry</h1>');
      case 'encoded':
        return sendEncoded(socket, argument);
      case 'empty':
        return sendRaw(socket, 204, 'HTTP/1.1 204 No Content\r\n\r\n');
      case 'continue':
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        await nextTurn();
        return send(socket, request, 200, okBody);
      case 'chunked':
        return sendChunked(socket);
      case 'late-body':
        socket.write(`H`);
        await wait(Number(argument));
        return sendRaw(socket, 200, `TTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"ok":true}`);
      case 'hang':
        await once(socket, 'close');
        return undefined;
      case 'reset':
        socket.resetAndDestroy();
        return undefined;
      case 'garbage':
        socket.write('SMTP ready\r\n\r\n');
        return undefined;
      case 'half-answer':
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"ok":');
        return undefined;
      default:
        return send(socket, request, 200, okBody);
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    received,
    hosts,
    acceptEncodings,
    answered,
    get connectionsAccepted() {
      return connectionsAccepted;
    },
    get mostConcurrent() {
      return mostConcurrent;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

interface ParsedRequest {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly acceptEncoding: string;
  readonly body: string;
}

/** Requests with Content-Length or no body, which is all that drivers send. */
async function* readRequests(socket: Socket): AsyncGenerator<ParsedRequest> {
  let bytes: Buffer = Buffer.alloc(0);
  // Destroying the socket is left to the server: the loop may end while an answer is written.
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const headEnd = bytes.indexOf('\r\n\r\n');
      if (headEnd < 0) break;
      const [requestLine = '', ...headerLines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
      const headers = new Map(
        headerLines.map((line): [string, string] => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }),
      );
      const bodyStart = headEnd + 4;
      const bodyEnd = bodyStart + Number(headers.get('content-length') ?? 0);
      if (bytes.length < bodyEnd) break;
      const [method = '', path = ''] = requestLine.split(' ');
      const body = bytes.toString('utf8', bodyStart, bodyEnd);
      bytes = bytes.subarray(bodyEnd);
      const acceptEncoding = headers.get('accept-encoding') ?? '';
      yield { method, path, host: headers.get('host') ?? '', acceptEncoding, body };
    }
  }
}

function send(socket: Socket, request: ParsedRequest, status: number, body: string): number {
  const length = Buffer.byteLength(body);
  const head = `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
  return sendRaw(socket, status, request.method === 'HEAD' ? head : head + body);
}

function sendRaw(socket: Socket, status: number, text: string): number {
  socket.write(text);
  return status;
}

const compressors: Readonly<Record<string, (bytes: string) => Buffer>> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

function sendEncoded(socket: Socket, coding: string): number {
  const compress = compressors[coding];
  const text = JSON.stringify({ text: syntheticText });
  const sent = compress === undefined ? Buffer.from(text) : compress(text);
  const encoding = compress === undefined ? 'gzip' : coding;
  socket.write(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${sent.length}\r\n\r\n`,
  );
  socket.write(sent);
  return 200;
}

/** The text twice, in chunks of 7 bytes with an extension and a trailer, written byte by byte. */
async function sendChunked(socket: Socket): Promise<number> {
  const text = Buffer.from(JSON.stringify({ text: syntheticText }));
  const parts: Buffer[] = [Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')];
  for (let start = 0; start < text.length; start += 7) {
    const part = text.subarray(start, start + 7);
    parts.push(Buffer.from(`${part.length.toString(16)};x=y\r\n`), part, Buffer.from('\r\n'));
  }
  parts.push(Buffer.from('0\r\ntrailer: yes\r\n\r\n'));
  for (const byte of Buffer.concat(parts)) {
    socket.write(Buffer.of(byte));
    await nextTurn();
  }
  return 200;
}
