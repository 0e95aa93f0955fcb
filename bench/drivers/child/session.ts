// The parent's side of a generator process: a DriverSession that survives whatever the child does.
import assert from 'node:assert/strict';
import { LoadstoneError } from '../../errors.ts';
import type { DriverSession, SessionOptions, SliceOrder, SliceOutcome } from '../driver.ts';
import { nameGenerator, type PartOutcome } from '../parts/part.ts';
import { type StartedChild, startChild } from './child-process.ts';
import type { ChildReply, ChildReplyKind, ChildRequest } from './protocol.ts';

export interface ChildSessionOptions {
  /** Entry file of the child, which calls `serveGenerator`. */
  readonly entry: URL;
  /** Arguments of the entry file's command line. */
  readonly args?: readonly string[];
  readonly driverName: string;
  /** Its `part` names the process in messages, where it is one of several. */
  readonly session: SessionOptions;
  /** What a reply may take beyond the slice asked for; a busy host is slow, not broken. */
  readonly graceMs?: number;
}

const defaultGraceMs = 15_000;

/** For Node to start and the scenario to load on a busy host. */
const openTimeoutMs = 60_000;

/** How long a child may take to end by itself before it is killed. */
const closeTimeoutMs = 2_000;

/** The session of one process, which may be a part of a larger one. */
export interface ChildSession extends DriverSession {
  readonly scenarioHash: string;
  /** Makes ready for a slice, so that several processes can start together. @throws LoadstoneError DRIVER_FAILED */
  prepareSlice(order: SliceOrder): Promise<void>;
  runSlice(order: SliceOrder): Promise<SliceOutcome & Partial<PartOutcome>>;
}

/**
 * Starts a generator process, opens it and wraps it as a session; it has ended once `close` returns.
 * @throws LoadstoneError SCENARIO_INVALID, DRIVER_FAILED (with the last output of the child)
 */
export async function createChildSession(options: ChildSessionOptions): Promise<ChildSession> {
  const graceMs = options.graceMs ?? defaultGraceMs;
  const { cpus, compileCacheFolder, markEnv } = options.session;
  const child = await startChild(options.entry, cpus, options.args, {
    ...markEnv,
    ...(compileCacheFolder !== undefined && { NODE_COMPILE_CACHE: compileCacheFolder }),
  });
  const { part, requestTimeoutMs } = options.session;
  const channel = createChannel(child, nameGenerator(options.driverName, part));
  let scenarioHash: string;
  try {
    const request: ChildRequest = { kind: 'open', options: options.session };
    ({ scenarioHash } = await channel.ask(request, 'opened', openTimeoutMs));
  } catch (thrown) {
    await channel.end();
    throw thrown;
  }
  return {
    pid: child.pid,
    scenarioHash,
    async prepareSlice(order) {
      await channel.ask({ kind: 'prepare-slice', order }, 'prepared', graceMs);
    },
    async runSlice(order) {
      const timeoutMs = order.durationMs + requestTimeoutMs + graceMs;
      return (await channel.ask({ kind: 'run-slice', order }, 'slice', timeoutMs)).outcome;
    },
    async collect() {
      return (await channel.ask({ kind: 'collect' }, 'collected', graceMs)).measurements;
    },
    close: () => channel.end(),
  };
}

interface Channel {
  /** Sends a request and awaits its reply. @throws LoadstoneError */
  ask<K extends ChildReplyKind>(
    request: ChildRequest,
    kind: K,
    timeoutMs: number,
  ): Promise<Extract<ChildReply, { kind: K }>>;
  /** Ends the process: asks, then kills; returns when it is gone. Never throws. */
  end(): Promise<void>;
}

function createChannel(child: StartedChild, name: string): Channel {
  let waiting: { settle(reply: ChildReply | LoadstoneError): void } | undefined;
  let gone: LoadstoneError | undefined;

  let killer: NodeJS.Timeout | undefined;

  const died = child.ended.then((how) => {
    clearTimeout(killer);
    gone ??= fault(`the ${name} ended (${how})`);
    waiting?.settle(gone);
  });
  // Without a channel it can only end; one that is stuck on its way out would be waited for in vain.
  child.process.once('disconnect', killLater);
  child.process.on('message', (reply: ChildReply) => waiting?.settle(reply));

  function fault(message: string): LoadstoneError {
    const output = child.lastOutput();
    return new LoadstoneError('DRIVER_FAILED', message, output === '' ? {} : { output });
  }

  function killLater(): void {
    killer ??= setTimeout(() => child.process.kill('SIGKILL'), closeTimeoutMs).unref();
  }

  function exchange(request: ChildRequest, timeoutMs: number): Promise<ChildReply> {
    assert(waiting === undefined, 'a generator takes one request at a time');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        // What it still does can't be told apart from the next slice, so it can't go on.
        gone = fault(`the ${name} gave no answer within ${timeoutMs} ms`);
        child.process.kill('SIGKILL');
        waiting?.settle(gone);
      }, timeoutMs);
      waiting = {
        settle(reply) {
          clearTimeout(timer);
          waiting = undefined;
          if (reply instanceof LoadstoneError) reject(reply);
          else resolve(reply);
        },
      };
      child.process.send(request, () => {});
    });
  }

  return {
    async ask<K extends ChildReplyKind>(request: ChildRequest, kind: K, timeoutMs: number) {
      if (gone !== undefined) throw gone;
      const reply = await exchange(request, timeoutMs);
      if (isKind(reply, kind)) return reply;
      throw reply.kind === 'failed' ? errorOf(reply) : fault(`unexpected reply ${reply.kind}`);
    },
    async end() {
      const closed = fault(`the session of the ${name} was closed`);
      if (gone === undefined && waiting === undefined) {
        await exchange({ kind: 'close' }, closeTimeoutMs).catch(() => {});
      }
      gone ??= closed;
      waiting?.settle(gone);
      if (child.process.connected) child.process.disconnect();
      killLater();
      await died;
      // Where it had ended before, nobody else stops the timer.
      clearTimeout(killer);
    },
  };
}

function isKind<K extends ChildReplyKind>(
  reply: ChildReply,
  kind: K,
): reply is Extract<ChildReply, { kind: K }> {
  return reply.kind === kind;
}

function errorOf(failure: Extract<ChildReply, { kind: 'failed' }>): LoadstoneError {
  return new LoadstoneError(failure.code, failure.message, {
    ...(failure.hint === undefined ? {} : { hint: failure.hint }),
    ...(failure.stack === undefined || failure.code === 'SCENARIO_INVALID'
      ? {}
      : { output: failure.stack }),
  });
}
