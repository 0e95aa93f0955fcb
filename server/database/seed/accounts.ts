// The accounts of a loaded database: one for each owner, and some agents and readers.
import type { ClientBase } from 'pg';
import { hashPassword } from '../../sessions/passwords.ts';

/** Of every account of a loaded database, which is a test fixture: `scenarios/crm/office.ts` logs in with it. */
const seededPassword = 'loadstone';
/** One hash for all of them: hashing for each would take longer than the load, and they hide nothing from each other. */
const seededSalt = Buffer.from('loadstone-seeded');

const agentCount = 20;
const readerCount = 5;

export async function insertAccounts(client: ClientBase): Promise<void> {
  await client.query(
    `INSERT INTO accounts (login, role, owner_id, password_hash)
      SELECT login, role, owner_id, $1 FROM (
        SELECT 1 AS kind, id, 'owner-' || id AS login, 'owner' AS role, id AS owner_id FROM owners
        UNION ALL SELECT 2, id, 'agent-' || id, 'agent', NULL FROM generate_series(1, $2::int) id
        UNION ALL SELECT 3, id, 'reader-' || id, 'reader', NULL FROM generate_series(1, $3::int) id
      ) made ORDER BY kind, id`,
    [await hashPassword(seededPassword, seededSalt), agentCount, readerCount],
  );
}
