// Pages and searches over customers, each form of them a statement of its own.
import type { Config } from '../../config.ts';
import type { Queryable, Statement } from '../../plugins/database.ts';
import type { LevelCounters } from '../../plugins/level-counters.ts';
import { type Cursor, parseCursor, renderCursor } from './cursor.ts';
import { customerColumns } from './repository.ts';
import type { Customer, CustomerPage, CustomerSort } from './schema.ts';

/** Which customers, in which order, from where on, how many (at least 1). */
export interface ListRequest {
  readonly region?: number | undefined;
  readonly segment?: number | undefined;
  readonly sort: CustomerSort;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

interface SortedCustomer extends Customer {
  readonly sortValue: string | number;
}

const sorts: Readonly<
  Record<CustomerSort, { column: string; type: string; direction: 'ASC' | 'DESC' }>
> = {
  newest: { column: 'created_at', type: 'timestamptz', direction: 'DESC' },
  name: { column: 'name', type: 'text', direction: 'ASC' },
  spent: { column: 'spent_cents', type: 'bigint', direction: 'DESC' },
};

/** How pages are found: behind the last row of the one before, or so many rows from the first. */
export interface Paging {
  readonly config: Pick<Config, 'paging'>;
  readonly acts: LevelCounters;
}

/**
 * The statement and values of the page behind a cursor (undefined: the first); one more row than asked tells whether
 * there is a next page.
 */
function buildListStatement(
  request: ListRequest,
  after: Cursor | undefined,
  paging: Config['paging'],
): [Statement, readonly unknown[]] {
  const { column, type, direction } = sorts[request.sort];
  const values: unknown[] = [request.limit + 1];
  const conditions = ['deleted_at IS NULL'];
  const used: string[] = [request.sort];
  for (const filter of ['region', 'segment'] as const) {
    const value = request[filter];
    if (value === undefined) continue;
    used.push(filter);
    conditions.push(`${filter} = $${values.push(value)}::smallint`);
  }
  let offset = '';
  if (after !== undefined && paging === 'offset') {
    used.push('offset');
    offset = ` OFFSET $${values.push(after.rowCount)}`;
  } else if (after !== undefined) {
    const { value, id } = after;
    const beyond = direction === 'DESC' ? '<' : '>';
    used.push('after');
    const place = `($${values.push(value)}::${type}, $${values.push(id)}::integer)`;
    conditions.push(`(${column}, id) ${beyond} ${place}`);
  }
  const text = `SELECT ${customerColumns}, ${column} AS "sortValue" FROM customers
    WHERE ${conditions.join(' AND ')}
    ORDER BY ${column} ${direction}, id ${direction} LIMIT $1${offset}`;
  return [{ name: `customer_list_${used.join('_')}`, text }, values];
}

/** @throws ServiceError CURSOR_INVALID */
export async function listCustomers(
  database: Queryable,
  request: ListRequest,
  { config: { paging }, acts }: Paging,
): Promise<CustomerPage> {
  const { sort, cursor } = request;
  const after = cursor === undefined ? undefined : parseCursor(sort, cursor);
  if (after !== undefined && paging === 'offset') acts.add('offsetPages');
  const [statement, values] = buildListStatement(request, after, paging);
  const rows = await database.query<SortedCustomer>(statement, values);
  const shown = rows.slice(0, request.limit);
  const last = rows.length > request.limit ? shown.at(-1) : undefined;
  const nextCursor =
    last === undefined
      ? null
      : renderCursor(sort, {
          ...{ value: last.sortValue, id: last.id },
          rowCount: (after?.rowCount ?? 0) + request.limit,
        });
  return { items: shown.map(({ sortValue: _, ...customer }) => customer), nextCursor };
}

// Planned for each fragment: a plan for any fragment at all may walk the primary key past every row.
const searchByPhone: Statement = {
  name: 'customer_search_phone',
  plannedEachTime: true,
  text: `SELECT ${customerColumns} FROM customers
    WHERE phone_norm LIKE $1 AND deleted_at IS NULL ORDER BY id LIMIT 20`,
};

const searchByName: Statement = {
  name: 'customer_search_name',
  plannedEachTime: true,
  text: `SELECT ${customerColumns} FROM customers
    WHERE name LIKE $1 AND deleted_at IS NULL ORDER BY id LIMIT 20`,
};

/** At most 20 customers by a fragment of the phone (digits only) or of the name (anything else). */
export function searchCustomers(
  database: Queryable,
  fragment: string,
): Promise<readonly Customer[]> {
  // The three characters that mean something in a LIKE pattern stand for themselves here.
  const pattern = `%${fragment.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return database.query(/^\d+$/.test(fragment) ? searchByPhone : searchByName, [pattern]);
}
