import { expect, test } from 'vitest';
import { plantedTruth } from '../seed/truth.ts';
import { compareWithTruth, type StoredIdentity } from './agreement.ts';

const row = (customerId: number, standsFor: number, phoneNorm: string | null = null) => ({
  ...{ customerId, standsFor, phoneNorm },
});
const truth = (customerId: number, duplicateOf?: number, phoneNorm?: string) => ({
  ...{ customerId, duplicateOf, phoneNorm },
});

test('counts pairs: three rows of one customer are three pairs, of which one link finds one', () => {
  const truths = [truth(1), truth(2, 1), truth(3, 1), truth(4), truth(5)];
  const stored = [row(1, 1), row(2, 1), row(3, 3), row(4, 4), row(5, 4)];
  expect(compareWithTruth(stored, truths)).toEqual({
    ...{ duplicatePrecision: 1 / 2, duplicateRecall: 1 / 3, phoneAccuracy: 1 },
  });
});

test('says nothing where nothing was linked or planted, and looks at rows of both sides alone', () => {
  const nothing = compareWithTruth([row(1, 1), row(7, 1)], [truth(1), truth(2)]);
  expect(nothing).toEqual({
    ...{ duplicatePrecision: undefined, duplicateRecall: undefined, phoneAccuracy: 1 },
  });
  expect(compareWithTruth([], [truth(1)]).phoneAccuracy).toBeUndefined();
});

test('a lost or wrong phone is inaccurate, none where none can be recovered is right', () => {
  const truths = [truth(1, undefined, '13812345678'), truth(2, undefined, '13812345679'), truth(3)];
  const stored = [row(1, 1, '13812345678'), row(2, 2), row(3, 3)];
  expect(compareWithTruth(stored, truths).phoneAccuracy).toBeCloseTo(2 / 3, 12);
});

test('rows linked by their true phones agree with the truth of size S, but for phones that are lost', () => {
  const truths = [...plantedTruth('S', 1)];
  const firstOf = new Map<string, number>();
  const stored = truths.map(({ customerId, phoneNorm }): StoredIdentity => {
    if (phoneNorm === undefined) return row(customerId, customerId);
    const standsFor = firstOf.get(phoneNorm) ?? customerId;
    firstOf.set(phoneNorm, standsFor);
    return row(customerId, standsFor, phoneNorm);
  });
  const { duplicatePrecision, duplicateRecall, phoneAccuracy } = compareWithTruth(stored, truths);
  expect(duplicatePrecision).toBe(1);
  // Both of a pair need a phone, and 5 % of the customers have none that can be recovered.
  expect(duplicateRecall).toBeGreaterThan(0.85);
  expect(duplicateRecall).toBeLessThan(0.95);
  expect(phoneAccuracy).toBe(1);
});
