// Starts the processes of one variant, awaits their readiness, and stops them; or uses a given URL.
import { LoadstoneError } from '../errors.ts';
import { awaitLastOutput, type Child, type ChildExit, startChild } from '../services/child.ts';
import { findFreePort } from '../services/free-port.ts';
import { readInheritedEnv } from '../services/inherited-env.ts';
import type { Journal } from '../services/journal.ts';
import type { Placement } from '../services/placement.ts';
import { type PinnedTarget, pinTarget } from './loopback.ts';
import { awaitReady, readServiceStats } from './service-port.ts';
import type { ServiceStats } from './service-stats.ts';

export interface RunningService {
  /** `http://127.0.0.1:PORT`, no path. */
  readonly baseUrl: string;
  /** What the host header must say; undefined for the host of baseUrl. */
  readonly hostHeader?: string | undefined;
  /** Undefined for a given URL. */
  readonly pid: number | undefined;
  readonly placement: Placement;
  /**
   * The service's own account; undefined where it offers none.
   * @throws LoadstoneError SERVICE_DIED, SERVICE_NOT_READY
   */
  readStats(): Promise<ServiceStats | undefined>;
  /** Last 40 lines that it wrote; empty for a given URL. */
  readonly output: () => string;
  /** Resolves when its process has ended; never for a given URL. */
  readonly exited: Promise<ChildExit>;
  isAlive(): boolean;
  /** SIGTERM, some time for what is in flight, then SIGKILL to all that is left of it. */
  stop(): Promise<void>;
}

export interface StartServiceOptions {
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly portEnv: string;
  readonly readyPath: string;
  readonly readyTimeoutMs: number;
  readonly statsPath: string | undefined;
  readonly stopTimeoutMs: number;
  readonly cpus: readonly number[] | undefined;
  readonly journal: Journal;
}

export interface AttachServiceOptions {
  readonly url: string;
  /** Pinned for the whole run; undefined pins it now, on this machine only. */
  readonly pinned?: PinnedTarget;
  readonly readyPath: string;
  readonly readyTimeoutMs: number;
  readonly statsPath: string | undefined;
}

const portAttempts = 3;
const portTaken = /EADDRINUSE|address already in use/i;

function describeCommand(options: StartServiceOptions): string {
  const env = Object.keys(options.env).sort().join(', ');
  return `\`${[...options.command, ...options.args].join(' ')}\` (environment: ${[options.portEnv, env].filter(Boolean).join(', ')})`;
}

async function startProcess(options: StartServiceOptions, port: number): Promise<Child> {
  try {
    return await startChild({
      command: [...options.command, ...options.args],
      // HOST keeps a service that heeds it off the network; the variant may say otherwise.
      env: {
        ...readInheritedEnv(),
        HOST: '127.0.0.1',
        ...options.env,
        [options.portEnv]: `${port}`,
      },
      cwd: options.cwd,
      cpus: options.cpus,
      journal: options.journal,
    });
  } catch (cause) {
    const message = `Cannot start ${describeCommand(options)}.`;
    throw new LoadstoneError('SERVICE_DIED', message, { cause });
  }
}

function describeExit({ code, signal }: ChildExit): string {
  return signal === null ? `code ${code}` : signal;
}

/** The error of a service that has ended. */
async function buildDeath(child: Child, when: string): Promise<LoadstoneError> {
  await awaitLastOutput(child);
  const exit = describeExit(await child.exited);
  return new LoadstoneError('SERVICE_DIED', `The service ended with ${exit} ${when}.`, {
    output: child.output(),
  });
}

function buildNotReady(options: StartServiceOptions, child: Child, lastAnswer: string) {
  const seconds = options.readyTimeoutMs / 1000;
  return new LoadstoneError(
    'SERVICE_NOT_READY',
    `${describeCommand(options)} did not answer GET ${options.readyPath} on 127.0.0.1 with a 2xx status within ${seconds} s; last: ${lastAnswer}.`,
    { output: child.output() },
  );
}

/** One try on one port: the ready child, or undefined where the port was taken meanwhile. */
async function startOnPort(options: StartServiceOptions, port: number): Promise<Child | undefined> {
  const child = await startProcess(options, port);
  const outcome = await awaitReady({
    baseUrl: `http://127.0.0.1:${port}`,
    readyPath: options.readyPath,
    readyTimeoutMs: options.readyTimeoutMs,
    hasEnded: () => !child.isAlive(),
  });
  if (outcome.kind === 'ready') return child;
  if (outcome.kind === 'timed-out') {
    const error = buildNotReady(options, child, outcome.lastAnswer);
    await child.end({ signal: 'SIGTERM', timeoutMs: options.stopTimeoutMs });
    throw error;
  }
  const death = await buildDeath(child, 'before it was ready');
  await child.end({ signal: 'SIGTERM', timeoutMs: options.stopTimeoutMs });
  if (portTaken.test(child.output())) return undefined;
  throw death;
}

/**
 * Starts a service on a free loopback port and resolves when it is ready.
 * @throws LoadstoneError SERVICE_NOT_READY, SERVICE_DIED, PORT_TAKEN
 */
export async function startService(options: StartServiceOptions): Promise<RunningService> {
  for (let attempt = 1; attempt <= portAttempts; attempt += 1) {
    const port = await findFreePort();
    const child = await startOnPort(options, port);
    if (child !== undefined) return buildRunning(options, child, `http://127.0.0.1:${port}`);
  }
  throw new LoadstoneError(
    'PORT_TAKEN',
    `${describeCommand(options)} found its port taken ${portAttempts} times; it may listen on a port of its own choice.`,
    { hint: `Let the service listen on the port in ${options.portEnv}.` },
  );
}

function buildRunning(options: StartServiceOptions, child: Child, baseUrl: string): RunningService {
  return {
    baseUrl,
    pid: child.pid,
    placement: child.placement,
    output: child.output,
    exited: child.exited,
    isAlive: child.isAlive,
    async readStats() {
      try {
        return await readServiceStats(baseUrl, options.statsPath);
      } catch (thrown) {
        throw child.isAlive() ? thrown : await buildDeath(child, 'during the run');
      }
    },
    stop: () => child.end({ signal: 'SIGTERM', timeoutMs: options.stopTimeoutMs }),
  };
}

/**
 * Uses a service that runs already, on this machine or where it was allowed and pinned; it is never stopped.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK, SERVICE_NOT_READY
 */
export async function attachService(options: AttachServiceOptions): Promise<RunningService> {
  const pinned = options.pinned ?? (await pinTarget(options.url));
  const baseUrl = new URL(pinned.baseUrl).origin;
  const { hostHeader } = pinned;
  const { readyPath, readyTimeoutMs } = options;
  const outcome = await awaitReady({
    ...{ baseUrl, readyPath, readyTimeoutMs, hostHeader },
    hasEnded: () => false,
  });
  if (outcome.kind === 'timed-out') {
    throw new LoadstoneError(
      'SERVICE_NOT_READY',
      `${options.url} did not answer GET ${readyPath} with a 2xx status within ${readyTimeoutMs / 1000} s; last: ${outcome.lastAnswer}.`,
      { hint: 'Start the service, or name the right port and target.readyPath in the config.' },
    );
  }
  return {
    baseUrl,
    hostHeader,
    pid: undefined,
    placement: { cpus: undefined, reason: 'Not pinned: the service is a given URL.' },
    output: () => '',
    exited: new Promise(() => {}),
    isAlive: () => true,
    readStats: () => readServiceStats(baseUrl, options.statsPath, hostHeader),
    stop: async () => {},
  };
}
