// Draws customers, clean and as typed in, and writes their table.
import {
  type Dirt,
  drawDirt,
  duplicateShare,
  isRecoverable,
  spoilName,
  spoilPhone,
} from './dirt.ts';
import { drawMobile, drawName } from './people.ts';
import {
  chunkCountOf,
  history,
  regionCount,
  rowsInChunk,
  rowsPerChunk,
  type SizeProfile,
  skew1024ths,
} from './profile.ts';
import { RandomStream, streams } from './random.ts';
import type { SeedTable } from './table.ts';
import type { Tally } from './tally.ts';
import { drawIndexes, zipfWeights } from './weighted-draw.ts';
import { sources } from './words.ts';

/** One customer with both sides: the truth, and what was typed in. */
export interface DrawnCustomer {
  readonly id: number;
  readonly name: string;
  readonly phone: string;
  readonly rawName: string;
  readonly rawPhone: string | undefined;
  readonly dirt: Dirt;
  /** Id of the earlier customer that this one repeats (never a repetition itself). */
  readonly duplicateOf: number | undefined;
  readonly email: string | undefined;
  readonly region: number;
  readonly segment: number;
  readonly sourceId: number;
  readonly ownerId: number;
  readonly createdAtMs: number;
}

const sourceDraw = drawIndexes(sources.map((source) => source.share));
/** Segments are 1 to 5, the first one the largest. */
const segmentDraw = drawIndexes([45, 25, 15, 10, 5]);
const regionDraw = drawIndexes(zipfWeights(regionCount, skew1024ths.regions));
const mailHosts = ['example.com', 'example.net', 'example.org'] as const;

/** Draws the customers of one chunk, in id order. */
export function drawCustomers(seed: number, profile: SizeProfile, chunk: number): DrawnCustomer[] {
  const random = new RandomStream(seed, streams.customers, chunk);
  const drawn: DrawnCustomer[] = [];
  const count = rowsInChunk(profile.customers, chunk);
  for (let index = 0; index < count; index++) {
    drawn.push(drawCustomer(random, profile, chunk * rowsPerChunk + index + 1, drawn));
  }
  return drawn;
}

function drawCustomer(
  random: RandomStream,
  profile: SizeProfile,
  id: number,
  earlier: readonly DrawnCustomer[],
): DrawnCustomer {
  const own = { id, name: drawName(random), phone: drawMobile(random) };
  const original = drawOriginal(random, earlier);
  const { name, phone } = original ?? own;
  const dirt = drawDirt(random);
  const stepMs = (history.firstOrderAtMs - history.firstCustomerAtMs) / profile.customers;
  return {
    ...{ id, name, phone, dirt },
    duplicateOf: original?.id,
    rawName: spoilName(name, dirt, random),
    rawPhone: spoilPhone(phone, dirt, random),
    email: drawEmail(random, name, id),
    region: regionDraw.draw(random) + 1,
    segment: segmentDraw.draw(random) + 1,
    sourceId: sourceDraw.draw(random) + 1,
    ownerId: random.below(profile.owners) + 1,
    createdAtMs: Math.floor(
      history.firstCustomerAtMs + (id - 1 + random.below(1_024) / 1_024) * stepMs,
    ),
  };
}

/** A duplicate repeats someone of its own chunk: such rows are typed in soon after each other. */
function drawOriginal(
  random: RandomStream,
  earlier: readonly DrawnCustomer[],
): DrawnCustomer | undefined {
  const repeats = random.below(10_000) < duplicateShare;
  if (!repeats || earlier.length === 0) return undefined;
  const met = earlier[random.below(earlier.length)];
  return met?.duplicateOf === undefined ? met : earlier.find((one) => one.id === met.duplicateOf);
}

function drawEmail(random: RandomStream, name: string, id: number): string | undefined {
  const lot = random.below(20);
  if (lot < 3) return undefined;
  return `${name.toLowerCase().replace(' ', '.')}.${id}@${mailHosts[lot % 3] ?? ''}`;
}

/** The table `customers`, whose counts and sums are those of the tallied orders. */
export function buildCustomersTable(seed: number, profile: SizeProfile, tally: Tally): SeedTable {
  return {
    name: 'customers',
    columns: [
      ...['id', 'name', 'phone', 'phone_norm', 'email', 'region', 'segment', 'source_id'],
      ...['owner_id', 'version', 'order_count', 'spent_cents', 'created_at', 'updated_at'],
    ],
    rowCount: profile.customers,
    chunkCount: chunkCountOf(profile.customers),
    writeChunk(chunk, rows) {
      for (const customer of drawCustomers(seed, profile, chunk)) {
        rows.row(14);
        rows.integer(customer.id);
        rows.text(customer.rawName);
        rows.textOrNothing(customer.rawPhone);
        rows.textOrNothing(isRecoverable(customer.dirt) ? customer.phone : undefined);
        rows.textOrNothing(customer.email);
        rows.smallint(customer.region);
        rows.smallint(customer.segment);
        rows.integer(customer.sourceId);
        rows.integer(customer.ownerId);
        rows.integer(1);
        rows.integer(tally.orderCounts[customer.id] ?? 0);
        rows.bigint(tally.spentCents[customer.id] ?? 0);
        rows.timestamp(customer.createdAtMs);
        rows.timestamp(Math.max(customer.createdAtMs, tally.lastOrderAtMs[customer.id] ?? 0));
      }
    },
  };
}
