// The index levels: which files make one, and which one a database really has.
import { readFile } from 'node:fs/promises';
import type { QueryResult, QueryResultRow } from 'pg';
import { domainTables } from '../domain-tables.ts';

interface Level {
  readonly files: readonly string[];
  /** How revenue by region and month is had: summed up from the orders, kept by a trigger, or refreshed by the service. */
  readonly revenue: 'summed' | 'kept' | 'refreshed';
}

const onComposite = (file: string) =>
  ({ files: ['composite.sql', file], revenue: 'summed' }) as const;

const levels = {
  none: { files: ['none.sql'], revenue: 'summed' },
  fk: { files: ['fk.sql'], revenue: 'summed' },
  composite: { files: ['composite.sql'], revenue: 'summed' },
  covering: { files: ['covering.sql'], revenue: 'summed' },
  trigram: onComposite('trigram.sql'),
  'no-phone': { files: ['no-phone.sql'], revenue: 'summed' },
  segment: onComposite('segment.sql'),
  partial: onComposite('partial.sql'),
  brin: { files: ['brin.sql'], revenue: 'summed' },
  references: onComposite('references.sql'),
  checks: onComposite('checks.sql'),
  rollup: { files: ['composite.sql', 'rollup.sql'], revenue: 'kept' },
  view: { files: ['composite.sql', 'view.sql'], revenue: 'refreshed' },
} as const satisfies Readonly<Record<string, Level>>;

export type IndexLevel = keyof typeof levels;

export const indexLevels = Object.keys(levels) as [IndexLevel, ...IndexLevel[]];

export function revenueSourceOf(level: IndexLevel): Level['revenue'] {
  return levels[level].revenue;
}

/** A pg Pool, PoolClient or Client. */
export interface Queryable {
  query<Row extends QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>>;
}

/** The one index besides primary keys that every level has, since correctness needs it. */
const baseIndex = 'orders_idempotency_key';

export async function readLevelSql(level: IndexLevel): Promise<string> {
  const files = levels[level].files.map((name) => readFile(new URL(name, import.meta.url), 'utf8'));
  return (await Promise.all(files)).join('\n');
}

/**
 * The level whose indexes, constraints, triggers and views, no more and no less, the database has; undefined where it
 * has the CRM's tables not at all, without keys, or with any other set of them.
 */
export async function findIndexLevel(database: Queryable): Promise<IndexLevel | undefined> {
  const present = await readDefinitions(database);
  if (present === undefined) return undefined;
  for (const level of indexLevels) {
    const wanted = parseDefinitions(await readLevelSql(level));
    if (wanted.size === present.size && wanted.isSubsetOf(present)) return level;
  }
  return undefined;
}

/** What a level file adds, on one line each: whole statements, of views only how they begin. */
const definitionPattern =
  /^(?:CREATE INDEX .*|ALTER TABLE \w+ ADD CONSTRAINT .*|CREATE TRIGGER .*|CREATE MATERIALIZED VIEW \w+)/;

/** The statements of a level file that a database can be compared by. */
export function parseDefinitions(sql: string): ReadonlySet<string> {
  const statements = sql
    .replace(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim());
  return new Set(statements.flatMap((statement) => definitionPattern.exec(statement)?.[0] ?? []));
}

interface IndexRow {
  readonly name: string;
  readonly definition: string;
  readonly primary: boolean;
  readonly usable: boolean;
}

async function readDefinitions(database: Queryable): Promise<Set<string> | undefined> {
  const { rows } = await database.query<IndexRow>(
    `SELECT index_class.relname AS name, pg_get_indexdef(indexrelid) AS definition,
       indisprimary AS "primary", indisvalid AND indisready AS usable
     FROM pg_index
     JOIN pg_class index_class ON index_class.oid = indexrelid
     JOIN pg_class table_class ON table_class.oid = indrelid
     WHERE table_class.relnamespace = current_schema()::regnamespace
       AND table_class.relname = ANY($1)`,
    [domainTables],
  );
  const primaryCount = rows.filter((row) => row.primary).length;
  const hasBase = rows.some((row) => row.name === baseIndex);
  if (primaryCount !== domainTables.length || !hasBase) return undefined;
  if (rows.some((row) => !row.usable)) return undefined;
  const added = rows.filter((row) => !row.primary && row.name !== baseIndex);
  const others = await readOtherDefinitions(database);
  return new Set([...added.map((row) => row.definition), ...others].map(withoutSchema));
}

/** Constraints, triggers and views of the CRM's schema, as the level files write them. */
async function readOtherDefinitions(database: Queryable): Promise<readonly string[]> {
  const { rows } = await database.query<{ readonly definition: string }>(
    `SELECT format('ALTER TABLE %s ADD CONSTRAINT %s %s', relname, conname,
         pg_get_constraintdef(con.oid)) AS definition
       FROM pg_constraint con JOIN pg_class ON pg_class.oid = conrelid
       WHERE contype IN ('f', 'c') AND relname = ANY($1)
         AND relnamespace = current_schema()::regnamespace
     UNION ALL
     SELECT pg_get_triggerdef(trg.oid)
       FROM pg_trigger trg JOIN pg_class ON pg_class.oid = tgrelid
       WHERE NOT tgisinternal AND relname = ANY($1)
         AND relnamespace = current_schema()::regnamespace
     UNION ALL
     SELECT 'CREATE MATERIALIZED VIEW ' || matviewname
       FROM pg_matviews WHERE schemaname = current_schema()`,
    [domainTables],
  );
  return rows.map(({ definition }) => definition);
}

/** What a level takes on disk: its indexes, and the sums of the revenue where it has them. */
export async function measureLevelBytes(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ readonly bytes: string }>(
    `SELECT coalesce(sum(pg_relation_size(indexrelid)), 0)
         + coalesce(pg_total_relation_size(to_regclass('revenue_by_month')), 0) AS bytes
     FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
     WHERE NOT indisprimary AND indexrelid <> to_regclass($2) AND relname = ANY($1)
       AND relnamespace = current_schema()::regnamespace`,
    [domainTables, baseIndex],
  );
  return Number(rows[0]?.bytes ?? 0);
}

/** PostgreSQL puts the schema before the table and, at times, before an operator class. */
function withoutSchema(definition: string): string {
  return definition
    .replace(/ (ON|REFERENCES) \w+\.(?=\w)/, ' $1 ')
    .replace(/ \w+\.gin_trgm_ops/, ' gin_trgm_ops');
}
