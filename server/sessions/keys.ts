// The keys that session ids and tokens are signed with: in the database, so that all processes and instances share them.
import { randomBytes } from 'node:crypto';
import { StartError } from '../errors.ts';
import type { Queryable, Statement } from '../plugins/database.ts';

const keyBytes = 48;

const makeFirst: Statement = {
  name: 'session_key_first',
  text: 'INSERT INTO session_keys (id, key) VALUES (1, $1) ON CONFLICT (id) DO NOTHING',
};

const readAll: Statement = {
  name: 'session_keys',
  text: 'SELECT key FROM session_keys ORDER BY id DESC',
};

const undefinedTable = '42P01';

/**
 * The newest first; the first process that asks makes one.
 * @throws StartError where the database was filled before there were sessions
 */
export async function readSessionKeys(database: Queryable): Promise<[string, ...string[]]> {
  try {
    await database.query(makeFirst, [randomBytes(keyBytes).toString('base64')]);
  } catch (cause) {
    if ((cause as { readonly code?: unknown }).code !== undefinedTable) throw cause;
    throw new StartError(
      'the database has no tables for sessions: an older version filled it',
      'Fill an empty database with `node server/database/seed/main.ts --size S --seed 1`, or set CRM_SESSION=off.',
    );
  }
  const rows = await database.query<{ readonly key: string }>(readAll);
  return rows.map(({ key }) => key) as [string, ...string[]];
}
