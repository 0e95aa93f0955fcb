// Tables are locked as by a migration that waits: every statement on them queues behind the lock.
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import { failBy } from '../../tell-failure.ts';
import { awaitEffect, awaitHealed } from '../bounded-wait.ts';
import type { AppliedFault, Fault, Verification } from '../fault.ts';
import { defineNamingFault } from '../fault-parameters.ts';
import { checkInDatabase, requireDatabase, type VariantDatabase } from './own-postgres.ts';
import { openSession, type Session, sqlStateOf, withSession } from './session.ts';

export const lockStorm = defineNamingFault(
  'lock-storm',
  { tables: 'tables that are locked, joined by commas; without it the most used ones' },
  ({ tables }) =>
    createLockStorm(
      tables === undefined ? {} : { tables: tables.split(',').map((table) => table.trim()) },
    ),
);

export interface LockStormOptions {
  /** Names of tables, with their schema where that is not on the search path; the most used ones unless given. */
  readonly tables?: readonly string[];
}

interface Table {
  readonly oid: number;
  /** Quoted and with its schema, as SQL takes it. */
  readonly name: string;
}

/** How many of the most used tables are locked where none are named. */
const defaultCount = 3;

const lockAttempts = 20;

/** SQLSTATE lock_not_available and deadlock_detected: the variant's own transactions were in the way. */
const passing = ['55P03', '40P01'];

/** After a crash the figures begin anew, and the largest tables come first. */
const mostUsedSql = `SELECT relid AS oid, format('%I.%I', schemaname, relname) AS name
  FROM pg_stat_user_tables
  ORDER BY coalesce(seq_scan, 0) + coalesce(idx_scan, 0) + n_tup_ins + n_tup_upd + n_tup_del DESC,
    pg_total_relation_size(relid) DESC, relid
  LIMIT $1`;

const namedSql = `SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = to_regclass($1) AND c.relkind IN ('r', 'p')`;

/** @throws Error where one is unknown or there are none */
async function chooseTables(
  session: Session,
  names: readonly string[] | undefined,
): Promise<readonly Table[]> {
  if (names === undefined) {
    const tables = await session.query<Table & Record<string, unknown>>(mostUsedSql, [
      defaultCount,
    ]);
    if (tables.length === 0) throw failBy('cause-no-tables');
    return tables;
  }
  const tables: Table[] = [];
  for (const name of names) {
    const [table] = await session.query<Table & Record<string, unknown>>(namedSql, [name]);
    if (table === undefined) throw failBy('cause-no-table', { table: writeName(name) });
    tables.push(table);
  }
  return tables;
}

/** Takes all locks in one transaction that stays open. */
async function lockTables(session: Session, tables: readonly Table[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.query('BEGIN');
      await session.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      await session.query(`SET LOCAL lock_timeout = '2s'`);
      const names = tables.map(({ name }) => name).join(', ');
      await session.query(`LOCK TABLE ${names} IN ACCESS EXCLUSIVE MODE`);
      return;
    } catch (thrown) {
      if (attempt >= lockAttempts || !passing.includes(sqlStateOf(thrown) ?? '')) throw thrown;
      await session.query('ROLLBACK');
    }
  }
}

const locksSql = `SELECT count(*)::int AS held,
    (SELECT count(*)::int FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))) AS waiting
  FROM pg_locks WHERE pid = $1 AND granted AND locktype = 'relation'
    AND mode = 'AccessExclusiveLock' AND relation = ANY ($2::oid[])`;

interface Locks {
  /** Tables that the session holds locked. */
  readonly held: number;
  /** Sessions that wait for it. */
  readonly waiting: number;
}

async function readLocks(
  session: Session,
  holderPid: number,
  tables: readonly Table[],
): Promise<Locks> {
  const oids = tables.map(({ oid }) => oid);
  const [row] = await session.query<Locks & Record<string, unknown>>(locksSql, [holderPid, oids]);
  return row ?? { held: 0, waiting: 0 };
}

function describeStorm(
  { server, database }: VariantDatabase,
  holder: Session,
  tables: readonly Table[],
): AppliedFault {
  const verify = async (): Promise<Verification> => {
    const { held, waiting } = await withSession(server, database, (session) =>
      readLocks(session, holder.pid, tables),
    );
    const names = tables.map(({ name }) => name).join(', ');
    const all = tables.length;
    const evidence = writeMessage('evidence-locks', {
      ...{ held, all, tables: writeName(names), waiting },
    });
    return { tookEffect: held === all, evidence };
  };
  const release = () =>
    withSession(server, database, async (session) => {
      if ((await readLocks(session, holder.pid, tables)).held === 0) return;
      await session.query('SELECT pg_terminate_backend($1, 1000)', [holder.pid]);
      throw failBy('cause-still-locked', { pid: holder.pid });
    });
  return {
    verify: () => awaitEffect(verify),
    async heal() {
      // The end of the session is the end of its transaction and of its locks.
      await holder.close();
      await awaitHealed("Tables of the variant's database are locked", release);
    },
  };
}

export function createLockStorm(options: LockStormOptions = {}): Fault {
  const { tables: names } = options;
  return {
    id: 'lock-storm',
    title: 'Tables locked',
    mechanism: writeMessage('how-lock-storm', {
      tables: names === undefined ? writeMessage('most-used-tables') : writeName(names.join(', ')),
    }),
    check: (surroundings) =>
      checkInDatabase(surroundings, async ({ server, database }) => {
        await withSession(server, database, (session) => chooseTables(session, names));
        return undefined;
      }),
    async apply(surroundings) {
      const variant = requireDatabase(surroundings);
      const holder = await openSession(variant.server, variant.database);
      try {
        const tables = await chooseTables(holder, names);
        await lockTables(holder, tables);
        return describeStorm(variant, holder, tables);
      } catch (thrown) {
        await holder.close();
        throw thrown;
      }
    },
  };
}
