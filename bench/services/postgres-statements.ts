// Statements of one database: their statistics, sampled plans from the server's log, and estimated plans.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { buildDatabaseUrl, openPostgresAdmin, type PostgresAdmin } from './postgres-admin.ts';

/** Cumulative figures of one statement, as pg_stat_statements keeps them. */
export interface StatementReading {
  readonly queryId: string;
  /** Normalised: `$1` for every constant. */
  readonly text: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly rows: number;
  readonly buffersHit: number;
  readonly buffersRead: number;
}

export interface StatementProbe {
  /** @throws LoadstoneError POSTGRES_UNAVAILABLE where pg_stat_statements is not loaded */
  read(database: string): Promise<readonly StatementReading[]>;
  /**
   * Lets new sessions of the database load auto_explain, switched off; false where plans can't be sampled
   * (a given server, whose log is not ours). A session that was there before is not sampled.
   */
  prepareSampling(database: string): Promise<boolean>;
  /**
   * Logs the plan of a share of the statements, with what each node took, while the work goes on.
   * @param sampleRatio above 0 to 1
   * @returns what the server logged meanwhile
   */
  samplePlans(sampleRatio: number, work: () => Promise<void>): Promise<string>;
  /**
   * The estimated plan (JSON) of a statement with parameters; it is not run. Undefined where PostgreSQL
   * refuses (before version 16, or what is no plannable statement).
   */
  estimatePlan(database: string, text: string): Promise<unknown>;
}

const readSql = `SELECT s.queryid::text AS "queryId", s.query AS text, sum(s.calls)::float8 AS calls,
    sum(s.total_exec_time)::float8 AS "totalMs", sum(s.rows)::float8 AS rows,
    sum(s.shared_blks_hit)::float8 AS "buffersHit", sum(s.shared_blks_read)::float8 AS "buffersRead"
  FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
  WHERE d.datname = $1 GROUP BY s.queryid, s.query`;

/** Only databases that load auto_explain heed these, and those are dropped when they have been explained. */
const samplingSettings = {
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_verbose': 'on',
  'auto_explain.log_format': 'json',
  // Values of parameters may be personal data, and no plan needs them.
  'auto_explain.log_parameter_max_length': '0',
} as const;

/** Time for sessions to read changed settings, and for the last lines of the log to arrive. */
const settleMs = 150;

export function openStatementProbe(
  admin: PostgresAdmin,
  listenToLog: ((listener: (text: string) => void) => () => void) | undefined,
): StatementProbe {
  return {
    read: (database) => admin.query<StatementReading>(readSql, [database]),
    prepareSampling: async (database) => {
      if (listenToLog === undefined) return false;
      const name = pg.escapeIdentifier(database);
      await admin.query(`ALTER DATABASE ${name} SET session_preload_libraries = 'auto_explain'`);
      return true;
    },
    samplePlans: async (sampleRatio, work) => {
      let log = '';
      const stop = listenToLog?.((text) => {
        log += text;
      });
      const settings = { ...samplingSettings, 'auto_explain.sample_rate': String(sampleRatio) };
      try {
        await change(admin, settings);
        await work();
      } finally {
        await change(
          admin,
          Object.fromEntries(Object.keys(settings).map((name) => [name, undefined])),
        );
        stop?.();
      }
      return log;
    },
    estimatePlan: (database, text) => estimatePlan(admin, database, text),
  };
}

/** Changes settings of the running server; undefined gives one back its usual value. */
async function change(
  admin: PostgresAdmin,
  settings: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) await admin.query(`ALTER SYSTEM RESET ${name}`);
    else await admin.query(`ALTER SYSTEM SET ${name} = ${pg.escapeLiteral(value)}`);
  }
  await admin.query('SELECT pg_reload_conf()');
  await sleep(settleMs);
}

async function estimatePlan(
  admin: PostgresAdmin,
  database: string,
  text: string,
): Promise<unknown> {
  const own = openPostgresAdmin(buildDatabaseUrl(admin.url, database));
  try {
    // Without ANALYZE nothing is executed, a write no more than a read.
    const rows = await own.query<{ 'QUERY PLAN': unknown }>(
      `EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) ${text}`,
    );
    const [plan] = (rows[0]?.['QUERY PLAN'] ?? []) as readonly unknown[];
    return plan;
  } catch {
    return undefined;
  } finally {
    await own.end();
  }
}
