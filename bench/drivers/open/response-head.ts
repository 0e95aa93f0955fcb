// Reads the head of one HTTP/1.1 answer (status line and fields) straight from its bytes.
import {
  byteColon,
  byteComma,
  byteCr,
  byteSpace,
  byteTab,
  isFieldByte,
  isNameAt,
  isTokenByte,
} from './http-bytes.ts';

/** How the body of an answer ends: never begun, by length, by chunks, or by the end of the connection. */
type BodyFraming = 'none' | 'length' | 'chunked' | 'until-close';

/** What the head of an answer said; one object is used again for each answer of a connection. */
export interface ResponseHead {
  statusCode: number;
  framing: BodyFraming;
  /** Bytes of the body where framing is `length`. */
  contentLength: number;
  /** True where the connection may carry another request after this answer. */
  keepAlive: boolean;
  /** Seconds that the service keeps an idle connection, by `Keep-Alive: timeout=`; -1 where it did not say. */
  keepAliveTimeoutS: number;
  /** Values of Content-Encoding and Content-Type; empty where there is none. */
  contentEncoding: string;
  contentType: string;
  /** True where it sets a cookie. */
  setsCookie: boolean;
}

/** A head before anything was read. */
export function buildResponseHead(): ResponseHead {
  return {
    ...{ statusCode: 0, framing: 'none', contentLength: 0, keepAlive: false },
    ...{ keepAliveTimeoutS: -1, contentEncoding: '', contentType: '', setsCookie: false },
  };
}

const contentLengthName = Buffer.from('content-length');
const transferEncodingName = Buffer.from('transfer-encoding');
const connectionName = Buffer.from('connection');
const chunkedValue = Buffer.from('chunked');
const closeToken = Buffer.from('close');
const keepAliveToken = Buffer.from('keep-alive');

const keepAliveName = Buffer.from('keep-alive');
const setCookieName = Buffer.from('set-cookie');
const contentEncodingName = Buffer.from('content-encoding');
const contentTypeName = Buffer.from('content-type');
const timeoutParameter = Buffer.from('timeout=');

/** What the fields seen so far said; module state, since a head is read in one synchronous call. */
const seen = {
  ...{ contentLength: -1, chunked: false, otherCoding: false, close: false, keepAlive: false },
  ...{ keepAliveTimeoutS: -1, contentEncoding: '', setsCookie: false },
  contentType: undefined as string | undefined,
};

/**
 * Reads bytes[from, to), a whole head that begins with `HTTP/1.` and whose lines end in CRLF, without its last empty line.
 * Returns undefined where it is right, else what is wrong with it (RFC 9112, read strictly).
 */
export function readResponseHead(
  bytes: Uint8Array,
  from: number,
  to: number,
  isHeadRequest: boolean,
  head: ResponseHead,
): string | undefined {
  const statusEnd = findLineEnd(bytes, from, to);
  const statusFault = readStatusLine(bytes, from, statusEnd, head);
  if (statusFault !== undefined) return statusFault;
  seen.contentLength = -1;
  seen.chunked = false;
  seen.otherCoding = false;
  seen.close = false;
  seen.keepAlive = false;
  seen.keepAliveTimeoutS = -1;
  seen.contentEncoding = '';
  seen.contentType = undefined;
  seen.setsCookie = false;
  let lineFrom = statusEnd + 2;
  while (lineFrom < to) {
    const lineEnd = findLineEnd(bytes, lineFrom, to);
    const fault = readField(bytes, lineFrom, lineEnd);
    if (fault !== undefined) return fault;
    lineFrom = lineEnd + 2;
  }
  return concludeFraming(bytes[from + 7] === 0x31, isHeadRequest, head);
}

/** A CR is always followed by LF here, because the parser refuses any other before it calls. */
function findLineEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== byteCr) at += 1;
  return at;
}

function readStatusLine(
  bytes: Uint8Array,
  from: number,
  to: number,
  head: ResponseHead,
): string | undefined {
  if (to - from < 12) return 'bad status line';
  // That it begins with `HTTP/1.` the parser has seen: it refuses any other at its first byte.
  const minor = bytes[from + 7];
  if ((minor !== 0x30 && minor !== 0x31) || bytes[from + 8] !== byteSpace) return 'bad status line';
  let statusCode = 0;
  for (let i = from + 9; i < from + 12; i += 1) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return 'bad status line';
    statusCode = statusCode * 10 + digit;
  }
  // One above 599 is like a 5xx (RFC 9110, 15), and a few services do use them; below 100 nothing is known of it.
  if (statusCode < 100) return 'bad status line';
  // What stands behind the blank is the reason phrase, which a client ignores (RFC 9112, 4).
  if (to > from + 12 && bytes[from + 12] !== byteSpace) return 'bad status line';
  head.statusCode = statusCode;
  return undefined;
}

function readField(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (bytes[from] === byteSpace || bytes[from] === byteTab) return 'folded header line';
  let colon = from;
  while (colon < to && isTokenByte[bytes[colon] ?? 0] === 1) colon += 1;
  if (colon === from || colon >= to || bytes[colon] !== byteColon) return 'bad header name';
  for (let i = colon + 1; i < to; i += 1) {
    if (!isFieldByte(bytes[i] ?? 0)) return 'bad header value';
  }
  const nameLength = colon - from;
  if (nameLength === 14 && isNameAt(bytes, from, contentLengthName)) {
    return readContentLength(bytes, colon + 1, to);
  }
  if (nameLength === 17 && isNameAt(bytes, from, transferEncodingName)) {
    readTransferEncoding(bytes, colon + 1, to);
    return undefined;
  }
  if (nameLength === 10) {
    if (isNameAt(bytes, from, connectionName)) readConnection(bytes, colon + 1, to);
    else if (isNameAt(bytes, from, keepAliveName)) readKeepAlive(bytes, colon + 1, to);
    else if (isNameAt(bytes, from, setCookieName)) seen.setsCookie = true;
  } else if (nameLength === 12 && isNameAt(bytes, from, contentTypeName)) {
    // It can't be a list; of two the first counts, as with other clients.
    seen.contentType ??= knownTypes.read(bytes, colon + 1, to);
  } else if (nameLength === 16 && isNameAt(bytes, from, contentEncodingName)) {
    const before = seen.contentEncoding === '' ? '' : `${seen.contentEncoding}, `;
    seen.contentEncoding = before + knownEncodings.read(bytes, colon + 1, to);
  }
  return undefined;
}

/** Texts of header values: byte for byte the same as the one before is the same text, made only once. */
class LastText {
  #bytes = new Uint8Array(0);
  #text = '';

  /** The value in bytes[from, to), without the blanks around it. */
  read(bytes: Uint8Array, from: number, to: number): string {
    let start = from;
    let end = to;
    while (start < end && isBlank(bytes[start])) start += 1;
    while (end > start && isBlank(bytes[end - 1])) end -= 1;
    const known = this.#bytes;
    let same = end - start === known.length;
    for (let i = 0; same && i < known.length; i += 1) same = bytes[start + i] === known[i];
    if (!same) {
      // A copy: a slice of a Buffer would go on changing with the next read.
      this.#bytes = Uint8Array.from(bytes.subarray(start, end));
      this.#text = Buffer.from(this.#bytes).toString('latin1');
    }
    return this.#text;
  }
}

const knownTypes = new LastText();
const knownEncodings = new LastText();

/** `timeout=5, max=100`: whole seconds; anything else is passed over. */
function readKeepAlive(bytes: Uint8Array, from: number, to: number): void {
  for (let at = from; at + timeoutParameter.length < to; at += 1) {
    if (!isNameAt(bytes, at, timeoutParameter)) continue;
    let seconds = -1;
    for (let i = at + timeoutParameter.length; i < to && i < at + 15; i += 1) {
      const digit = (bytes[i] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      seconds = Math.max(0, seconds) * 10 + digit;
    }
    seen.keepAliveTimeoutS = seconds;
    return;
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === byteSpace || byte === byteTab;
}

function readContentLength(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (seen.contentLength !== -1) return 'content-length given twice';
  let start = from;
  let end = to;
  while (start < end && isBlank(bytes[start])) start += 1;
  while (end > start && isBlank(bytes[end - 1])) end -= 1;
  if (end === start) return 'bad content-length';
  let length = 0;
  for (let i = start; i < end; i += 1) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return 'bad content-length';
    length = length * 10 + digit;
    if (length > Number.MAX_SAFE_INTEGER) return 'bad content-length';
  }
  seen.contentLength = length;
  return undefined;
}

/** A list of codings, whose empty elements do not count (RFC 9110, 5.6.1.2). */
function readTransferEncoding(bytes: Uint8Array, from: number, to: number): void {
  let start = from;
  let end = to;
  while (start < end && isBlankOrComma(bytes[start])) start += 1;
  while (end > start && isBlankOrComma(bytes[end - 1])) end -= 1;
  const isChunked = end - start === chunkedValue.length && isNameAt(bytes, start, chunkedValue);
  if (!isChunked || seen.chunked) seen.otherCoding = true;
  else seen.chunked = true;
}

function isBlankOrComma(byte: number | undefined): boolean {
  return isBlank(byte) || byte === byteComma;
}

function readConnection(bytes: Uint8Array, from: number, to: number): void {
  let start = from;
  while (start < to) {
    while (start < to && isBlankOrComma(bytes[start])) start += 1;
    let end = start;
    while (end < to && isTokenByte[bytes[end] ?? 0] === 1) end += 1;
    const length = end - start;
    if (length === closeToken.length && isNameAt(bytes, start, closeToken)) seen.close = true;
    if (length === keepAliveToken.length && isNameAt(bytes, start, keepAliveToken)) {
      seen.keepAlive = true;
    }
    // A byte that is neither a token nor a separator is passed over, so that the scan always ends.
    start = Math.max(end, start + 1);
  }
}

function concludeFraming(
  isVersion11: boolean,
  isHeadRequest: boolean,
  head: ResponseHead,
): string | undefined {
  const { statusCode } = head;
  if (statusCode === 101) return 'status 101 that nobody asked for';
  // These end with their head, whatever that says of a body (RFC 9112, 6.3).
  const isWithoutBody =
    isHeadRequest || statusCode < 200 || statusCode === 204 || statusCode === 304;
  const fault = isWithoutBody ? undefined : findCodingFault(isVersion11);
  if (fault !== undefined) return fault;
  head.keepAlive = !seen.close && (isVersion11 || seen.keepAlive);
  head.keepAliveTimeoutS = seen.keepAliveTimeoutS;
  head.contentEncoding = seen.contentEncoding;
  head.contentType = seen.contentType ?? '';
  head.setsCookie = seen.setsCookie;
  head.contentLength = 0;
  if (isWithoutBody) {
    head.framing = 'none';
  } else if (seen.chunked) {
    head.framing = 'chunked';
  } else if (seen.contentLength !== -1) {
    head.framing = seen.contentLength === 0 ? 'none' : 'length';
    head.contentLength = seen.contentLength;
  } else {
    head.framing = 'until-close';
    head.keepAlive = false;
  }
  return undefined;
}

function findCodingFault(isVersion11: boolean): string | undefined {
  if (!seen.chunked && !seen.otherCoding) return undefined;
  if (seen.otherCoding) return 'unknown transfer-encoding';
  if (seen.contentLength !== -1) return 'content-length beside transfer-encoding';
  return isVersion11 ? undefined : 'transfer-encoding in HTTP/1.0';
}
