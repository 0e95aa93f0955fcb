// The body of an answer: kept while it is not too large, decoded, and checked.

import {
  brotliDecompressSync,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import { maxHeldBytes, maxReadBytes, tooLargeToCheck } from '../../answer-limits.ts';
import { messageOf } from '../../errors.ts';
import type { ReadBody } from './answer.ts';

/** A buffer that grew beyond this for one body is let go once that is read. */
const ownBufferBytes = 256 * 1024;

/** Of all buffers that are let go: as many connections as a load has could hold gigabytes. */
let heldBytes = 0;

/** The body of one answer after another of a connection; each is read or dropped before the next begins. */
export class KeptBody {
  #buffer = Buffer.alloc(0);
  #bytes = 0;
  /** Why it is not kept; half a sentence. */
  #unreadable: string | undefined = undefined;

  /** Makes ready for the next body. */
  start(): void {
    this.#unreadable = undefined;
    this.drop();
  }

  /** Tells how many bytes will come: nothing is kept of a body that is announced as too large. */
  announce(bytes: number): void {
    if (bytes > maxReadBytes) this.#unreadable = tooLargeToCheck;
  }

  /** Takes bytes[from, to), which are copied; of a body that is too large nothing is kept. */
  take(bytes: Uint8Array, from: number, to: number): void {
    if (this.#unreadable !== undefined) return;
    const size = this.#bytes + to - from;
    if (size > this.#buffer.length && !this.#grow(size)) return;
    this.#buffer.set(bytes.subarray(from, to), this.#bytes);
    this.#bytes = size;
  }

  /** The body, decoded; it is gone then. */
  read(contentEncoding: string): ReadBody {
    if (this.#unreadable !== undefined) return { unreadable: this.#unreadable };
    const body = readBody(this.#buffer.subarray(0, this.#bytes), contentEncoding);
    this.drop();
    return body;
  }

  /** Lets go of what has come. */
  drop(): void {
    this.#bytes = 0;
    if (this.#buffer.length <= ownBufferBytes) return;
    heldBytes -= countedBytes(this.#buffer.length);
    this.#buffer = Buffer.alloc(0);
  }

  /** False where it is too large to be kept; what had come of it is gone then. */
  #grow(size: number): boolean {
    const length = Math.min(maxReadBytes, Math.max(size, 2 * this.#buffer.length, 4096));
    const moreBytes = countedBytes(length) - countedBytes(this.#buffer.length);
    if (size > maxReadBytes) this.#unreadable = tooLargeToCheck;
    else if (heldBytes + moreBytes > maxHeldBytes) this.#unreadable = tooManyToCheck;
    if (this.#unreadable !== undefined) {
      this.drop();
      return false;
    }
    const grown = Buffer.allocUnsafe(length);
    grown.set(this.#buffer.subarray(0, this.#bytes));
    this.#buffer = grown;
    heldBytes += moreBytes;
    return true;
  }
}

const tooManyToCheck = 'one of many that are above 256 MiB together, too large to check';

/** Bytes of a buffer that count as held; a small one stays with its connection. */
function countedBytes(length: number): number {
  return length > ownBufferBytes ? length : 0;
}

/** A header has room for thousands of codings, each of which may unpack to as much as is read. */
const mostCodings = 4;

type Decoder = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** By the names of the IANA registry of content codings. */
const decoders: Readonly<Record<string, Decoder>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateAny,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** How a zlib frame names the one method it knows (RFC 1950, 2.2). */
const zlibMethod = 8;

/** RFC 9110 asks for the zlib format; some servers send it without its frame, which browsers take too. */
function inflateAny(bytes: Buffer, options: { readonly maxOutputLength: number }): Buffer {
  const first = bytes[0] ?? 0;
  const isFramed = (first & 0x0f) === zlibMethod && (first * 256 + (bytes[1] ?? 0)) % 31 === 0;
  return isFramed ? inflateSync(bytes, options) : inflateRawSync(bytes, options);
}

/**
 * Reads a whole body. It takes time that grows with the body, so it belongs behind the end of the timing.
 * @param contentEncoding the header's value as it came; empty where there is none
 */
export function readBody(bytes: Buffer, contentEncoding: string): ReadBody {
  // An answer without a body (HEAD, 304) may still tell how it would have been encoded.
  if (contentEncoding === '' || bytes.length === 0) return { text: bytes.toString('utf8') };
  let decoded = bytes;
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'identity' && coding !== '');
  if (codings.length > mostCodings)
    return { unreadable: `content-encoding names ${codings.length} codings` };
  for (const coding of codings.reverse()) {
    const decode = decoders[coding];
    if (decode === undefined) return { unreadable: `content-encoding ${coding} is not known` };
    try {
      decoded = decode(decoded, { maxOutputLength: maxReadBytes });
    } catch (thrown) {
      return { broken: describeFault(coding, thrown) };
    }
  }
  return { text: decoded.toString('utf8') };
}

function describeFault(coding: string, thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE')
    return `above 16 MiB once decoded from ${coding}, too large to check`;
  return `is no whole ${coding}: ${messageOf(thrown)}`;
}
