// The body of an answer as text: decoded where the answer says that it is compressed.
import {
  brotliDecompressSync,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import { maxReadBytes } from '../../answer-limits.ts';
import { messageOf } from '../../errors.ts';
import type { ReadBody } from './answer.ts';

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
