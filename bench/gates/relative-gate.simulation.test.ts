// Relative gates by seeded simulation: how often they fail and pass.
import { describe, expect, it } from 'vitest';
import { countRounds } from '../../tests/support/rounds.ts';
import { buildGate, simulateGates } from './test-gates.ts';

const cpu = buildGate('cpu', 'cpuPerRequestUs');
const four = [
  cpu,
  buildGate('rps', 'throughputRps'),
  buildGate('p50', 'latencyP50Us'),
  buildGate('p99', 'latencyP99Us'),
];

describe('four gates in three scenarios of equal versions', () => {
  it.each([0.03, 0.1])('fail in fewer than 1 % of the runs at a spread of %f', (sd) => {
    const same = { gates: four, scenarios: 3, runs: countRounds(125, 250), seed: 7, sd, worse: 0 };
    const outcome = simulateGates(same);
    expect(outcome.anyFailRatio).toBeLessThan(0.01);
    if (sd === 0.03) expect(outcome.allPassRatio).toBeGreaterThan(0.98);
  });

  it('fail in fewer than 1 % where somebody looks after every group', () => {
    const runs = countRounds(40, 150);
    const same = { gates: [cpu, ...four.slice(1, 2)], scenarios: 1, runs, seed: 10, sd: 0.05 };
    const outcome = simulateGates({ ...same, worse: 0, groups: 40, isAnytime: true });
    expect(outcome.anyFailRatio).toBeLessThan(0.01);
    expect(outcome.passRatio).toBeGreaterThan(0.9);
  });
});

describe('a slowdown', () => {
  it('of twice the tolerance is caught, and never passes', () => {
    const slow = {
      gates: four,
      scenarios: 3,
      runs: countRounds(10, 40),
      seed: 8,
      worse: Math.log(1.1),
    };
    const calm = simulateGates({ ...slow, sd: 0.03 });
    expect(calm).toMatchObject({ anyFailRatio: 1, passRatio: 0 });
    expect(calm.failRatio).toBeGreaterThan(0.98);
    expect(simulateGates({ ...slow, sd: 0.1 }).anyFailRatio).toBeGreaterThan(0.95);
  });

  it.each([0.03, 0.1])('of exactly the tolerance at a spread of %f passes in at most 5 %', (sd) => {
    const runs = countRounds(80, 300);
    const edge = { gates: [cpu], scenarios: 1, runs, seed: 9, sd, worse: Math.log(1.05) };
    expect(simulateGates(edge).passRatio).toBeLessThanOrEqual(0.05);
  });
});
