// Faults of the connections to the variant's database: terminated again and again, or used up by others.

import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Message } from '../../../reports/document/message.ts';
import { joinMessages, writeMessage } from '../../../reports/document/messages/message.ts';
import { tellCause } from '../../tell-failure.ts';
import { awaitEffect, withinMs } from '../bounded-wait.ts';
import type { Fault, Verification } from '../fault.ts';
import { defineFault, defineFixedFault, type FaultKind } from '../fault-parameters.ts';
import {
  awaitDatabaseAnswer,
  checkDatabase,
  checkOwnPostgres,
  requireDatabase,
  requireOwnPostgres,
  type VariantDatabase,
} from './own-postgres.ts';
import { closeClient, connectClient, openSession, type Session, sqlStateOf } from './session.ts';

const terminateSql = `SELECT pid || ' ' || backend_start AS connection,
    pg_terminate_backend(pid) AS "isSignalled"
  FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'
    AND application_name <> 'loadstone' AND pid <> pg_backend_pid()`;

interface Terminator {
  read(): Verification;
  stop(): Promise<void>;
}

async function repeat(
  work: () => Promise<void>,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await sleep(everyMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    await work();
  }
}

async function startTerminator(variant: VariantDatabase, everyMs: number): Promise<Terminator> {
  const { server, database } = variant;
  let rounds = 0;
  // A connection takes a moment to end, and may meet several rounds.
  const terminated = new Set<string>();
  let session: Session | undefined;
  let failure: Message | undefined;
  const runRound = async () => {
    session ??= await openSession(server, database);
    const rows = await session.query<{ connection: string; isSignalled: boolean }>(terminateSql, [
      database,
    ]);
    rounds += 1;
    for (const { connection, isSignalled } of rows) if (isSignalled) terminated.add(connection);
  };
  const dropSession = async () => {
    await session?.close();
    session = undefined;
  };
  const runNextRound = async () => {
    try {
      await runRound();
    } catch (thrown) {
      // Its own connection may be cut off too; the next round opens another.
      failure = writeMessage('evidence-last-failure', { cause: tellCause(thrown) });
      await dropSession();
    }
  };
  try {
    await runRound();
  } catch (thrown) {
    await dropSession();
    throw thrown;
  }
  const stopping = new AbortController();
  const running = repeat(runNextRound, everyMs, stopping.signal).then(dropSession);
  return {
    read() {
      const count = terminated.size;
      const seen = writeMessage('evidence-connections-cut', { count, rounds });
      const evidence = joinMessages(failure === undefined ? [seen] : [seen, failure]);
      return { tookEffect: count > 0, evidence };
    },
    stop() {
      stopping.abort();
      return running;
    },
  };
}

/** @param everyMs time between two rounds */
export function createConnectionsTerminated({ everyMs }: { readonly everyMs: number }): Fault {
  return {
    id: 'connections-terminated',
    title: 'PostgreSQL connections terminated',
    mechanism: writeMessage('how-connections-terminated', { everyMs }),
    check: checkDatabase,
    async apply(surroundings) {
      const variant = requireDatabase(surroundings);
      const terminator = await startTerminator(variant, everyMs);
      return {
        verify: () => awaitEffect(() => terminator.read(), 4 * everyMs),
        async heal() {
          await terminator.stop();
          await awaitDatabaseAnswer(variant, 'its connections were terminated');
        },
      };
    },
  };
}

/** SQLSTATE too_many_connections. */
const tooMany = '53300';

/** Connections opened at the same time; more would only wait for the same processors. */
const openers = 8;

/** Time for all of them, ms: each costs the server a process and a key derivation of the password. */
const fillLimitMs = 120_000;

/** Time between two looks whether a connection became free, ms. */
const refillMs = 50;

/** Idle connections that are kept open. */
interface Hogs {
  /**
   * Opens one more.
   * @returns true where the server refused for want of connections, and after the end
   * @throws Error of another cause
   */
  add(): Promise<boolean>;
  count(): number;
  isEnded(): boolean;
  /** Closes all, and those that are still on their way as they come. */
  end(): Promise<void>;
}

function createHogs({ server, database }: VariantDatabase): Hogs {
  const open = new Set<pg.Client>();
  let isEnded = false;
  return {
    async add() {
      if (isEnded) return true;
      try {
        const client = await connectClient(server, database);
        open.add(client);
        client.once('end', () => open.delete(client));
        if (isEnded) await closeClient(client);
        return isEnded;
      } catch (thrown) {
        if (sqlStateOf(thrown) === tooMany) return true;
        throw thrown;
      }
    },
    count: () => open.size,
    isEnded: () => isEnded,
    async end() {
      isEnded = true;
      await Promise.all([...open].map(closeClient));
    },
  };
}

/** Opens connections until the first refusal. */
async function fill(hogs: Hogs): Promise<void> {
  let isFull = false;
  const openMany = async () => {
    while (!isFull) if (await hogs.add()) isFull = true;
  };
  const outcomes = await Promise.allSettled(Array.from({ length: openers }, openMany));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function refill(hogs: Hogs): Promise<void> {
  while (!hogs.isEnded()) {
    // Where something else fails the server is not reached, which it may be again.
    const isFull = await hogs.add().catch(() => true);
    if (isFull) await sleep(refillMs);
  }
}

/** Asks as a client would; a connection that is granted is kept, as it was one too many. */
async function verifyRefused(hogs: Hogs): Promise<Verification> {
  if (hogs.isEnded()) {
    return { tookEffect: false, evidence: writeMessage('evidence-connections-closed') };
  }
  // Between two looks of the refill a few may become free; more than that is no exhaustion.
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    if (!(await hogs.add())) continue;
    const evidence = writeMessage('evidence-connections-refused', { held: hogs.count() });
    return { tookEffect: true, evidence };
  }
  return { tookEffect: false, evidence: writeMessage('evidence-connections-granted') };
}

export const connectionsUsedUp: Fault = {
  id: 'connections-used-up',
  title: 'PostgreSQL connections used up',
  mechanism: writeMessage('how-connections-used-up'),
  check: checkOwnPostgres,
  async apply(surroundings) {
    const own = requireOwnPostgres(surroundings);
    await own.server.reserveConnections();
    const hogs = createHogs(own);
    let refilling: Promise<void> = Promise.resolve();
    const heal = async () => {
      await hogs.end();
      await refilling;
      await awaitDatabaseAnswer(own, 'its connections were used up');
    };
    try {
      await withinMs(fill(hogs), fillLimitMs);
    } catch (thrown) {
      await heal();
      throw thrown;
    }
    refilling = refill(hogs);
    return { verify: () => awaitEffect(() => verifyRefused(hogs)), heal };
  },
};

export const connectionFaults: readonly FaultKind[] = [
  defineFault(
    'connections-terminated',
    {
      everyMs: {
        ...{ fallback: 250, least: 10, most: 10_000 },
        meaning: 'from one cut to the next, ms',
      },
    },
    createConnectionsTerminated,
  ),
  defineFixedFault(connectionsUsedUp),
];
