// What choosing the best of several does to its figure, against runs whose truth is known.
import { describe, expect, it } from 'vitest';
import { mean } from '../../stats/descriptive.ts';
import { buildNormal, buildUniform } from '../../stats/test-noise.ts';
import { estimateSelectionBias } from './selection-bias.ts';

const groups = 8;
const sd = 0.04;

/** Mean stated and mean true excess of the best of variants with these truths, over seeded runs. */
function simulate(truths: readonly number[], tied: number, runs = 120) {
  const normal = buildNormal(buildUniform(11));
  const stated: number[] = [];
  const real: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const baseline = Array.from({ length: groups }, () => sd * normal());
    const series = truths.map((truth) => ({
      truth,
      values: baseline.map((base) => truth + sd * normal() - base),
    }));
    series.sort((a, b) => (mean(b.values) ?? 0) - (mean(a.values) ?? 0));
    const candidates = series.map(({ values }) => values);
    real.push((mean(candidates[0] ?? []) ?? 0) - (series[0]?.truth ?? 0));
    stated.push(estimateSelectionBias({ candidates, tied, seed: run }) ?? Number.NaN);
  }
  return { stated: mean(stated) ?? 0, real: mean(real) ?? 0 };
}

describe('the flattery of the best', () => {
  it('is about what seven equal variants show', () => {
    const { stated, real } = simulate([0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3], 7);
    expect(real).toBeGreaterThan(0.012);
    expect(Math.abs(stated - real)).toBeLessThan(0.005);
  });

  it('is next to nothing where one is far ahead', () => {
    const { stated, real } = simulate([0.6, 0.3, 0.2, 0.1], 1);
    expect(stated).toBeLessThan(0.002);
    expect(Math.abs(stated - real)).toBeLessThan(0.005);
  });
});

it('says nothing where nothing was chosen from, or where groups are too few to know', () => {
  const values = [0.1, 0.2, 0.1, 0.3, 0.2];
  expect(estimateSelectionBias({ candidates: [values], tied: 1, seed: 1 })).toBeUndefined();
  const short = [values.slice(0, 3), values.slice(0, 3)];
  expect(estimateSelectionBias({ candidates: short, tied: 1, seed: 1 })).toBeUndefined();
});

it('gives the same for the same seed', () => {
  const candidates = [
    [0.1, 0.2, 0.15, 0.12, 0.1],
    [0.12, 0.16, 0.11, 0.2, 0.09],
  ];
  const once = estimateSelectionBias({ candidates, tied: 2, seed: 3 });
  expect(estimateSelectionBias({ candidates, tied: 2, seed: 3 })).toBe(once);
});
