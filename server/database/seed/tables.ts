// All tables of one (size, seed) in loading order, and their checksums.
import { createHash } from 'node:crypto';
import {
  buildActivitiesTable,
  buildContactsTable,
  buildOwnersTable,
  buildProductsTable,
  buildSourcesTable,
} from './companions.ts';
import { buildCustomersTable } from './customers.ts';
import { buildOrderItemsTable, buildOrdersTable } from './orders.ts';
import { buildPopulation } from './population.ts';
import type { Size } from './profile.ts';
import { renderTable, type SeedTable } from './table.ts';
import { tallyOrders } from './tally.ts';

/** Builds the tables of one (size, seed); orders are drawn once here, for the sums. */
export function buildSeedTables(size: Size, seed: number): readonly SeedTable[] {
  const population = buildPopulation(size, seed);
  const tally = tallyOrders(population);
  return [
    buildSourcesTable(),
    buildOwnersTable(population),
    buildProductsTable(population),
    buildCustomersTable(seed, population.profile, tally),
    buildContactsTable(population),
    buildOrdersTable(population),
    buildOrderItemsTable(population, tally.itemsBefore, tally.itemCount),
    buildActivitiesTable(population),
  ];
}

/** SHA-256 (hexadecimal) of the bytes that COPY gets, by table. */
export function digestTables(tables: readonly SeedTable[]): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  for (const table of tables) {
    const hash = createHash('sha256');
    for (const { bytes } of renderTable(table)) hash.update(bytes);
    digests.set(table.name, hash.digest('hex'));
  }
  return digests;
}
