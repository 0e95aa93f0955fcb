// Cells of factorial designs and seeded noise for them.
import { buildUniform, drawNormals } from './test-noise.ts';

export function buildRandom(seed: number) {
  const uniform = buildUniform(seed);
  return { uniform, normal: drawNormals(uniform) };
}

/** All cells of a full design; bit j of a two-level cell's place is the level of factor j. */
export function listCells(levelCounts: readonly number[]): readonly (readonly number[])[] {
  let cells: readonly (readonly number[])[] = [[]];
  for (const count of levelCounts.toReversed()) {
    cells = cells.flatMap((cell) => Array.from({ length: count }, (_, level) => [level, ...cell]));
  }
  return cells;
}
