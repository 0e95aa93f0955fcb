// The straight line: exact on lines, and its error as it should be on noise.
import { expect, test } from 'vitest';
import { fitLine, fitSlope } from './line.ts';
import { buildNormal, buildUniform } from './test-noise.ts';

test('a line is found as it is, with no error', () => {
  expect(fitLine([1, 3, 5, 7])?.change).toBeCloseTo(6, 12);
  expect(fitLine([1, 3, 5, 7])?.standardError).toBeCloseTo(0, 12);
  expect(fitLine([2, 5])).toEqual({ change: 3, standardError: 0 });
  expect(fitLine([1])).toBeUndefined();
});

test('the standard error is the spread of the change', () => {
  const noise = buildNormal(buildUniform(1));
  const fits = Array.from({ length: 2_000 }, () =>
    fitLine(Array.from({ length: 10 }, (_, x) => 0.1 * x + noise())),
  );
  const mean = fits.reduce((sum, fit) => sum + (fit?.change ?? 0), 0) / fits.length;
  const spread = Math.sqrt(
    fits.reduce((sum, fit) => sum + ((fit?.change ?? 0) - mean) ** 2, 0) / fits.length,
  );
  const told = Math.sqrt(
    fits.reduce((sum, fit) => sum + (fit?.standardError ?? 0) ** 2, 0) / fits.length,
  );
  expect(mean).toBeCloseTo(0.9, 1);
  expect(told / spread).toBeGreaterThan(0.95);
  expect(told / spread).toBeLessThan(1.05);
});

test('a slope through points anywhere is that of the line, and agrees with equal spacing', () => {
  const exact = fitSlope([0, 1, 4, 9].map((x) => [x, 2 - 3 * x] as const));
  expect(exact?.slope).toBeCloseTo(-3, 12);
  expect(exact?.standardError).toBeCloseTo(0, 12);
  const noise = buildNormal(buildUniform(2));
  const values = Array.from({ length: 9 }, noise);
  const [line, slope] = [fitLine(values), fitSlope(values.map((y, x) => [x, y] as const))];
  expect((slope?.slope ?? 0) * 8).toBeCloseTo(line?.change ?? 9, 12);
  expect((slope?.standardError ?? 0) * 8).toBeCloseTo(line?.standardError ?? 9, 12);
  expect(
    fitSlope([
      [1, 1],
      [2, 2],
    ]),
  ).toBeUndefined();
  expect(
    fitSlope([
      [1, 1],
      [1, 2],
      [1, 4],
    ]),
  ).toBeUndefined();
});
