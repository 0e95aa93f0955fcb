// The variant's connections are cut off again and again, as by a proxy or an administrator that ends them.
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import { awaitEffect } from '../bounded-wait.ts';
import type { Fault, Verification } from '../fault.ts';
import {
  awaitDatabaseAnswer,
  checkDatabase,
  requireDatabase,
  type VariantDatabase,
} from './own-postgres.ts';
import { openSession, type Session } from './session.ts';

export interface ConnectionsTerminatedOptions {
  /** Time between two rounds, ms. */
  readonly everyMs?: number;
}

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
  let failure = '';
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
      failure = ` The last failure: ${messageOf(thrown)}.`;
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
    read: () => ({
      tookEffect: terminated.size > 0,
      evidence: `Connections terminated: ${terminated.size}; rounds: ${rounds}.${failure}`,
    }),
    stop() {
      stopping.abort();
      return running;
    },
  };
}

export function createConnectionsTerminated(options: ConnectionsTerminatedOptions = {}): Fault {
  const { everyMs = 250 } = options;
  return {
    id: 'connections-terminated',
    title: 'PostgreSQL connections terminated',
    mechanism: `Calls pg_terminate_backend on all connections to the variant's database, every ${everyMs} ms.`,
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
