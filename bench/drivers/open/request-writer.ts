// Turns a scenario's request into the text of an HTTP/1.1 request, ready for one socket write.
import type { ScenarioRequest } from '../../../scenarios/model.ts';
import { encodePath, findRequestFault } from '../request-form.ts';

/** A request as it goes onto the wire; `latin1` where every character is one byte. */
export interface WireRequest {
  text: string;
  encoding: 'latin1' | 'utf8';
}

const acceptEncodingPattern = /^accept-encoding$/i;
const hostPattern = /^host$/i;
const hostValuePattern = /^[\x21-\x7e]+$/;

/** Writer of the requests to one host, `name:port` as it stands in a URL. */
export class RequestWriter {
  readonly #hostLine: string;
  readonly #acceptLine: string;

  /** @param acceptEncoding for requests that name none; undefined where they ask for no encoding */
  constructor(host: string, acceptEncoding?: string) {
    if (!hostValuePattern.test(host))
      throw new Error('the host has characters that no header may hold');
    this.#hostLine = `host: ${host}\r\n`;
    this.#acceptLine = acceptEncoding === undefined ? '' : `accept-encoding: ${acceptEncoding}\r\n`;
  }

  /**
   * Writes the request into `wire` and returns undefined, or says why it can't be sent, as
   * `findRequestFault` does.
   * @param cookie value of the Cookie header, printable ASCII; undefined for none
   */
  write(request: ScenarioRequest, wire: WireRequest, cookie?: string): string | undefined {
    const fault = findRequestFault(request);
    if (fault !== undefined) return fault;
    const { method, path, body, headers } = request;
    let head = `${method} ${encodePath(path)} HTTP/1.1\r\n`;
    let isNamed = false;
    let asks = false;
    for (const name in headers) {
      const value = headers[name];
      if (value === undefined) continue;
      if (name.length === 4 && hostPattern.test(name)) isNamed = true;
      if (name.length === 15 && acceptEncodingPattern.test(name)) asks = true;
      head += `${name}: ${value}\r\n`;
    }
    if (!isNamed) head += this.#hostLine;
    if (!asks) head += this.#acceptLine;
    if (cookie !== undefined) head += `cookie: ${cookie}\r\n`;
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
