// What is changed between groups is balanced, seeded and prefix-stable, and left out where it can't be.
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../spec/experiment.ts';
import { buildPlan } from './build-plan.ts';
import { withoutCycles } from './cycle.ts';
import type { PlannedCycle } from './plan.ts';
import { hashPlan } from './plan-hash.ts';
import { buildTestExperiment } from './test-experiment.ts';

const prepare = { command: ['node', 'seed.ts'], env: {}, inputs: [] };
const embedded = { url: undefined, urlEnv: 'DATABASE_URL', settings: {}, prepare };

function cyclesOf(changes: Partial<Experiment>): readonly PlannedCycle[] {
  const plan = buildPlan(buildTestExperiment({ postgres: embedded, ...changes }));
  return plan.groups.map(({ cycle }) => {
    if (cycle === undefined) throw new Error('a group without a cycle');
    return cycle;
  });
}

const countOf = (cycles: readonly PlannedCycle[], key: keyof PlannedCycle): number =>
  cycles.filter((cycle) => cycle[key]).length;

describe('cycles of the launch', () => {
  it('swap the CPUs in exactly one group of each pair, at random in which', () => {
    const swaps = cyclesOf({ groups: 200 }).map(({ swapsCpus }) => swapsCpus);
    const firstOfPair = swaps.filter((_, index) => index % 2 === 0);
    const secondOfPair = swaps.filter((_, index) => index % 2 === 1);
    expect(firstOfPair.map((isSwapped) => !isSwapped)).toEqual(secondOfPair);
    const firsts = firstOfPair.filter(Boolean).length;
    expect(firsts).toBeGreaterThan(30);
    expect(firsts).toBeLessThan(70);
  });

  it('restart and rebuild once in each row of groups, never before the first', () => {
    const cycles = cyclesOf({ groups: 240 });
    expect(cycles[0]?.restartsDatabase || cycles[0]?.rebuildsTemplates).toBe(false);
    for (let start = 4; start < 240; start += 4)
      expect(countOf(cycles.slice(start, start + 4), 'restartsDatabase')).toBe(1);
    for (let start = 12; start < 240; start += 12)
      expect(countOf(cycles.slice(start, start + 12), 'rebuildsTemplates')).toBe(1);
    const places = cycles.flatMap((cycle, index) => (cycle.restartsDatabase ? [index % 4] : []));
    expect(new Set(places).size).toBe(4);
  });

  it('are the same for the same seed, others for another, and part of the hash of the plan', () => {
    expect(cyclesOf({ groups: 40 })).toEqual(cyclesOf({ groups: 40 }));
    expect(cyclesOf({ groups: 40, seed: 2 })).not.toEqual(cyclesOf({ groups: 40 }));
    const plan = buildPlan(buildTestExperiment({ postgres: embedded }));
    const bare = { ...plan, groups: withoutCycles(plan.groups) };
    expect(bare.groups.every((group) => !('cycle' in group))).toBe(true);
    expect(hashPlan(bare)).not.toBe(hashPlan(plan));
  });

  it('of a shorter plan are the first of a longer one', () => {
    expect(cyclesOf({ groups: 100 }).slice(0, 37)).toEqual(cyclesOf({ groups: 37 }));
  });

  it('never touch a given server, and rebuild nothing where nothing is prepared', () => {
    const given = cyclesOf({ groups: 40, postgres: { ...embedded, url: 'postgres://db/app' } });
    expect([countOf(given, 'restartsDatabase'), countOf(given, 'rebuildsTemplates')]).toEqual([
      0, 0,
    ]);
    const none = cyclesOf({ groups: 40, postgres: undefined });
    expect(countOf(none, 'restartsDatabase')).toBe(0);
    const bare = cyclesOf({ groups: 40, postgres: { ...embedded, prepare: undefined } });
    expect(countOf(bare, 'restartsDatabase')).toBeGreaterThan(0);
    expect(countOf(bare, 'rebuildsTemplates')).toBe(0);
  });

  it('leave a placement of the config alone', () => {
    const pinned = { service: [0], generator: [1], database: undefined, cache: undefined };
    expect(countOf(cyclesOf({ groups: 40, placement: pinned }), 'swapsCpus')).toBe(0);
    expect(countOf(cyclesOf({ groups: 40, placement: 'none' }), 'swapsCpus')).toBe(0);
  });

  it('do what the config says', () => {
    const never = { swapCpus: false, restartEveryGroups: 0, rebuildEveryGroups: 0 };
    const unchanged = { swapsCpus: false, restartsDatabase: false, rebuildsTemplates: false };
    for (const cycle of cyclesOf({ groups: 40, cycles: never })) expect(cycle).toEqual(unchanged);
    const always = { swapCpus: true, restartEveryGroups: 1, rebuildEveryGroups: 2 };
    const cycles = cyclesOf({ groups: 41, cycles: always });
    expect(countOf(cycles, 'restartsDatabase')).toBe(40);
    expect(countOf(cycles, 'rebuildsTemplates')).toBeGreaterThanOrEqual(19);
  });
});
