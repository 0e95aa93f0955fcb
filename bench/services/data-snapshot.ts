// The database of a variant as it is at one moment, read with the SQL of a config.
import pg from 'pg';
import { messageOf } from '../errors.ts';
import { buildClientAddress } from './postgres-client.ts';

/** A query may take a minute. */
export const snapshotTimeoutMs = 60_000;

export interface DataSnapshot {
  /** @throws Error with the place of a query that PostgreSQL refused */
  readonly ask: (
    name: string,
    sql: string,
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** As lists, since columns without a name all have the same one. @throws Error likewise */
  readonly askLists: (name: string, sql: string) => Promise<readonly (readonly unknown[])[]>;
  /** Rows that break each rule. @throws Error likewise */
  readonly countViolations: (
    invariants: readonly { readonly name: string; readonly sql: string }[],
  ) => Promise<{ readonly name: string; readonly violations: number }[]>;
}

/**
 * Everything is read in one transaction that changes nothing, so that it fits together.
 * @param place of the queries in the config, such as `faults.audit`
 */
export async function readSnapshot<Read>(
  databaseUrl: string,
  place: string,
  read: (snapshot: DataSnapshot) => Promise<Read>,
): Promise<Read> {
  const client = new pg.Client({
    ...{ ...buildClientAddress(databaseUrl), application_name: 'loadstone' },
    connectionTimeoutMillis: 10_000,
    ...{ query_timeout: snapshotTimeoutMs, statement_timeout: snapshotTimeoutMs },
  });
  client.on('error', () => {});
  await client.connect();
  const guard = async <Rows>(name: string, query: () => Promise<{ rows: Rows }>) => {
    try {
      return (await query()).rows;
    } catch (cause) {
      throw new Error(`${place}.${name} was refused: ${messageOf(cause)}`, { cause });
    }
  };
  const ask: DataSnapshot['ask'] = (name, sql) => guard(name, () => client.query(sql));
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await read({
      ask,
      askLists: (name, text) =>
        guard(name, () => client.query<unknown[]>({ text, rowMode: 'array' })),
      countViolations: async (invariants) => {
        const counted: { readonly name: string; readonly violations: number }[] = [];
        for (const { name, sql } of invariants)
          counted.push({ name, violations: (await ask(`invariants.${name}`, sql)).length });
        return counted;
      },
    });
  } finally {
    await client.end().catch(() => {});
  }
}
