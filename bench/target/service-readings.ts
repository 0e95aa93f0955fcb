// What a service that is up is asked, at all its addresses: statistics, its counter, data.
import { LoadstoneError, messageOf } from '../errors.ts';
import type { ResolvedCounter } from '../spec/experiment.ts';
import {
  type AnswerWithFields,
  type AskedRequest,
  type HttpAnswer,
  type HttpServer,
  httpAsk,
} from './http-get.ts';
import { type PrometheusText, parsePrometheusText } from './prometheus-text.ts';
import { addReadings, parseCounter, type RequestsReading } from './request-counter.ts';
import { mergeServiceStats, parseServiceStats, type ServiceStats } from './service-stats.ts';

const statsTimeoutMs = 10_000;

export interface ServiceReadings {
  /** GET of the first address. @throws Error of the connection */
  get(
    path: string,
    timeoutMs: number,
    headers?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>;
  /** Any request, to the first address. @throws Error of the connection */
  ask(request: AskedRequest, timeoutMs: number): Promise<AnswerWithFields>;
  /**
   * The service's own account, of several addresses together; undefined where it offers none (no path,
   * or status 404).
   * @throws LoadstoneError SERVICE_NOT_READY where it does not answer as it should
   */
  readStats(): Promise<ServiceStats | undefined>;
  /**
   * Requests answered so far: by the counter of the config, else by the statistics.
   * @param stats as just read; they are not read again
   * @throws LoadstoneError SERVICE_NOT_READY where a counter does not answer as it should
   */
  readRequests(stats?: ServiceStats): Promise<RequestsReading>;
  /**
   * The Prometheus text at the path of the counter, one of each address; undefined where no counter is given.
   * @throws LoadstoneError SERVICE_NOT_READY where it does not answer with status 200
   */
  readMetrics(): Promise<readonly PrometheusText[] | undefined>;
}

export interface ReadingsOptions {
  /** One or more addresses of the service. */
  readonly servers: readonly [HttpServer, ...HttpServer[]];
  readonly statsPath: string | undefined;
  readonly counter: ResolvedCounter | undefined;
  /** Where the counter is read; undefined for the addresses of the service. */
  readonly counterServer: HttpServer | undefined;
}

export function createServiceReadings(options: ReadingsOptions): ServiceReadings {
  const { servers, statsPath, counter, counterServer } = options;
  const sent = new Map(servers.map((server) => [server, 0]));
  const send = (
    server: HttpServer,
    request: AskedRequest,
    timeoutMs: number,
  ): Promise<AnswerWithFields> => {
    if (sent.has(server)) sent.set(server, sentTo(server) + 1);
    return httpAsk(server, request, timeoutMs);
  };
  const ask = (server: HttpServer, path: string, timeoutMs: number): Promise<HttpAnswer> =>
    send(server, { method: 'GET', path }, timeoutMs);
  const sentTo = (server: HttpServer): number => sent.get(server) ?? 0;
  const readStats = async (): Promise<ServiceStats | undefined> => {
    if (statsPath === undefined) return undefined;
    const all = await Promise.all(
      servers.map((server) =>
        readOneStats(() => ask(server, statsPath, statsTimeoutMs), statsPath),
      ),
    );
    return mergeServiceStats(all);
  };
  /**
   * One reading less the harness's own requests before it. The GET of the reading itself is left out:
   * whether a service counts it before or after it answers, between two readings there is one of them.
   */
  const readOne = async (
    server: HttpServer,
    wanted: ResolvedCounter,
    ownServers: readonly HttpServer[],
  ): Promise<RequestsReading> => {
    const own = ownServers.reduce((sum, one) => sum + sentTo(one), 0);
    const reading = await readCounter(() => ask(server, wanted.path, statsTimeoutMs), wanted);
    if (reading.kind !== 'counted' || !wanted.countsOwnRequests) return reading;
    return { kind: 'counted', total: reading.total - own };
  };
  return {
    get: (path, timeoutMs, headers) =>
      send(servers[0], { method: 'GET', path, headers }, timeoutMs),
    ask: (request, timeoutMs) => send(servers[0], request, timeoutMs),
    readStats,
    readMetrics: async () => {
      if (counter === undefined) return undefined;
      const from = counterServer === undefined ? servers : [counterServer];
      return Promise.all(
        from.map((server) =>
          readMetricsOf(() => ask(server, counter.path, statsTimeoutMs), counter.path),
        ),
      );
    },
    readRequests: async (stats) => {
      if (counter === undefined) return toReading(stats ?? (await readStats()));
      if (counterServer !== undefined) return readOne(counterServer, counter, servers);
      const each = servers.map((server) => readOne(server, counter, [server]));
      return addReadings(await Promise.all(each));
    },
  };
}

function toReading(stats: ServiceStats | undefined): RequestsReading {
  const total = stats?.requests?.total;
  return total === undefined ? { kind: 'not-offered' } : { kind: 'counted', total };
}

async function readOneStats(
  ask: () => Promise<HttpAnswer>,
  statsPath: string,
): Promise<ServiceStats | undefined> {
  let trouble: string;
  try {
    const { status, body } = await ask();
    if (status === 404) return undefined;
    const stats = status === 200 ? parseServiceStats(body) : undefined;
    if (stats !== undefined) return stats;
    trouble = status === 200 ? 'no JSON object' : `status ${status}`;
  } catch (cause) {
    trouble = messageOf(cause);
  }
  throw new LoadstoneError(
    'SERVICE_NOT_READY',
    `GET ${statsPath} of the service gave: ${trouble}.`,
    { hint: 'Mend the statistics route, or set target.statsPath to undefined if there is none.' },
  );
}

async function readMetricsOf(
  ask: () => Promise<HttpAnswer>,
  path: string,
): Promise<PrometheusText> {
  let trouble: string;
  try {
    const { status, body } = await ask();
    if (status === 200) return parsePrometheusText(body);
    trouble = `status ${status}`;
  } catch (cause) {
    trouble = messageOf(cause);
  }
  throw new LoadstoneError(
    'SERVICE_NOT_READY',
    `target.counter.path: GET ${path} gave: ${trouble}.`,
  );
}

/** A counter was asked for by name, so one that is not there is a fault and not an absence. */
async function readCounter(
  ask: () => Promise<HttpAnswer>,
  counter: ResolvedCounter,
): Promise<RequestsReading> {
  let trouble: string;
  try {
    const { status, body } = await ask();
    const reading = status === 200 ? parseCounter(body, counter) : undefined;
    if (reading !== undefined) return reading;
    trouble =
      status === 200 ? 'neither a number nor JSON with a number as total' : `status ${status}`;
  } catch (cause) {
    trouble = messageOf(cause);
  }
  throw new LoadstoneError(
    'SERVICE_NOT_READY',
    `target.counter.path: GET ${counter.path} gave: ${trouble}.`,
    { hint: 'Mend the counter, give target.counter.metric for Prometheus text, or leave it out.' },
  );
}
