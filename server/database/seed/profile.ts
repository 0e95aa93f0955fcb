// How large each size is, and the constants of the CRM's history that all tables share.

/** Row counts of one size; order items follow from the orders (about 1.83 each). */
export interface SizeProfile {
  readonly customers: number;
  readonly orders: number;
  readonly contacts: number;
  readonly activities: number;
  readonly products: number;
  readonly owners: number;
}

function profileOf(
  customers: number,
  orders: number,
  products: number,
  owners: number,
): SizeProfile {
  return { customers, orders, contacts: customers, activities: orders, products, owners };
}

/** XS is for tests; S, M and L are what experiments use. */
export const sizes = {
  XS: profileOf(500, 2_500, 100, 10),
  S: profileOf(20_000, 100_000, 1_000, 50),
  M: profileOf(200_000, 1_000_000, 5_000, 200),
  L: profileOf(1_000_000, 10_000_000, 20_000, 1_000),
} as const satisfies Record<string, SizeProfile>;

export type Size = keyof typeof sizes;

/** Rows of one chunk, the unit that has a random stream of its own and goes over the wire at once. */
export const rowsPerChunk = 1_024;

/** Regions are 1 to this. */
export const regionCount = 31;

/**
 * The history ends on a fixed day in the past, not today: the same seed gives the same rows on any day,
 * and what a run inserts is always newer than what was loaded. Milliseconds since 1970, UTC.
 */
export const history = {
  firstCustomerAtMs: Date.UTC(2020, 0, 1),
  firstOrderAtMs: Date.UTC(2024, 0, 1),
  endsAtMs: Date.UTC(2026, 0, 1),
} as const;

/** Exponents of Zipf's law in 1,024ths: orders per customer 0.86, products 0.9, surnames and regions 0.6. */
export const skew1024ths = { customers: 881, products: 922, surnames: 614, regions: 614 } as const;

export function chunkCountOf(rowCount: number): number {
  return Math.ceil(rowCount / rowsPerChunk);
}

/** Rows of one chunk: all chunks are full but the last. */
export function rowsInChunk(rowCount: number, chunk: number): number {
  return Math.min(rowsPerChunk, rowCount - chunk * rowsPerChunk);
}
