// The numbers of groups at which a comparison is judged.

const firstLook = 8;
const growthRatio = 1.5;

/** A last look that exceeds the scheduled one before it by less than this takes its place. */
const leastLastGrowthRatio = 1.25;

/**
 * Looks at 8, 12, 18, 27, 40, 60, 90 groups and so on, each the one before times 1.5 with halves
 * rounded down, up to `mostGroups`, which is always the last look: it takes the place of the
 * scheduled look that it exceeds by less than a quarter. Fewer than 8 groups are looked at once.
 * @param mostGroups whole, at least 1, else RangeError.
 */
export function buildLooks(mostGroups: number): readonly number[] {
  if (!(Number.isInteger(mostGroups) && mostGroups >= 1)) {
    throw new RangeError(`The last look is at a whole number of groups, not ${mostGroups}.`);
  }
  const looks: number[] = [];
  for (let look = firstLook; look < mostGroups; look = Math.ceil(look * growthRatio - 0.5)) {
    looks.push(look);
  }
  const previous = looks.at(-1);
  if (previous !== undefined && mostGroups < leastLastGrowthRatio * previous) looks.pop();
  return [...looks, mostGroups];
}
