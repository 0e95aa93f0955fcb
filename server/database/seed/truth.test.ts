import { expect, test } from 'vitest';
import { normalisePhone } from '../../modules/imports/phone.ts';
import { drawCustomers } from './customers.ts';
import { sizes } from './profile.ts';
import { plantedTruth } from './truth.ts';
import { surnames } from './words.ts';

const mobile = /^1[3-9]\d{9}$/;
const truths = [...plantedTruth('S', 1)];
const customers = Array.from({ length: 20 }, (_, chunk) => drawCustomers(1, sizes.S, chunk)).flat();

function shareOf(matches: (truth: (typeof truths)[number]) => boolean): number {
  return truths.filter(matches).length / truths.length;
}

test('12 % of the customers are dirty, each kind with its share', () => {
  expect(truths).toHaveLength(20_000);
  const expected = {
    missingPhone: 0.02,
    irreparablePhone: 0.03,
    repairablePhone: 0.04,
    fullWidthPhone: 0.01,
    blanksInName: 0.02,
    none: 0.88,
  };
  for (const [dirt, share] of Object.entries(expected)) {
    expect(Math.abs(shareOf((truth) => truth.dirt === dirt) - share)).toBeLessThan(0.006);
  }
});

test('3 % of the customers repeat the name and phone of an earlier customer that repeats nobody', () => {
  const repeated = truths.filter((truth) => truth.duplicateOf !== undefined);
  expect(Math.abs(repeated.length / truths.length - 0.03)).toBeLessThan(0.006);
  for (const truth of repeated) {
    const original = truths[(truth.duplicateOf ?? 0) - 1];
    expect(truth.duplicateOf).toBeLessThan(truth.customerId);
    expect(original?.duplicateOf).toBeUndefined();
    expect(original).toMatchObject({ name: truth.name, phone: truth.phone });
  }
});

test('true phones are valid; raw ones are valid for 92 %, and 97 % once cleaned', () => {
  expect(truths.every((truth) => mobile.test(truth.phone))).toBe(true);
  const given = customers.filter((customer) => customer.rawPhone !== undefined);
  const rawValid = given.filter((customer) => mobile.test(customer.rawPhone ?? '')).length;
  const recovered = truths.filter((truth) => truth.phoneNorm !== undefined).length;
  expect(rawValid / given.length).toBeCloseTo(0.919, 1);
  expect(recovered / given.length).toBeCloseTo(0.97, 1);
});

test("the service's own cleaning gives exactly the phones that the truth says can be recovered", () => {
  const cleaned = customers.map(({ rawPhone }) =>
    rawPhone === undefined ? undefined : normalisePhone(rawPhone),
  );
  expect(cleaned).toEqual(truths.map((truth) => truth.phoneNorm));
});

test('the raw name differs from the true one in blanks alone, and only where blanks were planted', () => {
  const wrong = customers.filter(
    ({ rawName, name, dirt }) =>
      rawName.replace(/\s+/g, ' ').trim() !== name ||
      (rawName !== name) !== (dirt === 'blanksInName'),
  );
  expect(wrong).toEqual([]);
});

test('surnames follow their rank: the first is the most frequent by far', () => {
  const counts = new Map<string, number>();
  for (const { name } of truths) {
    const surname = name.split(' ')[0] ?? '';
    counts.set(surname, (counts.get(surname) ?? 0) + 1);
  }
  expect(counts.size).toBe(new Set(surnames).size);
  const first = counts.get(surnames[0]) ?? 0;
  expect(first / truths.length).toBeGreaterThan(0.06);
  expect(first).toBeGreaterThan(4 * (counts.get('Xue') ?? 0));
});

test('the truth is made again from the seed, and differs with it', () => {
  expect([...plantedTruth('XS', 5)]).toEqual([...plantedTruth('XS', 5)]);
  expect([...plantedTruth('XS', 5)]).not.toEqual([...plantedTruth('XS', 6)]);
});
