// What load scenarios draw their requests from; the same rows give the same answer.
import type { Queryable, Statement } from '../../plugins/database.ts';
import type { Role } from '../../sessions/roles.ts';
import { type Cursor, renderCursor } from '../customers/cursor.ts';

export interface Population {
  readonly customerCount: number;
  /** Most orders first, ties by id, at most 100,000. */
  readonly customersBySize: readonly number[];
  readonly maxOrderId: number;
  readonly productCount: number;
  readonly ownerCount: number;
  readonly regionCount: number;
  readonly segmentCount: number;
  /** At most 500, each found in a name: 2 to 6 characters. */
  readonly nameFragments: readonly string[];
  /** At most 500, each found in a phone_norm: 4 to 7 digits. */
  readonly phoneFragments: readonly string[];
  /** Cursor of all customers, newest first, where page 500 begins (pages of 20), or half of them where they are fewer. */
  readonly deepCursor: string | null;
  /** Who may log in, by id; of owners the first 40. Their password is that of the seed. */
  readonly accounts: readonly PopulationAccount[];
}

interface PopulationAccount {
  readonly login: string;
  readonly role: Role;
  /** Of an owner the 20 largest customers, most orders first; empty for the others. */
  readonly customerIds: readonly number[];
}

const maxFragments = 500;

const countAll: Statement = {
  name: 'population_counts',
  text: `SELECT count(*) AS "customerCount", coalesce(max(region), 0) AS "regionCount",
      coalesce(max(segment), 0) AS "segmentCount",
      (SELECT coalesce(max(id), 0) FROM orders) AS "maxOrderId",
      (SELECT count(*) FROM products) AS "productCount",
      (SELECT count(*) FROM owners) AS "ownerCount"
    FROM customers WHERE deleted_at IS NULL`,
};

const bySize: Statement = {
  name: 'population_by_size',
  text: `SELECT array_agg(id ORDER BY place) AS ids FROM (
      SELECT id, row_number() OVER (ORDER BY order_count DESC, id) AS place
      FROM customers WHERE deleted_at IS NULL ORDER BY order_count DESC, id LIMIT 100000
    ) s`,
};

// Customers at even distances over all ids, a few more than needed since fragments repeat.
const sample: Statement = {
  name: 'population_sample',
  text: `SELECT id, name, phone_norm AS "phoneNorm" FROM (
      SELECT id, name, phone_norm, row_number() OVER (ORDER BY id) AS place,
        count(*) OVER () AS total
      FROM customers WHERE deleted_at IS NULL
    ) s WHERE place % greatest(1, total / 1500) = 0 ORDER BY id LIMIT 2000`,
};

const deepPlace: Statement = {
  name: 'population_deep_place',
  text: `SELECT created_at AS value, id FROM customers WHERE deleted_at IS NULL
    ORDER BY created_at DESC, id DESC OFFSET $1 LIMIT 1`,
};

const listAccounts: Statement = {
  name: 'population_accounts',
  text: `WITH ranked AS (
      SELECT owner_id, id, row_number() OVER (PARTITION BY owner_id ORDER BY order_count DESC, id) AS place
      FROM customers WHERE deleted_at IS NULL AND owner_id <= 40
    )
    SELECT login, role, coalesce(
        (SELECT array_agg(r.id ORDER BY place) FROM ranked r WHERE r.owner_id = a.owner_id AND place <= 20),
        '{}') AS "customerIds"
    FROM accounts a WHERE a.owner_id IS NULL OR a.owner_id <= 40 ORDER BY a.id`,
};

/** Rows before page 500. */
const deepRowCount = 499 * 20;

async function readDeepCursor(
  database: Queryable,
  customerCount: number,
): Promise<Population['deepCursor']> {
  const rowCount = Math.min(deepRowCount, Math.floor(customerCount / 2));
  if (rowCount === 0) return null;
  const [last] = await database.query<Pick<Cursor, 'value' | 'id'>>(deepPlace, [rowCount - 1]);
  return last === undefined ? null : renderCursor('newest', { ...last, rowCount });
}

interface SampledCustomer {
  readonly id: number;
  readonly name: string;
  readonly phoneNorm: string | null;
}

function buildNameFragment({ id, name }: SampledCustomer): string | undefined {
  // The middle of a name, as people search by what they remember; lengths differ by customer.
  const characters = [...name.trim()];
  const length = Math.min(characters.length, 3 + (id % 4));
  const start = Math.min(id % 3, characters.length - length);
  const fragment = characters.slice(start, start + length).join('');
  // The search trims and normalises what it is given; only what stays itself is sure to be found.
  const isPlain = fragment === fragment.normalize('NFKC').trim() && !/^\d+$/.test(fragment);
  return fragment.length >= 2 && isPlain ? fragment : undefined;
}

function buildPhoneFragment({ id, phoneNorm }: SampledCustomer): string | undefined {
  if (phoneNorm === null || phoneNorm.length < 7) return undefined;
  const length = 4 + (id % 4);
  const start = id % (phoneNorm.length - length + 1);
  return phoneNorm.slice(start, start + length);
}

function collect(
  customers: readonly SampledCustomer[],
  build: (customer: SampledCustomer) => string | undefined,
): readonly string[] {
  const fragments = customers.map(build).filter((fragment) => fragment !== undefined);
  return [...new Set(fragments)].slice(0, maxFragments);
}

/** Reads the population; a few full scans, meant for the start of a run. */
export async function readPopulation(database: Queryable): Promise<Population> {
  type Counts = Omit<
    Population,
    'customersBySize' | 'nameFragments' | 'phoneFragments' | 'deepCursor' | 'accounts'
  >;
  const [counts] = await database.query<Counts>(countAll);
  if (counts === undefined) throw new Error('an aggregate always gives a row');
  const [sizes] = await database.query<{ ids: readonly number[] | null }>(bySize);
  const customers = await database.query<SampledCustomer>(sample);
  return {
    ...counts,
    customersBySize: sizes?.ids ?? [],
    nameFragments: collect(customers, buildNameFragment),
    phoneFragments: collect(customers, buildPhoneFragment),
    deepCursor: await readDeepCursor(database, counts.customerCount),
    accounts: await database.query<PopulationAccount>(listAccounts),
  };
}
