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
  /** Those of them that the code of the service has: told by it, even where any path is answered well. */
  readonly writtenPaths?: readonly string[];
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
  /** It can't be built, or its program is not there. */
  | { readonly kind: 'not-started'; readonly message: string; readonly output: string };

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
    return { kind: 'not-started', message: thrown.message, output: '' };
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
  { readyPaths, writtenPaths = [], timeoutMs, signal }: ProbeOptions,
  inspect: (ask: Ask) => Promise<Found>,
): Promise<ProbeOutcome<Found>> {
  const server = { baseUrl: `http://127.0.0.1:${port}` };
  const ask: Ask = (path) => httpGet(server, path, answerTimeoutMs).catch(() => undefined);
  const deadline = performance.now() + timeoutMs;
  let graceEnds = Number.POSITIVE_INFINITY;
  let elsewhereSince: number | undefined;
  while (performance.now() < deadline) {
    if (signal.aborted) throw stoppedProbe();
    if (!child.isAlive()) {
      await awaitLastOutput(child);
      const { code, signal: ending } = await child.exited;
      return { kind: 'ended', how: ending ?? `exit code ${code}`, output: child.output() };
    }
    const { hasAnswered, readyPath } = await findReadyPath(ask, readyPaths, writtenPaths);
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
async function findReadyPath(ask: Ask, paths: readonly string[], writtenPaths: readonly string[]) {
  let hasAnswered = false;
  for (const path of paths) {
    const answer = await ask(path);
    if (answer === undefined && !hasAnswered) return { hasAnswered, readyPath: undefined };
    hasAnswered = true;
    if (answer === undefined || !isWell(answer)) continue;
    const isAnything =
      paths.includes('/') && !writtenPaths.includes(path) && (await answersAnything(ask));
    return { hasAnswered, readyPath: isAnything ? '/' : path };
  }
  return { hasAnswered, readyPath: undefined };
}

export const stoppedProbe = () =>
  new LoadstoneError('INTERRUPTED', 'Stopped; nothing was written.', {
    hint: 'Run `loadstone init` again.',
  });

/** Whether any path is answered well, or any below one: then it tells nothing that one is. */
export async function answersAnything(ask: Ask, below = ''): Promise<boolean> {
  const answer = await ask(`${below}/loadstone-init/no-such-path`);
  return answer !== undefined && isWell(answer);
}

/** Not what one follows without having read what it does. */
const acting = /log-?out|sign-?out|delete|remove|destroy|unsubscribe/i;

/** Paths of the same server to which links of its first page lead, in their order. */
export async function findLinks(ask: Ask): Promise<readonly string[]> {
  const page = await ask('/');
  if (page === undefined || !isWell(page) || !/\bhtml\b/.test(page.contentType)) return [];
  const origin = 'http://127.0.0.1';
  const links = [...page.body.matchAll(/<a\s[^<>]{0,500}?\bhref=["']([^"'#<>]{1,500})/gi)];
  const paths = links.flatMap(([, href = '']) => {
    const url = URL.parse(href.replaceAll('&amp;', '&'), `${origin}/`);
    return url === null || url.origin !== origin || acting.test(href)
      ? []
      : [`${url.pathname}${url.search}`];
  });
  return [...new Set(paths)];
}

export const isWell = ({ status }: Pick<HttpAnswer, 'status'>) => status >= 200 && status < 300;
