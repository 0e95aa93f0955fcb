// Checks before anything listens that the database answers and has the indexes that are claimed.
import pg from 'pg';
import type { Config } from '../config.ts';
import { findIndexLevel } from '../database/indexes/level.ts';
import { messageOf, StartError } from '../errors.ts';

async function readLevel(config: Config): Promise<string | undefined> {
  const client = new pg.Client({
    connectionString: config.databaseUrl,
    connectionTimeoutMillis: 5_000,
    query_timeout: config.statementTimeoutMs,
    application_name: `crm-${process.pid}-start`,
  });
  // A connection that breaks rejects what is awaited below; the event alone would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return await findIndexLevel(client);
  } catch (cause) {
    throw new StartError(
      `the database does not answer: ${messageOf(cause)}`,
      'Start PostgreSQL, and check that DATABASE_URL names an existing database and its password.',
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** @throws StartError where the database is unreachable or isn't of the level that CRM_INDEX claims. */
export async function verifyDatabase(config: Config): Promise<void> {
  const found = await readLevel(config);
  if (found === config.index) return;
  if (found === undefined) {
    throw new StartError(
      'the database has not the tables and indexes of any level of this CRM',
      'Fill an empty database with `node server/database/seed/main.ts --size S --seed 1`.',
    );
  }
  throw new StartError(
    `CRM_INDEX claims ${config.index}, but the database has the indexes of level ${found}`,
    found === 'none'
      ? `Set CRM_INDEX=none, or run \`node server/database/indexes/main.ts ${config.index}\`.`
      : `Set CRM_INDEX=${found}, or use another database.`,
  );
}
