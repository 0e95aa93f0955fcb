// Watches what a script of the user's own does with k6/http: whether a check reads how long an answer
// took, and whether a request was turned away because it went to another address than the variant's.
import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import { Counter } from 'k6/metrics';
import { k6Metrics } from './protocol.ts';

type Response = RefinedResponse<ResponseType | undefined>;
type Send = (...args: readonly unknown[]) => unknown;

/** k6's code of an address that the options forbid. */
const forbiddenAddressCode = 1_110;

/** Where requests may go, as k6 writes URLs. */
const origin = readOrigin(__ENV.BASE_URL ?? '');
/** The port of the variant; a name or an IPv6 address in its URL ends at the last colon, too. */
const port = Number(/:(\d+)$/.exec(__ENV.BASE_URL ?? '')?.[1] ?? 80);

/** Scheme, host and port in small letters, without user and usual port; undefined where the text has none. */
function readOrigin(url: string): string | undefined {
  const [, scheme, host] = /^([a-z]+:\/\/)(?:[^/?#]*@)?([^/?#]+)/i.exec(url) ?? [];
  return scheme && host && `${scheme}${host.replace(/:80$/, '')}`.toLowerCase();
}

const timed = new Counter(k6Metrics.timed);
const foreign = new Counter(k6Metrics.foreign);

/**
 * Puts itself around the functions of k6/http that send, before the script is loaded: every way of
 * importing them reads this one object.
 */
export function watchRequests(): void {
  const module = http as unknown as Record<string, Send>;
  for (const name of ['get', 'head', 'post', 'put', 'patch', 'del', 'options', 'request']) {
    wrap(module, name, (response) => watch(response as Response));
  }
  wrap(module, 'asyncRequest', (promise) => (promise as Promise<Response>).then(watch));
  wrap(module, 'batch', watchAll);
}

function wrap(
  module: Record<string, Send>,
  name: string,
  watchResult: (result: unknown) => unknown,
): void {
  const send = module[name];
  if (send === undefined) return;
  module[name] = (...args) => watchResult(send(...args));
}

/** A batch gives a list for a list, and an object for an object. */
function watchAll(responses: unknown): unknown {
  if (Array.isArray(responses)) return responses.map(watch);
  const entries = Object.entries(responses as Record<string, Response>);
  return Object.fromEntries(entries.map(([name, response]) => [name, watch(response)]));
}

function watch(response: Response): Response {
  // A port of 0: there was no connection.
  const isElsewhere = response.remote_port !== 0 && response.remote_port !== port;
  // By its name, too: one that k6 was led back from must not be counted as the variant's.
  const asked = readOrigin(response.url);
  const isOther = asked !== undefined && asked !== origin;
  if (isElsewhere || isOther || response.error_code === forbiddenAddressCode)
    foreign.add(1, { address: response.url });
  // Not around the response itself: its methods are fixed, and new with each reading, which a proxy of
  // it may not be. An empty object in its place leaves every trap free.
  return new Proxy({} as Response, {
    get(_, name) {
      if (name === 'timings' && isInsideCheck()) timed.add(1, { vu: String(__VU) });
      return Reflect.get(response, name);
    },
    set: (_, name, value) => Reflect.set(response, name, value),
    has: (_, name) => Reflect.has(response, name),
    ownKeys: () => Reflect.ownKeys(response),
    getOwnPropertyDescriptor(_, name) {
      const found = Reflect.getOwnPropertyDescriptor(response, name);
      return found && { ...found, configurable: true };
    },
  });
}

/** k6 calls the functions of a check from its own one, which stands in the stack. */
function isInsideCheck(): boolean {
  return /\bk6\.\(\*K6\)\.Check\b/.test(new Error().stack ?? '');
}
