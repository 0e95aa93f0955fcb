// PostgreSQL behind a small port: named statements, a pool whose waits end, transactions with retry.
import pg from 'pg';
import type { Config } from '../config.ts';
import { isRetryable, isUnanswered, toServiceError } from './database-errors.ts';
import type { LevelCounters } from './level-counters.ts';
import { observePoolWaits } from './runtime-meter.ts';

/** An SQL text with the name that it is prepared under; one name always has one text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** True where a plan without the values would be a bad one: never prepared under a name. */
  readonly plannedEachTime?: boolean;
}

/** What can run a statement: the pool, or the one connection of a transaction. */
export interface Queryable {
  /** @throws ServiceError DATABASE_UNAVAILABLE or DATABASE_TIMEOUT, or the error of PostgreSQL. */
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]>;
}

export interface Database extends Queryable {
  /**
   * Opens every connection of the pool; resolves, never rejects, when each is there or failed. Those that failed are
   * opened when first needed.
   */
  open(): Promise<void>;
  /** Runs the work in one transaction; after a deadlock or serialisation failure again, 3 times at most. */
  transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result>;
  /** Wait for a connection at p99 since the last time this was taken; undefined where there was none. */
  takePoolWaitP99Us(): number | undefined;
  close(): Promise<void>;
}

const maxAttempts = 4;
const usualPoolSize = 10;
const int8Oid = 20;
const timestamptzOid = 1184;

// Sums and identities stay far below 2^53, so bigint can be a number; times leave as ISO text.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === int8Oid) return Number;
    const parse = pg.types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown;
    if (oid !== timestamptzOid) return parse;
    return (text: string) => (parse(text) as Date).toISOString();
  },
};

/** Limits of the pool and of each session, so that every wait has an end; unset, the driver has none. */
function buildLimits(config: Config): pg.PoolConfig {
  if (!config.timeoutsSet) return {};
  return {
    connectionTimeoutMillis: config.poolWaitTimeoutMs,
    statement_timeout: config.statementTimeoutMs,
    // PostgreSQL ends a slow statement itself; this is for one that is stopped and can't.
    query_timeout: config.statementTimeoutMs + 1_000,
    lock_timeout: config.lockTimeoutMs,
    idle_in_transaction_session_timeout: config.statementTimeoutMs * 2,
  };
}

function buildPoolOptions(config: Config, poolSize: number): pg.PoolConfig {
  return {
    connectionString: config.databaseUrl,
    max: poolSize,
    // Connections stay open, so that the CPU time of their backends can be told apart by the harness.
    idleTimeoutMillis: 0,
    ...buildLimits(config),
    application_name: `crm-${process.pid}`,
    options: [
      '-c max_parallel_workers_per_gather=0',
      ...(config.commit === 'async' ? ['-c synchronous_commit=off'] : []),
    ].join(' '),
    keepAlive: true,
    // Statements that nobody waits for between are then sent one behind the other; alone they go as ever.
    pipeline: config.workflow === 'pipelined',
    types,
  };
}

/**
 * A session of its own beside the pool, not connected yet.
 * @param purpose ends its application name
 * @param queryTimeoutMs after this a statement without an answer rejects
 */
export function createSession(config: Config, purpose: string, queryTimeoutMs: number): pg.Client {
  return new pg.Client({
    connectionString: config.databaseUrl,
    application_name: `crm-${process.pid}-${purpose}`,
    connectionTimeoutMillis: Math.max(1_000, queryTimeoutMs),
    query_timeout: queryTimeoutMs,
    keepAlive: true,
  });
}

/** How statements are sent, and who counts them. */
interface Sending {
  readonly prepared: boolean;
  readonly acts: LevelCounters;
}

async function run<Row>(
  target: pg.Pool | pg.PoolClient,
  { prepared, acts }: Sending,
  statement: Statement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const { name, text, plannedEachTime } = statement;
  if (!prepared && plannedEachTime !== true) acts.add('unnamedStatements');
  try {
    const named = prepared && plannedEachTime !== true;
    const query = { ...(named ? { name } : {}), text, values: [...values] };
    return (await target.query(query)).rows as Row[];
  } catch (cause) {
    throw toServiceError(cause);
  }
}

async function runOnce<Result>(
  pool: pg.Pool,
  sending: Sending,
  work: (transaction: Queryable) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect().catch((cause: unknown) => {
    throw toServiceError(cause);
  });
  let broken = false;
  try {
    await client.query('BEGIN');
    const result = await work({
      query: (statement, values = []) => run(client, sending, statement, values),
    });
    await client.query('COMMIT');
    return result;
  } catch (cause) {
    // A connection that can't even roll back, or whose statement may still run, is thrown away.
    broken = isUnanswered(cause);
    if (!broken) {
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
    }
    throw toServiceError(cause);
  } finally {
    client.release(broken);
  }
}

/** Counts the connections that were given out while the pool was short, or so busy that ten would not have done. */
function countCheckouts(pool: pg.Pool, acts: LevelCounters): void {
  pool.on('acquire', () => {
    if (pool.waitingCount > 0) acts.add('crowdedCheckouts');
    if (pool.totalCount - pool.idleCount > usualPoolSize) acts.add('checkoutsBeyondTen');
  });
}

/** Makes a pool; its connections are made by `open`, or when first needed. */
export function createDatabase(config: Config, poolSize: number, acts: LevelCounters): Database {
  const pool = new pg.Pool(buildPoolOptions(config, poolSize));
  // Each idle connection that PostgreSQL cuts emits an error; unheard, it would end the process.
  pool.on('error', () => {});
  // So does one that is in use, where it is cut between two statements: the next statement then fails.
  pool.on('connect', (client) => client.on('error', () => {}));
  const takePoolWaitP99Us = observePoolWaits(pool);
  countCheckouts(pool, acts);
  const sending = { prepared: config.prepared, acts };
  return {
    takePoolWaitP99Us,
    open: async () => {
      // All at once, before any is given back, so that each call gets a connection of its own.
      const asked = Array.from({ length: poolSize }, () => pool.connect());
      for (const outcome of await Promise.allSettled(asked)) {
        if (outcome.status === 'fulfilled') outcome.value.release();
      }
      takePoolWaitP99Us();
    },
    query: (statement, values = []) => run(pool, sending, statement, values),
    transaction: async (work) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await runOnce(pool, sending, work);
        } catch (cause) {
          if (attempt >= maxAttempts || !isRetryable(cause)) throw cause;
          // Uneven waits, so that two transactions that met once don't meet again.
          await new Promise((resolve) => setTimeout(resolve, attempt * 5 * (1 + Math.random())));
        }
      }
    },
    close: () => pool.end(),
  };
}
