// What comes before the figures of a gate: variants that nothing acts on, that were not run, and the family of the run.

import { describe, expect, it } from 'vitest';
import { quoteText } from '../../reports/document/messages/message.ts';
import type { RankedCell } from '../analysis/compare/cell.ts';
import type { ResolvedGate } from '../spec/experiment.ts';
import {
  atLeast,
  atMost,
  buildCell,
  buildGate,
  buildGatedExperiment,
  type Figures,
  judgeBuilt,
} from './test-gates.ts';

const flat = (figures: Figures): readonly Figures[] => Array.from({ length: 8 }, () => figures);
const steady = flat({ cpuPerRequestUs: 500, throughputRps: 1_000, latencyP99Us: 20_000 });

type Change = (cell: RankedCell) => RankedCell;
const asIs: Change = (cell) => cell;
/** Nothing of what the variant changes was used. */
const unexercised: Change = (cell) => ({
  ...cell,
  cell: { ...cell.cell, verdict: 'not-exercised' },
});
const withoutGroups: Change = (cell) => ({ ...cell, cell: { ...cell.cell, groups: 0 } });

/** Gates on one variant beside a steady baseline. */
function judge(gates: readonly ResolvedGate[], figures: readonly Figures[], change = asIs) {
  const { experiment, plan } = buildGatedExperiment(gates, 1, 8);
  const [baseline, other] = plan.variants;
  if (baseline === undefined || other === undefined) throw new RangeError('Two variants.');
  const cells = [[buildCell(baseline, steady), change(buildCell(other, figures))]];
  return judgeBuilt({ experiment, plan, cells, groups: 8 });
}

describe('a gate that names what it is compared with', () => {
  const against = (name: string, referenceId: string) =>
    buildGate(name, 'cpuPerRequestUs', {
      variants: ['cache=memory,threads=single'],
      rule: { kind: 'relative', toleranceRatio: 0.05, referenceId },
    });
  const baselineId = 'cache=none,threads=single';
  const otherId = 'cache=redis,threads=single';
  const { experiment, plan } = buildGatedExperiment(
    [against('here', baselineId), against('there', otherId)],
    1,
    8,
    ['cache=memory,threads=single', otherId],
  );
  const [baseline, memory, redis] = plan.variants;
  if (baseline === undefined || memory === undefined || redis === undefined)
    throw new RangeError('Three variants.');
  const own = [
    buildCell(baseline, flat({ cpuPerRequestUs: 500 })),
    buildCell(memory, flat({ cpuPerRequestUs: 500 })),
  ];

  it('is judged against that variant and not the baseline, and says so', () => {
    const cells = [[...own, buildCell(redis, flat({ cpuPerRequestUs: 250 }))]];
    const [here, there, ...rest] = judgeBuilt({ experiment, plan, cells, groups: 8 });
    expect(rest).toEqual([]);
    expect(here).toMatchObject({ status: 'pass', referenceId: baselineId, variantId: memory.id });
    expect(there).toMatchObject({ status: 'fail', referenceId: otherId, variantId: memory.id });
    expect(there?.value).toBeCloseTo(2, 9);
    expect(there?.message.text).toContain(`against ${redis.label} over`);
  });

  it('is not judged where that variant did not run', () => {
    for (const cells of [own, [...own, withoutGroups(buildCell(redis, steady))]])
      expect(judgeBuilt({ experiment, plan, cells: [cells], groups: 8 })).toMatchObject([
        { status: 'pass' },
        { status: 'error', outcome: 'not-run' },
      ]);
  });
});

describe('a variant of which nothing acts', () => {
  const slo = (limit: number) => buildGate('slo', 'latencyP99Us', atMost(limit));

  it('has shown nothing by keeping a limit, and breaks it as any other', () => {
    const [kept] = judge([slo(50_000)], steady, unexercised);
    expect(kept).toMatchObject({
      ...{ status: 'inconclusive', outcome: 'not-exercised', moreGroups: null, value: 20_000 },
    });
    expect(judge([slo(10_000)], steady, unexercised)).toMatchObject([{ status: 'fail' }]);
    expect(judge([slo(50_000)], steady)).toMatchObject([{ status: 'pass' }]);
  });

  it('differs from nothing, however different its figures are', () => {
    const cpu = buildGate('cpu', 'cpuPerRequestUs');
    for (const cpuPerRequestUs of [250, 500, 1_000])
      expect(judge([cpu], flat({ cpuPerRequestUs }), unexercised)).toMatchObject([
        {
          ...{ status: 'inconclusive', outcome: 'not-exercised', groups: 8, value: null },
          ...{
            message: { code: 'gate-not-exercised' },
            advice: { code: 'advise-exercise' },
          },
        },
      ]);
  });
});

it('a variant without a group was not run, whatever the gate is', () => {
  const gates = [buildGate('cpu', 'cpuPerRequestUs'), buildGate('slo', 'latencyP99Us', atMost(1))];
  expect(judge(gates, steady, withoutGroups)).toMatchObject([
    ...[
      { status: 'error', outcome: 'not-run' },
      { status: 'error', outcome: 'not-run' },
    ],
  ]);
});

describe('the relative gates of a run', () => {
  /** Slower in each group; were it the only question, sure enough (p = .008), of four it is not (t: .005 · 4). */
  const slower = [0.03, 0.05, 0.08, 0.1, 0.12, 0.15, 0.22, 0.3].map((worse) => ({
    ...{ throughputRps: 1_000, latencyP50Us: 500, latencyP99Us: 20_000 },
    cpuPerRequestUs: 500 * Math.exp(worse),
  }));
  const cpu = buildGate('cpu', 'cpuPerRequestUs');
  const three = [1, 2, 3].map((place) => buildGate(`rps-${place}`, 'throughputRps'));
  const limits = [1, 2, 3].map((place) =>
    buildGate(`slo-${place}`, 'latencyP99Us', atMost(50_000)),
  );

  it('answer in the order of the config, each for itself', () => {
    const results = judge([...limits.slice(0, 1), cpu, ...three.slice(0, 1)], slower);
    expect(results.map(({ gate, status }) => `${gate} ${status}`)).toEqual([
      ...['slo-1 pass', 'cpu fail', 'rps-1 pass'],
    ]);
  });

  it('share their error, and gates against a limit take nothing of it', () => {
    const statusOf = (gates: readonly ResolvedGate[]) =>
      judge(gates, slower).find(({ gate }) => gate === 'cpu')?.status;
    expect(statusOf([cpu])).toBe('fail');
    expect(statusOf([...limits, cpu])).toBe('fail');
    expect(statusOf([...three, cpu])).toBe('inconclusive');
  });
});

it('an invalid run fails for wrong answers alone, and tells what made it invalid', () => {
  const { experiment, plan } = buildGatedExperiment(
    [buildGate('slo', 'latencyP99Us', atMost(1)), buildGate('right', 'wrongBodies', atMost(0))],
    ...([1, 8] as const),
  );
  const cells = [plan.variants.map((variant) => buildCell(variant, steady, { wrongBodies: 1 }))];
  const validity = {
    status: 'invalid',
    checks: [
      { name: 'clock', status: 'ok', detail: quoteText('The clock was steady.') },
      { name: 'generator', status: 'failed', detail: quoteText('The generator was saturated.') },
    ],
  } as const;
  const [slo, right] = judgeBuilt({ experiment, plan, cells, groups: 8, validity });
  expect(slo).toMatchObject({ status: 'error', outcome: 'invalid-run' });
  expect(slo?.message.text).toContain('The generator was saturated.');
  expect(right).toMatchObject({ status: 'fail', outcome: 'over-limit' });
});

it('a result says which gate, of what, and where it stands', () => {
  const cpu = buildGate('cpu', 'cpuPerRequestUs', { configLine: 12 });
  const fast = buildGate('fast', 'throughputRps', atLeast(900));
  const [first, second] = judge([cpu, fast], steady);
  expect(first).toMatchObject({
    ...{ gate: 'cpu', kind: 'relative', scenario: 's0', loadId: 'closed-16', configLine: 12 },
    ...{ variantId: 'cache=memory,threads=single', metric: 'cpuPerRequestUs' },
    ...{ limit: 1.05, limitKind: 'at-most' },
  });
  expect(second).toMatchObject({
    ...{ gate: 'fast', kind: 'absolute', limit: 900, limitKind: 'at-least', configLine: null },
  });
});

it('gates that are open name one command that decides them all', () => {
  const gates = [
    buildGate('near', 'latencyP99Us', atMost(30_000)),
    buildGate('far', 'latencyP99Us', atMost(30_000, { badLaunchesRatio: 0.1 })),
  ];
  const { experiment, plan } = buildGatedExperiment(gates, 1, 8);
  const variant = plan.variants.find(({ isBaseline }) => !isBaseline);
  const baseline = plan.variants.find(({ isBaseline }) => isBaseline);
  if (variant === undefined || baseline === undefined) throw new Error('too few variants');
  const figures = Array.from({ length: 8 }, (_, group) => ({
    latencyP99Us: group < 2 ? 40_000 : 20_000,
  }));
  const cells = [buildCell(baseline, figures), buildCell(variant, figures)];
  const [near, far] = judgeBuilt({ experiment, plan, cells: [cells], groups: 8, runId: 'r' });
  const [few, most] = [near?.moreGroups ?? 0, far?.moreGroups ?? 0];
  expect(few).toBeGreaterThan(0);
  expect(most).toBeGreaterThan(few);
  expect(near?.advice?.text).toContain(`About ${few} more groups would decide it; ${most} decide`);
  for (const gate of [near, far])
    expect(gate?.advice?.text).toContain(`npx loadstone gate --more r --groups ${most}`);
});
