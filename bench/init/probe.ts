// Starts a service once on a free port and asks it: where it is ready, and what it answers.
import { setTimeout as sleep } from 'node:timers/promises';
import { LoadstoneError } from '../errors.ts';
import { listListeningPorts } from '../probes/listeners.ts';
import { readProcessTree } from '../probes/processes.ts';
import { awaitLastOutput, type Child, startChild } from '../services/child.ts';
import { findFreePort } from '../services/free-port.ts';
import { readInheritedEnv } from '../services/inherited-env.ts';
import type { Journal } from '../services/journal.ts';
import { type HttpAnswer, httpGet } from '../target/http-get.ts';
import { assertProgram, type ServiceCommand } from '../target/service-command.ts';

interface ProbeOptions {
  readonly service: ServiceCommand;
  /** Asked in this order, `/` last. */
  readonly readyPaths: readonly string[];
  readonly timeoutMs: number;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

/** The answer to a GET; undefined where none came. */
export type Ask = (path: string) => Promise<HttpAnswer | undefined>;

export type ProbeOutcome<Found> =
  /** It answers; `readyPath` is undefined where no path had a status of 2xx. */
  | { readonly kind: 'answers'; readonly readyPath: string | undefined; readonly found: Found }
  /** It listens, but on ports of its own choice. */
  | { readonly kind: 'elsewhere'; readonly ports: readonly number[]; readonly output: string }
  | {
      readonly kind: 'ended';
      /** Such as `exit code 1` or `SIGSEGV`. */
      readonly how: string;
      readonly output: string;
    }
  | { readonly kind: 'silent'; readonly output: string }
  /** Its program is not there. */
  | { readonly kind: 'not-started'; readonly message: string };

const pollMs = 100;
const answerTimeoutMs = 5_000;
/** From the first answer on: a service may say 503 while it warms up. */
const graceMs = 5_000;
/** A service that listens on another port may open a second one a little later. */
const elsewhereMs = 3_000;
const stopTimeoutMs = 8_000;

/**
 * Starts the service as a run would, asks for its ready path, and then whatever `inspect` asks. It is stopped at the end.
 * @throws LoadstoneError INTERRUPTED
 */
export async function probeService<Found>(
  options: ProbeOptions,
  inspect: (ask: Ask) => Promise<Found>,
): Promise<ProbeOutcome<Found>> {
  const { service, journal } = options;
  const port = await findFreePort();
  let child: Child;
  try {
    assertProgram(service);
    child = await startChild({
      command: [...service.command, ...service.args],
      env: {
        ...readInheritedEnv(),
        HOST: '127.0.0.1',
        ...service.env,
        [service.portEnv]: `${port}`,
      },
      ...{ cwd: service.cwd, cpus: undefined, journal },
    });
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    return { kind: 'not-started', message: thrown.message };
  }
  try {
    return await askChild(child, port, options, inspect);
  } finally {
    await child.end({ signal: 'SIGTERM', timeoutMs: stopTimeoutMs });
  }
}

async function askChild<Found>(
  child: Child,
  port: number,
  { readyPaths, timeoutMs, signal }: ProbeOptions,
  inspect: (ask: Ask) => Promise<Found>,
): Promise<ProbeOutcome<Found>> {
  const server = { baseUrl: `http://127.0.0.1:${port}` };
  const ask: Ask = (path) => httpGet(server, path, answerTimeoutMs).catch(() => undefined);
  const deadline = performance.now() + timeoutMs;
  let graceEnds = Number.POSITIVE_INFINITY;
  let elsewhereSince: number | undefined;
  while (performance.now() < deadline) {
    if (signal.aborted)
      throw new LoadstoneError('INTERRUPTED', 'Stopped; nothing was written.', {
        hint: 'Run `loadstone init` again.',
      });
    if (!child.isAlive()) {
      await awaitLastOutput(child);
      const { code, signal: ending } = await child.exited;
      return { kind: 'ended', how: ending ?? `exit code ${code}`, output: child.output() };
    }
    const { hasAnswered, readyPath } = await findReadyPath(ask, readyPaths);
    if (readyPath !== undefined) return { kind: 'answers', readyPath, found: await inspect(ask) };
    const now = performance.now();
    if (hasAnswered) graceEnds = Math.min(graceEnds, now + graceMs);
    if (now >= graceEnds) return { kind: 'answers', readyPath, found: await inspect(ask) };
    const ports = hasAnswered ? [] : listListeningPorts(readProcessTree(child.pid));
    elsewhereSince =
      ports.length > 0 && !ports.includes(port) ? (elsewhereSince ?? now) : undefined;
    if (elsewhereSince !== undefined && now - elsewhereSince >= elsewhereMs)
      return { kind: 'elsewhere', ports, output: child.output() };
    await sleep(pollMs);
  }
  return { kind: 'silent', output: child.output() };
}

/** A page that answers any path with itself tells nothing by doing so; then its root is as good. */
async function findReadyPath(ask: Ask, paths: readonly string[]) {
  let hasAnswered = false;
  for (const path of paths) {
    const answer = await ask(path);
    if (answer === undefined && !hasAnswered) return { hasAnswered, readyPath: undefined };
    hasAnswered = true;
    if (answer === undefined || !isWell(answer)) continue;
    const made = await ask('/loadstone-init/no-such-path');
    const isAnything = made !== undefined && isWell(made) && paths.includes('/');
    return { hasAnswered, readyPath: isAnything ? '/' : path };
  }
  return { hasAnswered, readyPath: undefined };
}

export const isWell = ({ status }: Pick<HttpAnswer, 'status'>) => status >= 200 && status < 300;
