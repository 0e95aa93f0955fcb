// One backend dies of SIGKILL, upon which PostgreSQL ends all others and recovers as after a crash.
import { readProcess } from '../../probes/processes.ts';
import { readStartTicks } from '../../services/process-identity.ts';
import { awaitEffect } from '../bounded-wait.ts';
import type { Fault, Verification } from '../fault.ts';
import {
  awaitDatabaseAnswer,
  checkOwnPostgres,
  type OwnPostgres,
  requireOwnPostgres,
} from './own-postgres.ts';
import { openSession, type Session } from './session.ts';

export interface BackendKilledOptions {
  /** Time within which the recovery must have begun, ms. */
  readonly recoveryLimitMs?: number;
}

interface Pids {
  readonly backend: number;
  /** A process of the server itself; that it is a new one shows that the server recovered. */
  readonly checkpointer: number;
}

const backendsSql = `SELECT
    min(pid) FILTER (WHERE backend_type = 'checkpointer') AS checkpointer,
    min(pid) FILTER (WHERE backend_type = 'client backend' AND datname = $1
      AND application_name <> 'loadstone') AS backend
  FROM pg_stat_activity`;

/** The variant's first backend; where it has no connection, our own in its database. */
async function choosePids(own: OwnPostgres, session: Session): Promise<Pids> {
  const [row] = await session.query<{ checkpointer: number | null; backend: number | null }>(
    backendsSql,
    [own.database],
  );
  const backend = row?.backend ?? session.pid;
  const checkpointer = row?.checkpointer ?? undefined;
  if (checkpointer === undefined) throw new Error('PostgreSQL shows no checkpointer');
  if (readProcess(backend)?.parentPid !== own.pid) {
    throw new Error(`process ${backend} is no child of the PostgreSQL of this run`);
  }
  return { backend, checkpointer };
}

/** Looks whether the backend has ended, and a process of the server of before with it. */
export function verifyRecovery({ backend, checkpointer }: Pids): Verification {
  const isGone = (pid: number) => readStartTicks(pid) === undefined;
  if (!isGone(backend)) return { tookEffect: false, evidence: `Backend ${backend} still runs.` };
  const gone = `Backend ${backend} is gone`;
  return isGone(checkpointer)
    ? { tookEffect: true, evidence: `${gone}, and with it all of before: PostgreSQL recovered.` }
    : { tookEffect: false, evidence: `${gone}, but PostgreSQL did not begin to recover.` };
}

export function createBackendKilled(options: BackendKilledOptions = {}): Fault {
  const { recoveryLimitMs = 10_000 } = options;
  return {
    id: 'postgres-backend-killed',
    title: 'PostgreSQL backend killed',
    mechanism:
      'SIGKILL to one backend of the variant: PostgreSQL cuts all connections and recovers.',
    check: checkOwnPostgres,
    async apply(surroundings) {
      const own = requireOwnPostgres(surroundings);
      const session = await openSession(own.server, own.database);
      let pids: Pids;
      try {
        pids = await choosePids(own, session);
        process.kill(pids.backend, 'SIGKILL');
      } finally {
        await session.close();
      }
      // A fault's window begins when it is there; and PostgreSQL gives a slow backend five seconds.
      const seen = await awaitEffect(() => verifyRecovery(pids), recoveryLimitMs);
      return {
        verify: async () => seen,
        heal: () => awaitDatabaseAnswer(own, 'one of its backends was killed'),
      };
    },
  };
}
