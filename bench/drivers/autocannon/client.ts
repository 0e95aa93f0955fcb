// The parts of autocannon's client that its types leave out, checked when they are met.
import type { Socket } from 'node:net';
import type autocannon from 'autocannon';
import { LoadstoneError } from '../../errors.ts';

type ParserCallback = (info: {
  readonly statusCode: number;
  readonly shouldKeepAlive?: boolean;
  /** Names and values in turn. */
  readonly headers?: readonly string[];
}) => unknown;

export interface AutocannonParser {
  readonly constructor: { maxHeaderSize: number };
  /** A state by its name is the method that reads on in it. */
  readonly state: string;
  /** The beginning of a line whose end has not come. */
  readonly line: string;
  /** Of the heads since the last message. */
  readonly headerSize: number;
  /** Of the body or the chunk; null where it is not told. */
  readonly body_bytes: number | null;
  BODY_CHUNKHEAD(): void;
  /** Gives an Error where the bytes are no HTTP; autocannon itself does not look at it. */
  execute(chunk: Buffer): unknown;
  initialize(type: 'RESPONSE'): void;
  [callback: number]: ParserCallback;
}

/** A client is one connection with its request in flight. */
export interface AutocannonClient extends autocannon.Client {
  conn: Socket;
  readonly parser: AutocannonParser;
  readonly pipelinedRequests: {
    insertRequest(request: unknown): void;
    addBody(data: Buffer): void;
    clear(): void;
  };
  readonly requestIterator: {
    /** Its buffer, or text, is what is written next. */
    currentRequest: { readonly requestBuffer: Buffer | string };
    /** Called before each request but the first. */
    nextRequest(): void;
  };
  readonly opts: { readonly host: string };
  timeout: number;
  readonly destroyed: boolean;
  readonly reqsMade: number;
  /** Requests after which the client ends by itself; 0 or undefined is without end. */
  responseMax: number | undefined;
  _connect(): void;
  _destroyConnection(): void;
  destroy(): void;
}

/** Where the parser keeps its callbacks. */
export interface ParserSlots {
  readonly headersComplete: number;
  readonly messageComplete: number;
}

const methods = ['_connect', '_destroyConnection', 'destroy'] as const;
const parserMethods = ['execute', 'initialize', 'BODY_CHUNKHEAD'] as const;
const parserFields = ['state', 'line', 'headerSize', 'body_bytes'] as const;
const queueMethods = ['insertRequest', 'addBody', 'clear'] as const;

/** @throws LoadstoneError DRIVER_FAILED where autocannon is built otherwise than the driver expects. */
export function asAutocannonClient(client: autocannon.Client): AutocannonClient {
  const missing = [
    ...missingMethods(client, methods),
    ...missingMethods(Reflect.get(client, 'parser'), parserMethods),
    ...parserFields.filter(
      (name) => Reflect.get(Object(Reflect.get(client, 'parser')), name) === undefined,
    ),
    ...missingMethods(Reflect.get(client, 'pipelinedRequests'), queueMethods),
    ...missingMethods(Reflect.get(client, 'requestIterator'), ['nextRequest']),
    ...(['timeout', 'reqsMade'] as const).filter(
      (name) => typeof Reflect.get(client, name) !== 'number',
    ),
  ];
  if (missing.length > 0) {
    throw new LoadstoneError('DRIVER_FAILED', `autocannon has no ${missing.join(', ')}`, {
      hint: 'The driver is made for autocannon 9.0; install that: npm install --save-dev autocannon@9.0.0',
    });
  }
  return client as AutocannonClient;
}

/** @throws LoadstoneError DRIVER_FAILED where the parser does not name its callbacks. */
export function findParserSlots(parser: AutocannonParser): ParserSlots {
  const headersComplete: unknown = Reflect.get(parser.constructor, 'kOnHeadersComplete');
  const messageComplete: unknown = Reflect.get(parser.constructor, 'kOnMessageComplete');
  if (typeof headersComplete !== 'number' || typeof messageComplete !== 'number') {
    throw new LoadstoneError('DRIVER_FAILED', 'the parser of autocannon names no callbacks');
  }
  return { headersComplete, messageComplete };
}

function missingMethods(owner: unknown, names: readonly string[]): readonly string[] {
  if (typeof owner !== 'object' || owner === null) return names;
  return names.filter((name) => typeof Reflect.get(owner, name) !== 'function');
}
