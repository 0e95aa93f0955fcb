// How often the verdict rule calls one program two, and misses a difference, by seeded simulation.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../stats/normal-distribution.ts';
import { buildComparison } from './comparison.ts';
import { fixedLevel } from './judgement-level.ts';

const rule = { toleranceRatio: 0.05, familySize: 1, level: fixedLevel(8) };
const margin = Math.log(1.05);

/** Verdicts over many seeded runs of paired log-ratios with the given truth. */
function simulate(groups: number, truth: number, sd: number, repetitions: number) {
  const rng = xoroshiro128plus(4_711 + groups);
  const verdicts: Record<string, number> = {};
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const logRatios = Array.from(
      { length: groups },
      () => truth + sd * normalQuantile(uniformFloat64(rng) || 0.5),
    );
    const { verdict } = buildComparison('latencyP50Us', logRatios, rule);
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1 / repetitions;
  }
  return { better: 0, worse: 0, equivalent: 0, inconclusive: 0, ...verdicts };
}

describe('simulated runs', () => {
  it.each([3, 5, 8, 12])('call an A/A pair different in at most 5 %% (%i groups)', (groups) => {
    const noisy = simulate(groups, 0, 0.2, 1_000);
    expect(noisy.better + noisy.worse).toBeLessThan(0.066);
    expect(noisy.better + noisy.worse).toBeGreaterThan(0.02);
    const calm = simulate(groups, 0, 0.01, 500);
    expect(calm.better + calm.worse).toBeLessThan(0.05);
    expect(calm.better + calm.worse).toBeLessThanOrEqual(noisy.better + noisy.worse);
  });

  it('find the same program equivalent where the noise is small', () => {
    expect(simulate(8, 0, 0.03, 1_000).equivalent).toBeGreaterThan(0.9);
    expect(simulate(8, 0, 0.2, 500).equivalent).toBeLessThan(0.05);
  });

  it('call a slowdown at the margin equivalent in at most 2.5 %', () => {
    expect(simulate(8, margin, 0.03, 2_000).equivalent).toBeLessThan(0.035);
  });

  it('see a real slowdown of 10 % and never call it better', () => {
    const slow = simulate(8, Math.log(1.1), 0.05, 1_000);
    expect(slow.worse).toBeGreaterThan(0.95);
    expect(slow.better).toBe(0);
  });
});
