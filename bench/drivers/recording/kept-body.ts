// Keeps the body of an answer that is wanted, within bounds: of one body, and of all bodies of the process.
import { maxHeldBytes, maxReadBytes, tooLargeToCheck } from '../../answer-limits.ts';
import type { ReadBody } from './answer.ts';
import { readBody } from './body.ts';

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
