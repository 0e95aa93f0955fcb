// What the faults of PostgreSQL share: whose server it is, and whether it answers.

import type { Message } from '../../../reports/document/message.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { PostgresControl, PostgresServer } from '../../services/postgres.ts';
import { failBy, tellCause } from '../../tell-failure.ts';
import { awaitHealed } from '../bounded-wait.ts';
import type { FaultSurroundings } from '../fault.ts';
import { withSession } from './session.ts';

/** The variant's database on whatever server. */
export interface VariantDatabase {
  readonly server: PostgresServer;
  readonly database: string;
}

/** A database on a server that is the harness's own. */
export interface OwnPostgres extends VariantDatabase {
  readonly control: PostgresControl;
  /** Pid of the postmaster. */
  readonly pid: number;
}

/** For faults that touch the variant's own database alone. */
export async function checkDatabase({
  postgres,
  database,
}: FaultSurroundings): Promise<Message | undefined> {
  return postgres === undefined || database === undefined
    ? writeMessage('no-own-database')
    : undefined;
}

/** For faults that befall the whole server. */
export async function checkOwnPostgres(
  surroundings: FaultSurroundings,
): Promise<Message | undefined> {
  const reason = await checkDatabase(surroundings);
  if (reason !== undefined) return reason;
  return surroundings.postgres?.control === undefined
    ? writeMessage('foreign-postgres')
    : undefined;
}

/** @throws Error where the variant has none */
export function requireDatabase({ postgres, database }: FaultSurroundings): VariantDatabase {
  if (postgres === undefined || database === undefined) {
    throw failBy('cause-no-database');
  }
  return { server: postgres, database };
}

/** @throws Error where the server is a given one, or does not run */
export function requireOwnPostgres(surroundings: FaultSurroundings): OwnPostgres {
  const { server, database } = requireDatabase(surroundings);
  const { control, pid } = server;
  if (control === undefined) throw failBy('cause-foreign-postgres');
  if (pid === undefined) throw failBy('cause-postgres-down');
  return { server, database, control, pid };
}

/** What the look finds in the variant's database, or why it cannot look there. */
export async function checkInDatabase(
  surroundings: FaultSurroundings,
  look: (variant: VariantDatabase) => Promise<Message | undefined>,
): Promise<Message | undefined> {
  const reason = await checkDatabase(surroundings);
  if (reason !== undefined) return reason;
  try {
    return await look(requireDatabase(surroundings));
  } catch (thrown) {
    return writeMessage('database-not-readable', { cause: tellCause(thrown) });
  }
}

/** @throws LoadstoneError FAULT_NOT_HEALED where the database stays silent */
export async function awaitDatabaseAnswer(
  { server, database }: VariantDatabase,
  done: string,
): Promise<void> {
  await awaitHealed(`PostgreSQL does not answer after ${done}`, () =>
    withSession(server, database, async (session) => {
      await session.query('SELECT 1');
    }),
  );
}
