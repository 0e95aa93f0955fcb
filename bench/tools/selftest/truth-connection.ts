// One connection of the truth server: requests in, one at a time; answers and mishaps out.
import type { Socket } from 'node:net';

export interface ConnectionHandler {
  /** Called for each whole request head; the next one waits until the exchange is done. */
  onRequest(exchange: Exchange): void;
  /** A request came after the server had closed its side. */
  onRefused(arrivedMs: number): void;
}

/** A request being served; each of the methods ends it, once. */
export interface Exchange {
  /** When its first byte was read, on the clock of performance.now. */
  readonly arrivedMs: number;
  /** Answers of this connection so far. */
  readonly answersBefore: number;
  /** Sends a whole answer. @returns the time just before the socket got it */
  answer(status: number, end?: 'close' | 'announce-close'): number;
  /** Sends an answer in chunks, cut in odd places, and says when the last part is handed over. */
  answerInOddChunks(onLastPart: (atMs: number) => void): void;
  /** Sends half an answer and closes. */
  breakHalfway(): void;
  reset(): void;
  /** Set by the handler: called where the connection closes before the exchange is done. */
  onGone: (() => void) | undefined;
}

const body = '{"ok":true,"text":"as agreed"}';
const oddChunks = [
  'HTTP/1.1 200 OK\r\ntransfer-enc',
  'oding: chunked\r\n\r',
  '\n7;x',
  '=y\r\n{"ok":t',
].concat(['\r', '\n4\r\nrue}\r', '\n0\r\ntrailer: y', 'es\r\n\r\n']);

/** Serves GET requests without a body on a socket. */
export function serveConnection(socket: Socket, handler: ConnectionHandler): void {
  let unread = '';
  let firstByteMs: number | undefined;
  let current: Exchange | undefined;
  let answers = 0;
  let isClosing = false;

  socket.on('error', () => {});
  socket.on('close', () => current?.onGone?.());
  socket.on('data', (chunk) => {
    firstByteMs ??= performance.now();
    unread += chunk.toString('latin1');
    takeNext();
  });

  function takeNext(): void {
    const end = unread.indexOf('\r\n\r\n');
    if (current !== undefined || end < 0 || firstByteMs === undefined) return;
    const arrivedMs = firstByteMs;
    unread = unread.slice(end + 4);
    firstByteMs = unread === '' ? undefined : performance.now();
    if (isClosing) {
      handler.onRefused(arrivedMs);
      return;
    }
    current = createExchange(arrivedMs);
    handler.onRequest(current);
  }

  function finish(): void {
    answers += 1;
    current = undefined;
    takeNext();
  }

  function createExchange(arrivedMs: number): Exchange {
    return {
      arrivedMs,
      answersBefore: answers,
      onGone: undefined,
      answer(status, end) {
        const close = end === 'announce-close' ? 'connection: close\r\n' : '';
        const text = `HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'Error'}\r\ncontent-type: application/json\r\n${close}content-length: ${body.length}\r\n\r\n${body}`;
        isClosing = end === 'close';
        // Before the write: the client may read the answer while the call is still on its way back.
        const atMs = performance.now();
        if (isClosing) socket.end(text);
        else socket.write(text);
        finish();
        return atMs;
      },
      answerInOddChunks(onLastPart) {
        sendParts(socket, 0, (atMs) => {
          onLastPart(atMs);
          finish();
        });
      },
      breakHalfway() {
        current = undefined;
        isClosing = true;
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"ok":');
      },
      reset() {
        current = undefined;
        isClosing = true;
        socket.resetAndDestroy();
      },
    };
  }
}

/** A write a turn, so that the parts leave in packets of their own. */
function sendParts(socket: Socket, index: number, onLastPart: (atMs: number) => void): void {
  if (socket.destroyed) return;
  const part = oddChunks[index];
  if (part === undefined) return;
  const isLast = index === oddChunks.length - 1;
  const atMs = performance.now();
  socket.write(part, 'latin1');
  if (isLast) onLastPart(atMs);
  else setImmediate(() => sendParts(socket, index + 1, onLastPart));
}
