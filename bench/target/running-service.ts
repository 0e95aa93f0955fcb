// A service that is up, started or given, and what both ways need in order to ask it.
import { writeMessage } from '../../reports/document/messages/message.ts';
import type { TlsOptions } from '../drivers/driver.ts';
import { LoadstoneError } from '../errors.ts';
import type { PinnedTarget } from '../reach/target.ts';
import type { ChildExit } from '../services/child.ts';
import type { Placement } from '../services/placement.ts';
import type { ResolvedCounter } from '../spec/experiment.ts';
import type { HttpServer } from './http-get.ts';
import { createServiceReadings, type ServiceReadings } from './service-readings.ts';
import type { TlsTrust } from './tls-trust.ts';

/** What it is asked throws SERVICE_DIED where its process has ended. */
export interface RunningService extends ServiceReadings {
  /** `http://127.0.0.1:PORT` or https, no path. */
  readonly baseUrl: string;
  /** More addresses of the same service; empty where there is one. */
  readonly moreBaseUrls: readonly string[];
  /** What the host header must say; undefined for the host of baseUrl. */
  readonly hostHeader?: string | undefined;
  /** The same for each of moreBaseUrls, in their order; absent where there are none. */
  readonly moreHostHeaders?: readonly (string | undefined)[];
  /** Of the process that runs now, which a revival changes; undefined for a given URL. */
  readonly pid: number | undefined;
  readonly placement: Placement;
  /** Last 40 lines that the process wrote that runs now; empty for a given URL. */
  readonly output: () => string;
  /** Resolves when the process that runs now has ended; never for a given URL. */
  readonly exited: Promise<ChildExit>;
  isAlive(): boolean;
  /** How faults end it and start it again; undefined for a given URL. */
  readonly revival: Revival | undefined;
  /** SIGTERM, some time for what is in flight, then SIGKILL to all that is left of it. */
  stop(): Promise<void>;
}

/** While it is down on purpose, what it is asked throws the error of the connection, never SERVICE_DIED. */
export interface Revival {
  /** SIGKILL to all its processes; resolves once they are gone. */
  kill(): Promise<void>;
  /** SIGTERM, some time for what is in flight, then SIGKILL; resolves once it has ended. */
  terminate(): Promise<void>;
  /**
   * Starts the same command with the same environment, CPUs and port, and resolves once it is ready;
   * does nothing where it runs. Two calls at once start it once.
   * @throws LoadstoneError SERVICE_NOT_READY, SERVICE_DIED, PORT_TAKEN
   */
  revive(): Promise<void>;
}

/** What both ways need in order to know that the service is ready, and to ask it. */
export interface AskOptions {
  readonly readyPath: string;
  readonly readyTimeoutMs: number;
  readonly statsPath: string | undefined;
  /** For the service itself alone: a counter elsewhere is not sent them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly counter?: ResolvedCounter | undefined;
  /** Address of a counter elsewhere, pinned; undefined for the service itself. */
  readonly counterAt?: PinnedTarget | undefined;
  readonly tls?: TlsOptions | undefined;
}

export function createReadings(
  { statsPath, counter, counterAt }: AskOptions,
  servers: readonly [HttpServer, ...HttpServer[]],
  trust: TlsTrust | undefined,
): ServiceReadings {
  const counterServer = counterAt === undefined ? undefined : toServer(counterAt, trust);
  return createServiceReadings({ servers, statsPath, counter, counterServer });
}

export function toServer(
  { baseUrl, hostHeader }: PinnedTarget,
  trust: TlsTrust | undefined,
  headers?: Readonly<Record<string, string>>,
): HttpServer {
  return { baseUrl: new URL(baseUrl).origin, hostHeader, trust, headers };
}

/** The error of a handshake that no waiting mends. @param who the service, as the user knows it */
export function buildNotTrusted(who: string, why: string): LoadstoneError {
  return new LoadstoneError('SERVICE_NOT_READY', `${who} ${why}.`, {
    hint: writeMessage('fix-tls'),
  });
}
