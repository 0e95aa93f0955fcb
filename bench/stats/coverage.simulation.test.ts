// Seeded simulation: how often a 95 % interval holds the truth.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import type { IntervalEstimate } from './interval.ts';
import { normalQuantile } from './normal-distribution.ts';
import { buildPairedInterval } from './paired-interval.ts';
import { computeSignedRankCut } from './signed-rank.ts';
import { buildTInterval } from './t-interval.ts';

const truth = 0.7;
const repetitions = 20_000;

type Draw = (uniform: () => number) => number;

const normal: Draw = (uniform) => normalQuantile(uniform() || 0.5);

/** Symmetric with heavy tails, as recorded groups have: one in ten is ten times as wide. */
const contaminated: Draw = (uniform) => normal(uniform) * (uniform() < 0.1 ? 10 : 1);

function coverageRatio(
  size: number,
  draw: Draw,
  build: (values: readonly number[]) => IntervalEstimate | undefined,
): number {
  const rng = xoroshiro128plus(20_260_101 + size);
  const uniform = (): number => uniformFloat64(rng);
  let covered = 0;
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const values = Array.from({ length: size }, () => truth + draw(uniform));
    const interval = build(values);
    if (interval && interval.lower <= truth && truth <= interval.upper) covered += 1;
  }
  return covered / repetitions;
}

describe('coverage of 95 % intervals', () => {
  it('is 95 ± 1 % for the t interval on five groups', () => {
    const ratio = coverageRatio(5, normal, (values) => buildTInterval(values, 0.95));
    expect(Math.abs(ratio - 0.95)).toBeLessThan(0.01);
  });

  it.each([8, 12])('is what the exact distribution promises for Hodges-Lehmann on %i', (size) => {
    const promised = computeSignedRankCut(size, 0.95)?.achievedConfidence ?? 0;
    expect(promised).toBeGreaterThanOrEqual(0.95);
    for (const draw of [normal, contaminated]) {
      const ratio = coverageRatio(size, draw, (values) => buildPairedInterval(values, 0.95));
      expect(Math.abs(ratio - promised)).toBeLessThan(0.005);
      expect(Math.abs(ratio - 0.95)).toBeLessThan(0.015);
    }
  });
});
