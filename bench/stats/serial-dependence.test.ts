// Dependence of neighbours: the level holds for any distribution, and what is there is found as often as promised.
import { describe, expect, it } from 'vitest';
import { computeAutocorrelation, computeTrend, testSerialDependence } from './serial-dependence.ts';
import { buildDisturbed, buildNormal, buildUniform } from './test-noise.ts';

const permutations = 199;

/** Series of several variants against one baseline, each variant and the baseline AR(1). */
function drawSeries(groups: number, correlation: number, noise: () => number, variants = 3) {
  const draw = () => {
    let before = noise();
    return Array.from({ length: groups }, () => {
      before = correlation * before + Math.sqrt(1 - correlation ** 2) * noise();
      return before;
    });
  };
  const baseline = draw();
  return Array.from({ length: variants }, () =>
    draw().map((value, group) => value - (baseline[group] ?? 0)),
  );
}

function computeRatio(
  groups: number,
  correlation: number,
  isDisturbed = false,
  runs = 200,
): number {
  const uniform = buildUniform(4);
  const noise = isDisturbed ? buildDisturbed(uniform) : buildNormal(uniform);
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    const series = drawSeries(groups, correlation, noise);
    if ((testSerialDependence(series, { seed: run, permutations })?.p ?? 1) <= 0.05) found += 1;
  }
  return found / runs;
}

describe('independent groups', () => {
  it.each([
    [8, false],
    [8, true],
    [27, false],
  ])('%i of them, disturbed: %s, are called dependent in about 5 %%', (groups, isDisturbed) => {
    expect(computeRatio(groups, 0, isDisturbed)).toBeLessThan(0.09);
  });
});

it('a strong dependence is found, a weak one of few groups mostly not', () => {
  expect(computeRatio(27, 0.6)).toBeGreaterThan(0.8);
  expect(computeRatio(8, 0.3)).toBeLessThan(0.4);
});

it('the estimate is about the truth on a long series', () => {
  const [series = []] = drawSeries(2_000, 0.3, buildNormal(buildUniform(3)), 1);
  expect(Math.abs((computeAutocorrelation(series) ?? 0) - 0.3)).toBeLessThan(0.07);
  expect(computeAutocorrelation([1, 1, 1, 1, 1])).toBeUndefined();
  expect(computeAutocorrelation([1, 2, 3])).toBeUndefined();
});

it('a straight line is a trend, noise is none in about 95 %', () => {
  expect(computeTrend([1, 2, 3, 4, 5])).toMatchObject({ change: 4, p: 0 });
  const normal = buildNormal(buildUniform(8));
  let found = 0;
  for (let run = 0; run < 500; run += 1) {
    const trend = computeTrend(Array.from({ length: 8 }, normal));
    if ((trend?.p ?? 1) <= 0.05) found += 1;
  }
  expect(found / 500).toBeLessThan(0.08);
});
