// Relative gates: what fails, what passes, and what is never a pass.
import { describe, expect, it } from 'vitest';
import type { NoiseFloor } from './noise-floor.ts';
import {
  buildCell,
  buildGate,
  buildGatedExperiment,
  type Figures,
  invalidRun,
  judgeBuilt,
} from './test-gates.ts';

const cpu = buildGate('cpu', 'cpuPerRequestUs');

/** One gate on CPU per request, the other variant being worse by these factors. */
function judgeFactors(factors: readonly (number | undefined)[], noise?: NoiseFloor, most = 27) {
  const { experiment, plan } = buildGatedExperiment([cpu], 1, most);
  const [baseline, other] = plan.variants;
  if (baseline === undefined || other === undefined) throw new RangeError('Two variants.');
  const figures = factors.map(
    (factor): Figures => (factor === undefined ? {} : { cpuPerRequestUs: 500 * factor }),
  );
  const cells = [
    buildCell(
      baseline,
      factors.map(() => ({ cpuPerRequestUs: 500 })),
    ),
    buildCell(other, figures),
  ];
  const groups = factors.length;
  const [result] = judgeBuilt({
    experiment,
    plan,
    cells: [cells],
    groups,
    ...(noise && { noise }),
  });
  return result;
}

/** Factors about a middle, spread evenly within ± that much. */
const around = (middle: number, halfWidth: number, groups: number) =>
  Array.from(
    { length: groups },
    (_, index) => middle * (1 + halfWidth * ((2 * ((index * 7) % groups)) / (groups - 1) - 1)),
  );

const floorOf = (sdLog: number): NoiseFloor => ({
  ...{ fingerprint: 'f', measuredAt: '2026-01-01T00:00:00.000Z', runId: 'r' },
  entries: [{ scenario: 's0', loadId: 'closed-16', metric: 'cpuPerRequestUs', sdLog, groups: 20 }],
});

describe('what is never a pass', () => {
  it('no figure at all, or only those of two groups', () => {
    expect(judgeFactors(Array.from({ length: 8 }, () => undefined))).toMatchObject({
      ...{ status: 'inconclusive', outcome: 'undecided', value: null, groups: 0 },
    });
    expect(judgeFactors([1, 1, ...Array.from({ length: 6 }, () => undefined)])?.status).toBe(
      'inconclusive',
    );
  });

  it('a variant that was not run, and an invalid run', () => {
    const { experiment, plan } = buildGatedExperiment([cpu]);
    const [baseline, other] = plan.variants;
    if (baseline === undefined || other === undefined) throw new RangeError('Two variants.');
    const steady = Array.from({ length: 8 }, () => ({ cpuPerRequestUs: 500 }));
    const alone = { experiment, plan, cells: [[buildCell(baseline, steady)]], groups: 8 };
    expect(judgeBuilt(alone)).toMatchObject([{ status: 'error', outcome: 'not-run' }]);
    const both = [buildCell(baseline, steady), buildCell(other, steady)];
    const invalid = { ...alone, cells: [both], validity: invalidRun };
    expect(judgeBuilt(invalid)).toMatchObject([{ status: 'error', outcome: 'invalid-run' }]);
    expect(judgeBuilt(invalid)[0]?.message).toContain('The generator was saturated.');
    expect(judgeBuilt({ ...alone, cells: [both] })).toMatchObject([{ status: 'pass' }]);
  });

  it('a tolerance below the noise floor of the machine, unless it is surely no slower', () => {
    const noisy = floorOf(0.2);
    expect(judgeFactors(around(1, 0.01, 8), noisy)).toMatchObject({
      ...{ status: 'inconclusive', outcome: 'undecidable', moreGroups: null },
    });
    expect(judgeFactors(around(1, 0.01, 8), noisy)?.leastDetectableRatio).toBeGreaterThan(1.1);
    expect(judgeFactors(around(0.9, 0.01, 8), noisy)).toMatchObject({ outcome: 'better' });
    expect(judgeFactors(around(1.2, 0.01, 8), noisy)).toMatchObject({ outcome: 'regression' });
    expect(judgeFactors(around(1, 0.01, 8), floorOf(0.02))).toMatchObject({ status: 'pass' });
  });
});

describe('the outcome has a name', () => {
  it.each([
    ['better', around(0.9, 0.02, 8)],
    ['equivalent', around(1, 0.02, 8)],
    ['worse-within-tolerance', around(1.02, 0.01, 8)],
    ['regression', around(1.1, 0.02, 8)],
    ['undecided', around(1.045, 0.04, 8)],
    ['undecidable', around(1.03, 0.4, 27)],
  ])('%s', (outcome, factors) => {
    expect(judgeFactors(factors)?.outcome).toBe(outcome);
  });

  it('a noisy run passes at its last look where its interval says so', () => {
    // Without a calibration its spread is no reason against what the interval shows.
    expect(judgeFactors(around(0.85, 0.2, 27))).toMatchObject({ status: 'pass' });
  });

  it('an undecided one says how many more groups would decide it, and by which command', () => {
    const open = judgeFactors(around(1.045, 0.04, 8));
    expect(open?.moreGroups).toBeGreaterThan(0);
    expect(open?.advice).toContain('loadstone gate --more');
  });

  it('the spread of a few groups is no reason to give up: more of them are advised', () => {
    const few = judgeFactors(around(1, 0.4, 3), undefined, 3);
    expect(few).toMatchObject({ outcome: 'undecided' });
    expect(few?.moreGroups).toBeGreaterThan(0);
  });

  it('a difference below the tolerance never fails, however sure it is', () => {
    expect(judgeFactors(around(1.04, 0.001, 27))?.status).toBe('pass');
  });
});
