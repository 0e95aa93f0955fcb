// Mean, spread and quantiles of a sample.

/** Arithmetic mean; undefined for an empty sample. */
export function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Sample standard deviation with n − 1 below (two passes); undefined below two values. */
export function sampleSd(values: readonly number[]): number | undefined {
  const centre = mean(values);
  if (centre === undefined || values.length < 2) return undefined;
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** Middle value, or the mean of the two middle ones; undefined for an empty sample. */
export function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5);
}

/**
 * Quantile by linear interpolation at (n − 1)·p: definition 7 of Hyndman and Fan, "Sample quantiles
 * in statistical packages" (1996).
 * @param probability 0 to 1, else RangeError.
 */
export function quantile(values: readonly number[], probability: number): number | undefined {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`A quantile's probability lies in 0 … 1, not ${probability}.`);
  }
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (place - Math.floor(place));
}
