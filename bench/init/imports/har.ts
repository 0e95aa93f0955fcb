// Requests of a HAR file, as the network tab of a browser saves it.
import { LoadstoneError, messageOf } from '../../errors.ts';
import { textAt, valueAt } from '../project.ts';
import { type FoundRequest, type FoundRequests, keepHeaders, toMethod } from '../requests.ts';

/**
 * The requests to the host that has most of them, as often as they were sent.
 * @throws LoadstoneError USAGE where the text is no HAR
 */
export function readHar(text: string, file: string): FoundRequests {
  const seen = readEntries(text, file).flatMap((entry) => readEntry(entry) ?? []);
  const counts = new Map<string, number>();
  for (const { origin } of seen) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  const [[origin = '', count = 0] = [], ...others] = [...counts].toSorted((a, b) => b[1] - a[1]);
  if (count === 0)
    throw new LoadstoneError('USAGE', `${file} holds no request of http or https.`, {
      hint: 'Record the pages with the network tab open, then save all as HAR.',
    });
  return {
    requests: seen.filter((one) => one.origin === origin).map(({ request }) => request),
    origin,
    leftOut: others.map(([other, times]) => `${times} to ${other}, which is not ${origin}.`),
  };
}

function readEntries(text: string, file: string): readonly unknown[] {
  let har: unknown;
  try {
    har = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new LoadstoneError('USAGE', `${file} is no JSON: ${messageOf(cause)}.`, {
      hint: 'Save the requests as HAR from the network tab of a browser.',
      cause,
    });
  }
  const entries = valueAt(har, 'log', 'entries');
  if (Array.isArray(entries)) return entries;
  throw new LoadstoneError('USAGE', `${file} is no HAR: it has no log.entries.`, {
    hint: 'Save the requests as HAR from the network tab of a browser.',
  });
}

function readEntry(entry: unknown): { origin: string; request: FoundRequest } | undefined {
  const url = URL.parse(textAt(entry, 'request', 'url') ?? '');
  const method = toMethod(textAt(entry, 'request', 'method') ?? '');
  if (url === null || !/^https?:$/.test(url.protocol) || method === undefined) return undefined;
  const body = textAt(entry, 'request', 'postData', 'text');
  const status = valueAt(entry, 'response', 'status');
  // 304 was answered to a condition, which is not sent; 0 to a request that was given up.
  const isTold = typeof status === 'number' && status >= 200 && status !== 304;
  return {
    origin: url.origin,
    request: {
      method,
      path: `${url.pathname}${url.search}`,
      headers: keepHeaders(readHeaders(valueAt(entry, 'request', 'headers'))),
      ...(body !== undefined && body !== '' && { body }),
      status: isTold ? status : undefined,
    },
  };
}

function readHeaders(given: unknown): readonly (readonly [string, string])[] {
  return (Array.isArray(given) ? given : []).flatMap((header) => {
    const [name, value] = [textAt(header, 'name'), textAt(header, 'value')];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
}
