// Connections of the faults to a database: named `loadstone`, bounded in time, and no part of the load.
import pg from 'pg';
import type { PostgresServer } from '../../services/postgres.ts';
import { buildClientAddress } from '../../services/postgres-client.ts';
import { withinMs } from '../bounded-wait.ts';

export interface Session {
  /** Pid of its backend, as the server knows it. */
  readonly pid: number;
  /** @throws Error where the server refuses, breaks off or is too slow */
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>;
  /** Resolves when the connection is gone from this side; never rejects, and safe to call twice. */
  close(): Promise<void>;
}

const connectLimitMs = 5_000;
const closeLimitMs = 1_000;

/** Time for a statement of a fault, ms, unless it is known to take longer. */
const statementLimitMs = 10_000;

/**
 * Opens a connection; a failure later is left to the next query to tell.
 * @throws Error, a pg.DatabaseError with its SQLSTATE where the server refuses
 */
export async function connectClient(
  postgres: PostgresServer,
  database: string,
  limitMs = statementLimitMs,
): Promise<pg.Client> {
  const client = new pg.Client({
    ...buildClientAddress(postgres.buildDatabaseUrl(database)),
    application_name: 'loadstone',
    statement_timeout: limitMs,
    query_timeout: limitMs + 1_000,
  });
  // Without a listener a connection that breaks would end the process.
  client.on('error', () => {});
  try {
    await withinMs(client.connect(), connectLimitMs);
    return client;
  } catch (thrown) {
    client.connection.stream.destroy();
    throw thrown;
  }
}

/** Says goodbye; to a server that does not hear it, by closing the socket. */
export async function closeClient(client: pg.Client): Promise<void> {
  try {
    await withinMs(client.end(), closeLimitMs);
  } catch {
    client.connection.stream.destroy();
  }
}

/**
 * @param limitMs for each statement
 * @throws Error where the server cannot be reached
 */
export async function openSession(
  postgres: PostgresServer,
  database: string,
  limitMs = statementLimitMs,
): Promise<Session> {
  const client = await connectClient(postgres, database, limitMs);
  const query = async <Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> => (await client.query<Row>(text, [...values])).rows;
  const close = () => closeClient(client);
  try {
    const rows = await query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return { pid: rows[0]?.pid ?? 0, query, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Works in a session that is closed afterwards. @throws Error of the session or the work */
export async function withSession<T>(
  postgres: PostgresServer,
  database: string,
  work: (session: Session) => Promise<T>,
  limitMs = statementLimitMs,
): Promise<T> {
  const session = await openSession(postgres, database, limitMs);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** SQLSTATE of a failure; undefined for those of the connection. */
export function sqlStateOf(thrown: unknown): string | undefined {
  return thrown instanceof pg.DatabaseError ? thrown.code : undefined;
}
