// Several questions at once: p-values that hold for the whole family.

/**
 * Step-down adjusted p-values (Holm, "A simple sequentially rejective multiple test procedure",
 * 1979) in the order of the input: rejecting where the adjusted p ≤ α keeps the probability of any
 * false rejection at most α, whatever ties the questions together.
 * @throws RangeError where a p-value is not in 0 … 1.
 */
export function adjustByHolm(pValues: readonly number[]): readonly number[] {
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const { p, place, rank } of rankAscending(pValues)) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank + 1) * p));
    adjusted[place] = largest;
  }
  return adjusted;
}

/**
 * Step-up adjusted p-values (Benjamini and Hochberg, "Controlling the false discovery rate", 1995) in the
 * order of the input: of those called where the adjusted p ≤ α, at most a share of α is false on average;
 * where no question has a true difference, any is called with a probability of at most α. Holds for
 * independent and for positively dependent questions (Benjamini and Yekutieli, 2001).
 * @throws RangeError where a p-value is not in 0 … 1.
 */
export function adjustByBenjaminiHochberg(pValues: readonly number[]): readonly number[] {
  const adjusted = new Array<number>(pValues.length);
  let smallest = 1;
  for (const { p, place, rank } of rankAscending(pValues).toReversed()) {
    smallest = Math.min(smallest, (p * pValues.length) / rank);
    adjusted[place] = smallest;
  }
  return adjusted;
}

/** With their places in the input and their ranks from 1. */
function rankAscending(pValues: readonly number[]) {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw new RangeError(`A p-value lies in 0 … 1, not ${wrong}.`);
  return pValues
    .map((p, place) => ({ p, place }))
    .sort((a, b) => a.p - b.p)
    .map((one, index) => ({ ...one, rank: index + 1 }));
}
