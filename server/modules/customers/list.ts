// Pages and searches over customers, each form of them a statement of its own.
import type { Queryable, Statement } from '../../plugins/database.ts';
import { parseCursor, renderCursor } from './cursor.ts';
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

/** The statement and values of a page; one more row than asked tells whether there is a next page. */
function buildListStatement(request: ListRequest): [Statement, readonly unknown[]] {
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
  if (request.cursor !== undefined) {
    const { value, id } = parseCursor(request.sort, request.cursor);
    const beyond = direction === 'DESC' ? '<' : '>';
    used.push('after');
    const place = `($${values.push(value)}::${type}, $${values.push(id)}::integer)`;
    conditions.push(`(${column}, id) ${beyond} ${place}`);
  }
  const text = `SELECT ${customerColumns}, ${column} AS "sortValue" FROM customers
    WHERE ${conditions.join(' AND ')}
    ORDER BY ${column} ${direction}, id ${direction} LIMIT $1`;
  return [{ name: `customer_list_${used.join('_')}`, text }, values];
}

/** @throws ServiceError CURSOR_INVALID */
export async function listCustomers(
  database: Queryable,
  request: ListRequest,
): Promise<CustomerPage> {
  const [statement, values] = buildListStatement(request);
  const rows = await database.query<SortedCustomer>(statement, values);
  const shown = rows.slice(0, request.limit);
  const last = rows.length > request.limit ? shown.at(-1) : undefined;
  const nextCursor =
    last === undefined ? null : renderCursor(request.sort, { value: last.sortValue, id: last.id });
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
