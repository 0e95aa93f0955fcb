// Strict, incremental reader of HTTP/1.1 answers over raw bytes, one answer at a time.
import { maxHeadBytes } from '../../answer-limits.ts';
import { isJsonType, type ReadBody } from '../recording/answer.ts';
import { KeptBody } from '../recording/body.ts';
import { type BodySink, ChunkedBody } from './chunked-body.ts';
import { byteCr, byteLf } from './http-bytes.ts';
import { KnownHead } from './known-head.ts';
import { buildResponseHead, readResponseHead } from './response-head.ts';

/** Which bodies are kept: none, that of any answer, or that of an answer in JSON alone. */
export type WantedBody = 'none' | 'any' | 'json';

/** Which heads are kept: none, those that set a cookie, or all. */
export type WantedHead = 'none' | 'cookies' | 'any';

/** `more`: the answer goes on; `done`: it is whole; `failed`: it is malformed, see `fault`. */
export type ParserStatus = 'more' | 'done' | 'failed';

const headPrefix = Buffer.from('HTTP/1.');

/** Parser of the answers on one connection; never throws, whatever the bytes are. */
export class ResponseParser implements BodySink {
  /** Index of the first byte that the last push left over; bytes there were not asked for. */
  position = 0;
  /** What is wrong with the answer; undefined while it is right. */
  fault: string | undefined = undefined;
  #status: ParserStatus = 'done';
  #inHead = true;
  #isHeadRequest = false;
  #wanted: WantedBody = 'none';
  #wantedHead: WantedHead = 'none';
  #fieldLines = '';
  readonly #head = buildResponseHead();
  readonly #known = new KnownHead();
  readonly #chunks = new ChunkedBody();
  /** Where the search for the empty line stands: 0 in a line, 1 after CR, 2 after CRLF, 3 after CRLFCR. */
  #lineEndSeen = 0;
  #headBytes = 0;
  /** Bytes of this head alone; headBytes counts the interim answers too. */
  #thisHeadBytes = 0;
  #carry = Buffer.alloc(0);
  #remaining = 0;
  readonly #body = new KeptBody();

  get statusCode(): number {
    return this.#head.statusCode;
  }

  /** True where the connection may be used again; only meaningful after `done`. */
  get keepAlive(): boolean {
    return this.#head.keepAlive;
  }

  /** As the answer announced it, s; -1 where it did not. */
  get keepAliveTimeoutS(): number {
    return this.#head.keepAliveTimeoutS;
  }

  get contentType(): string {
    return this.#head.contentType;
  }

  /** True where at least one byte of the answer has come. */
  get started(): boolean {
    return this.#headBytes > 0;
  }

  /** The field lines of the head, each with its CRLF, where it was wanted; else empty. */
  get fieldLines(): string {
    return this.#fieldLines;
  }

  /** Makes ready for the next answer; a body that is wanted is kept for `readBody`, a head for `fieldLines`. */
  start(isHeadRequest: boolean, wanted: WantedBody, wantedHead: WantedHead = 'none'): void {
    this.#status = 'more';
    this.fault = undefined;
    this.#inHead = true;
    this.#isHeadRequest = isHeadRequest;
    this.#wanted = wanted;
    this.#wantedHead = wantedHead;
    this.#fieldLines = '';
    this.#head.statusCode = 0;
    this.#head.keepAlive = false;
    this.#head.keepAliveTimeoutS = -1;
    this.#lineEndSeen = 0;
    this.#headBytes = 0;
    this.#thisHeadBytes = 0;
    this.#body.start();
  }

  /** Reads bytes[from, to); the bytes are not used after the call. */
  push(bytes: Uint8Array, from: number, to: number): ParserStatus {
    this.position = from;
    while (this.#status === 'more' && this.position < to) {
      if (this.#inHead) this.#pushHead(bytes, this.position, to);
      else this.#pushBody(bytes, this.position, to);
    }
    return this.#status;
  }

  /** Says that the connection has ended, which ends some answers rightly and cuts others off. */
  finish(): ParserStatus {
    if (this.#status !== 'more') return this.#status;
    if (!this.#inHead && this.#head.framing === 'until-close') this.#status = 'done';
    else this.#fail(this.started ? 'connection closed in an answer' : 'connection closed');
    return this.#status;
  }

  /**
   * The body, decoded; undefined where it was not wanted, or is none of the kind that was. To be called once: the
   * body is gone then.
   */
  readBody(): ReadBody | undefined {
    return this.#wanted === 'none' ? undefined : this.#body.read(this.#head.contentEncoding);
  }

  /** Lets go of what has come of an answer that will not be whole. */
  abandon(): void {
    if (this.#status !== 'done') this.#body.drop();
  }

  /** Keeps a part of the body where it is wanted; called by the chunk decoder. */
  takeBody(bytes: Uint8Array, from: number, to: number): void {
    if (this.#wanted !== 'none') this.#body.take(bytes, from, to);
  }

  #fail(fault: string): void {
    this.fault ??= fault;
    this.#status = 'failed';
    this.#head.keepAlive = false;
    this.#body.drop();
  }

  #pushHead(bytes: Uint8Array, from: number, to: number): void {
    if (this.#headBytes === 0 && this.#wantedHead !== 'any') {
      const knownEnd = this.#known.match(bytes, from, to, this.#isHeadRequest, this.#head);
      if (knownEnd !== -1) {
        this.#headBytes = knownEnd - from;
        this.position = knownEnd;
        this.#endHead();
        return;
      }
    }
    const limit = Math.min(to, from + maxHeadBytes - this.#headBytes);
    const end = this.#findHeadEnd(bytes, from, limit);
    if (this.#status === 'failed') return;
    const taken = (end === -1 ? limit : end) - from;
    if (end !== -1 && this.#thisHeadBytes === 0) {
      this.#headBytes += taken;
      this.position = end;
      this.#readHead(bytes, from, end - 2);
      if (!this.#inHead) this.#known.learn(bytes, from, end, this.#isHeadRequest, this.#head);
      return;
    }
    this.#keepHead(bytes, from, from + taken);
    this.#headBytes += taken;
    this.position = from + taken;
    if (end !== -1) this.#readHead(this.#carry, 0, this.#thisHeadBytes - 2);
    else if (this.#headBytes >= maxHeadBytes) this.#fail('head above 64 KiB');
  }

  /** Index after the empty line that ends the head, or -1; refuses a CR or LF that stands alone. */
  #findHeadEnd(bytes: Uint8Array, from: number, to: number): number {
    let seen = this.#lineEndSeen;
    const offset = this.#thisHeadBytes - from;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at];
      if (at + offset < headPrefix.length && byte !== headPrefix[at + offset]) {
        this.#fail('bad status line');
        return -1;
      }
      if (byte === byteLf) {
        if (seen === 3) return at + 1;
        if (seen !== 1) {
          this.#fail('line feed alone in the head');
          return -1;
        }
        seen = 2;
      } else if (seen === 1 || seen === 3) {
        this.#fail('carriage return alone in the head');
        return -1;
      } else if (byte === byteCr) seen += 1;
      else seen = 0;
    }
    this.#lineEndSeen = seen;
    return -1;
  }

  #keepHead(bytes: Uint8Array, from: number, to: number): void {
    const size = this.#thisHeadBytes + to - from;
    if (size > this.#carry.length) {
      const grown = Buffer.allocUnsafe(Math.max(size, 2 * this.#carry.length, 1024));
      grown.set(this.#carry.subarray(0, this.#thisHeadBytes));
      this.#carry = grown;
    }
    this.#carry.set(bytes.subarray(from, to), this.#thisHeadBytes);
    this.#thisHeadBytes = size;
  }

  #readHead(bytes: Uint8Array, from: number, to: number): void {
    const head = this.#head;
    const fault = readResponseHead(bytes, from, to, this.#isHeadRequest, head);
    if (fault !== undefined) {
      this.#fail(fault);
      return;
    }
    if (head.statusCode < 200) {
      this.#thisHeadBytes = 0;
      this.#lineEndSeen = 0;
      return;
    }
    if (this.#wantedHead === 'any' || (this.#wantedHead === 'cookies' && head.setsCookie)) {
      const text = Buffer.from(bytes.subarray(from, to)).toString('latin1');
      this.#fieldLines = text.slice(text.indexOf('\r\n') + 2);
    }
    this.#endHead();
  }

  #endHead(): void {
    const head = this.#head;
    this.#inHead = false;
    this.#remaining = head.contentLength;
    if (this.#wanted === 'json' && !isJsonType(head.contentType)) this.#wanted = 'none';
    if (head.framing === 'none') this.#status = 'done';
    else if (head.framing === 'chunked') this.#chunks.reset();
    else if (head.framing === 'length') this.#body.announce(head.contentLength);
  }

  #pushBody(bytes: Uint8Array, from: number, to: number): void {
    if (this.#head.framing === 'chunked') {
      const ended = this.#chunks.push(bytes, from, to, this);
      this.position = this.#chunks.position;
      if (this.#chunks.fault !== undefined) this.#fail(this.#chunks.fault);
      else if (ended && this.#status === 'more') this.#status = 'done';
      return;
    }
    const isBounded = this.#head.framing === 'length';
    const end = isBounded ? Math.min(to, from + this.#remaining) : to;
    this.takeBody(bytes, from, end);
    this.position = end;
    if (!isBounded) return;
    this.#remaining -= end - from;
    if (this.#remaining === 0 && this.#status === 'more') this.#status = 'done';
  }
}
