// A query turns slow: the index that serves it is gone, as after a migration that went wrong.
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import { failBy } from '../../tell-failure.ts';
import { awaitEffect, awaitHealed } from '../bounded-wait.ts';
import type { Fault, Verification } from '../fault.ts';
import { defineNamingFault } from '../fault-parameters.ts';
import { checkInDatabase, requireDatabase, type VariantDatabase } from './own-postgres.ts';
import { openSession, type Session, sqlStateOf, withSession } from './session.ts';

export const slowQuery = defineNamingFault(
  'slow-query',
  { index: 'index that is dropped; without it the most scanned one that backs no constraint' },
  ({ index }) => createSlowQuery(index === undefined ? {} : { index }),
);

export interface SlowQueryOptions {
  /** Name of an index, with its schema where that is not on the search path; the most scanned one unless given. */
  readonly index?: string;
}

interface IndexFacts extends Record<string, unknown> {
  /** Quoted and with its schema, as SQL takes it. */
  readonly name: string;
  readonly table: string;
  /** The statement that makes it. */
  readonly definition: string;
  /** Scans since the figures began, at the latest with the last crash. */
  readonly scans: number;
  readonly hasExpressions: boolean;
  /** Why it cannot be dropped and made again with nobody harmed, a word of `cause-index-stays`; null where it can. */
  readonly obstacle: string | null;
}

/** Time for making an index again, ms. */
const createLimitMs = 300_000;

const dropAttempts = 20;

/** SQLSTATE lock_not_available. */
const notAvailable = '55P03';

const indexesSql = `SELECT format('%I.%I', s.schemaname, s.indexrelname) AS name,
    format('%I.%I', s.schemaname, s.relname) AS "table",
    pg_get_indexdef(s.indexrelid) AS definition, s.idx_scan::float8 AS scans,
    i.indexprs IS NOT NULL AS "hasExpressions",
    CASE WHEN EXISTS (SELECT FROM pg_constraint WHERE conindid = s.indexrelid)
        THEN 'constraint'
      WHEN i.indisunique THEN 'unique'
      WHEN NOT i.indisvalid THEN 'invalid'
      WHEN i.indisclustered THEN 'clustered'
      WHEN i.indisreplident THEN 'replica'
      WHEN EXISTS (SELECT FROM pg_class WHERE oid = s.indexrelid AND reltablespace <> 0)
        THEN 'tablespace'
      WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = s.indexrelid AND attstattarget > 0)
        THEN 'statistics'
      WHEN EXISTS (SELECT FROM pg_inherits WHERE inhrelid = s.indexrelid)
        THEN 'partition'
    END AS obstacle
  FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid)
  WHERE $1::text IS NULL OR s.indexrelid = to_regclass($1)
  ORDER BY s.idx_scan DESC, pg_relation_size(s.indexrelid) DESC, name`;

/** @throws Error where there is none that may be dropped */
async function chooseIndex(session: Session, named: string | undefined): Promise<IndexFacts> {
  const found = await session.query<IndexFacts>(indexesSql, [named ?? null]);
  const index = found.find(({ obstacle }) => obstacle === null);
  if (index !== undefined) return index;
  if (named === undefined) throw failBy('cause-no-free-index');
  const obstacle = found[0]?.obstacle;
  throw obstacle
    ? failBy('cause-index-stays', { index: writeName(named), obstacle })
    : failBy('cause-no-index', { index: writeName(named) });
}

/** Waits two seconds at most for the table, so that statements do not queue behind the drop for long. */
async function dropIndex(session: Session, name: string): Promise<void> {
  await session.query(`SET lock_timeout = '2s'`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.query(`DROP INDEX ${name}`);
      return;
    } catch (thrown) {
      if (attempt >= dropAttempts || sqlStateOf(thrown) !== notAvailable) throw thrown;
    }
  }
}

const isThereSql = 'SELECT to_regclass($1) IS NOT NULL AS "isThere"';

async function isThere(session: Session, name: string): Promise<boolean> {
  const [row] = await session.query<{ isThere: boolean }>(isThereSql, [name]);
  return row?.isThere ?? false;
}

async function createIndex(session: Session, index: IndexFacts): Promise<void> {
  if (await isThere(session, index.name)) return;
  await session.query(index.definition);
  // Figures on what it computes went with it, and no autovacuum brings them back.
  if (index.hasExpressions) await session.query(`ANALYZE ${index.table}`);
}

async function verifyGone(session: Session, index: IndexFacts): Promise<Verification> {
  const { name, table, scans } = index;
  if (await isThere(session, name)) {
    return {
      tookEffect: false,
      evidence: writeMessage('evidence-index-there', { index: writeName(name) }),
    };
  }
  const evidence = writeMessage('evidence-index-gone', {
    ...{ index: writeName(name), table: writeName(table), scans },
  });
  return { tookEffect: true, evidence };
}

function heal({ server, database }: VariantDatabase, index: IndexFacts): Promise<void> {
  return awaitHealed(
    `The index ${index.name} is not there again (${index.definition})`,
    () => withSession(server, database, (session) => createIndex(session, index), createLimitMs),
    { attemptMs: createLimitMs },
  );
}

export function createSlowQuery(options: SlowQueryOptions = {}): Fault {
  const { index: named } = options;
  return {
    id: 'slow-query',
    title: 'Index lost',
    mechanism: writeMessage('how-slow-query', {
      index: named === undefined ? writeMessage('most-scanned-index') : writeName(named),
    }),
    check: (surroundings) =>
      checkInDatabase(surroundings, async ({ server, database }) => {
        await withSession(server, database, (session) => chooseIndex(session, named));
        return undefined;
      }),
    async apply(surroundings) {
      const variant = requireDatabase(surroundings);
      const { server, database } = variant;
      const session = await openSession(server, database);
      let index: IndexFacts | undefined;
      try {
        index = await chooseIndex(session, named);
        await dropIndex(session, index.name);
      } catch (thrown) {
        if (index !== undefined) await heal(variant, index);
        throw thrown;
      } finally {
        await session.close();
      }
      const dropped = index;
      return {
        verify: () =>
          awaitEffect(() => withSession(server, database, (one) => verifyGone(one, dropped))),
        heal: () => heal(variant, dropped),
      };
    },
  };
}
