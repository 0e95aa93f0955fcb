// What a request may look like on the wire, and how its path is written there; the same for every driver.
import type { ScenarioRequest } from '../../scenarios/model.ts';
import { findPathFault } from '../reach/request-path.ts';

/** Nothing that a browser would escape, neither in the path nor in the query, and nothing that `findPathFault` minds. */
const plainPath = /^\/(?:[!$-&(-.0-;=?-Z[\]-_a-z|~][!$-&(-;=?-Z[\]-_a-z|~]*)?$/;
const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const headerValue = /^[\t\x20-\x7e]*$/;
/** Fields that frame a request; the driver alone sets them. */
const ownHeader =
  /^(?:content-length|transfer-encoding|connection|proxy-connection|expect|upgrade|te)$/i;
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * The path as a browser sends it: what is no printable ASCII, and what a URL must not hold plainly, as
 * %-escapes of its UTF-8 bytes (the percent-encode sets of the WHATWG URL standard). Escapes stay as they are.
 */
export function encodePath(path: string): string {
  return plainPath.test(path) ? path : escapePath(path);
}

function escapePath(path: string): string {
  const mark = path.indexOf('?');
  const end = mark === -1 ? path.length : mark;
  return (
    path.slice(0, end).replace(/[^!#-;=?-_a-z|~]+/g, escapeText) +
    path.slice(end).replace(/[^!#-&(-;=?-~]+/g, escapeText)
  );
}

/** A half of a surrogate pair becomes the replacement character, as in a browser. */
function escapeText(text: string): string {
  let escaped = '';
  for (const character of text) {
    try {
      escaped += character === "'" ? '%27' : encodeURIComponent(character);
    } catch {
      escaped += '%EF%BF%BD';
    }
  }
  return escaped;
}

/**
 * Why a request can't be sent by anybody: a path, header or method that would smuggle another line, or a
 * header that only the driver may set; undefined where it can. What it says begins with the part at fault.
 */
export function findRequestFault({ method, path, headers }: ScenarioRequest): string | undefined {
  if (!methods.has(method)) return `method ${showControls(method)} is not known`;
  return (
    (plainPath.test(path) ? undefined : describePathFault(path)) ?? findFaultOfHeaders(headers)
  );
}

/**
 * Controls and line breaks as escapes, for a text from outside that goes into one line of a message: later nobody
 * can tell its line breaks from ours.
 */
export function showControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return (
      { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character] ??
      (code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`)
    );
  });
}

function describePathFault(path: string): string | undefined {
  const fault = findPathFault(path);
  return fault === undefined ? undefined : `path ${fault}`;
}

function findFaultOfHeaders(headers: ScenarioRequest['headers']): string | undefined {
  if (headers === undefined) return undefined;
  for (const name in headers) {
    const value: unknown = headers[name];
    if (value === undefined) continue;
    const isPlain = typeof value === 'string' && headerValue.test(value) && headerName.test(name);
    if (!isPlain || ownHeader.test(name)) {
      const shown = ownHeader.test(name) ? name.toLowerCase() : JSON.stringify(name);
      return `header ${shown} ${findHeaderFault(name, value)}`;
    }
  }
  return undefined;
}

/** Why no request can have the header, as half a sentence after its name; undefined where one can. */
export function findHeaderFault(name: string, value: unknown): string | undefined {
  if (!headerName.test(name)) return 'has a name that HTTP does not allow';
  if (typeof value !== 'string') return 'has a value that is no text';
  if (ownHeader.test(name)) return "is the driver's own";
  const odd = /[^\t\x20-\x7e]/.exec(value)?.[0];
  if (odd === undefined) return undefined;
  return `has a value with ${JSON.stringify(odd)}: HTTP carries printable ASCII alone; encode it`;
}
