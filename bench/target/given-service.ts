// Uses a service that runs already, at one or more URLs.
import { quoteText, writeMessage, writeName } from '../../reports/document/messages/message.ts';
import { LoadstoneError } from '../errors.ts';
import { type PinnedTarget, pinTarget } from '../reach/target.ts';
import type { HttpServer } from './http-get.ts';
import {
  type AskOptions,
  buildNotTrusted,
  createReadings,
  type RunningService,
  toServer,
} from './running-service.ts';
import { awaitReady, describeRefusal } from './service-ready.ts';
import { readTlsTrust } from './tls-trust.ts';

export interface AttachServiceOptions extends AskOptions {
  /** One or more addresses. */
  readonly urls: readonly string[];
  /** Pinned for the whole run, as `urls`; undefined pins them now, on this machine only. */
  readonly pinned?: readonly PinnedTarget[];
}

/**
 * Uses a service that runs already, on this machine or where it was allowed and pinned; it is never stopped.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK, SERVICE_NOT_READY
 */
export async function attachService(options: AttachServiceOptions): Promise<RunningService> {
  const pinned = options.pinned ?? (await Promise.all(options.urls.map((url) => pinTarget(url))));
  const trust = await readTlsTrust(options.tls);
  const [first, ...more] = pinned.map((one) => toServer(one, trust, options.headers));
  if (first === undefined) throw new Error('a service without an address');
  const servers = [first, ...more] as const;
  await Promise.all(
    servers.map((server, index) =>
      awaitGiven(options, server, options.urls[index] ?? server.baseUrl),
    ),
  );
  return {
    ...createReadings(options, servers, trust),
    baseUrl: first.baseUrl,
    moreBaseUrls: more.map(({ baseUrl }) => baseUrl),
    hostHeader: first.hostHeader,
    moreHostHeaders: more.map(({ baseUrl, hostHeader }) => hostHeader ?? new URL(baseUrl).host),
    pid: undefined,
    placement: { cpus: undefined, reason: 'Not pinned: the service is a given URL.' },
    output: () => '',
    exited: new Promise(() => {}),
    isAlive: () => true,
    revival: undefined,
    stop: async () => {},
  };
}

async function awaitGiven(
  { readyPath, readyTimeoutMs }: AttachServiceOptions,
  server: HttpServer,
  url: string,
): Promise<void> {
  const outcome = await awaitReady({ server, readyPath, readyTimeoutMs, hasEnded: () => false });
  if (outcome.kind === 'not-trusted') throw buildNotTrusted(url, outcome.why);
  if (outcome.kind === 'refused') {
    const { message, hint } = describeRefusal(url, readyPath, outcome);
    throw new LoadstoneError('SERVICE_NOT_READY', message, { hint });
  }
  if (outcome.kind !== 'timed-out') return;
  throw new LoadstoneError(
    'SERVICE_NOT_READY',
    writeMessage('service-silent', {
      ...{ service: writeName(url), path: readyPath, seconds: readyTimeoutMs / 1000 },
      last: quoteText(outcome.lastAnswer),
    }),
    { hint: writeMessage('fix-given-service') },
  );
}
