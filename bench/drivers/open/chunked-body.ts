// Reads the chunked transfer coding byte by byte, strictly, over answers split anywhere.
import {
  byteCr,
  byteLf,
  byteSemicolon,
  byteSpace,
  byteTab,
  hexDigitValue,
  isFieldByte,
  isTokenByte,
} from './http-bytes.ts';

/** Most bytes of the line that begins a chunk, and of all trailers together. */
const maxOverheadBytes = 64 * 1024;

/** Takes the bytes of the body as they are found: bytes[from, to). */
export interface BodySink {
  takeBody(bytes: Uint8Array, from: number, to: number): void;
}

type ChunkState =
  | 'size'
  | 'size-blank'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer-start'
  | 'trailer-name'
  | 'trailer-value'
  | 'trailer-lf'
  | 'last-lf'
  | 'done';

/** Decoder of one chunked body after another; never throws, whatever the bytes are. */
export class ChunkedBody {
  /** What is wrong with the coding; undefined while it is right. */
  fault: string | undefined = undefined;
  /** Index of the first byte that push left over. */
  position = 0;
  #state: ChunkState = 'size';
  #hasSize = false;
  #remaining = 0;
  /** Bytes of the present line of a size, or of the trailers so far. */
  #overheadBytes = 0;

  /** Makes ready for the next body. */
  reset(): void {
    this.fault = undefined;
    this.#state = 'size';
    this.#hasSize = false;
    this.#remaining = 0;
    this.#overheadBytes = 0;
  }

  /** Reads bytes[from, to) and returns true when the body has ended (position) or is wrong (fault). */
  push(bytes: Uint8Array, from: number, to: number, sink: BodySink): boolean {
    let at = from;
    while (at < to) {
      if (this.#state === 'data') {
        const end = Math.min(to, at + this.#remaining);
        sink.takeBody(bytes, at, end);
        this.#remaining -= end - at;
        at = end;
        if (this.#remaining === 0) this.#state = 'data-cr';
        continue;
      }
      this.#step(bytes[at] ?? 0);
      at += 1;
      if (this.fault !== undefined || this.#state === 'done') break;
    }
    this.position = at;
    return this.fault !== undefined || this.#state === 'done';
  }

  #step(byte: number): void {
    switch (this.#state) {
      case 'size':
      case 'size-blank':
      case 'extension':
      case 'size-lf':
        this.#stepSizeLine(byte);
        return;
      case 'data-cr':
        this.#expect(byte, byteCr, 'data-lf', 'chunk longer than its size');
        return;
      case 'data-lf':
        this.#hasSize = false;
        this.#overheadBytes = 0;
        this.#expect(byte, byteLf, 'size', 'chunk longer than its size');
        return;
      case 'data':
      case 'done':
        return;
      default:
        this.#stepTrailer(byte);
    }
  }

  #stepSizeLine(byte: number): void {
    if (this.#state === 'size-lf') {
      const next = this.#remaining === 0 ? 'trailer-start' : 'data';
      this.#overheadBytes = 0;
      this.#expect(byte, byteLf, next, 'bad chunk size');
      return;
    }
    this.#countOverhead('chunk size and extension above 64 KiB');
    if (this.#state === 'size') {
      const digit = hexDigitValue(byte);
      if (digit >= 0) {
        this.#hasSize = true;
        this.#remaining = this.#remaining * 16 + digit;
        if (this.#remaining > Number.MAX_SAFE_INTEGER) this.fault = 'bad chunk size';
        return;
      }
      if (!this.#hasSize) this.fault = 'bad chunk size';
    }
    if (byte === byteCr && this.#state !== 'size-blank') this.#state = 'size-lf';
    else if (this.#state === 'extension') {
      if (!isFieldByte(byte)) this.fault = 'bad chunk extension';
    } else if (byte === byteSemicolon) this.#state = 'extension';
    else if (byte === byteSpace || byte === byteTab) this.#state = 'size-blank';
    else this.fault = 'bad chunk size';
  }

  #stepTrailer(byte: number): void {
    this.#countOverhead('trailers above 64 KiB');
    switch (this.#state) {
      case 'trailer-start':
        if (byte === byteCr) this.#state = 'last-lf';
        else if (isTokenByte[byte] === 1) this.#state = 'trailer-name';
        else this.fault = 'bad trailer';
        return;
      case 'trailer-name':
        if (byte === 0x3a) this.#state = 'trailer-value';
        else if (isTokenByte[byte] !== 1) this.fault = 'bad trailer';
        return;
      case 'trailer-value':
        if (byte === byteCr) this.#state = 'trailer-lf';
        else if (!isFieldByte(byte)) this.fault = 'bad trailer';
        return;
      case 'trailer-lf':
        this.#expect(byte, byteLf, 'trailer-start', 'bad trailer');
        return;
      default:
        this.#expect(byte, byteLf, 'done', 'bad trailer');
    }
  }

  #expect(byte: number, wanted: number, next: ChunkState, fault: string): void {
    if (byte === wanted) this.#state = next;
    else this.fault = fault;
  }

  #countOverhead(fault: string): void {
    this.#overheadBytes += 1;
    if (this.#overheadBytes > maxOverheadBytes) this.fault = fault;
  }
}
