// Sessions in PostgreSQL: one statement for each request of somebody who is logged in.
import type { Session } from 'fastify';
import type { Queryable, Statement } from '../plugins/database.ts';
import type { LevelCounters } from '../plugins/level-counters.ts';
import type { SessionStore } from './stored-sessions.ts';

const readOne: Statement = {
  name: 'session_read',
  text: 'SELECT content FROM sessions WHERE id_hash = $1 AND expires_at > now()',
};

// Whoever logs in takes away what has expired.
const writeOne: Statement = {
  name: 'session_write',
  text: `WITH expired AS (DELETE FROM sessions WHERE expires_at <= now() AND id_hash <> $1)
    INSERT INTO sessions (id_hash, content, expires_at)
    VALUES ($1, $2, now() + $3 * interval '1 millisecond')
    ON CONFLICT (id_hash) DO UPDATE SET content = excluded.content, expires_at = excluded.expires_at`,
};

const removeOne: Statement = {
  name: 'session_remove',
  text: 'DELETE FROM sessions WHERE id_hash = $1',
};

export function createPostgresStore(
  database: Queryable,
  acts: LevelCounters,
  ttlMs: number,
): SessionStore {
  return {
    read: async (idHash) => {
      acts.add('sessionReadsPostgres');
      const [row] = await database.query<{ readonly content: Session }>(readOne, [idHash]);
      return row?.content;
    },
    write: async (idHash, session) => {
      await database.query(writeOne, [idHash, JSON.stringify(session), ttlMs]);
    },
    remove: async (idHash) => {
      await database.query(removeOne, [idHash]);
    },
  };
}
