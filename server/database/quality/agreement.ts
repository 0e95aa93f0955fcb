// How well stored customers agree with the planted truth: duplicates as pairs, phones one by one.

/** A stored row of the seed: which row stands for it (itself, where it is no duplicate), and its cleaned phone. */
export interface StoredIdentity {
  readonly customerId: number;
  readonly standsFor: number;
  readonly phoneNorm: string | null;
}

/** The truth about the same row. */
export interface TrueIdentity {
  readonly customerId: number;
  readonly duplicateOf: number | undefined;
  readonly phoneNorm: string | undefined;
}

/** Shares, 0 to 1; undefined where there is nothing to take a share of. */
export interface Agreement {
  /** Of the pairs of rows that were linked, those that are one customer. */
  readonly duplicatePrecision: number | undefined;
  /** Of the pairs of rows that are one customer, those that were linked. */
  readonly duplicateRecall: number | undefined;
  /** Rows whose phone is what a perfect cleaning gives, no phone where none can be recovered. */
  readonly phoneAccuracy: number | undefined;
}

/** Compares pair by pair, so that a duplicate of a duplicate counts as such; rows that only one side knows are left out. */
export function compareWithTruth(
  stored: readonly StoredIdentity[],
  truths: Iterable<TrueIdentity>,
): Agreement {
  const byId = new Map(stored.map((row) => [row.customerId, row]));
  const found = new Map<number, number>();
  const planted = new Map<number, number>();
  const both = new Map<string, number>();
  let known = 0;
  let rightPhones = 0;
  for (const { customerId, duplicateOf, phoneNorm } of truths) {
    const row = byId.get(customerId);
    if (row === undefined) continue;
    const trueId = duplicateOf ?? customerId;
    known += 1;
    if ((row.phoneNorm ?? undefined) === phoneNorm) rightPhones += 1;
    count(found, row.standsFor);
    count(planted, trueId);
    count(both, `${row.standsFor} ${trueId}`);
  }
  const [rightPairs, foundPairs, plantedPairs] = [both, found, planted].map(countPairs);
  return {
    duplicatePrecision: share(rightPairs, foundPairs),
    duplicateRecall: share(rightPairs, plantedPairs),
    phoneAccuracy: share(rightPhones, known),
  };
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function countPairs(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

function share(part = 0, whole = 0): number | undefined {
  return whole > 0 ? part / whole : undefined;
}
