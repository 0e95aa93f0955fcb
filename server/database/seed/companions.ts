// The tables around customers and orders: sources, owners, products, contacts, activities.
import { drawMobile, drawName } from './people.ts';
import type { Population } from './population.ts';
import { chunkCountOf, history, rowsInChunk, rowsPerChunk } from './profile.ts';
import { RandomStream, streams } from './random.ts';
import type { SeedTable } from './table.ts';
import { activityNotes, contactRoles, productQualities, productThings, sources } from './words.ts';

/** The table `sources`: eight rows, the same for every seed. */
export function buildSourcesTable(): SeedTable {
  return {
    name: 'sources',
    columns: ['id', 'name', 'trust_level'],
    rowCount: sources.length,
    chunkCount: 1,
    writeChunk(_, rows) {
      sources.forEach((source, index) => {
        rows.row(3);
        rows.integer(index + 1);
        rows.text(source.name);
        rows.smallint(source.trustLevel);
      });
    },
  };
}

export function buildOwnersTable({ seed, profile }: Population): SeedTable {
  return {
    name: 'owners',
    columns: ['id', 'name', 'email'],
    rowCount: profile.owners,
    chunkCount: chunkCountOf(profile.owners),
    writeChunk(chunk, rows) {
      const random = new RandomStream(seed, streams.owners, chunk);
      const count = rowsInChunk(profile.owners, chunk);
      for (let index = 0; index < count; index++) {
        const id = chunk * rowsPerChunk + index + 1;
        rows.row(3);
        rows.integer(id);
        rows.text(drawName(random));
        rows.text(`owner.${id}@example.com`);
      }
    },
  };
}

export function buildProductsTable({ seed, profile, unitCents }: Population): SeedTable {
  return {
    name: 'products',
    columns: ['id', 'name', 'unit_cents', 'stock'],
    rowCount: profile.products,
    chunkCount: chunkCountOf(profile.products),
    writeChunk(chunk, rows) {
      const random = new RandomStream(seed, streams.products, chunk);
      const count = rowsInChunk(profile.products, chunk);
      for (let index = 0; index < count; index++) {
        const id = chunk * rowsPerChunk + index + 1;
        const quality = productQualities[random.below(productQualities.length)] ?? '';
        const thing = productThings[random.below(productThings.length)] ?? '';
        rows.row(4);
        rows.integer(id);
        rows.text(`${quality} ${thing} ${id}`);
        rows.integer(unitCents[id] ?? 0);
        rows.integer(100_000 + random.below(100_000));
      }
    },
  };
}

/** The table `contacts`: as many as customers, spread evenly over them; three in ten have no phone. */
export function buildContactsTable({ seed, profile }: Population): SeedTable {
  return {
    name: 'contacts',
    columns: ['id', 'customer_id', 'name', 'phone', 'role'],
    rowCount: profile.contacts,
    chunkCount: chunkCountOf(profile.contacts),
    writeChunk(chunk, rows) {
      const random = new RandomStream(seed, streams.contacts, chunk);
      const count = rowsInChunk(profile.contacts, chunk);
      for (let index = 0; index < count; index++) {
        rows.row(5);
        rows.integer(chunk * rowsPerChunk + index + 1);
        rows.integer(random.below(profile.customers) + 1);
        rows.text(drawName(random));
        rows.textOrNothing(random.below(10) < 3 ? undefined : drawMobile(random));
        rows.text(contactRoles[random.below(contactRoles.length)] ?? '');
      }
    },
  };
}

/** The table `activities`: one for each order, in time order, with the customers' own skew; kinds are 1 to 4. */
export function buildActivitiesTable({ seed, profile, customerDraw }: Population): SeedTable {
  const stepMs = (history.endsAtMs - history.firstOrderAtMs) / profile.activities;
  return {
    name: 'activities',
    columns: ['id', 'customer_id', 'owner_id', 'kind', 'note', 'created_at'],
    rowCount: profile.activities,
    chunkCount: chunkCountOf(profile.activities),
    writeChunk(chunk, rows) {
      const random = new RandomStream(seed, streams.activities, chunk);
      const count = rowsInChunk(profile.activities, chunk);
      for (let index = 0; index < count; index++) {
        const position = chunk * rowsPerChunk + index;
        const jitter = random.below(1_024) / 1_024;
        rows.row(6);
        rows.integer(position + 1);
        rows.integer(customerDraw.draw(random));
        rows.integer(random.below(profile.owners) + 1);
        rows.smallint(random.below(4) + 1);
        rows.text(
          `${activityNotes[random.below(activityNotes.length)] ?? ''} ${random.below(900_000)}`,
        );
        rows.timestamp(Math.floor(history.firstOrderAtMs + (position + jitter) * stepMs));
      }
    },
  };
}
