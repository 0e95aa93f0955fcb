// Stored customers cleaned and linked, a range of ids in one transaction.
import type { Database, Queryable, Statement } from '../../plugins/database.ts';
import { waitForTurn } from '../imports/repository.ts';
import type { StoredCustomer } from './clean-stored.ts';

/** Ids from `fromId` to below `beforeId`. */
export interface IdRange {
  readonly fromId: number;
  readonly beforeId: number;
}

const isOwnRow = 'deleted_at IS NULL AND merged_into IS NULL';

const readRange: Statement = {
  name: 'dq_read_range',
  text: `SELECT id, name, phone, phone_norm AS "phoneNorm", email FROM customers
    WHERE id >= $1 AND id < $2 AND ${isOwnRow} ORDER BY id`,
};

// What was changed since it was read is left for the next cleaning.
const writeCleaned: Statement = {
  name: 'dq_write_cleaned',
  text: `UPDATE customers c SET name = row.name, phone_norm = row."phoneNorm", email = row.email,
      version = c.version + 1, updated_at = date_trunc('milliseconds', now())
    FROM json_to_recordset($1::json) AS row(id integer, name text, phone text, "phoneNorm" text, email text)
    WHERE c.id = row.id AND c.phone IS NOT DISTINCT FROM row.phone RETURNING c.id`,
};

/**
 * Links rows with one phone, in the order of `chooseRow`; the last tie goes to the older row. Rows that were linked to a
 * loser earlier follow it: they have its phone, too. The address is chosen as in `chooseEmail`.
 */
const linkDuplicates: Statement = {
  name: 'dq_link_duplicates',
  text: `WITH touched AS (
      SELECT phone_norm FROM customers WHERE id >= $1 AND id < $2 AND phone_norm IS NOT NULL AND ${isOwnRow}),
    alike AS MATERIALIZED (
      SELECT c.id, c.phone_norm, c.name, c.phone, c.email, c.region, c.segment, c.source_id, s.trust_level,
        coalesce(c.source_changed_at, c.created_at) AS changed_at,
        coalesce(c.email_source_id, c.source_id) AS email_source_id, es.trust_level AS email_trust,
        coalesce(c.email_changed_at, c.source_changed_at, c.created_at) AS email_changed_at
      FROM customers c JOIN sources s ON s.id = c.source_id
        JOIN sources es ON es.id = coalesce(c.email_source_id, c.source_id)
      WHERE c.phone_norm IN (SELECT phone_norm FROM touched) AND c.deleted_at IS NULL AND c.merged_into IS NULL),
    ranked AS MATERIALIZED (
      SELECT *, row_number() OVER (PARTITION BY phone_norm ORDER BY trust_level DESC, changed_at DESC, source_id DESC,
          name COLLATE "C" DESC, phone COLLATE "C" DESC, region DESC, segment DESC, id) AS place,
        count(*) OVER (PARTITION BY phone_norm) AS size
      FROM alike),
    golden AS MATERIALIZED (SELECT * FROM ranked WHERE place = 1 AND size > 1),
    addresses AS MATERIALIZED (
      SELECT DISTINCT ON (phone_norm) phone_norm, email, email_source_id, email_changed_at
      FROM ranked WHERE size > 1 AND email IS NOT NULL
      ORDER BY phone_norm, email_trust DESC, email_changed_at DESC, email_source_id DESC, email COLLATE "C" DESC),
    losers AS MATERIALIZED (
      SELECT r.*, g.id AS golden_id,
        CASE WHEN r.trust_level <> g.trust_level THEN 'trust' WHEN r.changed_at <> g.changed_at THEN 'recency'
          WHEN ROW(r.source_id, r.name, r.phone, r.region, r.segment)
            = ROW(g.source_id, g.name, g.phone, g.region, g.segment) THEN 'same' ELSE 'content' END AS decided_by
      FROM ranked r FULL JOIN golden g ON g.phone_norm = r.phone_norm WHERE r.place > 1),
    linked AS (
      UPDATE customers c SET merged_into = l.golden_id FROM losers l
      WHERE c.phone_norm = l.phone_norm AND (c.id = l.id OR c.merged_into = l.id) RETURNING c.id),
    filled AS (
      UPDATE customers c SET email = a.email, email_source_id = a.email_source_id,
        email_changed_at = a.email_changed_at, version = c.version + 1,
        updated_at = date_trunc('milliseconds', now())
      FROM golden g JOIN addresses a ON a.phone_norm = g.phone_norm
      WHERE c.id = g.id AND c.email IS DISTINCT FROM a.email RETURNING c.id),
    audited AS (
      INSERT INTO customer_merges (batch_id, customer_id, merged_id, decided_by, dropped, created_at)
      SELECT $3, golden_id, id, decided_by, jsonb_build_object('name', name, 'phone', phone, 'email', email,
        'region', region, 'segment', segment, 'source_id', source_id, 'changed_at', changed_at),
        date_trunc('milliseconds', now())
      FROM losers)
    SELECT (SELECT count(*) FROM losers)::integer AS "mergedCount", ARRAY(SELECT id FROM filled) AS "filledIds"`,
};

export function readStored(
  database: Queryable,
  { fromId, beforeId }: IdRange,
): Promise<readonly StoredCustomer[]> {
  return database.query<StoredCustomer>(readRange, [fromId, beforeId]);
}

export interface StoredCleaning {
  /** Customers whose row says something else now; those that were only linked are not among them. */
  readonly changedIds: readonly number[];
  /** Rows that another one stands for now. */
  readonly mergedCount: number;
}

/** Writes what was cleaned, then links the duplicates of the range, wherever they are. */
export function storeCleaning(
  database: Database,
  batchId: string,
  range: IdRange,
  cleaned: readonly StoredCustomer[],
): Promise<StoredCleaning> {
  return database.transaction(async (transaction) => {
    await waitForTurn(transaction);
    const written =
      cleaned.length === 0
        ? []
        : await transaction.query<{ id: number }>(writeCleaned, [JSON.stringify(cleaned)]);
    const [linked] = await transaction.query<{ mergedCount: number; filledIds: readonly number[] }>(
      linkDuplicates,
      [range.fromId, range.beforeId, batchId],
    );
    if (linked === undefined) throw new Error('an aggregate always gives a row');
    const changed = new Set([...written.map(({ id }) => id), ...linked.filledIds]);
    return { changedIds: [...changed], mergedCount: linked.mergedCount };
  });
}
