// PostgreSQL hangs: the postmaster and every process of its own are stopped.
import { readProcess, readProcessTree } from '../../probes/processes.ts';
import type { Journal } from '../../services/journal.ts';
import { awaitEffect } from '../bounded-wait.ts';
import type { Fault, Verification } from '../fault.ts';
import { type PausedProcesses, pauseProcesses } from '../paused-processes.ts';
import { awaitDatabaseAnswer, checkOwnPostgres, requireOwnPostgres } from './own-postgres.ts';

/** More rounds than a postmaster that is about to stop can have children on the way. */
const maxRounds = 10;

/** All of the server must be stopped, children that nobody knew included. */
function verifyStopped(postmaster: number): Verification {
  const pids = readProcessTree(postmaster);
  const running = pids.filter((pid) => readProcess(pid)?.state !== 'T');
  const tookEffect = pids.length > 0 && running.length === 0;
  const evidence = tookEffect
    ? `All ${pids.length} processes of PostgreSQL are in state T (stopped).`
    : `${running.length} of ${pids.length} processes of PostgreSQL are not stopped.`;
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
  mechanism:
    'SIGSTOP to the postmaster and all its children, SIGCONT at the end: connections stay open, nothing answers.',
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
