// Whole synthetic runs: what is better is found, what is broken is excluded, what is missing is said.
import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { defaults } from '../../spec/defaults.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { buildTestRecords, type TestRunOptions } from '../test-run.ts';
import { type Analysis, analyseRun } from './analyse-run.ts';

const baseline = 'cache=none,threads=single';
const memory = 'cache=memory,threads=single';
const redis = 'cache=redis,threads=single';

function analyse(options: TestRunOptions = {}, changes: Partial<Experiment> = {}): Analysis {
  const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')], ...changes });
  const plan = buildPlan(experiment, { variantPatterns: ['threads=single'] });
  const records = buildTestRecords(experiment, plan, options);
  return analyseRun({ experiment, plan, records, placement: { service: '0', generator: '1' } });
}

const cellOf = (analysis: Analysis, id: string) =>
  analysis.scenarios[0]?.cells.find(({ variantId }) => variantId === id);

const comparisonOf = (analysis: Analysis, id: string, metric = 'throughputRps') =>
  cellOf(analysis, id)?.comparisons.find((each) => each.metric === metric);

describe('a variant that is 20 % faster', () => {
  const analysis = analyse({ behaviours: { [memory]: { speed: 1.2 } } });

  it('is better by about that much, over groups and not requests', () => {
    const comparison = comparisonOf(analysis, memory);
    expect(comparison).toMatchObject({
      verdict: 'better',
      method: 'hodges-lehmann',
      groups: 8,
      higherIsBetter: true,
      moreGroups: null,
    });
    expect(comparison?.ratio).toBeCloseTo(1.2, 1);
    expect(comparison?.ratioLower).toBeLessThan(1.2);
    expect(comparison?.ratioUpper).toBeGreaterThan(1.2);
    expect(comparisonOf(analysis, memory, 'latencyP99Us')?.verdict).toBe('better');
    expect(comparisonOf(analysis, memory, 'latencyP99Us')?.ratio).toBeCloseTo(1 / 1.2, 1);
  });

  it('is recommended, ranked first, and makes the headline', () => {
    expect(analysis.validity.status).toBe('valid');
    expect(analysis.scenarios[0]?.recommendation).toMatchObject({
      variantId: memory,
      tiedVariantIds: [],
    });
    expect(analysis.scenarios[0]?.cells[0]?.variantId).toBe(memory);
    expect(analysis.headline).toEqual({
      kind: 'choose',
      scenarioIndex: 0,
      variantId: memory,
      reasons: [],
    });
  });

  it('costs as many database calls, which is equivalent and exact', () => {
    expect(comparisonOf(analysis, memory, 'databaseCallsPerRequest')).toMatchObject({
      ratio: 1,
      ratioLower: 1,
      ratioUpper: 1,
      verdict: 'equivalent',
    });
    expect(comparisonOf(analysis, memory, 'walBytesPerRequest')).toBeUndefined();
  });

  it('carries pooled figures, a curve and routes', () => {
    const cell = cellOf(analysis, memory);
    const p99 = cell?.metrics.find(({ metric }) => metric === 'latencyP99Us');
    expect(p99?.perGroup).toHaveLength(8);
    expect(p99?.value).toBeGreaterThan(10_000);
    expect(cell?.distribution?.count).toBe(cell?.routes[0]?.succeeded);
    expect(cell?.routes[0]?.latencyP99Us).toBe(p99?.value);
    expect(analysis.trials.filter(({ included }) => included)).toHaveLength(24);
  });
});

describe('two variants that are alike', () => {
  it('tie where both are better than the baseline', () => {
    const analysis = analyse({ behaviours: { [memory]: { speed: 1.5 }, [redis]: { speed: 1.5 } } });
    const recommendation = analysis.scenarios[0]?.recommendation;
    const both = [recommendation?.variantId, ...(recommendation?.tiedVariantIds ?? [])];
    expect(both.toSorted()).toEqual([memory, redis]);
  });

  it('leave the baseline in place where none is better', () => {
    const analysis = analyse({ behaviours: { [redis]: { speed: 0.7 } } });
    expect(cellOf(analysis, redis)?.verdict).toBe('worse');
    expect(analysis.headline).toMatchObject({ kind: 'keep-baseline', variantId: baseline });
    expect(analysis.scenarios[0]?.recommendation?.tiedVariantIds).toEqual([memory]);
    expect(analysis.scenarios[0]?.cells.map(({ variantId }) => variantId).at(-1)).toBe(redis);
  });
});

describe('a variant that is fast but broken', () => {
  it('is excluded by failures and ranks behind', () => {
    const analysis = analyse({ behaviours: { [memory]: { speed: 3, failureRatio: 0.01 } } });
    expect(cellOf(analysis, memory)?.verdict).toBe('better');
    expect(cellOf(analysis, memory)?.warnings.map(({ code }) => code)).toContain('FAILURES');
    expect(cellOf(analysis, memory)?.failureReasons[0]?.reason).toBe('status 500');
    expect(analysis.headline.kind).toBe('keep-baseline');
    expect(analysis.scenarios[0]?.cells.at(-1)?.variantId).toBe(memory);
  });

  it('is excluded by one wrong answer', () => {
    const analysis = analyse({ behaviours: { [memory]: { speed: 3, wrongBodies: 1 } } });
    expect(cellOf(analysis, memory)?.wrongBodies).toBe(8);
    expect(analysis.headline.kind).toBe('keep-baseline');
  });

  it('is not judged where it never answered', () => {
    const analysis = analyse({ behaviours: { [memory]: { failureRatio: 1 } } });
    expect(cellOf(analysis, memory)).toMatchObject({ verdict: 'not-judged', distribution: null });
    expect(comparisonOf(analysis, memory)).toMatchObject({ ratio: null, groups: 0 });
  });
});

describe('a run without a conclusion', () => {
  it('has none where the baseline is dead', () => {
    const analysis = analyse({ behaviours: { [baseline]: { failureRatio: 1 } } });
    expect(analysis.headline.kind).toBe('no-conclusion');
    expect(analysis.headline.reasons[0]?.text).toContain('baseline cannot be relied on');
    expect(analysis.scenarios[0]?.recommendation).toBeNull();
  });

  it('asks for no more groups where the baseline is excluded: none would decide anything', () => {
    const behaviours = { [baseline]: { failureRatio: 0.5 }, [memory]: { speed: 2 } };
    const cells = analyse({ behaviours }, { groups: 2 }).scenarios[0]?.cells ?? [];
    const comparisons = cells.flatMap((cell) => [
      ...cell.comparisons,
      ...cell.routes.flatMap((route) => route.comparisons),
    ]);
    expect(comparisons.some(({ verdict }) => verdict === 'inconclusive')).toBe(true);
    expect(new Set(comparisons.map(({ moreGroups }) => moreGroups))).toEqual(new Set([null]));
  });

  it('has none where the baseline was not run', () => {
    const analysis = analyse({ behaviours: { [baseline]: { notRunReason: 'No Redis.' } } });
    expect(analysis.headline.kind).toBe('no-conclusion');
    expect(cellOf(analysis, memory)?.verdict).toBe('not-judged');
  });

  it('has none on two groups, however clear they look', () => {
    const analysis = analyse({ behaviours: { [memory]: { speed: 2 } } }, { groups: 2 });
    expect(comparisonOf(analysis, memory)).toMatchObject({ method: 't', verdict: 'inconclusive' });
    expect(comparisonOf(analysis, memory)?.moreGroups).toBeGreaterThanOrEqual(1);
    expect(analysis.headline.reasons[0]?.text).toContain('2 of 2 planned groups are valid');
  });

  it('has none without any record, and does not fail', () => {
    const experiment = buildTestExperiment();
    const analysis = analyseRun({ experiment, plan: buildPlan(experiment), records: [] });
    expect(analysis.headline.kind).toBe('no-conclusion');
    expect(analysis.validity.status).toBe('invalid');
    expect(analysis.validity.checks.every(({ status }) => status !== 'ok')).toBe(true);
    expect(analysis.variants.every(({ status }) => status === 'not-run')).toBe(true);
  });
});

describe('groups and variants', () => {
  it('leave void groups out of every figure', () => {
    const wild: TestRunOptions = {
      voidGroups: [2],
      change: (trial) =>
        trial.group === 2 ? { ...trial, counts: { ...trial.counts, succeeded: 9e9 } } : trial,
    };
    const analysis = analyse(wild);
    expect(cellOf(analysis, memory)?.groups).toBe(7);
    expect(cellOf(analysis, memory)?.succeeded).toBeLessThan(9e9);
    expect(analysis.groups[2]).toMatchObject({
      status: 'void',
      voidReason: expect.objectContaining({ text: expect.stringContaining('Foreign CPU') }),
    });
    expect(analysis.trials.filter(({ included }) => !included)).toHaveLength(3);
    expect(comparisonOf(analysis, memory)?.method).toBe('t');
    expect(analysis.validity.status).toBe('valid');
  });

  it('list variants that were not run last, with the reason', () => {
    const analysis = analyse({ behaviours: { [memory]: { notRunReason: 'No Redis here.' } } });
    expect(analysis.scenarios[0]?.cells.at(-1)).toMatchObject({
      variantId: memory,
      verdict: 'not-run',
    });
    expect(analysis.variants.find(({ id }) => id === memory)?.notRunReason?.text).toBe(
      'No Redis here.',
    );
  });

  it('count only the last attempt of a group that was cut off and run again', () => {
    const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')] });
    const plan = buildPlan(experiment);
    const records = buildTestRecords(experiment, plan);
    const cut = records.slice(
      0,
      records.findIndex(({ kind }) => kind === 'group-ended'),
    );
    const once = analyseRun({ experiment, plan, records });
    expect(analyseRun({ experiment, plan, records: [...cut, ...records] })).toEqual(once);
    const partial = analyseRun({ experiment, plan, records: cut });
    expect(partial.groups[0]).toMatchObject({ status: 'void' });
    expect(partial.trials).toHaveLength(6);
  });

  it('replay the same analysis from the same records, also after a trip through JSON', () => {
    const experiment = buildTestExperiment({ groups: 3 });
    const plan = buildPlan(experiment);
    const records = buildTestRecords(experiment, plan);
    const once = JSON.stringify(analyseRun({ experiment, plan, records }));
    const again = JSON.parse(JSON.stringify(records));
    expect(JSON.stringify(analyseRun({ experiment, plan, records: again }))).toBe(once);
  });
});

describe('limits of the config', () => {
  const usual = defaults.limits;
  const listRaised = (limits: Experiment['limits']) =>
    analyse({}, { limits }).warnings.filter(({ code }) => code === 'LIMITS_RAISED');

  it('that are raised are a caveat with both values, and those that are lowered are none', () => {
    const [warning, ...more] = listRaised({ ...usual, foreignCpuRatio: 0.9, maxRateRps: 50_000 });
    expect(more).toEqual([]);
    expect(warning?.message.text).toContain(
      'foreignCpuRatio 0.9 (usually 0.25); maxRateRps 50000 (usually 20000).',
    );
    expect(listRaised({ ...usual, foreignCpuRatio: 0.1, maxRunMs: 80_000_000 })).toEqual([]);
  });
});
