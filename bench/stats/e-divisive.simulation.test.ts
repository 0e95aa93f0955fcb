// E-divisive on seeded histories: false positives, power, and what fools it.
import { describe, expect, it } from 'vitest';
import { findChangePoints } from './e-divisive.ts';
import { buildUniform, drawNormals, type Noise } from './test-noise.ts';

const strict = { leastLength: 5, significance: 0.01, permutations: 999, seed: 1 };
const quick = { leastLength: 5, significance: 0.05, permutations: 99 };

/** Share of the series in which anything is found. */
function findAlarmRatio(repetitions: number, draw: (normal: Noise) => readonly number[]): number {
  const normal = drawNormals(buildUniform(20_260_101));
  let alarms = 0;
  for (let seed = 0; seed < repetitions; seed += 1)
    if (findChangePoints(draw(normal), { ...quick, seed }).length > 0) alarms += 1;
  return alarms / repetitions;
}

describe('simulated histories', () => {
  it('of an unchanged program raise a false alarm in 5 % at a significance of 5 %', () => {
    const ratio = findAlarmRatio(2_000, (normal) => Array.from({ length: 30 }, normal));
    // Three standard errors of 2,000 repetitions are 1.5 %.
    expect(ratio).toBeLessThan(0.065);
    expect(ratio).toBeGreaterThan(0.035);
  });

  it('with a step of 10 % in noise of 3 % show it, nearly always to the run', () => {
    const normal = drawNormals(buildUniform(77));
    let [seen, placed] = [0, 0];
    for (let seed = 0; seed < 100; seed += 1) {
      const series = Array.from(
        { length: 40 },
        (_, index) => 0.03 * normal() + (index < 25 ? 0 : Math.log(1.1)),
      );
      const found = findChangePoints(series, { ...strict, seed });
      if (found.length > 0) seen += 1;
      if (found.some(({ index }) => Math.abs(index - 25) <= 1)) placed += 1;
    }
    expect(seen).toBeGreaterThanOrEqual(99);
    expect(placed).toBeGreaterThanOrEqual(90);
  });

  it('that remember (AR(0.6)) fool it in most cases: it is for triage, never for a gate', () => {
    const ratio = findAlarmRatio(400, (normal) => {
      let value = 0;
      return Array.from({ length: 40 }, () => {
        value = 0.6 * value + normal();
        return value;
      });
    });
    expect(ratio).toBeGreaterThan(0.5);
  });
});
