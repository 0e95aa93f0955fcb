// Levels that differ in nothing but their name.
import { isDeepStrictEqual } from 'node:util';
import type { ResolvedFactor, ResolvedLevel } from './experiment.ts';

export interface SameLevels {
  readonly factor: string;
  readonly first: string;
  readonly second: string;
}

/** Each level that sets the same as an earlier one of its factor, with the first of those. */
export function listSameLevels(factors: readonly ResolvedFactor[]): readonly SameLevels[] {
  return factors.flatMap(({ name, levels }) =>
    levels.flatMap((level, at) => {
      const first = levels.slice(0, at).find((earlier) => isSame(earlier, level));
      return first === undefined ? [] : [{ factor: name, first: first.name, second: level.name }];
    }),
  );
}

/** How a level shows that it acts changes nothing of what runs. */
function isSame(one: ResolvedLevel, other: ResolvedLevel): boolean {
  const settings = ({ name: _, exercised: __, ...rest }: ResolvedLevel) => rest;
  return isDeepStrictEqual(settings(one), settings(other));
}
