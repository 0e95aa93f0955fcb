// Stores an import, cleaned or not: customers, merges and rejected lines, in one transaction.
import type { Database, Queryable, Statement } from '../../plugins/database.ts';
import type { PreparedImport, RejectedLine } from './clean.ts';

// Imports and cleanings wait for each other, since no unique index keeps two of them from storing the same phone.
const lockImports: Statement = {
  name: 'import_lock',
  text: `SELECT pg_advisory_xact_lock(hashtext('crm.customer_import'))`,
};

/** Only one import or cleaning is past this at a time, until its transaction ends. */
export async function waitForTurn(transaction: Queryable): Promise<void> {
  await transaction.query(lockImports);
}

const readTrust: Statement = {
  name: 'import_read_trust',
  text: 'SELECT id, trust_level AS "trustLevel" FROM sources',
};

/** Trust by the id of each source there is. */
export async function readSourceTrust(database: Queryable): Promise<ReadonlyMap<number, number>> {
  const rows = await database.query<{ id: number; trustLevel: number }>(readTrust);
  return new Map(rows.map(({ id, trustLevel }) => [id, trustLevel]));
}

/** Customers of an upload as rows, with an owner each. */
const incoming = `SELECT line, name, phone, "phoneNorm" AS phone_norm, email, region, segment,
      "sourceId" AS source_id, "changedAt" AS changed_at, "emailSourceId" AS email_source_id,
      "emailChangedAt" AS email_changed_at,
      owners.ids[1 + line % cardinality(owners.ids)] AS owner_id
    FROM json_to_recordset($1::json) AS row(line integer, name text, phone text, "phoneNorm" text,
        email text, region smallint, segment smallint, "sourceId" integer, "changedAt" timestamptz,
        "emailSourceId" integer, "emailChangedAt" timestamptz),
      (SELECT ARRAY(SELECT id FROM owners ORDER BY id) AS ids) AS owners`;

const customerColumns = `name, phone, phone_norm, email, region, segment, source_id, source_changed_at,
      email_source_id, email_changed_at, owner_id, created_at, updated_at`;
const incomingColumns = `name, phone, phone_norm, email, region, segment, source_id, changed_at,
      email_source_id, email_changed_at, owner_id, moment, moment`;
const thisMoment = `(SELECT date_trunc('milliseconds', now()) AS moment) AS clock`;

const insertAll: Statement = {
  name: 'import_insert_all',
  text: `INSERT INTO customers (${customerColumns})
    SELECT ${incomingColumns} FROM (${incoming}) AS incoming, ${thisMoment}`,
};

/**
 * The order of `chooseRow` and `chooseEmail`. Of several stored rows with one phone the oldest stands for all. FULL JOIN,
 * since the planner then never compares each line with each row; `held` has phones of the upload alone. `$2` is the batch,
 * `$3` the lines that were merged within the upload.
 */
const upsert: Statement = {
  name: 'import_upsert',
  text: `WITH incoming AS MATERIALIZED (${incoming}),
    held AS MATERIALIZED (
      SELECT DISTINCT ON (c.phone_norm) c.id, c.phone_norm, c.name, c.phone, c.email, c.region, c.segment,
        c.source_id, coalesce(c.source_changed_at, c.created_at) AS changed_at,
        coalesce(c.email_source_id, c.source_id) AS email_source_id,
        coalesce(c.email_changed_at, c.source_changed_at, c.created_at) AS email_changed_at
      FROM customers c WHERE c.phone_norm IN (SELECT phone_norm FROM incoming)
        AND c.deleted_at IS NULL AND c.merged_into IS NULL
      ORDER BY c.phone_norm, c.id),
    paired AS MATERIALIZED (
      SELECT i.*, h.id AS held_id, to_jsonb(h) - 'id' - 'phone_norm' AS held_row,
        si.trust_level <> sh.trust_level AS by_trust, i.changed_at <> h.changed_at AS by_recency,
        ROW(si.trust_level, i.changed_at, i.source_id, i.name COLLATE "C", i.phone COLLATE "C", i.region, i.segment)
          > ROW(sh.trust_level, h.changed_at, h.source_id, h.name COLLATE "C", h.phone COLLATE "C", h.region, h.segment)
          AS wins,
        ROW(i.source_id, i.name, i.phone, i.region, i.segment)
          = ROW(h.source_id, h.name, h.phone, h.region, h.segment) AS is_same,
        i.email IS NOT NULL AND (h.email IS NULL
          OR ROW(ei.trust_level, i.email_changed_at, i.email_source_id, i.email COLLATE "C")
            > ROW(eh.trust_level, h.email_changed_at, h.email_source_id, h.email COLLATE "C")) AS email_wins
      FROM incoming i FULL JOIN held h ON h.phone_norm = i.phone_norm
        LEFT JOIN sources si ON si.id = i.source_id LEFT JOIN sources sh ON sh.id = h.source_id
        LEFT JOIN sources ei ON ei.id = i.email_source_id LEFT JOIN sources eh ON eh.id = h.email_source_id),
    inserted AS (
      INSERT INTO customers (${customerColumns})
      SELECT ${incomingColumns} FROM paired, ${thisMoment} WHERE held_id IS NULL ORDER BY line
      RETURNING id, phone_norm),
    changed AS (
      UPDATE customers c SET
        name = CASE WHEN p.wins THEN p.name ELSE c.name END,
        phone = CASE WHEN p.wins THEN p.phone ELSE c.phone END,
        region = CASE WHEN p.wins THEN p.region ELSE c.region END,
        segment = CASE WHEN p.wins THEN p.segment ELSE c.segment END,
        source_id = CASE WHEN p.wins THEN p.source_id ELSE c.source_id END,
        source_changed_at = CASE WHEN p.wins THEN p.changed_at ELSE c.source_changed_at END,
        email = CASE WHEN p.email_wins THEN p.email ELSE c.email END,
        email_source_id = CASE WHEN p.email_wins THEN p.email_source_id
          ELSE coalesce(c.email_source_id, c.source_id) END,
        email_changed_at = CASE WHEN p.email_wins THEN p.email_changed_at
          ELSE coalesce(c.email_changed_at, c.source_changed_at, c.created_at) END,
        version = c.version + 1, updated_at = clock.moment
      FROM paired p, ${thisMoment} WHERE c.id = p.held_id AND (p.wins OR p.email_wins)
      RETURNING c.id),
    stored AS (
      SELECT id, phone_norm FROM inserted
      UNION ALL SELECT held_id, phone_norm FROM paired WHERE held_id IS NOT NULL),
    audited AS (
      INSERT INTO customer_merges (batch_id, line_number, customer_id, decided_by, dropped, created_at)
      SELECT $2, line, held_id,
        CASE WHEN by_trust THEN 'trust' WHEN by_recency THEN 'recency' WHEN is_same THEN 'same' ELSE 'content' END,
        CASE WHEN wins THEN held_row ELSE jsonb_build_object('name', name, 'phone', phone, 'email', email,
          'region', region, 'segment', segment, 'source_id', source_id, 'changed_at', changed_at) END, moment
      FROM paired, ${thisMoment} WHERE held_id IS NOT NULL
      UNION ALL
      SELECT $2, m.line, s.id, m."decidedBy", m.dropped, moment
      FROM json_to_recordset($3::json) AS m(line integer, "decidedBy" text, "phoneNorm" text, dropped jsonb)
        FULL JOIN stored s ON s.phone_norm = m."phoneNorm", ${thisMoment}
      WHERE m.line IS NOT NULL)
    SELECT (SELECT count(*) FROM inserted)::integer AS "insertedCount", ARRAY(SELECT id FROM changed) AS "changedIds"`,
};

const insertIssues: Statement = {
  name: 'import_insert_issues',
  text: `INSERT INTO dq_issues (batch_id, line_number, reason, raw, created_at)
    SELECT $1, line_number, reason, raw, date_trunc('milliseconds', now())
    FROM unnest($2::integer[], $3::text[], $4::text[]) AS row(line_number, reason, raw)`,
};

async function insertRejected(
  transaction: Queryable,
  batchId: string,
  lines: readonly RejectedLine[],
): Promise<void> {
  await transaction.query(insertIssues, [
    batchId,
    lines.map((line) => line.line),
    lines.map((line) => withoutNul(line.reason)),
    lines.map((line) => withoutNul(line.raw)),
  ]);
}

/** NUL is the one character that a text of PostgreSQL can't hold. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

export interface StoredImport {
  /** Customers that are new. */
  readonly insertedCount: number;
  /** Customers that were there and say something else now. */
  readonly changedIds: readonly number[];
}

/** Stores an import and its rejected lines; where it was cleaned, a customer whose phone is there already is merged. */
export async function storeImport(
  database: Database,
  batchId: string,
  prepared: PreparedImport,
  isCleaned: boolean,
): Promise<StoredImport> {
  return database.transaction(async (transaction) => {
    await waitForTurn(transaction);
    if (prepared.rejected.length > 0) await insertRejected(transaction, batchId, prepared.rejected);
    if (prepared.acceptedCount === 0) return { insertedCount: 0, changedIds: [] };
    if (!isCleaned) {
      await transaction.query(insertAll, [prepared.accepted]);
      return { insertedCount: prepared.acceptedCount, changedIds: [] };
    }
    const values = [prepared.accepted, batchId, prepared.merged];
    const [stored] = await transaction.query<StoredImport>(upsert, values);
    if (stored === undefined) throw new Error('an aggregate always gives a row');
    return stored;
  });
}
