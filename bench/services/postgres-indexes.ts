// How often the indexes of one database were scanned, and what its statements took meanwhile.
import { buildDatabaseUrl, openPostgresAdmin, type PostgresAdmin } from './postgres-admin.ts';

/** Cumulative, of one index. */
interface IndexReading {
  /** Without its schema. */
  readonly name: string;
  /** Of its CREATE statement: equal where two databases have the same index. */
  readonly definitionHash: string;
  readonly scans: number;
}

/** Cumulative, of one normalised statement. */
export interface StatementCost {
  readonly queryId: string;
  readonly calls: number;
  readonly totalMs: number;
}

export interface IndexUseReading {
  readonly indexes: readonly IndexReading[];
  /** Without the control of transactions; undefined where pg_stat_statements is not there. */
  readonly statements: readonly StatementCost[] | undefined;
}

/** More indexes than a service plausibly has; what is beyond is not looked at. */
const mostIndexes = 1_000;

/** The mark keeps the harness's own statement out of the costs below. */
const indexesSql = `SELECT /* loadstone:index-use */ s.indexrelname AS name, s.idx_scan::float8 AS scans,
    left(md5(pg_get_indexdef(s.indexrelid)), 8) AS "definitionHash"
  FROM pg_stat_user_indexes s ORDER BY s.indexrelid LIMIT ${mostIndexes}`;

const statementsSql = `SELECT s.queryid::text AS "queryId", sum(s.calls)::float8 AS calls,
    sum(s.total_exec_time)::float8 AS "totalMs"
  FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
  WHERE d.datname = $1 AND s.query NOT LIKE '%loadstone:index-use%'
    AND s.query !~* '^\\s*(begin|commit|rollback|start transaction|end)\\y'
  GROUP BY s.queryid`;

/**
 * Reads through a connection of its own to that database, which is closed again. Sessions report their scans
 * when a statement ends, but at most once a second.
 * @throws LoadstoneError POSTGRES_UNAVAILABLE
 */
export async function readIndexUse(
  admin: PostgresAdmin,
  database: string,
  hasStatements: boolean,
): Promise<IndexUseReading> {
  const own = openPostgresAdmin(buildDatabaseUrl(admin.url, database));
  try {
    const statements = hasStatements
      ? await admin.query<StatementCost & Record<string, unknown>>(statementsSql, [database])
      : undefined;
    const indexes = await own.query<IndexReading & Record<string, unknown>>(indexesSql);
    return { indexes, statements };
  } finally {
    await own.end();
  }
}
