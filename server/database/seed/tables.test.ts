import { expect, test } from 'vitest';
import { CopyRows } from './copy-rows.ts';
import type { SeedTable } from './table.ts';
import { buildSeedTables, digestTables } from './tables.ts';

function renderChunks(table: SeedTable, chunks: readonly number[]): ReadonlyMap<number, string> {
  const rows = new CopyRows();
  return new Map(
    chunks.map((chunk) => {
      table.writeChunk(chunk, rows);
      return [chunk, rows.take().toString('hex')];
    }),
  );
}

// A change here means that databases made before hold other rows than those made after. Where that is meant:
// `vitest run --project unit server/database/seed/tables.test.ts --update`.
test('size XS, seed 1 has the rows that it always had', () => {
  expect(Object.fromEntries(digestTables(buildSeedTables('XS', 1)))).toMatchInlineSnapshot(`
    {
      "activities": "640b227c62f14352d31510ea6f2a5008146fcbd7d6d4b9b0ee81d914c0b173fb",
      "contacts": "baeb58e40eee0cd3363e8bdf36c7367ea1bde1a85053db25fa2ba0acf652d849",
      "customers": "c500d7e62ca41001851fe1fff8bb31611a418bf274c03e20a30c979afd034dcb",
      "order_items": "8d2bdd18fef4bb9c645a264d93effdd9e892c0b60aa0cdb7a02ca6f6d057a648",
      "orders": "922e49c0f31bd701a4d978db00f86843212d3444c6a6254d0a42b7bd5ef128a1",
      "owners": "e37d706c721bdf4cae679b719487c1d2c06d9728be837a5b237632558d370a12",
      "products": "386e33e1b2f6e00c53066de77265f029d5b65f3ef1c00d79ea1adf204576def6",
      "sources": "a532a43eb424030606a1d23357d959edb4f831e7b62925b90e32cc5e5c9b9302",
    }
  `);
});

test('another seed gives other rows in every table but the sources', () => {
  const first = digestTables(buildSeedTables('XS', 1));
  const second = digestTables(buildSeedTables('XS', 2));
  const same = [...first].filter(([name, digest]) => second.get(name) === digest);
  expect(same.map(([name]) => name)).toEqual(['sources']);
});

test('the rows of a chunk do not depend on the chunks before it', () => {
  for (const table of buildSeedTables('S', 7)) {
    const chunks = [0, 1, 2].filter((chunk) => chunk < table.chunkCount);
    const forward = renderChunks(table, chunks);
    const backward = renderChunks(table, chunks.toReversed());
    for (const chunk of chunks) expect(backward.get(chunk)).toBe(forward.get(chunk));
  }
});

test('tables have the rows that their size promises', () => {
  const counts = Object.fromEntries(
    buildSeedTables('S', 1).map((table) => [table.name, table.rowCount]),
  );
  const { order_items: itemCount, ...others } = counts;
  expect(others).toEqual({
    sources: 8,
    owners: 50,
    products: 1_000,
    customers: 20_000,
    contacts: 20_000,
    orders: 100_000,
    activities: 100_000,
  });
  expect((itemCount ?? 0) / 100_000).toBeCloseTo(1.83, 1);
});
