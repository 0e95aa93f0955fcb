// Relative gates: what fails, what passes, and what is never a pass.
import { describe, expect, it } from 'vitest';
import type { ResolvedGate } from '../spec/experiment.ts';
import { buildPairedInterval } from '../stats/paired-interval.ts';
import { buildGateInterval, type GateLevel } from './gate-level.ts';
import type { GateQuestion } from './list-questions.ts';
import { findNoise, type NoiseFloor } from './noise.ts';
import { gatherEvidence, judgeRelative, type RelativeContext } from './relative-gate.ts';
import {
  atMost,
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
  return judgeFigures(cpu, factors, noise, most);
}

/** One gate on its figure, that of the other variant being so many times as large. */
function judgeFigures(
  gate: ResolvedGate,
  factors: readonly (number | undefined)[],
  noise?: NoiseFloor,
  most = 27,
) {
  const { experiment, plan } = buildGatedExperiment([gate], 1, most);
  const [baseline, other] = plan.variants;
  if (baseline === undefined || other === undefined) throw new RangeError('Two variants.');
  const figures = factors.map(
    (factor): Figures => (factor === undefined ? {} : { [gate.metric]: 500 * factor }),
  );
  const cells = [
    buildCell(
      baseline,
      factors.map(() => ({ [gate.metric]: 500 })),
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
    runId: '20261129-220900-abcd',
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
    expect(judgeBuilt(invalid)[0]?.message?.text).toContain('The generator was saturated.');
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

  it('what the planned groups cannot decide is not called out of reach, nor told to judge itself', () => {
    const noisy = around(1.03, 0.4, 27);
    const ofCpu = judgeFactors(noisy)?.advice?.text;
    expect(ofCpu).toContain('The planned groups cannot decide it with this noise.');
    expect(ofCpu).toContain('Raise the tolerance or the number of groups, or use a quieter');
    expect(ofCpu).not.toContain('judge CPU per request');
    const ofRate = judgeFigures(buildGate('rps', 'throughputRps'), noisy)?.advice?.text;
    expect(ofRate).toContain('judge CPU per request');
  });

  it('a percentile that no group has the requests for asks for longer slices, and not for groups', () => {
    const none = [1, 1, 1, 1].map(() => undefined);
    const relative = judgeFigures(buildGate('p99', 'latencyP99Us'), none)?.advice?.text;
    const limit = judgeFigures(buildGate('p99', 'latencyP99Us', atMost(9_000)), none)?.advice?.text;
    for (const advice of [relative, limit]) {
      expect(advice).toContain('More groups do not help: p99 needs 1,000 requests in a group');
      expect(advice).toContain('longer slices (`--slice-ms`) or judge a lower percentile');
    }
    expect(judgeFactors(none)?.advice?.text).toContain('too little data to tell');
  });

  it('an undecided one says how many more groups would decide it, and by which command', () => {
    const open = judgeFactors(around(1.03, 0.03, 8));
    expect(open).toMatchObject({ outcome: 'undecided' });
    expect(open?.advice?.text).toContain(
      `loadstone gate --more 20261129-220900-abcd --groups ${open?.moreGroups}`,
    );
  });

  it('one that takes many times the groups that were run is told to be too small instead', () => {
    const open = judgeFactors(around(1.045, 0.04, 8));
    expect(open).toMatchObject({ outcome: 'undecided' });
    expect(open?.moreGroups).toBeGreaterThan(80);
    expect(open?.advice?.text).toBe(
      'More groups will not decide it: the difference is too small against the noise here. Raise the tolerance, or use a quieter machine.',
    );
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

describe('a gate on a figure of which more is better', () => {
  const rps = buildGate('rps', 'throughputRps');
  const judgeRates = (factors: readonly number[]) => judgeFigures(rps, factors);

  it('fails where there is less, passes where there is more, and tells the limit as a least', () => {
    const less = judgeRates(around(0.9, 0.02, 8));
    expect(less).toMatchObject({ status: 'fail', outcome: 'regression', limitKind: 'at-least' });
    expect(less?.limit).toBeCloseTo(1 / 1.05, 12);
    expect(less?.value).toBeCloseTo(0.9, 2);
    expect(judgeRates(around(1.1, 0.02, 8))).toMatchObject({ status: 'pass', outcome: 'better' });
  });

  it('shows the interval of the ratio, the lower end first', () => {
    for (const middle of [0.9, 1.1]) {
      const { value, lower, upper } = judgeRates(around(middle, 0.02, 8)) ?? {};
      expect(lower).toBeGreaterThan(middle * 0.97);
      expect(lower).toBeLessThan(value ?? 0);
      expect(upper).toBeGreaterThan(value ?? 0);
      expect(upper).toBeLessThan(middle * 1.03);
    }
  });
});

it('a variant without its baseline, or that was not run, gives no evidence', () => {
  const { experiment, plan } = buildGatedExperiment([cpu], 1, 8);
  const [baseline, other] = plan.variants;
  if (baseline === undefined || other === undefined) throw new RangeError('Two variants.');
  const cell = buildCell(other, [{ cpuPerRequestUs: 500 }, { cpuPerRequestUs: 600 }]);
  const ask = (question: Partial<GateQuestion>) =>
    gatherEvidence({ gate: cpu, ...question } as GateQuestion, context());
  expect(ask({ cell })).toMatchObject({ worse: [], pValue: 1 });
  expect(ask({ reference: cell })).toMatchObject({ worse: [], pValue: 1 });
  expect(judgeBuilt({ experiment, plan, cells: [[cell]], groups: 2 })).toMatchObject([
    { status: 'inconclusive', groups: 0 },
  ]);
});

it('the noise of a machine is that of the same scenario, load and metric', () => {
  const where = { scenario: 's0', loadId: 'closed-16', metric: 'cpuPerRequestUs' } as const;
  const entry = { ...where, sdLog: 0.2, groups: 20 };
  const floor = (...entries: readonly NoiseFloor['entries'][number][]): NoiseFloor => ({
    ...floorOf(0),
    entries,
  });
  const others = [
    { ...entry, scenario: 's1' },
    { ...entry, loadId: 'open-200' },
    { ...entry, metric: 'latencyP99Us' as const },
  ];
  expect(findNoise(floor(...others, entry), where)).toBe(entry);
  expect(findNoise(floor(...others), where)).toBeUndefined();
  expect(findNoise(undefined, where)).toBeUndefined();
});

it('wrong answers have no relative gate', () => {
  const right = { gate: buildGate('right', 'wrongBodies') } as GateQuestion;
  expect(() => gatherEvidence(right, context())).toThrow(/no relative gate/);

  expect(() => judgeFigures(buildGate('right', 'wrongBodies'), [1, 1, 1])).toThrow(RangeError);
  const absolute = { gate: buildGate('slo', 'latencyP99Us', atMost(1)) } as GateQuestion;
  expect(() => judgeRelative({ question: absolute, worse: [], pValue: 1 }, 1, context())).toThrow(
    RangeError,
  );
});

function context(changes: Partial<GateLevel> = {}, noise?: NoiseFloor): RelativeContext {
  const level: GateLevel = {
    ...{ kind: 'fixed', unit: 'group', looks: [8], mostGroups: 8 },
    ...{ failAlpha: 0.01, passAlpha: 0.05 },
    ...changes,
  };
  return { level, questions: 1, noise };
}

/** By the logarithms of "worse" themselves, so that a limit can be met exactly. */
function judgeWorse(
  worse: readonly number[],
  { p = 0.001, tolerance = 0.05, at = context() } = {},
) {
  const rule = { kind: 'relative', toleranceRatio: tolerance } as const;
  const gate = buildGate('cpu', 'cpuPerRequestUs', { rule });
  const question = { gate, scenario: 's0', load: { id: 'closed-16' } } as GateQuestion;
  return judgeRelative({ question, worse, pValue: p }, p, at);
}

describe('the edges of a relative gate', () => {
  const eightOf = (value: number) => Array.from({ length: 8 }, () => value);
  const margin = Math.log(1.05);
  const slow = around(0.1, 0.1, 8);

  it('exactly the tolerance is too much, and no difference is none', () => {
    expect(judgeWorse(eightOf(margin)).outcome).toBe('regression');
    expect(judgeWorse(eightOf(margin - 1e-9)).outcome).toBe('worse-within-tolerance');
    expect(judgeWorse(eightOf(0)).outcome).toBe('equivalent');
  });

  it('without a tolerance neither fails nor passes what is exactly the same', () => {
    expect(judgeWorse(eightOf(0), { tolerance: 0 }).outcome).toBe('undecided');
    expect(judgeWorse(eightOf(1e-9), { tolerance: 0 }).outcome).toBe('regression');
    expect(judgeWorse(eightOf(-1e-9), { tolerance: 0 }).outcome).toBe('better');
  });

  it('fails by the p-value for all gates of the run: the level is enough, more is not', () => {
    expect(judgeWorse(slow, { p: 0.01 }).outcome).toBe('regression');
    expect(judgeWorse(slow, { p: 0.0101 }).status).toBe('inconclusive');
  });

  it('where groups are appended at will fails by its interval alone, and is never too noisy', () => {
    const at = context({ kind: 'anytime', looks: [] }, floorOf(0.5));
    expect(judgeWorse(slow, { p: 1, at }).outcome).toBe('regression');
    expect(judgeWorse(around(0.04, 0.5, 8), { p: 1, at })).toMatchObject({
      ...{ status: 'inconclusive', outcome: 'undecided' },
    });
    expect(judgeWorse(around(0.04, 0.5, 8), { at: context({}, floorOf(0.5)) }).outcome).toBe(
      'undecidable',
    );
  });

  it('is undecided where groups are appended at will, and are too few for any bound', () => {
    const at = context({ kind: 'anytime', looks: [] });
    // At 99 % so few groups have no bound at all.
    for (const groups of [3, 4, 5, 6])
      expect(
        judgeWorse(
          Array.from({ length: groups }, (_, n) => -0.1 - n / 1e3),
          { at },
        ),
      ).toEqual(
        expect.objectContaining(
          buildGateInterval([1, 2, 3, 4, 5, 6].slice(0, groups), 0.01, at.level) === undefined
            ? { status: 'inconclusive', outcome: 'undecided', value: null }
            : { status: 'pass', outcome: 'better' },
        ),
      );
  });

  it('passes without a name of its own where it may be much better or a little worse', () => {
    const wide = [-0.2, 0.03, -0.15, 0.02, -0.1, 0.01, -0.05, 0.03];
    expect(judgeWorse(wide)).toMatchObject({ status: 'pass', outcome: 'within-limit' });
  });

  it('shows the bounds that decide: the lower one of a FAIL, the upper one of a PASS', () => {
    const { lower, upper, value } = judgeWorse(slow);
    expect(lower).toBe(Math.exp(buildPairedInterval(slow, 0.99)?.lower ?? 0));
    expect(upper).toBe(Math.exp(buildPairedInterval(slow, 0.95)?.upper ?? 0));
    expect(value).toBe(Math.exp(buildPairedInterval(slow, 0.95)?.estimate ?? 0));
  });

  it('two groups decide nothing, though both say the same', () => {
    expect(judgeWorse([0.1, 0.1]).outcome).toBe('undecided');
    expect(judgeWorse([0.1, 0.1, 0.1]).outcome).toBe('regression');
  });
});

describe('what a gate advises', () => {
  const open = around(0.045, 0.9, 8);

  it('is the groups that lack to the nearer side, at least one', () => {
    const few = judgeWorse(open, { at: context({ mostGroups: 27 }) });
    expect(few).toMatchObject({ outcome: 'undecided', leastDetectableRatio: null });
    const noisier = judgeWorse(around(0.045, 1, 8), { at: context({ mostGroups: 27 }) });
    expect(few.moreGroups).toBeGreaterThan(0);
    expect(noisier.moreGroups).toBeGreaterThan(few.moreGroups ?? Number.POSITIVE_INFINITY);
  });

  it('is as many as an appended run needs, which is judged at any time', () => {
    const { moreGroups } = judgeWorse(open, { at: context({ mostGroups: 27 }) });
    const at = context({ kind: 'anytime', looks: [] });
    const judgeAfter = (more: number) => judgeWorse(around(0.045, 0.9, 8 + more), { at }).status;
    expect(judgeAfter(moreGroups ?? 0)).toBe('pass');
    expect(judgeAfter(Math.round((moreGroups ?? 0) / 2))).toBe('inconclusive');
  });

  it('is no number of groups where occasions are what lacks, of which the calibration knows nothing', () => {
    const at = context({ unit: 'epoch', mostGroups: 27 }, floorOf(0.5));
    const epochs = judgeWorse(around(0.04, 0.5, 8), { at });
    expect(epochs).toMatchObject({ status: 'inconclusive', moreGroups: null });
    // By the spread of these occasions and not by that of the machine, which is ten times as large.
    expect(epochs.leastDetectableRatio).toBeLessThan(1.1);
  });

  it('tells the least slowdown from the groups themselves once all of them ran, and are eight', () => {
    const least = (groups: number, mostGroups: number) =>
      judgeWorse(around(0.04, 0.5, groups), { at: context({ mostGroups }) }).leastDetectableRatio;
    expect(least(8, 8)).toBeGreaterThan(1);
    expect(least(8, 9)).toBeNull();
    expect(least(7, 7)).toBeNull();
    const [eight, planned] = [8, 32].map(
      (mostGroups) =>
        judgeWorse(open, { at: context({ mostGroups }, floorOf(0.05)) }).leastDetectableRatio ?? 0,
    );
    expect(planned).toBeGreaterThan(1);
    expect(planned).toBeLessThan(eight ?? 0);
  });
});
