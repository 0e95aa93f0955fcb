// The bytes of a request, the same as autocannon writes, at a small part of the time.
import type { ScenarioRequest } from '../../../scenarios/model.ts';

const namesHost = /^host$/i;

/**
 * The text of a request, to be written as UTF-8; Content-Length is added where there is a body, and
 * Host where the request names none.
 * @param host of the target, with its port
 */
export function renderRequest(request: ScenarioRequest, host: string): string {
  const { method, path, headers, body } = request;
  let head = `${method} ${path} HTTP/1.1\r\n`;
  let isHostNamed = false;
  for (const name in headers) {
    if (name.length === 4 && namesHost.test(name)) isHostNamed = true;
    head += `${name}: ${headers[name]}\r\n`;
  }
  if (!isHostNamed) head += `Host: ${host}\r\n`;
  head += 'Connection: keep-alive\r\n';
  if (body === undefined || body === '') return `${head}\r\n`;
  return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
