// The family of sign flips against its one-question case, by hand, and by how often it errs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeSignFlipPValue } from './sign-flip.ts';
import { correctBySignFlips } from './sign-flip-family.ts';
import { buildDisturbed, buildUniform, drawNormals } from './test-noise.ts';

test('one question alone has the p-value of the sign-flip test', () => {
  const differences = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(differences, (values) => {
      expect(correctBySignFlips([values], 1)[0]).toBeCloseTo(computeSignFlipPValue(values), 12);
    }),
  );
});

test('a question that is asked twice costs nothing, and one that is never answered neither', () => {
  const clear = [1, 1, 1.1, 0.9, 1, 1.2];
  const zero = [0, 0, 0, 0, 0, 0];
  expect(correctBySignFlips([clear, clear, zero, []], 1)).toEqual([2 / 64, 2 / 64, 1, 1]);
  expect(correctBySignFlips([], 1)).toEqual([]);
});

test('of six groups a clear difference holds among twenty questions, of five it does not', () => {
  const normal = drawNormals(buildUniform(3));
  const ask = (groups: number) => {
    const noise = Array.from({ length: 19 }, () => Array.from({ length: groups }, () => normal()));
    return correctBySignFlips([Array.from({ length: groups }, () => 0.8), ...noise], 1);
  };
  expect(ask(6)[0]).toBe(2 / 64);
  expect(ask(5)[0]).toBe(2 / 32);
  expect(Math.min(...ask(6).slice(1))).toBeGreaterThan(0.05);
});

test('the larger statistic never has the larger p-value, and none is below that of its question alone', () => {
  const normal = drawNormals(buildUniform(4));
  for (let run = 0; run < 40; run += 1) {
    const questions = Array.from({ length: 5 }, (_, place) =>
      Array.from({ length: 8 }, () => normal() + 0.3 * place),
    );
    const together = correctBySignFlips(questions, 1);
    const rank = ([...values]: readonly number[]) =>
      Math.abs(values.reduce((a, b) => a + b, 0)) / Math.hypot(...values);
    const order = questions
      .map((_, index) => index)
      .toSorted((a, b) => rank(questions[b] ?? []) - rank(questions[a] ?? []));
    const sorted = order.map((index) => together[index] ?? 0);
    expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
    for (const [index, values] of questions.entries())
      expect(together[index]).toBeGreaterThanOrEqual(computeSignFlipPValue(values) - 1e-12);
  }
});

test.each([
  [6, 8, 'smooth'],
  [9, 8, 'disturbed'],
  [20, 4, 'disturbed'],
  [6, 8, 'counts'],
] as const)(
  'of %i groups and %i questions about nothing any is called in about 5 % at most (%s)',
  (groups, asked, kind) => {
    const uniform = buildUniform(groups * 100 + asked);
    const disturbed = buildDisturbed(uniform);
    const normal = drawNormals(uniform);
    // Counts of a few rows more or fewer, as a measure of data has them.
    const draw = { smooth: normal, disturbed, counts: () => Math.round(normal() * 1.2) }[kind];
    const runs = groups > 13 ? 30 : 600;
    let called = 0;
    for (let run = 0; run < runs; run += 1) {
      const shared = Array.from({ length: groups }, draw);
      const questions = Array.from({ length: asked }, (_, place) =>
        // Half of them say nearly the same, as measures of the same rows do.
        shared.map((value) => (place < asked / 2 ? value + 0.3 * draw() : draw())),
      );
      if (Math.min(...correctBySignFlips(questions, 1)) <= 0.05) called += 1;
    }
    expect(called / runs).toBeLessThan(groups > 13 ? 0.2 : 0.075);
  },
);
