// The keys that session ids and tokens are signed with: in the database, so that all processes and instances share them.
import { randomBytes } from 'node:crypto';
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

/** The newest first; the first process that asks makes one. */
export async function readSessionKeys(database: Queryable): Promise<[string, ...string[]]> {
  await database.query(makeFirst, [randomBytes(keyBytes).toString('base64')]);
  const rows = await database.query<{ readonly key: string }>(readAll);
  return rows.map(({ key }) => key) as [string, ...string[]];
}
