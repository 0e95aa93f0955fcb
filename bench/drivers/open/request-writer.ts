// Turns a scenario's request into the text of an HTTP/1.1 request, ready for one socket write.
import type { ScenarioRequest } from '../../../scenarios/model.ts';

/** A request as it goes onto the wire; `latin1` where every character is one byte. */
export interface WireRequest {
  text: string;
  encoding: 'latin1' | 'utf8';
}

/** Printable ASCII without a space, starting with a slash. */
const pathPattern = /^\/[\x21-\x7e]*$/;
const headerNamePattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const headerValuePattern = /^[\t\x20-\x7e]*$/;
/** Fields that frame a request; the writer alone sets them. */
const ownHeaderPattern =
  /^(?:host|content-length|transfer-encoding|connection|expect|upgrade|te)$/i;
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Writer of the requests to one host, `name:port` as it stands in a URL. */
export class RequestWriter {
  readonly #hostLine: string;

  constructor(host: string) {
    if (!headerValuePattern.test(host))
      throw new Error('the host has characters that no header may hold');
    this.#hostLine = ` HTTP/1.1\r\nhost: ${host}\r\n`;
  }

  /**
   * Writes the request into `wire` and returns undefined, or says why it can't be sent: a path,
   * header or method that could smuggle another line, or a header that only the driver may set.
   */
  write(request: ScenarioRequest, wire: WireRequest): string | undefined {
    const { method, path, body, headers } = request;
    if (!methods.has(method)) return 'request: unknown method';
    if (!pathPattern.test(path)) return 'request: path with a forbidden character';
    let head = `${method} ${path}${this.#hostLine}`;
    if (headers !== undefined) {
      for (const name in headers) {
        const value = headers[name];
        if (value === undefined) continue;
        if (!headerNamePattern.test(name)) return 'request: bad header name';
        if (!headerValuePattern.test(value)) return 'request: header with a forbidden character';
        if (ownHeaderPattern.test(name))
          return `request: header ${name.toLowerCase()} is the driver's own`;
        head += `${name}: ${value}\r\n`;
      }
    }
    wire.encoding = 'latin1';
    if (body === undefined) {
      wire.text =
        method === 'GET' || method === 'HEAD' ? `${head}\r\n` : `${head}content-length: 0\r\n\r\n`;
      return undefined;
    }
    const bodyBytes = Buffer.byteLength(body);
    // A body of ASCII alone has as many bytes as characters, and latin1 is the cheaper way to write it.
    if (bodyBytes !== body.length) wire.encoding = 'utf8';
    wire.text = `${head}content-length: ${bodyBytes}\r\n\r\n${body}`;
    return undefined;
  }
}
