// Judging: pairs are of one group, a drift cancels out, and the groups are the sample.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import type { MicroReport, MicroVisit, VersionName } from '../../../reports/document/micro.ts';
import { buildMicroSuites, judgeMicroGate } from './build-report.ts';
import type { BenchName } from './child-protocol.ts';
import { buildMicroPlan, leaveOut, type MicroPlan, orderGroup } from './micro-plan.ts';

const bench = (alternative: string, more: Partial<BenchName> = {}): BenchName => ({
  ...{ file: 'parser.bench.ts', suite: 'parser', alternative, operation: 'one' },
  ...{ isBaseline: alternative === 'whole', needs: undefined },
  ...more,
});
const here = [bench('whole'), bench('split')];
const only = undefined;

/** Runs a plan without processes: the time of a subject at a place in the order. */
function simulate(
  plan: MicroPlan,
  groups: number,
  timeNs: (version: VersionName, alternative: string, place: number) => number,
): MicroVisit[] {
  let place = 0;
  return Array.from({ length: groups }, (_, group) =>
    orderGroup(plan, 3, group).map(({ version, bench: { suite, alternative } }) => ({
      ...{ group, version, suite, alternative, batches: 100, operationsPerBatch: 10 },
      medianNs: timeNs(version, alternative, place++),
    })),
  ).flat();
}

const judge = (plan: MicroPlan, visits: readonly MicroVisit[], toleranceRatio = 0.05) =>
  buildMicroSuites(plan, visits, toleranceRatio, new Set())[0]?.rows ?? [];

const gateOf = (plan: MicroPlan, visits: readonly MicroVisit[]) =>
  judgeMicroGate({
    suites: buildMicroSuites(plan, visits, 0.05, new Set()),
    toleranceRatio: 0.05,
  } as unknown as MicroReport);

test('alternatives are compared with the baseline of their suite', () => {
  const plan = buildMicroPlan({ here, there: undefined, only });
  const visits = simulate(
    plan,
    8,
    (_version, name, place) => (name === 'split' ? 300 : 100) * (1 + 0.001 * (place % 3)),
  );
  const [whole, split] = judge(plan, visits);
  expect(whole).toMatchObject({ status: 'baseline', comparison: null });
  expect(whole?.timeNs).toBeCloseTo(100, 0);
  expect(split).toMatchObject({ status: 'compared', otherTimeNs: null });
  expect(split?.comparison).toMatchObject({
    verdict: 'worse',
    groups: 8,
    method: 'hodges-lehmann',
  });
  expect(split?.comparison?.ratio).toBeCloseTo(3, 1);
});

test('a machine that slows down steadily moves no verdict', () => {
  const plan = buildMicroPlan({ here, there: here, only });
  // A hundredth more with each process: a time is doubled after 70 of them.
  const visits = simulate(plan, 8, (_version, _name, place) => 100 * Math.exp(0.01 * place));
  for (const { comparison } of judge(plan, visits)) {
    expect(comparison?.ratio).toBeCloseTo(1, 10);
    expect(comparison?.verdict).toBe('equivalent');
  }
});

test('this version over the other: a slower one is worse, and fails the gate', () => {
  const plan = buildMicroPlan({ here, there: here, only: 'whole' });
  const visits = simulate(
    plan,
    8,
    (version, _name, place) => (version === 'here' ? 120 : 100) * (1 + 0.002 * (place % 5)),
  );
  const [row] = judge(plan, visits);
  expect(row?.comparison).toMatchObject({ verdict: 'worse' });
  expect(row?.comparison?.ratio).toBeCloseTo(1.2, 1);
  expect(row?.otherTimeNs).toBeCloseTo(100, -1);
  expect(gateOf(plan, visits)).toBe('slower');
});

test('slower by less than the tolerance is no failure, and too few groups decide nothing', () => {
  const plan = buildMicroPlan({ here, there: here, only: 'whole' });
  const slightly = (version: VersionName) => (version === 'here' ? 102 : 100);
  expect(gateOf(plan, simulate(plan, 8, slightly))).toBe('passed');
  expect(gateOf(plan, simulate(plan, 2, slightly))).toBe('undecided');
  expect(gateOf(plan, [])).toBe('undecided');
});

test('what only one version has is told and not judged', () => {
  const there = [bench('whole'), bench('gone')];
  const plan = buildMicroPlan({ here, there, only });
  const visits = simulate(plan, 3, () => 100);
  const rows = judge(plan, visits);
  expect(rows.map(({ alternative, status }) => [alternative, status])).toEqual([
    ['whole', 'compared'],
    ['split', 'only-here'],
    ['gone', 'only-there'],
  ]);
  expect(rows[1]).toMatchObject({ otherTimeNs: null, comparison: null });
  expect(rows[2]).toMatchObject({ timeNs: null, comparison: null });
  expect(gateOf(plan, visits)).toBe('passed');
});

test('what was not run has a reason and no figure', () => {
  const all = [...here, bench('remote', { needs: 'redis' })];
  const plan = leaveOut(
    buildMicroPlan({ here: all, there: undefined, only }),
    new Map([['redis', 'no Redis']]),
  );
  const rows = judge(
    plan,
    simulate(plan, 3, () => 100),
  );
  expect(rows[2]).toMatchObject({ status: 'not-run', reason: 'no Redis', timeNs: null });
});

test('one program under two names fails the gate in few of many runs', () => {
  const plan = buildMicroPlan({ here, there: here, only: 'whole' });
  const generator = xoroshiro128plus(11);
  const noise = () =>
    Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator))) *
    Math.cos(2 * Math.PI * uniformFloat64(generator));
  const runs = 1_000;
  let failed = 0;
  for (let run = 0; run < runs; run += 1) {
    const visits = simulate(plan, 8, () => 100 * Math.exp(0.1 * noise()));
    if (gateOf(plan, visits) === 'slower') failed += 1;
  }
  // One side of a 95 % interval: 2.5 %, with three standard errors on top.
  expect(failed / runs).toBeLessThanOrEqual(0.04);
});
