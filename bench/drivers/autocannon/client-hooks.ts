// What is hooked into autocannon's client: the requests as they are written, and answers that its parser would take wrongly.
import type autocannon from 'autocannon';
import type { ScenarioRequest } from '../../../scenarios/model.ts';
import { maxHeadBytes } from '../../answer-limits.ts';
import { encodePath } from '../request-form.ts';
import {
  type AutocannonClient,
  type AutocannonParser,
  asAutocannonClient,
  findParserSlots,
} from './client.ts';

/** A request as it is written. */
export interface SentRequest {
  readonly request: ScenarioRequest;
  /** Value of the Cookie header, printable ASCII; undefined for none. */
  readonly cookie: string | undefined;
}

export interface ClientHooks {
  /** Gives the next request to send. */
  draw(): SentRequest;
  /** The request drawn last was written to the connection. */
  onSent(): void;
  /** True where no body follows the answer's headers, whatever they say (HEAD). */
  expectsNoBody(): boolean;
  /** The head of the answer has come, no interim one. @param headers names and values in turn */
  onHead(headers: readonly string[]): void;
  onBody(data: Buffer): void;
  /** @param latencyMs from the write of the request to the last byte of the answer */
  onAnswer(statusCode: number, latencyMs: number): void;
  /** The answer did not come in time; `onBreak` follows. */
  onTimeout(): void;
  /** The connection is gone and its socket abandoned; nothing is sent until `open` is called. */
  onBreak(reason: string): void;
  onOpened(): void;
  /** The service announced that it closes after this answer, which autocannon does not heed. */
  onCloseAnnounced(): void;
  onFault(thrown: unknown): void;
}

export interface ConnectionOptions {
  readonly requestTimeoutMs: number;
  /** What the host header says; undefined for the host of the URL. */
  readonly host: string | undefined;
  /** For requests that name none; undefined where they ask for no encoding. */
  readonly acceptEncoding: string | undefined;
}

export interface HookedClient {
  /** Connects again and sends the next request. */
  open(): void;
  /** Ends by itself, instead of sending another request, once its answer has come. */
  endAfterAnswer(): void;
  destroy(): void;
}

/**
 * Takes over a client that autocannon is just making (in its `setupClient`).
 *
 * autocannon does not clear its queue and its parser when a connection breaks, so that each later
 * answer is matched with the request before it, and keeps the old socket's listeners, so that one
 * break can make two connections. Both are mended here, at the one place that all ways lead through.
 * @throws LoadstoneError DRIVER_FAILED where autocannon is built otherwise than expected
 */
export function hookClient(
  made: autocannon.Client,
  { requestTimeoutMs, host, acceptEncoding }: ConnectionOptions,
  hooks: ClientHooks,
): HookedClient {
  const client = asAutocannonClient(made);
  // Set here since autocannon's own option is refused below a second.
  client.timeout = requestTimeoutMs;
  hookSends(client, host ?? client.opts.host, acceptEncoding, hooks);
  hookTimeouts(client, hooks);
  const open = hookBreaks(client, hooks);
  client.on('response', (statusCode, _bytes, latencyMs) => hooks.onAnswer(statusCode, latencyMs));
  return {
    open,
    endAfterAnswer() {
      client.responseMax = client.reqsMade;
    },
    destroy: () => client.destroy(),
  };
}

function hookSends(
  client: AutocannonClient,
  host: string,
  acceptEncoding: string | undefined,
  hooks: ClientHooks,
): void {
  const { pipelinedRequests, requestIterator } = client;
  const insertRequest = pipelinedRequests.insertRequest.bind(pipelinedRequests);
  pipelinedRequests.insertRequest = (request) => {
    insertRequest(request);
    if (!client.destroyed) hooks.onSent();
  };
  // In place of autocannon's own builder, which takes longer than all the rest of a request.
  requestIterator.nextRequest = () => {
    const { request, cookie } = hooks.draw();
    const requestBuffer = renderRequest(request, host, acceptEncoding, cookie);
    requestIterator.currentRequest = { requestBuffer };
  };
  requestIterator.nextRequest();
}

function hookTimeouts(client: AutocannonClient, hooks: ClientHooks): void {
  const destroyConnection = client._destroyConnection.bind(client);
  client._destroyConnection = () => {
    // autocannon calls it for a time-out, and when the client ends.
    if (!client.destroyed) hooks.onTimeout();
    destroyConnection();
  };
}

/** Gives the function that connects; autocannon calls `_connect` at first and after every break. */
function hookBreaks(client: AutocannonClient, hooks: ClientHooks): () => void {
  const connect = client._connect.bind(client);
  let isFirst = true;
  let reason = closedReason;

  function open(): void {
    try {
      connect();
      client.conn.once('connect', hooks.onOpened);
    } catch (thrown) {
      hooks.onFault(thrown);
    }
  }

  // The client offers this event to autocannon's own loop; its types leave it out.
  const emitter: NodeJS.EventEmitter = client;
  emitter.on('connError', (error: NodeJS.ErrnoException) => {
    reason = error.code ?? error.message;
  });
  client._connect = () => {
    if (isFirst) {
      isFirst = false;
      // Only now are the parser's callbacks in place.
      hookParser(client, hooks);
      open();
      return;
    }
    if (client.destroyed) return;
    abandonSocket(client);
    const brokenBy = reason;
    reason = closedReason;
    hooks.onBreak(brokenBy);
  };
  return open;
}

const closedReason = 'connection closed';

function hookParser(client: AutocannonClient, hooks: ClientHooks): void {
  const { parser, pipelinedRequests } = client;
  const { headersComplete, messageComplete } = findParserSlots(parser);
  const guard = guardParser(parser);
  let statusCode = 0;
  const onHeaders = parser[headersComplete];
  parser[headersComplete] = (info) => {
    statusCode = info.statusCode;
    guard.checkHead();
    if (info.shouldKeepAlive === false && statusCode >= 200) hooks.onCloseAnnounced();
    if (statusCode >= 200) hooks.onHead(info.headers ?? []);
    onHeaders?.call(parser, info);
    return hooks.expectsNoBody() ? true : undefined;
  };
  const onMessage = parser[messageComplete];
  parser[messageComplete] = (info) => {
    guard.countMessage(statusCode < 200);
    // 100 Continue and the like announce an answer; they are none.
    if (statusCode >= 200) onMessage?.call(parser, info);
  };
  // autocannon makes text of each chunk by itself, which breaks characters that two chunks share.
  pipelinedRequests.addBody = (data) => hooks.onBody(data);
  const execute = parser.execute.bind(parser);
  parser.execute = (chunk) => {
    try {
      const outcome = execute(chunk);
      const excess = guard.computeExcess(chunk.length);
      if (excess !== undefined) breakOff(client, excess);
      else if (outcome instanceof MalformedAnswer) breakOff(client, outcome.message);
      else if (outcome instanceof Error) breakOff(client, 'malformed answer');
    } catch (thrown) {
      if (thrown instanceof MalformedAnswer) breakOff(client, thrown.message);
      else hooks.onFault(thrown);
    }
  };
}

function breakOff(client: AutocannonClient, reason: string): void {
  client.emit('connError', new Error(reason));
  client._connect();
}

function abandonSocket(client: AutocannonClient): void {
  client.conn.removeAllListeners();
  client.conn.on('error', () => {});
  client.conn.destroy();
  client.pipelinedRequests.clear();
  client.parser.initialize('RESPONSE');
}

const namesHost = /^host$/i;
const namesAcceptEncoding = /^accept-encoding$/i;

/**
 * The text of a request, to be written as UTF-8; Content-Length is added where there is a body, and
 * Host where the request names none. The request is one that `findRequestFault` finds nothing against.
 * @param host of the target, with its port
 * @param acceptEncoding for requests that name none; undefined where they ask for no encoding
 * @param cookie value of the Cookie header; undefined for none
 */
export function renderRequest(
  request: ScenarioRequest,
  host: string,
  acceptEncoding?: string,
  cookie?: string,
): string {
  const { method, path, headers, body } = request;
  let head = `${method} ${encodePath(path)} HTTP/1.1\r\n`;
  let isHostNamed = false;
  let asks = false;
  for (const name in headers) {
    if (headers[name] === undefined) continue;
    if (name.length === 4 && namesHost.test(name)) isHostNamed = true;
    if (name.length === 15 && namesAcceptEncoding.test(name)) asks = true;
    head += `${name}: ${headers[name]}\r\n`;
  }
  if (!isHostNamed) head += `Host: ${host}\r\n`;
  head += 'Connection: keep-alive\r\n';
  if (!asks && acceptEncoding !== undefined) head += `Accept-Encoding: ${acceptEncoding}\r\n`;
  if (cookie !== undefined) head += `Cookie: ${cookie}\r\n`;
  if (body === undefined || body === '') return `${head}\r\n`;
  return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** What came is no answer of HTTP, or more than is taken of one; the message is the failure's reason. */
class MalformedAnswer extends Error {}

/** More interim answers than anybody sends before one answer. */
const mostInterims = 1_000;

/** States in which the parser adds to a line, or to the trailers, without a limit of its own. */
const trailersState = 'BODY_CHUNKTRAILERS';

interface ParserGuard {
  /** To be called where a head is complete. @throws MalformedAnswer */
  checkHead(): void;
  /** To be called where a message is complete. @throws MalformedAnswer */
  countMessage(isInterim: boolean): void;
  /** To be called when bytes were read: what is too large by now, or undefined. */
  computeExcess(bytesRead: number): string | undefined;
}

/**
 * The parser takes a negative length for a step back, over bytes that it has read: a head of 40 bytes that says
 * `content-length: -40`, and one byte more, keep it busy for ever. What is no number it takes for the end of the answer.
 */
function guardParser(parser: AutocannonParser): ParserGuard {
  // The limit is read from here for each message.
  parser.constructor.maxHeaderSize = maxHeadBytes;
  const readSize = parser.BODY_CHUNKHEAD.bind(parser);
  parser.BODY_CHUNKHEAD = () => {
    readSize();
    if (!isLength(parser.body_bytes)) throw new MalformedAnswer('bad chunk size');
  };
  let trailerBytes = 0;
  let interims = 0;
  return {
    checkHead() {
      if (!isLength(parser.body_bytes)) throw new MalformedAnswer('bad content-length');
    },
    countMessage(isInterim) {
      interims = isInterim ? interims + 1 : 0;
      if (interims > mostInterims) throw new MalformedAnswer('more than 1,000 interim answers');
    },
    computeExcess(bytesRead) {
      const isHead = parser.state === 'RESPONSE_LINE' || parser.state === 'HEADER';
      if (isHead && parser.headerSize > maxHeadBytes) return 'head above 64 KiB';
      if (parser.line.length > maxHeadBytes) return 'line above 64 KiB';
      trailerBytes = parser.state === trailersState ? trailerBytes + bytesRead : 0;
      return trailerBytes > 2 * maxHeadBytes ? 'trailers above 64 KiB' : undefined;
    },
  };
}

/** Null stands for a length that is not told. */
function isLength(bytes: number | null): boolean {
  return bytes === null || (Number.isSafeInteger(bytes) && bytes >= 0);
}
