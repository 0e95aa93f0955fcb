// What a loaded database needs before anyone measures it: statistics, visibility, extensions, calm.
import type { ClientBase } from 'pg';
import { domainTables } from '../domain-tables.ts';
import type { Progress } from './progress.ts';

/**
 * Columns whose number of distinct values ANALYZE underestimates badly with its usual sample, since whales
 * fill it (at size M it saw 31k customers where 158k have orders): plans then differ between databases that
 * hold the same rows.
 */
const skewedColumns = [
  ['orders', 'customer_id'],
  ['activities', 'customer_id'],
] as const;

const statisticsTarget = 1_000;

/** What PostgreSQL says when a role may not do something that is only nice to have. */
const refusals = new Set(['42501', '0A000', '58P01', '55000']);

/**
 * Raises statistics targets, turns autovacuum off (its runs would fall into some slices and not into others),
 * makes pg_stat_statements where there is one, then VACUUM (ANALYZE) and CHECKPOINT.
 */
export async function tuneTables(client: ClientBase, progress: Progress): Promise<void> {
  for (const [table, column] of skewedColumns) {
    await client.query(
      `ALTER TABLE ${table} ALTER COLUMN ${column} SET STATISTICS ${statisticsTarget}`,
    );
  }
  for (const table of domainTables) {
    await client.query(`ALTER TABLE ${table} SET (autovacuum_enabled = off)`);
  }
  await tryOptional(client, progress, 'pg_stat_statements', async () => {
    const offered = await client.query(
      `SELECT FROM pg_available_extensions WHERE name = 'pg_stat_statements'`,
    );
    if (offered.rowCount === 0) progress.step('pg_stat_statements is not installed here');
    else await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  });
  await settleTables(client, progress, { analyze: true });
}

/** VACUUM of every table, so that index-only scans see all pages visible, and a checkpoint. */
export async function settleTables(
  client: ClientBase,
  progress: Progress,
  options: { readonly analyze: boolean },
): Promise<void> {
  progress.step(options.analyze ? 'vacuum and analyze' : 'vacuum');
  await client.query(`VACUUM (ANALYZE ${options.analyze}) ${domainTables.join(', ')}`);
  await tryOptional(client, progress, 'CHECKPOINT', async () => {
    await client.query('CHECKPOINT');
  });
}

async function tryOptional(
  client: ClientBase,
  progress: Progress,
  what: string,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string' || !refusals.has(code)) throw error;
    progress.step(`went on without ${what}: ${(error as Error).message}`);
  }
  await client.query('SELECT 1');
}
