// Holds autocannon's parser to HTTP where it would run for ever or fill the memory.
import { maxHeadBytes } from '../../answer-limits.ts';
import type { AutocannonParser } from './client.ts';

/** What came is no answer of HTTP, or more than is taken of one; the message is the failure's reason. */
export class MalformedAnswer extends Error {}

/** More interim answers than anybody sends before one answer. */
const mostInterims = 1_000;

/** States in which the parser adds to a line, or to the trailers, without a limit of its own. */
const trailersState = 'BODY_CHUNKTRAILERS';

export interface ParserGuard {
  /** To be called where a head is complete. @throws MalformedAnswer */
  checkHead(): void;
  /** To be called where a message is complete. @throws MalformedAnswer */
  countMessage(isInterim: boolean): void;
  /** To be called when bytes were read: what is too large by now, or undefined. */
  findExcess(bytesRead: number): string | undefined;
}

/**
 * The parser takes a negative length for a step back, over bytes that it has read: a head of 40 bytes that says
 * `content-length: -40`, and one byte more, keep it busy for ever. What is no number it takes for the end of the answer.
 */
export function guardParser(parser: AutocannonParser): ParserGuard {
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
    findExcess(bytesRead) {
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
