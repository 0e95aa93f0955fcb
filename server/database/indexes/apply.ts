// Brings a loaded database to one index level.
import pg from 'pg';
import type { Progress } from '../seed/progress.ts';
import { settleTables } from '../seed/tuning.ts';
import { findIndexLevel, type IndexLevel, measureLevelBytes, readLevelSql } from './level.ts';

export interface ApplyOptions {
  readonly databaseUrl: string;
  readonly level: IndexLevel;
  readonly progress: Progress;
}

/**
 * Adds the level's indexes to a database of level none, then VACUUM; a database that is at the
 * level already is only vacuumed. Gives the bytes that the level takes on disk.
 * @throws Error when the database is not loaded or has other indexes, since levels must never mix.
 */
export async function applyIndexLevel(options: ApplyOptions): Promise<number> {
  const { level, progress } = options;
  const client = new pg.Client({ connectionString: options.databaseUrl });
  const lost = new Promise<never>((_, reject) => client.on('error', reject));
  lost.catch(() => {});
  await client.connect();
  try {
    await Promise.race([raiseLevel(client, level, progress), lost]);
    return await measureLevelBytes(client);
  } finally {
    await client.end().catch(() => {});
  }
}

async function raiseLevel(client: pg.Client, level: IndexLevel, progress: Progress): Promise<void> {
  const present = await findIndexLevel(client);
  if (present === undefined) {
    throw new Error('the database is not a freshly loaded CRM: run the seed command on it first');
  }
  if (present !== 'none' && present !== level) {
    throw new Error(
      `the database is at level ${present} already; levels never mix, so make ${level} from a copy at level none`,
    );
  }
  if (present !== level) {
    progress.step(`building the indexes of level ${level}`);
    await client.query('BEGIN');
    await client.query(`SET LOCAL maintenance_work_mem = '256MB'`);
    await client.query(await readLevelSql(level));
    await client.query('COMMIT');
  }
  // No ANALYZE: its sample is another each time, and so would be the plans; all levels keep the statistics of the load.
  await settleTables(client, progress, { analyze: false });
  const reached = await findIndexLevel(client);
  if (reached !== level) throw new Error(`level ${level} was built but reads as ${reached}`);
}
