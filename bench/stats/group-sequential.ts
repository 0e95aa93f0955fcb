// The level that each of several looks may use, so that all of them together err as rarely as asked.
import { normalCdf, normalQuantile } from './normal-distribution.ts';

/** One counts rejections on one side only, two on both. */
export type Sides = 1 | 2;

/** One-sided paths are followed down to this many standard deviations. */
const farBelow = 6;

/** Steps of the integration within a standard deviation of what a look adds. */
const stepsPerSd = 5;

/**
 * The t test at a constant nominal level errs more often over several looks than normal theory says:
 * simulated for 2 to 6 looks and overall levels from 10 % to 0.2 %, by at most 18 % of the level where
 * the first look is at 3 groups, 14 % at 4, 11 % at 6, 8 % at 8, 6 % at 12 and at 18. Divided by
 * the groups at the first look, this covers all of them.
 */
const smallSampleExcess = 1;

/**
 * The nominal level of every look, the same for all (Pocock, 1977), with which the t interval and the
 * Hodges-Lehmann interval together leave out the truth at any look with a probability of at most
 * `overallAlpha`. From normal theory, tightened by 1 + 1/n for a first look at n groups where there
 * is more than one; a single look gets the whole level. Normal noise is the worst case known: with
 * heavy tails the t interval errs less, and the signed-rank interval as often.
 * With 2 sides it is the α of a two-sided interval at 1 − α; with 1 side that of one bound.
 * @param looks ascending whole numbers of groups; @param overallAlpha between 0 and 0.5, else
 * RangeError.
 */
export function computeNominalAlpha(
  looks: readonly number[],
  overallAlpha: number,
  sides: Sides,
): number {
  const [firstLook = 1] = looks;
  const tightened =
    looks.length > 1 ? overallAlpha / (1 + smallSampleExcess / firstLook) : overallAlpha;
  return computeNormalNominalAlpha(looks, tightened, sides);
}

/**
 * The same for normal means of known spread, where information grows with the groups: the constant
 * boundary is solved for by secant steps on the recursive integral below.
 */
export function computeNormalNominalAlpha(
  looks: readonly number[],
  overallAlpha: number,
  sides: Sides,
): number {
  assertLooks(looks, overallAlpha);
  if (looks.length === 1) return overallAlpha;
  const boundaryOf = (alpha: number): number => -normalQuantile(alpha / sides);
  const excessOf = (boundary: number): number =>
    Math.log(computeOverallAlpha(looks, boundary, sides) / overallAlpha);
  // Between a single look and one error budget a look, where the sum of all errors is too small.
  let older = boundaryOf(overallAlpha);
  let newer = boundaryOf(overallAlpha / looks.length);
  let olderExcess = excessOf(older);
  for (let step = 0; step < 20; step += 1) {
    const newerExcess = excessOf(newer);
    if (Math.abs(newerExcess) < 1e-5) break;
    const slope = (newerExcess - olderExcess) / (newer - older);
    older = newer;
    olderExcess = newerExcess;
    newer -= newerExcess / slope;
  }
  return sides * normalCdf(-newer);
}

/** @throws RangeError where the looks do not ascend or the level is not between 0 and 0.5. */
function assertLooks(looks: readonly number[], overallAlpha: number): void {
  const ascend = looks.every(
    (look, index) => Number.isInteger(look) && look > (looks[index - 1] ?? 0),
  );
  if (looks.length === 0 || !ascend) {
    throw new RangeError(`Looks are ascending whole numbers of groups, not ${looks.join(', ')}.`);
  }
  if (!(overallAlpha > 0 && overallAlpha < 0.5)) {
    throw new RangeError(`An overall level lies between 0 and 0.5, not ${overallAlpha}.`);
  }
}

/** Places of a sum of normal values with the Simpson weights times the density at each. */
interface SumDensity {
  readonly places: Float64Array;
  readonly masses: Float64Array;
}

/**
 * Probability that a sum of standard normal values passes boundary·√n at any look n: the density of
 * the sums that have not passed is carried from look to look by numerical integration (Armitage,
 * McPherson and Rowe, "Repeated significance tests on accumulating data", 1969).
 */
function computeOverallAlpha(looks: readonly number[], boundary: number, sides: Sides): number {
  let groups = 0;
  let staying: SumDensity = { places: new Float64Array([0]), masses: new Float64Array([1]) };
  for (const [index, look] of looks.entries()) {
    const sd = Math.sqrt(look - groups);
    const nextSd = Math.sqrt((looks[index + 1] ?? Number.POSITIVE_INFINITY) - look);
    const high = boundary * Math.sqrt(look);
    const low = sides === 2 ? -high : -farBelow * Math.sqrt(look);
    staying = carryOn(staying, sd, low, high, Math.min(sd, nextSd) / stepsPerSd);
    groups = look;
  }
  return 1 - staying.masses.reduce((sum, mass) => sum + mass, 0);
}

function carryOn(
  before: SumDensity,
  sd: number,
  low: number,
  high: number,
  widestStep: number,
): SumDensity {
  const steps = 2 * Math.ceil((high - low) / widestStep / 2);
  const width = (high - low) / steps;
  const places = Float64Array.from({ length: steps + 1 }, (_, index) => low + index * width);
  const scale = 1 / (sd * Math.sqrt(2 * Math.PI));
  const masses = places.map((place, index) => {
    let density = 0;
    for (const [from, mass] of before.masses.entries()) {
      const z = (place - (before.places[from] ?? 0)) / sd;
      density += mass * Math.exp((-z * z) / 2);
    }
    const simpson = index === 0 || index === steps ? 1 : index % 2 === 1 ? 4 : 2;
    return (density * scale * simpson * width) / 3;
  });
  return { places, masses };
}

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
