// How deep a JSON value is nested: what walks through one by calling itself needs a bound.

/** True where lists and objects stand inside of each other on more levels than that. */
export function nestsDeeper(value: unknown, mostLevels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (mostLevels === 0) return true;
  return Object.values(value).some((child) => nestsDeeper(child, mostLevels - 1));
}
