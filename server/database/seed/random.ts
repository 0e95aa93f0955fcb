// The generator's own random numbers: the same on every machine and every version of V8.

const warmUpRounds = 15;

/** One stream of sfc32 (Chris Doty-Humphrey's small fast counter, 32-bit), made of integer operations only. */
export class RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** Two streams differ as soon as one of the three numbers does. */
  constructor(seed: number, table: number, chunk: number) {
    this.a = seed | 0;
    this.b = table | 0;
    this.c = chunk | 0;
    for (let round = 0; round < warmUpRounds; round++) this.next();
  }

  /** An integer of 0 to 2^32 - 1. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** An integer of 0 to bound - 1; the bound is 1 to 2^21, so that the product stays exact in a double. */
  below(bound: number): number {
    return Math.floor((this.next() * bound) / 4_294_967_296);
  }
}

/** The number of each stream's table; a number once given out is never given another meaning. */
export const streams = {
  customerIds: 1,
  productIds: 2,
  owners: 3,
  products: 4,
  orders: 5,
  orderItems: 6,
  customers: 7,
  contacts: 8,
  activities: 9,
} as const;

/** The ids 1 to count in a random order (Fisher-Yates), so that size never follows id. */
export function shuffleIds(count: number, random: RandomStream): Uint32Array {
  const ids = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    const other = random.below(index + 1);
    ids[index] = ids[other] ?? 0;
    ids[other] = index + 1;
  }
  return ids;
}
