// A gate that nothing measures is found before a run, and one that has all it needs is not.
import { expect, it } from 'vitest';
import { buildPlan } from '../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../plan/test-experiment.ts';
import type { Experiment, ResolvedGate } from '../spec/experiment.ts';
import { findUnmeasurableGates, findUnpassableGates } from './gate-needs.ts';
import { atLeast, atMost, buildGate } from './test-gates.ts';

const open = (rateRps: number): Experiment['loads'][number] => ({
  id: 'open',
  load: { kind: 'open', rateRps, arrivals: 'poisson', maxConnections: 16 },
});

function planned(gate: ResolvedGate, changes: Partial<Experiment> = {}) {
  const experiment = buildTestExperiment({
    ...{ gates: [gate], scenarios: [buildTestScenario('browse')], groups: 27 },
    ...changes,
  });
  return { experiment, plan: buildPlan(experiment, {}) };
}

function find(gate: ResolvedGate, changes: Partial<Experiment> = {}): string {
  const { experiment, plan } = planned(gate, changes);
  return findUnmeasurableGates(experiment, plan)
    .map(({ message }) => message)
    .join(' ');
}

it('wrong answers need an answer that is checked', () => {
  const gate = buildGate('right', 'wrongBodies', atMost(0));
  expect(find(gate, { bodyCheckRatio: 0 })).toContain('bodyCheckRatio is 0');
  expect(find(gate, { bodyCheckRatio: 0.05 })).toBe('');
});

it('a percentile needs as many requests in a group as an open load sends', () => {
  const slices = { slicesPerGroup: 4, sliceMs: 1_000, dropFirstMs: 0, loadMs: 4_000 } as const;
  const p999 = buildGate('slo', 'latencyP999Us', atMost(50_000));
  expect(find(p999, { loads: [open(100)], slices })).toContain(
    'p99.9 needs 10,000 requests in a group, and this plan yields about 400 for each variant under open. Give --slice-ms 30000, or slices.slicesPerGroup: 120; or judge p95, the highest that is carried',
  );
  expect(find(p999, { loads: [open(2_500)], slices })).toBe('');
  // Nobody knows beforehand how much a closed loop sends.
  expect(find(p999)).toBe('');
});

it('a relative gate on p99 may be judged by a lower percentile, and one load that lacks requests is enough', () => {
  const slices = { slicesPerGroup: 4, sliceMs: 1_000, dropFirstMs: 0, loadMs: 4_000 } as const;
  const loads = [open(100), { id: 'closed', load: { kind: 'closed' as const, connections: 4 } }];
  expect(find(buildGate('holds', 'latencyP99Us'), { loads, slices })).toMatch(
    /^p99 needs 1,000 .* about 400 .*or judge p95.*: --percentiles-by groups$/,
  );
  const limit = buildGate('slo', 'latencyP99Us', atMost(50_000));
  expect(find(limit, { loads, slices })).toMatch(/judge p95, the highest that is carried$/);
  expect(find(limit, { loads: [open(2_000), { ...open(100), id: 'slow' }], slices })).toContain(
    'under slow',
  );
});

it('a success ratio needs requests enough to be shown, and all of them is never shown', () => {
  const slices = { slicesPerGroup: 2, sliceMs: 1_000, dropFirstMs: 0, loadMs: 2_000 } as const;
  const gate = (limit: number) => buildGate('available', 'successRatio', atLeast(limit));
  expect(find(gate(0.999), { loads: [open(50)], slices })).toContain('2995 requests without');
  expect(find(gate(0.999), { loads: [open(60)], slices })).toBe('');
  expect(find(gate(1), { loads: [open(60)], slices })).toContain('ask for 0.9999');
});

it.each([
  ['cacheHitRatio', { target: { statsPath: undefined } }, 'target.statsPath'],
  ['databaseCallsPerRequest', { postgres: undefined }, 'services.postgres'],
  ['cacheCpuPerRequestUs', { redis: undefined }, 'services.redis'],
  ['rssBytes', { target: { command: undefined } }, 'target.command'],
  ['costPerMillion', {}, 'no prices'],
] as const)('%s is read from what the config lacks', (metric, changes, words) => {
  const gate = buildGate('a', metric, atMost(1));
  const base = planned(gate).experiment;
  const target = { ...base.target, ...('target' in changes ? changes.target : {}) };
  expect(find(gate, { ...changes, target })).toContain(words);
});

it('a gate that too few groups can never pass is named with the number that could', () => {
  const tell = (gate: ResolvedGate, groups: number) => {
    const { experiment, plan } = planned(gate, { groups });
    return findUnpassableGates(experiment, plan).map(({ message }) => message);
  };
  const slo = buildGate('slo', 'latencyP99Us', atMost(50_000));
  expect(tell(slo, 7)[0]).toContain('cannot pass with 7 groups: 8 that all keep the limit');
  expect(tell(slo, 8)).toEqual([]);
  expect(tell(buildGate('a', 'successRatio', atLeast(0.999)), 27)).toEqual([]);
  const strict = atLeast(0.999, { badLaunchesRatio: 0.1 });
  expect(tell(buildGate('a', 'successRatio', strict), 27)[0]).toContain('29 that all keep');
  expect(tell(buildGate('a', 'latencyP99Us'), 3)).toEqual([]);
  expect(tell(buildGate('a', 'latencyP99Us'), 2)[0]).toContain('neither pass nor fail with 2');
});

it.each([
  ['a limit of all launches', buildGate('slo', 'latencyP99Us', atMost(50_000)), 4, false, 8],
  ['the same with groups that fail together', buildGate('slo', 'rssBytes', atMost(1)), 5, true, 8],
  [
    'a share of failures, by their average',
    buildGate('a', 'successRatio', atLeast(0.999)),
    3,
    true,
    8,
  ],
  ['a wrong answer, which is one too many', buildGate('a', 'wrongBodies', atMost(0)), 1, true, 8],
  ['a difference', buildGate('a', 'latencyP99Us'), 2, false, 3],
] as const)('%s: what so few groups can still show', (_, gate, groups, canFail, needed) => {
  const { experiment, plan } = planned(gate, { groups });
  expect(findUnpassableGates(experiment, plan)).toMatchObject([{ canFail, needed }]);
});

it.each([
  ['a limit', buildGate('slo', 'latencyP99Us', atMost(50_000))],
  ['a difference', buildGate('a', 'latencyP99Us')],
])('appended groups take more than those of one look: %s', (_, gate) => {
  const { experiment, plan } = planned(gate, { groups: 40 });
  const appended = (count: number) => ({
    ...{ ...plan, groups: plan.groups.slice(0, count) },
    looks: { kind: 'anytime' as const, groups: [] },
  });
  const [open] = findUnpassableGates(experiment, appended(3));
  const needed = open?.needed ?? 0;
  expect(needed).toBeGreaterThan(findUnpassableGates(experiment, plan).length + 3);
  expect(findUnpassableGates(experiment, appended(needed - 1))).toHaveLength(1);
  expect(findUnpassableGates(experiment, appended(needed))).toEqual([]);
});

it('over epochs a gate needs as many epochs, however many groups each has', () => {
  const slo = buildGate('slo', 'latencyP99Us', atMost(50_000));
  const { experiment, plan } = planned(slo, { groups: 24 });
  const tell = (epochs: number) =>
    findUnpassableGates(experiment, { ...plan, epochs }).map(({ message }) => message);
  expect(tell(3)[0]).toContain('cannot pass with 3 epochs: 8 that all keep the limit');
  expect(tell(8)).toEqual([]);
});
