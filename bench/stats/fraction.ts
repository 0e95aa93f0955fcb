// Regular fractions of 2^k designs: words of factors as bitmasks, their algebra, the standard generators.

/** A word: bit j set where factor j is in it. Two words are multiplied by XOR, since a factor's square is 1. */
export type Word = number;

/** Most factors that a fraction can have here; more than 64 variants at a time fit no machine. */
export const mostFractionFactors = 8;

/**
 * Generators of the standard fractions by number of factors, each set the smallest fraction of its
 * resolution: Box, Hunter and Hunter, "Statistics for Experimenters" (2nd ed. 2005, chapter 6).
 * `ABCDE` is I = ABCDE, hence E = ABCD.
 */
const standardGenerators: readonly (readonly [factors: number, generators: readonly string[]])[] = [
  [4, ['ABCD']],
  [5, ['ABCDE']],
  [6, ['ABCE', 'BCDF']],
  [6, ['ABCDEF']],
  [7, ['ABCE', 'BCDF', 'ACDG']],
  [7, ['ABCDEFG']],
  [8, ['BCDE', 'ACDF', 'ABCG', 'ABDH']],
  [8, ['ABCDG', 'ABEFH']],
];

export function wordLength(word: Word): number {
  let length = 0;
  for (let rest = word; rest > 0; rest >>>= 1) length += rest & 1;
  return length;
}

/** The word as numbers of factors, ascending. */
export function listFactors(word: Word): readonly number[] {
  const factors: number[] = [];
  for (let factor = 0; 2 ** factor <= word; factor += 1) {
    if ((word >>> factor) & 1) factors.push(factor);
  }
  return factors;
}

/**
 * Runs of the smallest standard fraction of at least that resolution, run 0 first: bit j is set where
 * factor j is at its other level. Run 0, the baseline, is always in it, because each generator's sign
 * is chosen so. Undefined where there is no such fraction.
 * @param resolution 4 or 5.
 */
export function findStandardFraction(
  factorCount: number,
  resolution: number,
): readonly number[] | undefined {
  const fractions = standardGenerators
    .filter(([factors]) => factors === factorCount)
    .map(([, generators]) => buildFraction(factorCount, generators.map(parseWord)))
    .filter((runs) => (findResolution(findDefiningWords(factorCount, runs)) ?? 0) >= resolution);
  return fractions.toSorted((a, b) => a.length - b.length)[0];
}

function parseWord(letters: string): Word {
  return [...letters].reduce((word, letter) => word | (1 << (letter.charCodeAt(0) - 65)), 0);
}

/** The runs that agree with run 0 in the sign of every generator. */
export function buildFraction(factorCount: number, generators: readonly Word[]): readonly number[] {
  const all = Array.from({ length: 2 ** factorCount }, (_, run) => run);
  return all.filter((run) => generators.every((word) => wordLength(word & run) % 2 === 0));
}

/** True where the runs are distinct, hold run 0 and are closed under XOR: a regular fraction, or all runs. */
export function isRegularFraction(runs: readonly number[]): boolean {
  const known = new Set(runs);
  return (
    known.size === runs.length &&
    known.has(0) &&
    runs.every((one) => runs.every((other) => known.has(one ^ other)))
  );
}

/**
 * The defining relation: every word, the empty one first, whose sign is the same in all runs. For a
 * regular fraction of 2^(k−p) runs these are 2^p words; a full design has the empty one alone.
 */
export function findDefiningWords(factorCount: number, runs: readonly number[]): readonly Word[] {
  const words = Array.from({ length: 2 ** factorCount }, (_, word) => word);
  return words.filter((word) => runs.every((run) => wordLength(word & run) % 2 === 0));
}

/** Length of the shortest word of a defining relation; undefined for a full design. */
export function findResolution(definingWords: readonly Word[]): number | undefined {
  const lengths = definingWords.filter((word) => word !== 0).map(wordLength);
  return lengths.length === 0 ? undefined : Math.min(...lengths);
}

/**
 * All effects in classes that the runs can't tell apart, each class shortest word first, the classes by
 * that word; the class of the defining relation itself is left out.
 */
export function listAliasClasses(
  factorCount: number,
  definingWords: readonly Word[],
): readonly (readonly Word[])[] {
  const seen = new Set(definingWords);
  const classes: (readonly Word[])[] = [];
  const words = Array.from({ length: 2 ** factorCount }, (_, word) => word);
  for (const word of words.toSorted(compareWords)) {
    if (seen.has(word)) continue;
    const members = definingWords.map((defining) => word ^ defining).toSorted(compareWords);
    for (const member of members) seen.add(member);
    classes.push(members);
  }
  return classes;
}

/** Shorter words first, then in the order of their factors. */
function compareWords(a: Word, b: Word): number {
  const [first, second] = [listFactors(a), listFactors(b)];
  if (first.length !== second.length) return first.length - second.length;
  const place = first.findIndex((factor, index) => factor !== second[index]);
  return place < 0 ? 0 : (first[place] ?? 0) - (second[place] ?? 0);
}
