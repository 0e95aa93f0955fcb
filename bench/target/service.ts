// Starts the processes of one variant, awaits their readiness, and stops them.
import type { Message } from '../../reports/document/message.ts';
import { quoteText, writeMessage } from '../../reports/document/messages/message.ts';
import { LoadstoneError } from '../errors.ts';
import { type Listener, listListening } from '../probes/listeners.ts';
import { readProcessTree } from '../probes/processes.ts';
import { awaitLastOutput, type Child, startChild, writeExit } from '../services/child.ts';
import { findFreePort } from '../services/free-port.ts';
import { readInheritedEnv } from '../services/inherited-env.ts';
import type { Journal } from '../services/journal.ts';
import { readUptimeTicks } from '../services/process-identity.ts';
import { assertOwnListener, buildGoneAway } from './background.ts';
import type { HttpServer } from './http-get.ts';
import { createRevivableChild } from './revivable-child.ts';
import {
  type AskOptions,
  buildNotTrusted,
  createReadings,
  type RunningService,
} from './running-service.ts';
import { assertProgram, describeCommand, type ServiceCommand } from './service-command.ts';
import { awaitReady, describeRefusal, type ReadyOutcome } from './service-ready.ts';
import { readTlsTrust, type TlsTrust } from './tls-trust.ts';

export interface StartServiceOptions extends AskOptions, ServiceCommand {
  /** What it speaks on its port; undefined for http. */
  readonly scheme?: 'http' | 'https' | undefined;
  readonly stopTimeoutMs: number;
  readonly cpus: readonly number[] | undefined;
  readonly journal: Journal;
}

const portAttempts = 3;
const portTaken = /EADDRINUSE|address already in use/i;

async function startProcess(options: StartServiceOptions, port: number): Promise<Child> {
  assertProgram(options);
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
    if (cause instanceof LoadstoneError) throw cause;
    const command = quoteText(describeCommand(options));
    const message = writeMessage('service-not-started', { command });
    throw new LoadstoneError('SERVICE_DIED', message, { cause });
  }
}

/** The error of a service that has ended. @param command where it had not been ready yet */
async function buildDeath(child: Child, command?: string): Promise<LoadstoneError> {
  await awaitLastOutput(child);
  const exit = writeExit(await child.exited);
  const message =
    command === undefined
      ? writeMessage('service-ended', { exit })
      : writeMessage('service-ended-early', { command: quoteText(command), exit });
  return new LoadstoneError('SERVICE_DIED', message, { output: child.output() });
}

type NotReady = Exclude<ReadyOutcome, { readonly kind: 'ready' | 'ended' }>;

function buildNotReady(
  options: StartServiceOptions,
  child: Child,
  { baseUrl }: HttpServer,
  outcome: NotReady,
): LoadstoneError {
  const command = describeCommand(options);
  const output = child.output();
  if (outcome.kind === 'not-trusted')
    return buildNotTrusted(`${command} on ${baseUrl}`, outcome.why);
  if (outcome.kind === 'refused') {
    const { message, hint } = describeRefusal(command, options.readyPath, outcome);
    return new LoadstoneError('SERVICE_NOT_READY', message, { output, hint });
  }
  const port = Number(new URL(baseUrl).port);
  const place = describeListeners(options, port, listListening(readProcessTree(child.pid)));
  return new LoadstoneError(
    'SERVICE_NOT_READY',
    writeMessage('command-silent', {
      ...{ command: quoteText(command), path: options.readyPath, place: place.where },
      ...{ seconds: options.readyTimeoutMs / 1000, last: quoteText(outcome.lastAnswer) },
    }),
    { output, ...(place.hint !== undefined && { hint: place.hint }) },
  );
}

/** Addresses that a connection to 127.0.0.1 reaches. */
const reachable = new Set(['127.0.0.1', '0.0.0.0', '[::]', '[::ffff:7f00:1]']);

/** Where it listens instead, and what to do; nothing where it listens as it should or that can't be seen. */
function describeListeners(
  { portEnv }: StartServiceOptions,
  port: number,
  listeners: readonly Listener[] | undefined,
): { readonly where: Message | string; readonly hint: Message | undefined } {
  if (listeners === undefined) return { where: '', hint: undefined };
  if (listeners.length === 0) return { where: writeMessage('place-none'), hint: undefined };
  const here = listeners.filter((one) => one.port === port).map(({ address }) => address);
  if (here.length === 0) {
    const ports = [...new Set(listeners.map((one) => one.port))].sort((a, b) => a - b);
    return {
      where: writeMessage('place-other-port', {
        ports: ports.map((one) => quoteText(`${one}`)),
        portEnv,
      }),
      hint: writeMessage('fix-other-port', { portEnv }),
    };
  }
  if (here.some((address) => reachable.has(address))) return { where: '', hint: undefined };
  return {
    where: writeMessage('place-other-address', { addresses: here.map(quoteText) }),
    hint: writeMessage('fix-other-address'),
  };
}

/** One try on one port: the ready child, or undefined where the port was taken meanwhile. */
async function startOnPort(
  options: StartServiceOptions,
  port: number,
  server: HttpServer,
): Promise<Child | undefined> {
  const begun = { ...options, port, sinceTicks: readUptimeTicks() };
  const child = await startProcess(options, port);
  const outcome = await awaitReady({
    server,
    readyPath: options.readyPath,
    readyTimeoutMs: options.readyTimeoutMs,
    hasEnded: () => !child.isAlive(),
  }).catch(async (thrown: unknown) => {
    await child.end({ signal: 'SIGTERM', timeoutMs: options.stopTimeoutMs });
    throw thrown;
  });
  if (outcome.kind === 'ready') {
    await assertOwnListener(begun, child);
    return child;
  }
  if (outcome.kind !== 'ended') {
    const error = buildNotReady(options, child, server, outcome);
    await child.end({ signal: 'SIGTERM', timeoutMs: options.stopTimeoutMs });
    throw error;
  }
  const death = await buildDeath(child, describeCommand(options));
  await child.end({ signal: 'SIGTERM', timeoutMs: options.stopTimeoutMs });
  if (portTaken.test(child.output())) return undefined;
  const { code } = await child.exited;
  throw code === 0 ? await buildGoneAway(begun, child.output()) : death;
}

/**
 * Starts a service on a free loopback port and resolves when it is ready.
 * @throws LoadstoneError SERVICE_NOT_READY, SERVICE_DIED, PORT_TAKEN
 */
export async function startService(options: StartServiceOptions): Promise<RunningService> {
  const trust = await readTlsTrust(options.tls);
  for (let attempt = 1; attempt <= portAttempts; attempt += 1) {
    const port = await findFreePort();
    const baseUrl = `${options.scheme ?? 'http'}://127.0.0.1:${port}`;
    const server = { baseUrl, trust, headers: options.headers };
    const child = await startOnPort(options, port, server);
    if (child !== undefined) return buildRunning(options, child, server, trust);
  }
  throw new LoadstoneError(
    'PORT_TAKEN',
    writeMessage('port-taken', {
      command: quoteText(describeCommand(options)),
      times: portAttempts,
    }),
    { hint: writeMessage('fix-listen', { portEnv: options.portEnv }) },
  );
}

function buildRunning(
  options: StartServiceOptions,
  first: Child,
  server: HttpServer,
  trust: TlsTrust | undefined,
): RunningService {
  const { stopTimeoutMs, readyTimeoutMs } = options;
  const port = Number(new URL(server.baseUrl).port);
  const startAgain = () => startOnPort(options, port, server);
  const revivable = createRevivableChild({ first, startAgain, stopTimeoutMs, readyTimeoutMs });
  const { current, revival, stop } = revivable;
  const readings = createReadings(options, [server], trust);
  const explain = async <Answer>(asked: Promise<Answer>): Promise<Answer> => {
    try {
      return await asked;
    } catch (thrown) {
      const isExpected = current().isAlive() || revivable.isDownOnPurpose();
      throw isExpected ? thrown : await buildDeath(current());
    }
  };
  return {
    baseUrl: server.baseUrl,
    moreBaseUrls: [],
    get pid() {
      return current().pid;
    },
    get placement() {
      return current().placement;
    },
    output: () => current().output(),
    get exited() {
      return current().exited;
    },
    isAlive: () => current().isAlive(),
    get: (path, timeoutMs, headers) => explain(readings.get(path, timeoutMs, headers)),
    ask: (request, timeoutMs) => explain(readings.ask(request, timeoutMs)),
    readStats: () => explain(readings.readStats()),
    readRequests: (stats) => explain(readings.readRequests(stats)),
    readMetrics: () => explain(readings.readMetrics()),
    revival,
    stop,
  };
}
