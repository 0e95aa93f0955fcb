// A server whose answers have no end, are larger than they look, or lie: what a driver must survive.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

const ok = 'HTTP/1.1 200 OK\r\n';
const okJson = `${ok}content-type: application/json\r\n`;
const okChunked = `${okJson}transfer-encoding: chunked\r\n\r\n`;
const mebibyte = 1024 * 1024;

/** A body that is small on the wire, and above every limit once it is decoded. */
const bombBytes = 64 * mebibyte;

const bombs: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gzipSync,
  deflate: deflateSync,
  // The best compression of so much takes seconds.
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: zstdCompressSync,
};

/** What is sent for a path: first the one text, then the other one for as long as the client reads. */
const endlessAnswers: Readonly<Record<string, readonly [string, string]>> = {
  '/endless-line': [`${ok}x: `, 'a'.repeat(1_000)],
  '/endless-fields': [ok, 'x-field: value\r\n'.repeat(100)],
  '/endless-interims': ['', 'HTTP/1.1 103 Hints\r\nlink: </a>\r\n\r\n'.repeat(50)],
  '/endless-size': [`${okChunked}`, '0'.repeat(1_000)],
  '/endless-extension': [`${okChunked}2;`, 'a'.repeat(1_000)],
  '/endless-trailers': [`${okChunked}2\r\n{}\r\n0\r\n`, 'a:\r\n'.repeat(500)],
};

/** Answers that would set a careless reader back, over bytes that it has read. */
const lyingAnswers: Readonly<Record<string, string>> = {
  // The head has 40 bytes, the line of the chunk 6 with the end of the line before; one more is there to be read.
  '/negative-length': `${ok}content-length: -40\r\n\r\n{`,
  '/negative-chunk': `${ok}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n-6\r\n{`,
  '/no-number': `${ok}content-length: many\r\n\r\n{}`,
  '/no-chunk-number': `${ok}transfer-encoding: chunked\r\n\r\nmany\r\n\r\n`,
};

/** All paths that every driver must tell as failures. */
export const hostilePaths: readonly string[] = [
  ...Object.keys(endlessAnswers),
  ...Object.keys(lyingAnswers),
  ...Object.keys(bombs).map((coding) => `/bomb/${coding}`),
];

export interface HostileServer {
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/**
 * Starts a server on a free loopback port; besides the paths above it knows
 * `/large/MIB` (application/octet-stream) and `/large-json/MIB`, a body of that many MiB.
 */
export async function startHostileServer(): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const made = new Map<string, Buffer>();

  const bombOf = (coding: string): Buffer => {
    const known = made.get(coding);
    if (known !== undefined) return known;
    const bomb = bombs[coding]?.(Buffer.alloc(bombBytes, ' ')) ?? Buffer.alloc(0);
    made.set(coding, bomb);
    return bomb;
  };

  const answer = async (socket: Socket, path: string): Promise<void> => {
    const [, kind = '', argument = ''] = path.split('/');
    const endless = endlessAnswers[path];
    if (endless !== undefined) await sendEndless(socket, ...endless);
    else if (kind === 'bomb') sendBomb(socket, argument, bombOf(argument));
    else if (kind === 'large')
      await sendLarge(socket, 'application/octet-stream', Number(argument));
    else if (kind === 'large-json') await sendLarge(socket, 'application/json', Number(argument));
    else socket.write(lyingAnswers[path] ?? `${okJson}content-length: 2\r\n\r\n{}`);
  };

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      const path = /^GET (\S+)/.exec(bytes.toString('latin1'))?.[1] ?? '/';
      void answer(socket, path);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function sendBomb(socket: Socket, coding: string, bomb: Buffer): void {
  socket.write(`${okJson}content-encoding: ${coding}\r\ncontent-length: ${bomb.length}\r\n\r\n`);
  socket.write(bomb);
}

async function sendEndless(socket: Socket, start: string, rest: string): Promise<void> {
  socket.write(start);
  while (!socket.destroyed) await writeInTurn(socket, Buffer.from(rest));
}

async function sendLarge(socket: Socket, contentType: string, mebibytes: number): Promise<void> {
  const length = mebibytes * mebibyte;
  socket.write(`${ok}content-type: ${contentType}\r\ncontent-length: ${length}\r\n\r\n`);
  const piece = Buffer.alloc(mebibyte, ' ');
  for (let sent = 0; sent < mebibytes && !socket.destroyed; sent += 1)
    await writeInTurn(socket, piece);
}

/** Writes no more than the other side reads. */
async function writeInTurn(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.write(bytes)) {
    await nextTurn();
    return;
  }
  await new Promise<void>((resolve) => {
    const goOn = (): void => {
      socket.off('drain', goOn);
      socket.off('close', goOn);
      resolve();
    };
    socket.on('drain', goOn);
    socket.on('close', goOn);
  });
}
