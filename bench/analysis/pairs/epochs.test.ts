// Occasions of a run: how they are told apart, and that intervals over them hold on another occasion.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { describe, expect, it, test } from 'vitest';
import type { MetricName } from '../../../reports/document/result.ts';
import type { RunRecord, TrialRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildGenerator } from '../../plan/random.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { normalQuantile } from '../../stats/normal-distribution.ts';
import { analyseRun } from '../compare/analyse-run.ts';
import { buildTestRecords } from '../test-run.ts';
import { buildComparison } from './comparison.ts';
import { chooseSampling, numberEpochs } from './epochs.ts';
import { fixedLevel } from './judgement-level.ts';
import { type MeasuredTrial, pairGroups } from './pairing.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 29) + minute * 60_000).toISOString();
const group = (index: number, startMinute: number, epoch?: number) => ({
  index,
  started: { at: at(startMinute), ...(epoch !== undefined && { epoch }) },
  ended: { at: at(startMinute + 1) },
});

describe('numbering', () => {
  it('takes what was recorded', () => {
    const epochs = numberEpochs([group(0, 0, 0), group(1, 1, 3), group(2, 2, 3)]);
    expect([...epochs.values()]).toEqual([0, 3, 3]);
  });

  it('tells older runs apart by pauses of ten minutes', () => {
    const epochs = numberEpochs([group(0, 0), group(1, 2), group(2, 13), group(3, 600)]);
    expect([...epochs.values()]).toEqual([0, 0, 1, 2]);
  });

  it('numbers on from what was recorded where later groups have none', () => {
    expect([...numberEpochs([group(0, 0, 2), group(1, 100)]).values()]).toEqual([2, 3]);
  });
});

describe('the sample', () => {
  it('is of groups below three occasions', () => {
    const sampling = chooseSampling([group(0, 0), group(1, 2), group(2, 100)]);
    expect(sampling.unit).toBe('group');
    expect([...sampling.unitOf]).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(sampling.epochs).toEqual([
      { startedAt: at(0), endedAt: at(3), groups: 2 },
      { startedAt: at(100), endedAt: at(101), groups: 1 },
    ]);
  });

  it('is of occasions from the third on', () => {
    const sampling = chooseSampling([group(0, 0), group(1, 2), group(2, 100), group(3, 200)]);
    expect(sampling.unit).toBe('epoch');
    expect([...sampling.unitOf.values()]).toEqual([0, 0, 1, 2]);
  });
});

const metric: MetricName = 'cpuPerRequestUs';
const trial = (index: number, unit: number, value: number): MeasuredTrial => ({
  ...{ record: { group: index } as TrialRecord, unit },
  figures: new Map([[metric, value]]),
});

/** Share of simulated runs whose interval holds the mean ratio over all occasions. */
function countCovered(epochs: number, groupsPerEpoch: number, isPooled: boolean): number {
  const rng = buildGenerator(11, 'epochs', epochs, groupsPerEpoch);
  const normal = () => normalQuantile(uniformFloat64(rng) || 0.5);
  const [trueLog, betweenSd, withinSd, runs] = [0.1, 0.06, 0.03, 1_000];
  const rule = { toleranceRatio: 0.05, level: fixedLevel(epochs), familySize: 1 };
  let covered = 0;
  for (let run = 0; run < runs; run += 1) {
    const pairs = Array.from({ length: epochs }, (_, epoch) => {
      const occasion = trueLog + betweenSd * normal();
      return Array.from({ length: groupsPerEpoch }, (__, within) => {
        const index = epoch * groupsPerEpoch + within;
        const unit = isPooled ? epoch : index;
        const other = 100 * Math.exp(occasion + withinSd * normal());
        return [trial(index, unit, 100), trial(index, unit, other)] as const;
      });
    }).flat();
    const logRatios = pairGroups(
      metric,
      pairs.map(([reference]) => reference),
      pairs.map(([, other]) => other),
    );
    const { ratioLower, ratioUpper } = buildComparison(metric, logRatios, rule);
    const truth = Math.exp(trueLog);
    if ((ratioLower ?? 0) <= truth && truth <= (ratioUpper ?? 0)) covered += 1;
  }
  return covered / runs;
}

test('intervals over epochs hold the mean over occasions in 95 of 100 runs, those over groups do not', () => {
  for (const [epochs, groups] of [
    [3, 2],
    [8, 1],
    [12, 2],
  ] as const) {
    expect(countCovered(epochs, groups, true)).toBeGreaterThan(0.93);
    expect(countCovered(epochs, groups, true)).toBeLessThan(0.98);
  }
  expect(countCovered(3, 4, false)).toBeLessThan(0.85);
});

test('a run of three occasions is judged over them: one value an occasion', () => {
  const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')] });
  const plan = buildPlan({ ...experiment, groups: 6 });
  const records = buildTestRecords(experiment, plan).map(
    (record): RunRecord =>
      record.kind === 'group-started' ? { ...record, epoch: Math.floor(record.group / 2) } : record,
  );
  const over = (kept: readonly RunRecord[]) => {
    const { sampling, scenarios } = analyseRun({ experiment, plan, records: kept });
    const cells = scenarios.flatMap(({ cells: all }) => all);
    const compared = cells.flatMap(({ comparisons }) => comparisons);
    return { sampling, values: new Set(compared.map(({ groups }) => groups)) };
  };
  expect(over(records).sampling).toMatchObject({ unit: 'epoch', epochs: { length: 3 } });
  expect(over(records).values).toEqual(new Set([3]));
  const early = records.filter((record) => !('group' in record) || record.group < 4);
  expect(over(early).sampling).toMatchObject({ unit: 'group', epochs: { length: 2 } });
  expect(over(early).values).toEqual(new Set([4]));
});
