// Starts the process of one benchmark, pinned, and reads its answer.
import { fileURLToPath } from 'node:url';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { awaitLastOutput, startChild } from '../../services/child.ts';
import { readInheritedEnv } from '../../services/inherited-env.ts';
import type { Journal } from '../../services/journal.ts';
import type { Placement } from '../../services/placement.ts';
import {
  type ChildReply,
  type ChildRequest,
  parseReply,
  requestEnvName,
} from './child-protocol.ts';

export interface BenchProcessOptions {
  readonly request: ChildRequest;
  /** What is asked, for messages: `histogram: latency recorder (HEAD~1)`. */
  readonly title: string;
  readonly cpus: readonly number[] | undefined;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

export interface BenchAnswer {
  readonly replies: readonly ChildReply[];
  readonly placement: Placement;
}

/** Far more than a benchmark takes: a process that hangs must not hang the command. */
const answerTimeoutMs = 120_000;

const entry = fileURLToPath(new URL('./child-main.ts', import.meta.url));

/**
 * Runs a fresh process of our own Node and our own entry, whichever version it loads.
 * @throws LoadstoneError BENCH_FAILED, INTERRUPTED
 */
export async function runBenchProcess(options: BenchProcessOptions): Promise<BenchAnswer> {
  const { request, title, cpus, journal, signal } = options;
  throwIfInterrupted(signal);
  const replies: ChildReply[] = [];
  const child = await startChild({
    command: ['node', entry],
    // The URLs of services hold passwords, and a command line can be read by every user of the machine.
    env: { ...readInheritedEnv(), [requestEnvName]: JSON.stringify(request) },
    ...{ cwd: request.rootDir, cpus, journal },
    onLine: (line) => {
      const reply = parseReply(line);
      if (reply !== undefined) replies.push(reply);
    },
  }).catch((cause: unknown) => {
    throw new LoadstoneError('BENCH_FAILED', `${title} could not start: ${messageOf(cause)}`);
  });
  const end = () => void child.end({ signal: 'SIGKILL', timeoutMs: 1_000 });
  const timer = setTimeout(end, answerTimeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    const { code, signal: by } = await child.exited;
    throwIfInterrupted(signal);
    await awaitReplyEnd(replies, () => awaitLastOutput(child));
    if (code === 0 && replies.at(-1)?.kind === 'end') {
      return { replies, placement: child.placement };
    }
    const how = by === null ? `with exit code ${code}` : `by ${by}`;
    throw new LoadstoneError('BENCH_FAILED', `${title} ended ${how}.`, { output: child.output() });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    await child.end({ signal: 'SIGKILL', timeoutMs: 1_000 });
  }
}

/** The last line has mostly come before the exit; only where it has not is it waited for. */
async function awaitReplyEnd(replies: readonly ChildReply[], wait: () => Promise<void>) {
  if (replies.at(-1)?.kind !== 'end') await wait();
}

function throwIfInterrupted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new LoadstoneError('INTERRUPTED', 'Interrupted; no benchmark is judged by a part of it.', {
    hint: 'Start again, with fewer --groups or --only some benchmarks.',
  });
}
