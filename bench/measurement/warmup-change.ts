// How much a warm service may change while its requests double: caches fill and compilers work with their logarithm,
// and what is measured behind a warm-up is about a doubling.

/** How much a figure may change while the requests double. */
export interface MostChange {
  /** The estimate of a steady one is at most this; below it nobody speaks of a change. */
  readonly told: number;
  /** A steady one surely changes by less than this. */
  readonly steady: number;
}

/** Of the logarithm of the rate, and of the hit ratio in points. */
export const mostChange = {
  rate: { told: 0.05, steady: 0.15 },
  hits: { told: 0.02, steady: 0.06 },
} as const satisfies Record<string, MostChange>;
