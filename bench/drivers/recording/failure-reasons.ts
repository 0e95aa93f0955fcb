// Counts failures by their reason; beyond a number of different reasons the rest is counted together.

/** Reasons hold texts of the scenario and of answers, of which each may be another one. */
const mostReasons = 50;
const otherReasons = 'other reasons';

export class FailureReasons {
  readonly #counts = new Map<string, number>();

  count(reason: string, times = 1): void {
    const counts = this.#counts;
    const key = counts.has(reason) || counts.size < mostReasons ? reason : otherReasons;
    counts.set(key, (counts.get(key) ?? 0) + times);
  }

  toRecord(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}

/** The reasons of several slices together, as few of them as of one. */
export function addReasons(
  all: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, number>> {
  const sum = new FailureReasons();
  for (const [reason, times] of all.flatMap((counts) => Object.entries(counts)))
    sum.count(reason, times);
  return sum.toRecord();
}
