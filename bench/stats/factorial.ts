// Factorial designs with blocks: contrasts of each group, and what share of the variation each effect has.
import { mean } from './descriptive.ts';

/** Levels of a cell by factor; 0 is the reference level. */
export type CellLevels = readonly number[];

/** Which level of which factor is contrasted with the reference: one entry is a main effect, more an interaction. */
export type Contrast = ReadonlyMap<number, number>;

/**
 * Weights of the cells in a contrast: its sign is the product, over its factors, of +1 at the other level
 * and −1 at the reference, and the cells of each such combination are averaged. On logarithms Σ w·y is
 * then ln(other ÷ reference), averaged over the remaining factors, or the log of a ratio of ratios: 2q
 * for a main effect and 4q for a two-way interaction in the ±1 coding of 2^k designs.
 * @param given levels that other factors are held at: a simple effect.
 */
export function findContrastWeights(
  cells: readonly CellLevels[],
  contrast: Contrast,
  given: ReadonlyMap<number, number> = new Map(),
): readonly number[] {
  const involved = [...contrast.keys(), ...given.keys()];
  const combinationOf = (cell: CellLevels) => involved.map((factor) => cell[factor]).join();
  const counts = new Map<string, number>();
  for (const cell of cells) {
    counts.set(combinationOf(cell), (counts.get(combinationOf(cell)) ?? 0) + 1);
  }
  return cells.map((cell) => {
    if ([...given].some(([factor, level]) => cell[factor] !== level)) return 0;
    let sign = 1;
    for (const [factor, other] of contrast) {
      if (cell[factor] === 0) sign = -sign;
      else if (cell[factor] !== other) return 0;
    }
    return sign / (counts.get(combinationOf(cell)) ?? 1);
  });
}

/**
 * The contrast within each group, whose differences between cells the group's own speed cancels out of.
 * An interval over these values needs no assumption on the cells' variances, and a launch that went
 * astray spoils one value of n: see factorial.simulation.test.ts, where the interval from the
 * pooled error misses far too often.
 * @param groups values by group and cell, the cells in the order of the weights.
 */
export function listGroupContrasts(
  groups: readonly (readonly number[])[],
  weights: readonly number[],
): readonly number[] {
  return groups.map((values) => sumProducts(values, weights));
}

export interface Variation {
  /** Sum of squares of each effect, in the order of the effects asked for. */
  readonly effects: readonly number[];
  /** Between the groups: the machine's drift. */
  readonly groups: number;
  readonly error: number;
  readonly total: number;
  /** Of the error: (cells − 1)(groups − 1). */
  readonly degreesOfFreedom: number;
}

/**
 * Sums of squares of a balanced design in which each group holds every cell once (Jain, "The Art of
 * Computer Systems Performance Analysis", 1991, chapters 18 and 22; Box, Hunter and Hunter, 2005,
 * chapter 5). For two levels SS = 2^k·r·q².
 * @param effects sets of factors; in a fraction, the shortest word of each alias class.
 */
export function computeVariation(
  cells: readonly CellLevels[],
  groups: readonly (readonly number[])[],
  effects: readonly (readonly number[])[],
): Variation {
  const cellMeans = cells.map((_, cell) => mean(groups.map((values) => values[cell] ?? 0)) ?? 0);
  const grandMean = mean(cellMeans) ?? 0;
  const ofGroups =
    cells.length *
    sumSquares(
      groups.map((values) => mean(values) ?? 0),
      grandMean,
    );
  const ofCells = groups.length * sumSquares(cellMeans, grandMean);
  const total = groups.reduce((sum, values) => sum + sumSquares(values, grandMean), 0);
  return {
    effects: effects.map(
      (factors) => groups.length * computeEffectSquares(cells, cellMeans, factors),
    ),
    groups: ofGroups,
    // What rounding leaves below 0 is 0.
    error: Math.max(0, total - ofGroups - ofCells),
    total,
    degreesOfFreedom: (cells.length - 1) * (groups.length - 1),
  };
}

/**
 * Σ over cells of the squared effect of the cell's levels of these factors, which is the alternating sum
 * of the marginal means over all subsets of the factors.
 */
function computeEffectSquares(
  cells: readonly CellLevels[],
  cellMeans: readonly number[],
  factors: readonly number[],
): number {
  const effects = cells.map(() => 0);
  for (let subset = 0; subset < 2 ** factors.length; subset += 1) {
    const kept = factors.filter((_, index) => (subset >>> index) & 1);
    const sign = (factors.length - kept.length) % 2 === 0 ? 1 : -1;
    const keyOf = (cell: CellLevels) => kept.map((factor) => cell[factor]).join();
    const members = Map.groupBy(cells.keys(), (index) => keyOf(cells[index] ?? []));
    for (const indices of members.values()) {
      const marginal = mean(indices.map((index) => cellMeans[index] ?? 0)) ?? 0;
      for (const index of indices) effects[index] = (effects[index] ?? 0) + sign * marginal;
    }
  }
  return sumSquares(effects, 0);
}

function sumProducts(values: readonly number[], weights: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);
}

function sumSquares(values: readonly number[], centre: number): number {
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}
