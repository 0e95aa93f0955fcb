// The parent's side of the counting server.
import { once } from 'node:events';
import { type StartedChild, startChild } from '../../drivers/child/child-process.ts';
import { LoadstoneError } from '../../errors.ts';

export type ServerReply =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'count'; readonly answeredCount: number }
  | { readonly kind: 'failed'; readonly message: string };

export interface CountingServer {
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string;
  /** Requests answered since it began. @throws LoadstoneError DRIVER_FAILED */
  readAnsweredCount(): Promise<number>;
  close(): Promise<void>;
}

const replyTimeoutMs = 10_000;

/** Starts the server in a process of its own. @throws LoadstoneError DRIVER_FAILED */
export async function startCountingServer(
  cpus: readonly number[] | undefined,
): Promise<CountingServer> {
  const child = await startChild(new URL('server-child.ts', import.meta.url), cpus);
  const listening = await nextReply(child);
  if (listening.kind !== 'listening') throw fault('did not start to listen');
  return {
    baseUrl: `http://127.0.0.1:${listening.port}`,
    async readAnsweredCount() {
      const replied = nextReply(child);
      child.process.send({ kind: 'count' }, () => {});
      const reply = await replied;
      if (reply.kind !== 'count') throw fault('gave no count');
      return reply.answeredCount;
    },
    close: () => endChild(child),
  };
}

/** Ends a child that exits with its channel, and waits for its end. */
export async function endChild(child: StartedChild): Promise<void> {
  if (child.process.connected) child.process.disconnect();
  const killer = setTimeout(() => child.process.kill('SIGKILL'), 2_000);
  await child.ended;
  clearTimeout(killer);
}

async function nextReply(child: StartedChild): Promise<ServerReply> {
  const waiting = once(child.process, 'message', { signal: AbortSignal.timeout(replyTimeoutMs) });
  const [reply] = (await Promise.race([
    waiting,
    child.ended.then((how) => {
      throw fault(`ended (${how})`);
    }),
  ])) as [ServerReply];
  return reply;
}

function fault(what: string): LoadstoneError {
  return new LoadstoneError('DRIVER_FAILED', `the counting server ${what}`);
}
