// Many questions at once where a few false answers among many true ones are borne.

/**
 * Step-up adjusted p-values (Benjamini and Hochberg, "Controlling the false discovery rate", 1995) in the
 * order of the input: of those called where the adjusted p ≤ α, at most a share of α is false on average;
 * where no question has a true difference, any is called with a probability of at most α. Holds for
 * independent and for positively dependent questions (Benjamini and Yekutieli, 2001).
 * @throws RangeError where a p-value is not in 0 … 1.
 */
export function adjustByBenjaminiHochberg(pValues: readonly number[]): readonly number[] {
  const ranked = pValues.map((p, place) => ({ p, place })).sort((a, b) => b.p - a.p);
  const adjusted = new Array<number>(pValues.length);
  let smallest = 1;
  for (const [index, { p, place }] of ranked.entries()) {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`A p-value lies in 0 … 1, not ${p}.`);
    const rank = ranked.length - index;
    smallest = Math.min(smallest, (p * ranked.length) / rank);
    adjusted[place] = smallest;
  }
  return adjusted;
}
