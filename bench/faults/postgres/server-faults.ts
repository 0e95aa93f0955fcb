// Faults of the whole PostgreSQL server, which must be the harness's own: it hangs, crashes, loses a backend.

import { writeMessage } from '../../../reports/document/messages/message.ts';
import { readProcess, readProcessTree } from '../../probes/processes.ts';
import type { Journal } from '../../services/journal.ts';
import { readStartTicks } from '../../services/process-identity.ts';
import { failBy, tellCause } from '../../tell-failure.ts';
import { awaitEffect, awaitHealed } from '../bounded-wait.ts';
import type { Fault, Verification } from '../fault.ts';
import { defineFault, defineFixedFault, type FaultKind } from '../fault-parameters.ts';
import { type PausedProcesses, pauseProcesses } from '../processes.ts';
import {
  awaitDatabaseAnswer,
  checkOwnPostgres,
  type OwnPostgres,
  requireOwnPostgres,
} from './own-postgres.ts';
import { openSession, type Session, withSession } from './session.ts';

/** More rounds than a postmaster that is about to stop can have children on the way. */
const maxRounds = 10;

/** All of the server must be stopped, children that nobody knew included. */
function verifyStopped(postmaster: number): Verification {
  const pids = readProcessTree(postmaster);
  const running = pids.filter((pid) => readProcess(pid)?.state !== 'T');
  const tookEffect = pids.length > 0 && running.length === 0;
  const all = pids.length;
  const evidence = tookEffect
    ? writeMessage('evidence-postgres-stopped', { all })
    : writeMessage('evidence-postgres-not-stopped', { count: running.length, all });
  return { tookEffect, evidence };
}

/** Stops children until a look finds no other: one may have been on its way when its parent was stopped. */
async function pauseChildren(
  postmaster: number,
  pause: (pids: readonly number[]) => Promise<void>,
): Promise<void> {
  const known = new Set([postmaster]);
  for (let round = 0; round < maxRounds; round += 1) {
    const fresh = readProcessTree(postmaster).filter((pid) => !known.has(pid));
    if (fresh.length === 0) return;
    for (const pid of fresh) known.add(pid);
    try {
      await pause(fresh);
    } catch {
      // They ended meanwhile; or they run on, which the verification sees.
    }
  }
}

/**
 * Stops the postmaster and then its children.
 * @throws Error where the postmaster cannot be stopped
 */
async function pausePostgres(postmaster: number, journal: Journal): Promise<PausedProcesses> {
  const parts: PausedProcesses[] = [];
  const pause = async (pids: readonly number[]) => {
    const part = pauseProcesses(pids, journal);
    parts.push(part);
    await awaitEffect(() => part.verify());
  };
  await pause([postmaster]);
  await pauseChildren(postmaster, pause);
  return {
    verify: () => verifyStopped(postmaster),
    resume() {
      // Children first, as within each part.
      for (const part of parts.splice(0).reverse()) part.resume();
    },
  };
}

export const postgresPaused: Fault = {
  id: 'postgres-paused',
  title: 'PostgreSQL paused',
  mechanism: writeMessage('how-postgres-paused'),
  check: checkOwnPostgres,
  async apply(surroundings) {
    const own = requireOwnPostgres(surroundings);
    const paused = await pausePostgres(own.pid, surroundings.journal);
    return {
      verify: () => awaitEffect(() => paused.verify()),
      async heal() {
        paused.resume();
        await awaitDatabaseAnswer(own, 'it was woken up');
      },
    };
  },
};

/** A crash with much to replay takes its time. */
const attemptMs = 120_000;

async function verifyGone({ server, database, pid }: OwnPostgres): Promise<Verification> {
  if (readStartTicks(pid) !== undefined) {
    return { tookEffect: false, evidence: writeMessage('evidence-postmaster-runs', { pid }) };
  }
  try {
    await withSession(server, database, (session) => session.query('SELECT 1'));
    return { tookEffect: false, evidence: writeMessage('evidence-postmaster-answers', { pid }) };
  } catch (thrown) {
    const cause = tellCause(thrown);
    return { tookEffect: true, evidence: writeMessage('evidence-postmaster-gone', { pid, cause }) };
  }
}

export const postgresRestarted: Fault = {
  id: 'postgres-restarted',
  title: 'PostgreSQL restarted',
  mechanism: writeMessage('how-postgres-restarted'),
  check: checkOwnPostgres,
  async apply(surroundings) {
    const own = requireOwnPostgres(surroundings);
    const heal = async () => {
      await awaitHealed('PostgreSQL was shut down and does not start', () => own.control.revive(), {
        attemptMs,
      });
      await awaitDatabaseAnswer(own, 'it was started again');
    };
    try {
      await own.control.crash();
    } catch (thrown) {
      await heal();
      throw thrown;
    }
    return { verify: () => awaitEffect(() => verifyGone(own)), heal };
  },
};

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
  if (checkpointer === undefined) throw failBy('cause-no-checkpointer');
  if (readProcess(backend)?.parentPid !== own.pid) {
    throw failBy('cause-foreign-backend', { pid: backend });
  }
  return { backend, checkpointer };
}

/** Looks whether the backend has ended, and a process of the server of before with it. */
export function verifyRecovery({ backend, checkpointer }: Pids): Verification {
  const isGone = (pid: number) => readStartTicks(pid) === undefined;
  const pid = backend;
  if (!isGone(pid))
    return { tookEffect: false, evidence: writeMessage('evidence-backend-runs', { pid }) };
  const tookEffect = isGone(checkpointer);
  const code = tookEffect ? 'evidence-recovered' : 'evidence-no-recovery';
  return { tookEffect, evidence: writeMessage(code, { pid }) };
}

/** @param recoveryLimitMs time within which the recovery must have begun */
export function createBackendKilled({
  recoveryLimitMs,
}: {
  readonly recoveryLimitMs: number;
}): Fault {
  return {
    id: 'postgres-backend-killed',
    title: 'PostgreSQL backend killed',
    mechanism: writeMessage('how-postgres-backend-killed'),
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

export const serverFaults: readonly FaultKind[] = [
  defineFault(
    'postgres-backend-killed',
    {
      recoveryLimitMs: {
        ...{ fallback: 10_000, least: 100, most: 60_000 },
        meaning: 'how long it is waited for the recovery to begin, ms',
      },
    },
    createBackendKilled,
  ),
  defineFixedFault(postgresPaused),
  defineFixedFault(postgresRestarted),
];
