// What a factorial design saves and mixes up, as lines for people.
import { findStandardFraction } from '../stats/fraction.ts';
import { type FactorialDesign, formatWord } from './factorial-design.ts';

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
