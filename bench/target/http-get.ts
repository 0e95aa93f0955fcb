// One GET request on a connection of its own, with a time-out, a size limit, and no redirects.
import { get } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const maxBytes = 16 * 1024 * 1024;

/**
 * The answer with its whole body. A redirect is an answer like any other: it is not followed, since
 * it could lead off this machine.
 * @param hostHeader for a URL whose host is a pinned address
 * @throws Error of the connection, at the time-out, or where the body is above 16 MiB
 */
export function httpGet(url: string, timeoutMs: number, hostHeader?: string): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
    const headers = hostHeader === undefined ? {} : { host: hostHeader };
    // No agent: an idle connection would be one more for the service than its variant is given.
    const request = get(url, { agent: false, signal, headers }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) request.destroy(new Error('the answer is larger than 16 MiB'));
        else chunks.push(chunk);
      });
      response.once('error', reject);
      response.once('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    request.once('error', (cause) => {
      reject(
        signal.aborted
          ? new Error(`no answer within ${Math.ceil(timeoutMs)} ms`, { cause })
          : cause,
      );
    });
  });
}
