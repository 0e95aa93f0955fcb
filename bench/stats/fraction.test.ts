// The standard fractions have the resolution that tables promise, and their aliases are worked out rightly.
import { describe, expect, it } from 'vitest';
import {
  buildFraction,
  findDefiningWords,
  findResolution,
  findStandardFraction,
  isRegularFraction,
  listAliasClasses,
  listFactors,
  wordLength,
} from './fraction.ts';

const letters = (word: number): string =>
  listFactors(word)
    .map((factor) => 'ABCDEFGH'[factor])
    .join('');

describe('the standard fractions', () => {
  it.each([
    [4, 4, 8, 4],
    [5, 4, 16, 5],
    [5, 5, 16, 5],
    [6, 4, 16, 4],
    [6, 5, 32, 6],
    [7, 4, 16, 4],
    [7, 5, 64, 7],
    [8, 4, 16, 4],
    [8, 5, 64, 5],
  ])('%i factors at resolution %i: %i runs of resolution %i', (factors, wanted, size, found) => {
    const runs = findStandardFraction(factors, wanted) ?? [];
    expect(runs).toHaveLength(size);
    expect(runs[0]).toBe(0);
    expect(isRegularFraction(runs)).toBe(true);
    const defining = findDefiningWords(factors, runs);
    expect(defining).toHaveLength(2 ** factors / size);
    expect(findResolution(defining)).toBe(found);
    // Balanced: every set of fewer factors than the resolution shows all its combinations equally often.
    for (let word = 1; word < 2 ** factors; word += 1) {
      if (wordLength(word) >= found) continue;
      const counts = Map.groupBy(runs, (run) => run & word);
      expect(counts.size).toBe(2 ** wordLength(word));
      expect(new Set([...counts.values()].map((members) => members.length)).size).toBe(1);
    }
  });

  it.each([
    [3, 4],
    [3, 5],
    [4, 5],
    [9, 4],
  ])('%i factors have none of resolution %i', (factors, resolution) => {
    expect(findStandardFraction(factors, resolution)).toBeUndefined();
  });
});

describe('aliases', () => {
  it('of D = ABC pair up the two-factor interactions, as in the textbook', () => {
    const defining = findDefiningWords(4, findStandardFraction(4, 4) ?? []);
    expect(listAliasClasses(4, defining).map((members) => members.map(letters).join('='))).toEqual([
      'A=BCD',
      'B=ACD',
      'C=ABD',
      'D=ABC',
      'AB=CD',
      'AC=BD',
      'AD=BC',
    ]);
  });

  it('of C = AB mix main effects with interactions: resolution III', () => {
    const runs = buildFraction(3, [0b111]);
    const defining = findDefiningWords(3, runs);
    expect(findResolution(defining)).toBe(3);
    expect(listAliasClasses(3, defining).map((members) => members.map(letters))).toEqual([
      ['A', 'BC'],
      ['B', 'AC'],
      ['C', 'AB'],
    ]);
  });

  it('take in every effect once, and a full design has none', () => {
    const defining = findDefiningWords(8, findStandardFraction(8, 4) ?? []);
    const classes = listAliasClasses(8, defining);
    expect(classes).toHaveLength(15);
    expect(new Set(classes.flat()).size).toBe(256 - 16);
    const full = Array.from({ length: 8 }, (_, run) => run);
    expect(findDefiningWords(3, full)).toEqual([0]);
    expect(findResolution([0])).toBeUndefined();
    expect(listAliasClasses(3, [0])).toHaveLength(7);
  });
});

it('lists the factors of a word in their order, and effects shorter ones first, then by factor', () => {
  expect(listFactors(0)).toEqual([]);
  expect(listFactors(0b1000_1011)).toEqual([0, 1, 3, 7]);
  expect(listAliasClasses(4, [0]).flat().map(letters)).toEqual(
    'A B C D AB AC AD BC BD CD ABC ABD ACD BCD ABCD'.split(' '),
  );
  // By factor, not by the number of the word: ACD is a lower one than ABE.
  const ofThree = listAliasClasses(5, [0])
    .flat()
    .filter((word) => wordLength(word) === 3);
  expect(ofThree.map(letters)).toEqual('ABC ABD ABE ACD ACE ADE BCD BCE BDE CDE'.split(' '));
});

it('tells regular fractions from other sets of runs', () => {
  expect(isRegularFraction([0, 1, 2, 3])).toBe(true);
  expect(isRegularFraction([0, 1, 2])).toBe(false);
  expect(isRegularFraction([0, 1, 2, 4])).toBe(false);
  expect(isRegularFraction([1, 2])).toBe(false);
  expect(isRegularFraction([0, 3, 3, 0])).toBe(false);
});
