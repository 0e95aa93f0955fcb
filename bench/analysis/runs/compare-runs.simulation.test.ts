// Comparisons between runs of a known truth: how often they claim a change that is none, and find one that is.
import { expect, test } from 'vitest';
import type { ChangeVerdict } from '../../../reports/document/compare.ts';
import type { MetricName } from '../../../reports/document/result.ts';
import { countRounds } from '../../../tests/support/rounds.ts';
import { buildDisturbed, buildNormal, buildUniform, type Noise } from '../../stats/test-noise.ts';
import { compareRuns } from './compare-runs.ts';
import { simulateRun, type Truth } from './test-two-runs.ts';

const usual = { groups: 8, sd: 0.08, effects: [1.3, 0.9, 2, 1, 5], mood: 1 } as const;
const rounds = countRounds(200, 1_000);
const isChange = (verdict: ChangeVerdict) => ['grew', 'shrank', 'reversed'].includes(verdict);

function compareTwice(a: Partial<Truth>, b: Partial<Truth>, metric: MetricName, noise: Noise) {
  const shared = { ...usual, primaryMetric: metric };
  const runA = simulateRun({ ...shared, id: 'a', ...a }, noise);
  return compareRuns(runA, simulateRun({ ...shared, id: 'b', ...b }, noise)).effects;
}

/** Share of pairs of runs with any claim of a change. */
function measureFalseClaims(metric: MetricName, noise: Noise, b: Partial<Truth> = {}): number {
  let claims = 0;
  for (let round = 0; round < rounds; round += 1) {
    const effects = compareTwice({}, b, metric, noise);
    if (effects.some(({ verdict }) => isChange(verdict))) claims += 1;
  }
  return claims / rounds;
}

// 5 % and three standard errors of so many rounds.
const mostFalseClaims = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / rounds);

test.each([
  ['from the groups', 'cpuPerRequestUs'],
  ['from the intervals', 'throughputRps'],
] as const)(
  'of one truth, one pair of runs in twenty at most claims any change, %s',
  (_, metric) => {
    expect(measureFalseClaims(metric, buildNormal(buildUniform(1)))).toBeLessThan(mostFalseClaims);
  },
);

test('so too where groups are disturbed, and where the runs differ in size and noise', () => {
  const disturbed = buildDisturbed(buildUniform(2));
  const normal = buildNormal(buildUniform(3));
  const b = { groups: 18, sd: 0.02 };
  for (const metric of ['cpuPerRequestUs', 'throughputRps'] as const) {
    expect(measureFalseClaims(metric, disturbed)).toBeLessThan(mostFalseClaims);
    expect(measureFalseClaims(metric, normal, b)).toBeLessThan(mostFalseClaims);
  }
});

test('so too where runs ended early, as soon as luck had decided them', () => {
  const noise = buildNormal(buildUniform(7));
  const truth = { effects: [1], sd: 0.1, looks: [8, 12, 18, 27] };
  let claims = 0;
  for (let round = 0; round < rounds; round += 1) {
    const [only] = compareTwice(truth, truth, 'cpuPerRequestUs', noise);
    if (only !== undefined && isChange(only.verdict)) claims += 1;
  }
  expect(claims / rounds).toBeGreaterThan(0);
  expect(claims / rounds).toBeLessThan(mostFalseClaims);
});

test('so too where a run has few groups', () => {
  const noise = buildNormal(buildUniform(8));
  expect(measureFalseClaims('cpuPerRequestUs', noise, { groups: 3 })).toBeLessThan(mostFalseClaims);
});

test.each(['cpuPerRequestUs', 'throughputRps'] as const)(
  'a doubled effect is found, %s',
  (metric) => {
    const noise = buildNormal(buildUniform(4));
    const verdicts = Array.from(
      { length: 100 },
      () => compareTwice({}, { effects: [2.6, 0.9, 2, 1, 5] }, metric, noise)[0]?.verdict,
    );
    expect(verdicts.filter((verdict) => verdict === 'grew')).toHaveLength(100);
  },
);

test('a machine that is three times slower on the second day changes no effect', () => {
  const quiet = () => buildNormal(buildUniform(5));
  const [fast, slow] = [1, 1 / 3].map((mood) =>
    compareTwice({}, { mood }, 'cpuPerRequestUs', quiet()),
  );
  for (const [index, effect] of (slow ?? []).entries()) {
    expect(effect.verdict).toBe(fast?.[index]?.verdict);
    expect(effect.change?.ratio).toBeCloseTo(fast?.[index]?.change?.ratio ?? 0, 9);
    expect(isChange(effect.verdict)).toBe(false);
  }
});

test('intervals of change hold the true change in 95% of the cases or more', () => {
  const noise = buildNormal(buildUniform(6));
  for (const metric of ['cpuPerRequestUs', 'throughputRps'] as const) {
    let [covered, total] = [0, 0];
    for (let round = 0; round < 400; round += 1) {
      for (const { change } of compareTwice({}, {}, metric, noise)) {
        total += 1;
        if (change !== null && change.ratioLower <= 1 && change.ratioUpper >= 1) covered += 1;
      }
    }
    expect(total).toBe(2_000);
    expect(covered / total).toBeGreaterThan(0.935);
  }
});
