// The index levels: which files make one, and which one a database really has.
import { readFile } from 'node:fs/promises';
import type { QueryResult, QueryResultRow } from 'pg';
import { domainTables } from '../domain-tables.ts';

export const indexLevels = ['none', 'fk', 'composite', 'covering', 'trigram'] as const;

export type IndexLevel = (typeof indexLevels)[number];

/** A pg Pool, PoolClient or Client. */
export interface Queryable {
  query<Row extends QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>>;
}

const levelFiles: Readonly<Record<IndexLevel, readonly string[]>> = {
  none: ['none.sql'],
  fk: ['fk.sql'],
  composite: ['composite.sql'],
  covering: ['covering.sql'],
  trigram: ['composite.sql', 'trigram.sql'],
};

/** The one index besides primary keys that every level has, since correctness needs it. */
const baseIndex = 'orders_idempotency_key';

export async function readLevelSql(level: IndexLevel): Promise<string> {
  const files = levelFiles[level].map((name) => readFile(new URL(name, import.meta.url), 'utf8'));
  return (await Promise.all(files)).join('\n');
}

/**
 * The level whose indexes, no more and no less, the database has; undefined where it has the CRM's tables
 * not at all, without keys, or with any other set of indexes.
 */
export async function findIndexLevel(database: Queryable): Promise<IndexLevel | undefined> {
  const present = await readIndexDefinitions(database);
  if (present === undefined) return undefined;
  for (const level of indexLevels) {
    const wanted = parseIndexDefinitions(await readLevelSql(level));
    if (wanted.size === present.size && wanted.isSubsetOf(present)) return level;
  }
  return undefined;
}

/** The CREATE INDEX statements of a level file, on one line each. */
export function parseIndexDefinitions(sql: string): ReadonlySet<string> {
  const statements = sql
    .replace(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim());
  return new Set(statements.filter((statement) => statement.startsWith('CREATE INDEX ')));
}

interface IndexRow {
  readonly name: string;
  readonly definition: string;
  readonly primary: boolean;
  readonly usable: boolean;
}

async function readIndexDefinitions(database: Queryable): Promise<Set<string> | undefined> {
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
  return new Set(added.map((row) => withoutSchema(row.definition)));
}

/** PostgreSQL puts the schema before the table and, at times, before an operator class. */
function withoutSchema(definition: string): string {
  return definition.replace(/ ON \w+\./, ' ON ').replace(/ \w+\.gin_trgm_ops/, ' gin_trgm_ops');
}
