// Failures are all counted, by no more than 51 different reasons.
import { expect, test } from 'vitest';
import { addReasons, FailureReasons } from './failure-reasons.ts';

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

test('reasons beyond fifty are counted together, those that are known go on', () => {
  const reasons = new FailureReasons();
  for (let number = 0; number < 200; number += 1) reasons.count(`no ${number}`);
  reasons.count('no 0', 5);
  const counts = reasons.toRecord();
  expect(Object.keys(counts)).toHaveLength(51);
  expect(counts).toMatchObject({ 'no 0': 6, 'no 49': 1, 'other reasons': 150 });
});

test('many slices with other reasons each make no more of them, and lose none', () => {
  const slices = Array.from({ length: 1_000 }, (_, slice) => ({ [`only ${slice}`]: 2, same: 1 }));
  const counts = addReasons(slices);
  expect(Object.keys(counts).length).toBeLessThanOrEqual(51);
  expect(counts.same).toBe(1_000);
  expect(sumOf(counts)).toBe(3_000);
});

test('a reason may have any name', () => {
  expect(addReasons([{ ['__proto__']: 1, constructor: 2 }, { constructor: 1 }])).toEqual({
    ...{ ['__proto__']: 1, constructor: 3 },
  });
});
