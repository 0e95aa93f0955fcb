// Stores a cleaned batch: all of it, accepted and rejected, in one transaction.
import type { Database, Queryable, Statement } from '../../plugins/database.ts';
import type { CleanCustomer, CleanedBatch, RejectedLine } from './clean.ts';

// Imports wait for each other, since no unique index keeps two of them from storing the same phone.
const lockImports: Statement = {
  name: 'import_lock',
  text: `SELECT pg_advisory_xact_lock(hashtext('crm.customer_import'))`,
};

// A join, not `= ANY`: a plan for any list at all compares each customer with each phone of the list, one by one.
const findPhones: Statement = {
  name: 'import_find_phones',
  text: `SELECT min(id) AS id, phone_norm AS "phoneNorm" FROM customers
    WHERE phone_norm IN (SELECT unnest($1::text[])) AND deleted_at IS NULL GROUP BY phone_norm`,
};

const readIds: Statement = {
  name: 'import_read_ids',
  text: `SELECT ARRAY(SELECT id FROM sources) AS sources,
    ARRAY(SELECT id FROM owners ORDER BY id) AS owners`,
};

const insertCustomers: Statement = {
  name: 'import_insert_customers',
  text: `INSERT INTO customers (name, phone, phone_norm, email, region, segment, source_id, owner_id,
      created_at, updated_at)
    SELECT name, phone, phone_norm, email, region, segment, source_id, owner_id, moment, moment
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::smallint[],
        $7::integer[], $8::integer[])
        AS row(name, phone, phone_norm, email, region, segment, source_id, owner_id),
      (SELECT date_trunc('milliseconds', now()) AS moment)`,
};

const insertIssues: Statement = {
  name: 'import_insert_issues',
  text: `INSERT INTO dq_issues (batch_id, line_number, reason, raw, created_at)
    SELECT $1, line_number, reason, raw, date_trunc('milliseconds', now())
    FROM unnest($2::integer[], $3::text[], $4::text[]) AS row(line_number, reason, raw)`,
};

interface Ids {
  readonly sources: readonly number[];
  readonly owners: readonly number[];
}

async function insertAccepted(
  transaction: Queryable,
  rows: readonly CleanCustomer[],
  owners: readonly number[],
): Promise<void> {
  const owner = (row: CleanCustomer) => owners[row.line % owners.length] ?? 1;
  await transaction.query(insertCustomers, [
    rows.map((row) => row.name),
    rows.map((row) => row.phone),
    rows.map((row) => row.phoneNorm),
    rows.map((row) => row.email ?? null),
    rows.map((row) => row.region),
    rows.map((row) => row.segment),
    rows.map((row) => row.sourceId),
    rows.map(owner),
  ]);
}

async function insertRejected(
  transaction: Queryable,
  batchId: string,
  lines: readonly RejectedLine[],
): Promise<void> {
  await transaction.query(insertIssues, [
    batchId,
    lines.map((line) => line.line),
    lines.map((line) => line.reason),
    // The one character that a text of PostgreSQL can't hold.
    lines.map((line) => line.raw.replaceAll('\0', '\uFFFD')),
  ]);
}

/** What only the database knows of a cleaned line: undefined where nothing speaks against it. */
function buildReason(
  row: CleanCustomer,
  ids: Ids,
  owners: ReadonlyMap<string, number>,
): string | undefined {
  const holder = owners.get(row.phoneNorm);
  if (holder !== undefined) return `the phone belongs to customer ${holder} already`;
  return ids.sources.includes(row.sourceId) ? undefined : `there is no source ${row.sourceId}`;
}

/** Stores a batch and gives back all its rejected lines, in order; accepted = lines − rejected. */
export async function storeBatch(
  database: Database,
  batchId: string,
  batch: CleanedBatch,
): Promise<readonly RejectedLine[]> {
  return database.transaction(async (transaction) => {
    await transaction.query(lockImports);
    const [ids] = await transaction.query<Ids>(readIds);
    const found = await transaction.query<{ id: number; phoneNorm: string }>(findPhones, [
      batch.accepted.map((row) => row.phoneNorm),
    ]);
    const holders = new Map(found.map((row) => [row.phoneNorm, row.id]));
    const { sources, owners } = ids ?? { sources: [], owners: [] };
    const rejected = [...batch.rejected];
    const accepted = batch.accepted.filter((row) => {
      const reason = buildReason(row, { sources, owners }, holders);
      if (reason !== undefined) rejected.push({ line: row.line, reason, raw: row.raw });
      return reason === undefined;
    });
    rejected.sort((left, right) => left.line - right.line);
    if (accepted.length > 0) await insertAccepted(transaction, accepted, owners);
    if (rejected.length > 0) await insertRejected(transaction, batchId, rejected);
    return rejected;
  });
}
