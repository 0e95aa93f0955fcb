// Factorial designs through the whole analysis: effects, simple effects, aliases, and what is missing.
import { describe, expect, it } from 'vitest';
import type { FactorialAnalysis, FactorialEffect } from '../../../reports/document/factorial.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import {
  buildTestExperiment,
  buildTestLevel,
  buildTestScenario,
} from '../../plan/test-experiment.ts';
import { buildVariants } from '../../plan/variants.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { buildTestRecords, type TestRunOptions } from '../test-run.ts';
import { analyseRun } from './analyse-run.ts';

/** Some fifty requests a slice: what they say is tested, not how well they say it. */
const slices = { slicesPerGroup: 2, sliceMs: 50, dropFirstMs: 0, warmupMs: 0, loadMs: 2_000 };

/** Factors of two levels, off and on. */
function buildSwitches(names: readonly string[], changes: Partial<Experiment> = {}): Experiment {
  return buildTestExperiment({
    factors: names.map((name) => ({ name, levels: [buildTestLevel('off'), buildTestLevel('on')] })),
    baseline: Object.fromEntries(names.map((name) => [name, 'off'])),
    scenarios: [buildTestScenario('browse')],
    slices,
    ...changes,
  });
}

type Levels = Readonly<Record<string, string>>;

/** Runs the experiment with speeds that follow from the levels. */
function analyse(
  experiment: Experiment,
  speedOf: (levels: Levels) => number,
  { notRun = [], ...options }: TestRunOptions & { readonly notRun?: readonly string[] } = {},
) {
  const plan = buildPlan(experiment);
  const behaviours = Object.fromEntries(
    buildVariants(experiment).map(({ id, levels }) => [
      id,
      { speed: speedOf(levels), ...(notRun.includes(id) && { notRunReason: 'no Redis' }) },
    ]),
  );
  const records = buildTestRecords(experiment, plan, { behaviours, ...options });
  const analysis = analyseRun({ experiment, plan, records });
  // Those of the test experiment are raised, which is of no concern here.
  const warnings = analysis.warnings.filter(({ code }) => code !== 'LIMITS_RAISED');
  return { factorial: analysis.scenarios[0]?.factorial, warnings };
}

const effectOf = (analysis: FactorialAnalysis | null | undefined, ...factors: string[]) =>
  analysis?.effects.find((effect) => effect.factors.join() === factors.join());

/** The cache helps 4 times without the index, hardly with it; a third factor adds a fifth to all. */
const remedies = ({ cache, index, threads }: Levels): number =>
  (cache === 'on' ? (index === 'on' ? 1.02 : 4) : 1) *
  (index === 'on' ? 6 : 1) *
  (threads === 'on' ? 1.2 : 1);

/** Whether the ratio is within a tenth of the truth, some four standard errors. */
const isNear = (effect: FactorialEffect | undefined, truth: number): boolean =>
  effect !== undefined && Math.abs(Math.log(effect.ratio / truth)) < 0.1;

describe('a full design in which two factors interact', () => {
  const experiment = buildSwitches(['cache', 'index', 'threads']);
  const { factorial, warnings } = analyse(experiment, remedies);

  it('has all seven effects, by share of the variation', () => {
    expect(factorial).toMatchObject({
      metric: 'throughputRps',
      groups: 8,
      confidence: 0.95,
      design: 'full',
      resolution: null,
      higherIsBetter: true,
    });
    expect(factorial?.effects.map(({ factors }) => factors.join(' × ')).slice(0, 3)).toEqual([
      'index',
      'cache',
      'cache × index',
    ]);
    expect(factorial?.effects).toHaveLength(7);
    expect(warnings).toEqual([]);
  });

  it('finds the true ratios, and the ratio of ratios', () => {
    expect(effectOf(factorial, 'threads')).toMatchObject({
      isReal: true,
      levels: { threads: ['off', 'on'] },
      aliases: [],
    });
    expect(isNear(effectOf(factorial, 'threads'), 1.2)).toBe(true);
    expect(isNear(effectOf(factorial, 'cache', 'index'), 1.02 / 4)).toBe(true);
    expect(isNear(effectOf(factorial, 'cache'), Math.sqrt(4 * 1.02))).toBe(true);
    expect(effectOf(factorial, 'cache', 'index')?.levels).toEqual({
      cache: ['off', 'on'],
      index: ['off', 'on'],
    });
  });

  it('says what the cache does without and with the index, and the index without and with the cache', () => {
    const pair = factorial?.simpleEffects.filter(
      ({ given }) => Object.keys(given).length === 1 && given.threads === undefined,
    );
    const told = pair?.map(({ factor, to, given, ratio }) => [factor, to, given, ratio]);
    expect(told).toEqual([
      ['cache', 'on', { index: 'off' }, expect.closeTo(4, 0)],
      ['cache', 'on', { index: 'on' }, expect.closeTo(1.02, 1)],
      ['index', 'on', { cache: 'off' }, expect.closeTo(6, 0)],
      ['index', 'on', { cache: 'on' }, expect.closeTo((6 * 1.02) / 4, 0)],
    ]);
  });

  it('sets the drift of the machine apart, and the shares add up to all of the rest', () => {
    const shares = factorial?.effects.reduce((sum, effect) => sum + effect.variationRatio, 0) ?? 0;
    expect(shares + (factorial?.errorVariationRatio ?? 0)).toBeCloseTo(1, 9);
    expect(factorial?.groupVariationRatio).toBeGreaterThan(0.01);
    expect(factorial?.errorVariationRatio).toBeLessThan(0.02);
  });
});

it('compares each level of a factor of three with the reference, alone and in interactions', () => {
  const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')], slices });
  const speeds: Readonly<Record<string, number>> = { none: 1, memory: 2, redis: 1.5 };
  const { factorial } = analyse(experiment, ({ cache = '' }) => speeds[cache] ?? 1);
  const cache = factorial?.effects.filter(({ factors }) => factors.join() === 'cache');
  expect(cache?.map(({ levels }) => levels.cache)).toEqual([
    ['none', 'memory'],
    ['none', 'redis'],
  ]);
  expect(cache?.[0]?.ratio).toBeCloseTo(2, 1);
  expect(cache?.[1]?.ratio).toBeCloseTo(1.5, 1);
  // All contrasts of a factor share the variation that they explain together.
  expect(cache?.[0]?.variationRatio).toBe(cache?.[1]?.variationRatio);
  expect(factorial?.effects).toHaveLength(5);
});

describe('a fraction', () => {
  it('of resolution V finds what a full design would, from half of the variants', () => {
    const names = ['cache', 'index', 'threads', 'gzip', 'pool'];
    const design = { kind: 'fraction', resolution: 5 } as const;
    const { factorial } = analyse(buildSwitches(names, { design }), remedies);
    expect(factorial).toMatchObject({ design: 'fraction', resolution: 5, groups: 8 });
    expect(factorial?.effects).toHaveLength(15);
    expect(isNear(effectOf(factorial, 'cache', 'index'), 1.02 / 4)).toBe(true);
    expect(effectOf(factorial, 'cache', 'index')?.aliases).toEqual([]);
    const given = factorial?.simpleEffects.find(
      (simple) => simple.factor === 'cache' && simple.given.index === 'off',
    );
    expect(given?.ratio).toBeCloseTo(4, 0);
  });

  it('of resolution IV names the aliases of an interaction and blames no pair for it', () => {
    const design = { kind: 'fraction', resolution: 4 } as const;
    const experiment = buildSwitches(['cache', 'index', 'threads', 'gzip'], { design });
    const { factorial } = analyse(experiment, remedies);
    expect(factorial?.resolution).toBe(4);
    expect(effectOf(factorial, 'cache', 'index')).toMatchObject({
      isReal: true,
      aliases: ['threads × gzip'],
    });
    const ofPair = factorial?.simpleEffects.filter(({ given }) => 'index' in given);
    expect(ofPair).toEqual([]);
  });
});

describe('where cells are missing', () => {
  const experiment = buildSwitches(['cache', 'index']);

  it('nothing is told of the effects, and a warning says which were not run', () => {
    const { factorial, warnings } = analyse(experiment, remedies, {
      notRun: ['cache=on,index=on'],
    });
    expect(factorial).toBeNull();
    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: 'FACTORIAL_INCOMPLETE',
        message: expect.objectContaining({
          text: 'The effects of the factors in browse (16 connections, closed loop) need every combination, and cache=on,index=on was not run.',
        }),
        advice: expect.objectContaining({ text: expect.stringContaining('run again') }),
      }),
    );
  });

  it('of a whole level, the other levels still make a design', () => {
    const three = buildTestExperiment({ scenarios: [buildTestScenario('browse')], slices });
    const notRun = buildVariants(three)
      .filter(({ levels }) => levels.cache === 'redis')
      .map(({ id }) => id);
    const { factorial, warnings } = analyse(three, () => 1, { notRun });
    expect(factorial?.effects.map(({ factors }) => factors.length).toSorted()).toEqual([1, 1, 2]);
    expect(warnings.map(({ code }) => code)).not.toContain('FACTORIAL_INCOMPLETE');
  });

  it('in single groups, only the complete groups count, and three are the least', () => {
    const without = (groups: readonly number[]) => ({
      change: (trial: TrialRecord): TrialRecord =>
        groups.includes(trial.group) && trial.variantId === 'cache=on,index=off'
          ? { ...trial, slices: trial.slices.map((slice) => ({ ...slice, succeeded: 0 })) }
          : trial,
    });
    expect(analyse(experiment, remedies, without([2, 5])).factorial?.groups).toBe(6);
    const few = analyse(experiment, remedies, without([0, 1, 2, 3, 4, 5]));
    expect(few.factorial).toBeNull();
    expect(few.warnings.map(({ message }) => message.text)).toContainEqual(
      expect.stringContaining('only 2 of 8 groups have the figure of every variant'),
    );
  });

  it('one at a time there is nothing to tell and nothing to warn of', () => {
    const steps = buildSwitches(['cache', 'index'], { design: { kind: 'one-at-a-time' } });
    expect(analyse(steps, remedies)).toEqual({ factorial: null, warnings: [] });
  });
});
