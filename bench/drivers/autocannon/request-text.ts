// The bytes of a request, the same as autocannon writes, at a small part of the time.
import type { ScenarioRequest } from '../../../scenarios/model.ts';
import { encodePath } from '../request-form.ts';

const namesHost = /^host$/i;
const namesAcceptEncoding = /^accept-encoding$/i;

/**
 * The text of a request, to be written as UTF-8; Content-Length is added where there is a body, and
 * Host where the request names none. The request is one that `findRequestFault` finds nothing against.
 * @param host of the target, with its port
 * @param acceptEncoding for requests that name none; undefined where they ask for no encoding
 */
export function renderRequest(
  request: ScenarioRequest,
  host: string,
  acceptEncoding?: string,
): string {
  const { method, path, headers, body } = request;
  let head = `${method} ${encodePath(path)} HTTP/1.1\r\n`;
  let isHostNamed = false;
  let asks = false;
  for (const name in headers) {
    if (headers[name] === undefined) continue;
    if (name.length === 4 && namesHost.test(name)) isHostNamed = true;
    if (name.length === 15 && namesAcceptEncoding.test(name)) asks = true;
    head += `${name}: ${headers[name]}\r\n`;
  }
  if (!isHostNamed) head += `Host: ${host}\r\n`;
  head += 'Connection: keep-alive\r\n';
  if (!asks && acceptEncoding !== undefined) head += `Accept-Encoding: ${acceptEncoding}\r\n`;
  if (body === undefined || body === '') return `${head}\r\n`;
  return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
