// What all tables of one (size, seed) draw from: prices, and who is large.
import { type Size, type SizeProfile, sizes, skew1024ths } from './profile.ts';
import { RandomStream, shuffleIds, streams } from './random.ts';
import { WeightedDraw, zipfWeights } from './weighted-draw.ts';

export interface Population {
  readonly seed: number;
  readonly profile: SizeProfile;
  /** Customer ids by how much they buy: Zipf 0.86 over ranks, ids scrambled. */
  readonly customerDraw: WeightedDraw;
  /** Product ids by how well they sell: Zipf 0.9 over ranks, ids scrambled. */
  readonly productDraw: WeightedDraw;
  /** Price in cents by product id; index 0 is unused. */
  readonly unitCents: Int32Array;
}

const priceSteps = [1, 10, 100] as const;

/** Builds the population; about 0.1 s at size L. */
export function buildPopulation(size: Size, seed: number): Population {
  const profile = sizes[size];
  const customerIds = shuffleIds(profile.customers, new RandomStream(seed, streams.customerIds, 0));
  const productIds = shuffleIds(profile.products, new RandomStream(seed, streams.productIds, 0));
  return {
    seed,
    profile,
    customerDraw: new WeightedDraw(
      zipfWeights(profile.customers, skew1024ths.customers),
      customerIds,
    ),
    productDraw: new WeightedDraw(zipfWeights(profile.products, skew1024ths.products), productIds),
    unitCents: drawPrices(seed, profile.products),
  };
}

function drawPrices(seed: number, productCount: number): Int32Array {
  const random = new RandomStream(seed, streams.productIds, 1);
  const unitCents = new Int32Array(productCount + 1);
  for (let id = 1; id <= productCount; id++) {
    unitCents[id] = (100 + random.below(900)) * (priceSteps[random.below(3)] ?? 1);
  }
  return unitCents;
}
