// Which factorial design a list of variants is: all combinations, a regular fraction of them, or none.
import type { ResolvedFactor } from '../spec/experiment.ts';
import {
  findDefiningWords,
  findResolution,
  findStandardFraction,
  isRegularFraction,
  listAliasClasses,
  listFactors,
} from '../stats/fraction.ts';
import type { PlannedVariant } from './plan.ts';

export interface FactorialFactor {
  readonly name: string;
  /** The baseline's level first, the others in the order of the config. */
  readonly levels: readonly string[];
}

/** An effect that the design can estimate, and those that it can't tell from it. */
export interface FactorialWord {
  /** Places in `factors`, ascending. */
  readonly factors: readonly number[];
  /** Aliases of up to two factors, or of as many as the effect itself has. */
  readonly aliases: readonly (readonly number[])[];
}

export interface FactorialDesign {
  readonly kind: 'full' | 'fraction';
  /** The factors that vary, in the order of the config. */
  readonly factors: readonly FactorialFactor[];
  /** Ids of the variants in the order of `cells`, the baseline first. */
  readonly variantIds: readonly string[];
  /** Level of each factor as its place in `levels`, so 0 is the baseline's. */
  readonly cells: readonly (readonly number[])[];
  /** Main effects first, then interactions. */
  readonly words: readonly FactorialWord[];
  /** The words besides the empty one whose sign never changes; empty for a full design. */
  readonly definingWords: readonly (readonly number[])[];
  /** Length of the shortest of them; undefined for a full design. */
  readonly resolution: number | undefined;
}

/** Interactions of more factors are nobody's question. */
const longestWord = 4;

/**
 * The design that the variants make: each combination once, and either all of them or, with two levels
 * each, a regular fraction of resolution III or more. Undefined otherwise, with fewer than two factors
 * that vary, and without the baseline, whose levels are what all effects refer to.
 */
export function findFactorialDesign(
  variants: readonly PlannedVariant[],
  factors: readonly ResolvedFactor[],
): FactorialDesign | undefined {
  const baseline = variants.find(({ isBaseline }) => isBaseline);
  if (baseline === undefined) return undefined;
  const varying = factors.flatMap(({ name, levels }): readonly FactorialFactor[] => {
    const seen = new Set(variants.map((variant) => variant.levels[name]));
    const reference = baseline.levels[name];
    const known = levels.map((level) => level.name).filter((level) => seen.has(level));
    if (reference === undefined || known.length < 2) return [];
    return [{ name, levels: [reference, ...known.filter((level) => level !== reference)] }];
  });
  if (varying.length < 2) return undefined;
  const ordered = [baseline, ...variants.filter((variant) => variant !== baseline)];
  const head = {
    factors: varying,
    variantIds: ordered.map(({ id }) => id),
    cells: ordered.map((variant) =>
      varying.map(({ name, levels }) => levels.indexOf(variant.levels[name] ?? '')),
    ),
  };
  const size = varying.reduce((product, { levels }) => product * levels.length, 1);
  const distinct = new Set(head.cells.map((cell) => cell.join()));
  if (distinct.size !== head.cells.length) return undefined;
  if (head.cells.length < size) return findFraction(head);
  const words = listWords(varying.length).map((word) => ({ factors: word, aliases: [] }));
  return { kind: 'full', ...head, words, definingWords: [], resolution: undefined };
}

function findFraction(
  head: Pick<FactorialDesign, 'factors' | 'variantIds' | 'cells'>,
): FactorialDesign | undefined {
  if (head.factors.some(({ levels }) => levels.length > 2)) return undefined;
  const runs = head.cells.map((cell) =>
    cell.reduce((run, level, factor) => run | (level << factor), 0),
  );
  if (!isRegularFraction(runs)) return undefined;
  const defining = findDefiningWords(head.factors.length, runs);
  const resolution = findResolution(defining);
  if (resolution === undefined || resolution < 3) return undefined;
  const words = listAliasClasses(head.factors.length, defining).map((members) => {
    const [shortest = [], ...others] = members.map(listFactors);
    const longest = Math.max(2, shortest.length);
    return { factors: shortest, aliases: others.filter(({ length }) => length <= longest) };
  });
  const definingWords = defining.filter((word) => word !== 0).map(listFactors);
  return { kind: 'fraction', ...head, words, definingWords, resolution };
}

/** All sets of one to four factors, shorter ones first: the classes of a design without aliases. */
function listWords(factorCount: number): readonly (readonly number[])[] {
  return listAliasClasses(factorCount, [0])
    .flatMap((members) => members.map(listFactors))
    .filter(({ length }) => length <= longestWord);
}

/** `cache × index`. */
export function formatWord({ factors }: FactorialDesign, word: readonly number[]): string {
  return word.map((factor) => factors[factor]?.name).join(' × ');
}

/** From so many variants on, a full design is worth a hint. */
const manyVariants = 16;

/** Lines with an empty one at the end; none where there is nothing to say. */
export function describeDesign(design: FactorialDesign | undefined): readonly string[] {
  if (design === undefined) return [];
  return design.kind === 'full' ? hintAtFraction(design) : describeFraction(design);
}

function hintAtFraction({ factors, cells }: FactorialDesign): readonly string[] {
  if (cells.length < manyVariants || factors.some(({ levels }) => levels.length > 2)) return [];
  const told = [5, 4].flatMap((resolution) => {
    const size = findStandardFraction(factors.length, resolution)?.length;
    return size === undefined ? [] : [`${size} variants at resolution ${resolution}`];
  });
  if (told.length === 0) return [];
  return [
    `Design: full. A fraction would do with ${told.join(' or ')}: design: { fraction: { resolution } }.`,
    '',
  ];
}

function describeFraction(design: FactorialDesign): readonly string[] {
  const { factors, cells, resolution, definingWords, words } = design;
  const mixed = words.filter(({ aliases }) => aliases.length > 0);
  const relation = definingWords.map((word) => formatWord(design, word).replaceAll(' × ', '×'));
  return [
    `Design: a fraction of resolution ${resolution}, ${cells.length} of ${2 ** factors.length} combinations (I = ${relation.join(' = ')}).`,
    mixed.length === 0
      ? '  No main effect and no pair of factors is mixed up with another one.'
      : '  Effects that it cannot tell from each other:',
    ...mixed.map(
      (word) =>
        `    ${[word.factors, ...word.aliases].map((each) => formatWord(design, each)).join(' = ')}`,
    ),
    '',
  ];
}
