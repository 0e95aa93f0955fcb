// Pairs are made slice by slice inside a group, and drift that hits both cancels out.
import { describe, expect, it } from 'vitest';
import type { SliceRecord, TrialRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { computeThroughputRps } from '../metrics.ts';
import { buildTestRecords } from '../test-run.ts';
import { buildComparison } from './comparison.ts';
import { fixedLevel } from './judgement-level.ts';
import { type MeasuredTrial, pairGroups } from './pairing.ts';

const ruleOf = (toleranceRatio: number) => ({
  ...{ toleranceRatio, familySize: 1 },
  level: fixedLevel(8),
});

const experiment = buildTestExperiment({
  scenarios: [buildTestScenario('browse')],
  slices: { slicesPerGroup: 4, sliceMs: 40, dropFirstMs: 0, warmupMs: 0, loadMs: 2_000 },
});

function measure(record: TrialRecord): MeasuredTrial {
  const throughputRps = computeThroughputRps(record);
  return {
    record,
    unit: record.group,
    figures: new Map(throughputRps === undefined ? [] : [['throughputRps', throughputRps]]),
  };
}

function buildPair(seed: number, groups: number, change?: (trial: TrialRecord) => TrialRecord) {
  const plan = buildPlan(
    { ...experiment, groups, seed },
    { variantPatterns: ['cache=memory,threads=single'] },
  );
  const trials = buildTestRecords(experiment, plan, { seed, ...(change && { change }) })
    .filter((record) => record.kind === 'trial')
    .map(measure);
  const [baselineId] = plan.variants.map(({ id }) => id);
  return {
    reference: trials.filter(({ record }) => record.variantId === baselineId),
    other: trials.filter(({ record }) => record.variantId !== baselineId),
  };
}

const withSlices = (
  trial: TrialRecord,
  change: (slice: SliceRecord, index: number) => SliceRecord,
): TrialRecord => ({ ...trial, slices: trial.slices.map(change) });

describe('pairGroups', () => {
  it('takes the mean of the log-ratios of the j-th slices', () => {
    const { reference, other } = buildPair(1, 1);
    const rates = (trial: MeasuredTrial | undefined) =>
      trial?.record.slices.map(({ succeeded }) => Math.log(succeeded)) ?? [];
    const expected =
      rates(other[0])
        .map((rate, index) => rate - (rates(reference[0])[index] ?? 0))
        .reduce((a, b) => a + b, 0) / 4;
    expect(pairGroups('throughputRps', reference, other)[0]).toBeCloseTo(expected, 12);
  });

  it('finds nothing where a linear drift is all there is', () => {
    const { reference, other } = buildPair(2, 6, (trial) =>
      withSlices(trial, (slice) => ({
        ...slice,
        succeeded: Math.round(1e9 * Math.exp(0.1 * slice.position)),
      })),
    );
    for (const logRatio of pairGroups('throughputRps', reference, other)) {
      expect(logRatio).toBeCloseTo(0, 6);
    }
  });

  it('leaves out groups that either side lacks', () => {
    const { reference, other } = buildPair(3, 5);
    expect(pairGroups('throughputRps', reference.slice(1), other)).toHaveLength(4);
    expect(pairGroups('throughputRps', reference, other.slice(0, 2))).toHaveLength(2);
    expect(pairGroups('latencyP99Us', reference, other)).toHaveLength(0);
  });

  it('counts a slice in which the variant hung against it', () => {
    const { reference, other } = buildPair(4, 1);
    const hung = other.map(({ record }) =>
      measure(
        withSlices(record, (slice, index) => (index === 0 ? { ...slice, succeeded: 0 } : slice)),
      ),
    );
    const [logRatio] = pairGroups('throughputRps', reference, hung);
    expect(logRatio).toBeLessThan(Math.log(0.85));
  });

  it('falls back on the totals where a slice is missing', () => {
    const { reference, other } = buildPair(5, 1);
    const short = other.map(({ record }) => measure({ ...record, slices: record.slices.slice(1) }));
    expect(pairGroups('throughputRps', reference, short)).toHaveLength(1);
  });

  it('calls an A/A pair with launch effects different in about 5 % of the runs', () => {
    const repetitions = 150;
    let different = 0;
    for (let seed = 1; seed <= repetitions; seed += 1) {
      const { reference, other } = buildPair(seed, 8);
      const logRatios = pairGroups('throughputRps', reference, other);
      const { verdict } = buildComparison('throughputRps', logRatios, ruleOf(0.0001));
      if (verdict === 'better' || verdict === 'worse') different += 1;
    }
    expect(different / repetitions).toBeLessThan(0.1);
    expect(different).toBeGreaterThan(0);
  });
});
