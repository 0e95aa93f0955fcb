// Remembers the head of an earlier answer: byte for byte the same head says the same, and needs no reading.
import { buildResponseHead, type ResponseHead } from './response-head.ts';

/** Longer heads are read each time. */
const mostBytes = 1_024;
/** Heads of routes differ in their lengths, dates once a second: only now and then is a new one learnt. */
const missesToLearn = 16;

export class KnownHead {
  readonly #bytes = new Uint8Array(mostBytes);
  readonly #said: ResponseHead = buildResponseHead();
  #length = 0;
  #isHeadRequest = false;
  #misses = missesToLearn;

  /** Index after the head where bytes[from, to) begin with the known one, with what it said put into `head`; else -1. */
  match(
    bytes: Uint8Array,
    from: number,
    to: number,
    isHeadRequest: boolean,
    head: ResponseHead,
  ): number {
    const length = this.#length;
    if (length === 0 || to - from < length || isHeadRequest !== this.#isHeadRequest) return -1;
    const known = this.#bytes;
    for (let i = 0; i < length; i += 1) {
      if (bytes[from + i] !== known[i]) return -1;
    }
    this.#misses = 0;
    copyHead(this.#said, head);
    return from + length;
  }

  /**
   * Takes note of a right, final head that was read whole from bytes[from, to), its empty line included. One that sets a
   * cookie is read each time.
   */
  learn(
    bytes: Uint8Array,
    from: number,
    to: number,
    isHeadRequest: boolean,
    head: ResponseHead,
  ): void {
    this.#misses += 1;
    if (this.#misses < missesToLearn || to - from > mostBytes || head.setsCookie) return;
    this.#misses = 0;
    this.#bytes.set(bytes.subarray(from, to));
    this.#length = to - from;
    this.#isHeadRequest = isHeadRequest;
    copyHead(head, this.#said);
  }
}

function copyHead(from: ResponseHead, to: ResponseHead): void {
  to.statusCode = from.statusCode;
  to.framing = from.framing;
  to.contentLength = from.contentLength;
  to.keepAlive = from.keepAlive;
  to.keepAliveTimeoutS = from.keepAliveTimeoutS;
  to.contentEncoding = from.contentEncoding;
  to.contentType = from.contentType;
  to.setsCookie = from.setsCookie;
}
