// Which customers, orders and products requests are about: skewed as in life, or uniform as a contrast.
import { createRandom, type Random } from '../random.ts';
import { createZipf, usualTheta } from '../zipf.ts';
import type { Population } from './population.ts';

/** How keys are spread: Zipf over customers by size, so that the largest are asked for most, or evenly. */
export type Skew = 'zipf' | 'uniform';

/** Draws keys as the run goes; a list made beforehand and cycled would reward fast variants. */
export interface Keys {
  customerId(): number;
  /** One of every `parts`-th customer by size, from place `part` on (0 to parts - 1): those of one owner of many. */
  customerIdOf(part: number, parts: number): number;
  /** An existing order; under skew the newest are asked for most. */
  orderId(): number;
  productId(): number;
  /** From 0 to regionCount - 1. */
  regionIndex(): number;
  segmentIndex(): number;
  readonly regionCount: number;
  readonly segmentCount: number;
  /** Fragments are ready for a query string. */
  nameQuery(): string;
  phoneQuery(): string;
  /** Where page 500 of all customers begins, newest first. */
  readonly deepCursor: string;
}

/**
 * The population cut down to the accounts of one day: drawn from all customers, the large ones most, the same ones
 * under every seed, so that groups differ in what they ask and not in whom it is about.
 */
export function chooseAccounts(population: Population, count: number): Population {
  const { customersBySize } = population;
  const rank = createZipf({
    ...{ count: customersBySize.length, theta: usualTheta },
    random: createRandom(0),
  });
  const ranks = new Set<number>();
  while (ranks.size < Math.min(count, customersBySize.length / 2)) ranks.add(rank());
  const chosen = [...ranks].sort((left, right) => left - right);
  return { ...population, customersBySize: chosen.map((at) => customersBySize[at] ?? 1) };
}

/** Skew of products, measured on order lines of real shops. */
const productTheta = 0.9;

export function createKeys(population: Population, random: Random, skew: Skew): Keys {
  const { customersBySize, maxOrderId, productCount, regionCount, segmentCount } = population;
  const nameQueries = population.nameFragments.map((fragment) => encodeURIComponent(fragment));
  const { phoneFragments } = population;

  function ranks(count: number, theta = usualTheta): () => number {
    return createZipf({ count, theta: skew === 'zipf' ? theta : 0, random });
  }

  const customerRank = ranks(customersBySize.length);
  const orderRank = ranks(maxOrderId);
  const productRank = ranks(productCount, productTheta);
  const nameRank = ranks(nameQueries.length);
  const phoneRank = ranks(phoneFragments.length);

  return {
    customerId: () => customersBySize[customerRank()] ?? 1,
    customerIdOf: (part, parts) => {
      const rank = customerRank();
      return customersBySize[rank - (rank % parts) + part] ?? customersBySize[part] ?? 1;
    },
    orderId: () => maxOrderId - orderRank(),
    productId: () => 1 + productRank(),
    regionCount,
    segmentCount,
    deepCursor: encodeURIComponent(population.deepCursor ?? ''),
    regionIndex: () => random.nextInt(regionCount),
    segmentIndex: () => random.nextInt(segmentCount),
    nameQuery: () => nameQueries[nameRank()] ?? '',
    phoneQuery: () => phoneFragments[phoneRank()] ?? '',
  };
}
