// Plans are balanced, seeded and prefix-stable, whatever the experiment.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../spec/experiment.ts';
import { buildPlan } from './build-plan.ts';
import { isBalancedSliceOrder } from './order.ts';
import type { Plan } from './plan.ts';
import { hashPlan } from './plan-hash.ts';
import { buildTestExperiment, buildTestLevel, buildTestScenario } from './test-experiment.ts';

const experiments: fc.Arbitrary<Experiment> = fc
  .record({
    levels: fc.integer({ min: 1, max: 6 }),
    pairs: fc.integer({ min: 1, max: 5 }),
    groups: fc.integer({ min: 1, max: 9 }),
    scenarios: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
    loads: fc.integer({ min: 1, max: 2 }),
    seed: fc.integer({ min: 0, max: 1_000_000 }),
  })
  .map(({ levels, pairs, groups, scenarios, loads, seed }) => {
    const names = Array.from({ length: levels }, (_, index) => `level${index}`);
    const base = buildTestExperiment();
    return buildTestExperiment({
      factors: [{ name: 'cache', levels: names.map((name) => buildTestLevel(name)) }],
      baseline: { cache: 'level0' },
      scenarios: scenarios.map((writes, index) => buildTestScenario(`s${index}`, { writes })),
      loads: Array.from({ length: loads }, (_, index) => ({
        id: `closed-${index + 1}`,
        load: { kind: 'closed', connections: index + 1 },
      })),
      slices: { ...base.slices, slicesPerGroup: 2 * pairs },
      groups,
      seed,
    });
  });

function countOf(order: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const id of order) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}

function blocksOf(plan: Plan) {
  return plan.groups.flatMap((group) => group.blocks);
}

describe('buildPlan', () => {
  it('gives every variant exactly its slices in every block', () => {
    fc.assert(
      fc.property(experiments, (experiment) => {
        const plan = buildPlan(experiment);
        const expected = Object.fromEntries(
          plan.variants.map(({ id }) => [id, experiment.slices.slicesPerGroup]),
        );
        for (const block of blocksOf(plan)) expect(countOf(block.sliceOrder)).toEqual(expected);
      }),
    );
  });

  it('follows each permutation by its reverse, so that mean positions are equal', () => {
    fc.assert(
      fc.property(experiments, (experiment) => {
        const plan = buildPlan(experiment);
        for (const { sliceOrder } of blocksOf(plan)) {
          expect(isBalancedSliceOrder(sliceOrder)).toBe(true);
          const middle = (sliceOrder.length - 1) / 2;
          for (const { id } of plan.variants) {
            const positions = sliceOrder.flatMap((other, index) => (other === id ? [index] : []));
            const sum = positions.reduce((a, b) => a + b, 0);
            expect(sum).toBe(middle * positions.length);
          }
        }
      }),
    );
  });

  it('launches and warms up every variant once, mirrored in the group after', () => {
    fc.assert(
      fc.property(experiments, (experiment) => {
        const plan = buildPlan(experiment);
        const ids = plan.variants.map(({ id }) => id).toSorted();
        for (const { launchOrder } of plan.groups) expect(launchOrder.toSorted()).toEqual(ids);
        for (const { warmupOrder } of blocksOf(plan)) expect(warmupOrder.toSorted()).toEqual(ids);
        const [first, second] = plan.groups;
        if (second) expect(second.launchOrder).toEqual(first?.launchOrder.toReversed());
      }),
    );
  });

  it('runs reading scenarios before writing ones, each scenario and load once a group', () => {
    fc.assert(
      fc.property(experiments, (experiment) => {
        const writes = new Map(experiment.scenarios.map((each) => [each.name, each.writes]));
        for (const { blocks } of buildPlan(experiment).groups) {
          const order = blocks.map((block) => Number(writes.get(block.scenario)));
          expect(order).toEqual(order.toSorted());
          const keys = new Set(blocks.map((block) => `${block.scenario}/${block.loadId}`));
          expect(keys.size).toBe(experiment.scenarios.length * experiment.loads.length);
        }
      }),
    );
  });

  it('is the same for the same seed and another for another', () => {
    fc.assert(
      fc.property(experiments, (experiment) => {
        const hash = hashPlan(buildPlan(experiment));
        expect(hash).toBe(hashPlan(buildPlan(structuredClone(experiment))));
        expect(hash).not.toBe(hashPlan(buildPlan(experiment, { seed: experiment.seed + 1 })));
      }),
    );
  });

  it('begins a longer plan with the groups of a shorter one', () => {
    fc.assert(
      fc.property(experiments, (experiment) => {
        const short = buildPlan(experiment);
        const long = buildPlan(experiment, { groups: experiment.groups + 3 });
        expect(long.groups.slice(0, experiment.groups)).toEqual(short.groups);
      }),
    );
  });

  it('orders a scenario the same whichever others are selected', () => {
    const experiment = buildTestExperiment();
    const all = blocksOf(buildPlan(experiment)).filter(({ scenario }) => scenario === 'search');
    const alone = blocksOf(buildPlan(experiment, { scenarioNames: ['search'] }));
    expect(alone).toEqual(all);
  });

  it('differs from group to group and gives each block a source seed of its own', () => {
    const plan = buildPlan(buildTestExperiment({ groups: 40 }));
    const seeds = blocksOf(plan).map(({ sourceSeed }) => sourceSeed);
    expect(new Set(seeds).size).toBe(seeds.length);
    const orders = new Set(blocksOf(plan).map(({ sliceOrder }) => sliceOrder.join()));
    expect(orders.size).toBeGreaterThan(100);
  });

  it('puts every variant first about equally often', () => {
    const plan = buildPlan(buildTestExperiment({ groups: 200 }));
    const firsts = countOf(blocksOf(plan).map(({ sliceOrder }) => sliceOrder[0] ?? ''));
    expect(Object.keys(firsts)).toHaveLength(6);
    for (const count of Object.values(firsts)) expect(Math.abs(count - 100)).toBeLessThan(40);
  });

  it('refuses an experiment with nothing to run', () => {
    expect(() => buildPlan(buildTestExperiment({ loads: [] }))).toThrowError(
      expect.objectContaining({ code: 'SELECTION_EMPTY' }),
    );
  });
});
