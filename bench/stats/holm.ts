// Several questions at once: p-values that hold for the whole family.

/**
 * Step-down adjusted p-values (Holm, "A simple sequentially rejective multiple test procedure",
 * 1979) in the order of the input: rejecting where the adjusted p ≤ α keeps the probability of any
 * false rejection at most α, whatever ties the questions together.
 * @throws RangeError where a p-value is not in 0 … 1.
 */
export function adjustByHolm(pValues: readonly number[]): readonly number[] {
  const ranked = pValues.map((p, place) => ({ p, place })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [index, { p, place }] of ranked.entries()) {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`A p-value lies in 0 … 1, not ${p}.`);
    largest = Math.max(largest, Math.min(1, (ranked.length - index) * p));
    adjusted[place] = largest;
  }
  return adjusted;
}
