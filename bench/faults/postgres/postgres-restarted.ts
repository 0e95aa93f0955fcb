// PostgreSQL crashes and stays away until the end of the fault, when it recovers.
import { messageOf } from '../../errors.ts';
import { readStartTicks } from '../../services/process-identity.ts';
import { awaitEffect, awaitHealed } from '../bounded-wait.ts';
import type { Fault, Verification } from '../fault.ts';
import {
  awaitDatabaseAnswer,
  checkOwnPostgres,
  type OwnPostgres,
  requireOwnPostgres,
} from './own-postgres.ts';
import { withSession } from './session.ts';

/** A crash with much to replay takes its time. */
const attemptMs = 120_000;

async function verifyGone({ server, database, pid }: OwnPostgres): Promise<Verification> {
  if (readStartTicks(pid) !== undefined) {
    return { tookEffect: false, evidence: `Postmaster ${pid} still runs.` };
  }
  const gone = `Postmaster ${pid} is gone`;
  try {
    await withSession(server, database, (session) => session.query('SELECT 1'));
    return { tookEffect: false, evidence: `${gone}, but PostgreSQL answers again.` };
  } catch (thrown) {
    const evidence = `${gone} and its port does not answer (${messageOf(thrown)}).`;
    return { tookEffect: true, evidence };
  }
}

export const postgresRestarted: Fault = {
  id: 'postgres-restarted',
  title: 'PostgreSQL restarted',
  mechanism:
    'SIGQUIT to the postmaster (immediate shutdown); started again at the end, with recovery, on the same port.',
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
