// One request on a connection of its own, with a time-out, a size limit, and no redirects.
import { type RequestOptions as HttpOptions, request as httpRequest } from 'node:http';
import { type RequestOptions as HttpsOptions, request as httpsRequest } from 'node:https';
import { maxHeadBytes, maxReadBytes } from '../answer-limits.ts';
import { buildRequestUrl } from '../reach/request-url.ts';
import type { TlsTrust } from './tls-trust.ts';

/** A server as the harness's own requests reach it. */
export interface HttpServer {
  /** `http://127.0.0.1:PORT` or https, no path. */
  readonly baseUrl: string;
  /** What the host header says where baseUrl has a pinned address; undefined for its host. */
  readonly hostHeader?: string | undefined;
  /** Sent with each of the harness's own requests, such as a token for its statistics; undefined for none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How the certificate of an https server is judged; undefined for the usual authorities. */
  readonly trust?: TlsTrust | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** As UTF-8, not decoded. */
  readonly body: string;
  readonly bytes: Buffer;
  /** Empty where the answer names none. */
  readonly contentType: string;
  readonly contentEncoding: string;
}

/** What the harness itself asks a service. */
export interface AskedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

export interface AnswerWithFields extends HttpAnswer {
  /** Names and values in turn, as they came. */
  readonly fields: readonly string[];
}

/** The answer to a GET request, see `httpAsk`. */
export function httpGet(
  server: HttpServer,
  path: string,
  timeoutMs: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<AnswerWithFields> {
  return httpAsk(server, { method: 'GET', path, headers }, timeoutMs);
}

/**
 * The answer with its whole body. A redirect is an answer like any other: it is not followed, since
 * it could lead off this machine.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where the path leads to another server
 * @throws Error of the connection, at the time-out, or where the head is above 64 KiB or the body above 16 MiB
 */
export function httpAsk(
  server: HttpServer,
  { method, path, headers = {}, body }: AskedRequest,
  timeoutMs: number,
): Promise<AnswerWithFields> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
    const url = buildRequestUrl(server.baseUrl, path);
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const options = { ...buildOptions(server, url, headers, signal), method };
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxReadBytes) request.destroy(new Error('the answer is larger than 16 MiB'));
        else chunks.push(chunk);
      });
      response.once('error', reject);
      response.once('end', () => {
        const all = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          body: all.toString('utf8'),
          bytes: all,
          contentType: response.headers['content-type'] ?? '',
          contentEncoding: response.headers['content-encoding'] ?? '',
          fields: response.rawHeaders,
        });
      });
    });
    request.once('error', (cause) => {
      reject(
        signal.aborted
          ? new Error(`no answer within ${Math.ceil(timeoutMs)} ms`, { cause })
          : explainFault(cause),
      );
    });
    request.end(body);
  });
}

/** Node says of a head that is too large only that it overflows. */
function explainFault(cause: NodeJS.ErrnoException): Error {
  if (cause.code !== 'HPE_HEADER_OVERFLOW') return cause;
  return new Error('the head of the answer is larger than 64 KiB', { cause });
}

function buildOptions(
  { hostHeader, trust, headers: own }: HttpServer,
  { protocol }: URL,
  given: Readonly<Record<string, string>>,
  signal: AbortSignal,
): HttpOptions | HttpsOptions {
  const headers = { ...(hostHeader !== undefined && { host: hostHeader }), ...own, ...given };
  // No agent: an idle connection would be one more for the service than its variant is given.
  const options = { agent: false, signal, headers, maxHeaderSize: maxHeadBytes } as const;
  if (protocol !== 'https:') return options;
  const name = hostHeader === undefined ? undefined : URL.parse(`https://${hostHeader}`)?.hostname;
  return {
    ...options,
    // A certificate is of the host that the user wrote, not of the address that it was pinned to.
    ...(name !== undefined && { servername: name }),
    ...(trust?.ca !== undefined && { ca: trust.ca }),
    rejectUnauthorized: trust?.rejectUnauthorized ?? true,
  };
}
