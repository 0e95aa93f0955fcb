// Looking after every group: how often the confidence sequence and a plain interval lose the truth.
import { describe, expect, it } from 'vitest';
import { buildConfidenceSequenceInterval } from './confidence-sequence.ts';
import type { IntervalEstimate } from './interval.ts';
import { buildTInterval } from './t-interval.ts';
import { buildDisturbed, buildNormal, buildUniform, type Noise } from './test-noise.ts';

type Build = (values: readonly number[], confidence: number) => IntervalEstimate | undefined;

/** Share of paths on which the interval leaves out the truth 0 after any of 2 to `mostGroups`. */
function everMissedRatio(build: Build, noise: Noise, mostGroups: number, paths: number): number {
  let missed = 0;
  for (let path = 0; path < paths; path += 1) {
    const values = [noise()];
    while (values.length < mostGroups) {
      values.push(noise());
      const interval = build(values, 0.95);
      if (interval && (interval.lower > 0 || interval.upper < 0)) {
        missed += 1;
        break;
      }
    }
  }
  return missed / paths;
}

describe('t confidence sequence', () => {
  it.each([
    ['normal', buildNormal],
    ['disturbed', buildDisturbed],
  ] as const)('holds the truth at all looks from 2 to 200 groups with %s noise', (_, build) => {
    const noise = build(buildUniform(11));
    const missed = everMissedRatio(buildConfidenceSequenceInterval, noise, 200, 1_000);
    expect(missed).toBeLessThanOrEqual(0.05);
    expect(missed).toBeGreaterThan(0.005);
  });

  it('does what a plain t interval cannot', () => {
    const noise = buildNormal(buildUniform(12));
    expect(everMissedRatio(buildTInterval, noise, 50, 300)).toBeGreaterThan(0.2);
  });
});
