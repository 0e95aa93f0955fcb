// Gates against a limit where the run is judged over epochs: launches of one occasion count once.
import { describe, expect, it } from 'vitest';
import type { ResolvedGate } from '../spec/experiment.ts';
import { buildUniform } from '../stats/test-noise.ts';
import {
  atLeast,
  atMost,
  buildCell,
  buildGate,
  buildGatedExperiment,
  type CellCounts,
  type Figures,
  judgeBuilt,
} from './test-gates.ts';

/** One list of figures an epoch. */
function judgeEpochs(
  gate: ResolvedGate,
  epochs: readonly (readonly Figures[])[],
  counts: CellCounts = {},
) {
  const figures = epochs.flat();
  const units = epochs.flatMap((own, epoch) => own.map(() => epoch));
  const { experiment, plan } = buildGatedExperiment([gate], 1, figures.length);
  const looks = { kind: 'fixed' as const, groups: [figures.length] };
  const unitOf = (group: number) => units[group] ?? 0;
  const cells = [
    plan.variants.map((variant) => buildCell(variant, figures, { ...counts, unitOf })),
  ];
  const groups = figures.length;
  const [result] = judgeBuilt({
    ...{ experiment, plan: { ...plan, looks }, cells, groups, unit: 'epoch' },
  });
  return result;
}

const slo = buildGate('slo', 'latencyP99Us', atMost(100_000));
const [good, bad]: readonly Figures[] = [{ latencyP99Us: 90_000 }, { latencyP99Us: 110_000 }];
const repeat = (count: number, own: readonly (Figures | undefined)[]) =>
  Array.from({ length: count }, () => own.map((each) => each ?? {}));

describe('a limit over epochs', () => {
  it('is kept by 8 epochs that all keep it, not by 24 launches of 3', () => {
    const kept = judgeEpochs(slo, repeat(8, [good, good]));
    expect(kept).toMatchObject({ status: 'pass', groups: 8 });
    expect(kept?.launches).toMatchObject({
      ...{ broken: 0, epochs: { groups: 16, brokenGroups: 0, whollyBroken: 0 } },
    });
    expect(kept?.message?.text).toContain('in the typical epoch');
    expect(kept?.message?.text).toContain('None of 16 launches in 8 epochs breaks the limit.');
    expect(kept?.message?.text).toContain('in 1 epoch of 10 would pass 43%');
    const few = judgeEpochs(slo, repeat(3, Array(8).fill(good)));
    expect(few).toMatchObject({ status: 'inconclusive', groups: 3, moreGroups: null });
    const more = few?.launches?.epochs?.moreEpochs ?? 0;
    expect(more).toBeGreaterThanOrEqual(5);
    expect(few?.advice?.text).toContain(`About ${more} more epochs would decide it`);
  });

  it('is broken by epochs of which each launch breaks it, not by as many that disagree', () => {
    const broken = judgeEpochs(slo, repeat(5, [bad, bad]));
    expect(broken).toMatchObject({ status: 'fail', outcome: 'over-limit' });
    expect(broken?.message?.text).toContain('More than 33% of launches break it');
    const split = judgeEpochs(slo, repeat(8, [bad, good]));
    expect(split).toMatchObject({ status: 'inconclusive', outcome: 'undecided' });
    expect(split?.message?.text).toContain(
      '8 of 16 launches break the limit: one or more in 8 of 8 epochs, all of them in 0.',
    );
    expect(split?.advice?.text).toContain('disagree about the limit');
  });

  it('is not kept where an epoch has a group without the figure', () => {
    const epochs = [...repeat(7, [good, good]), [good, {}].map((each) => each ?? {})];
    const open = judgeEpochs(slo, epochs);
    expect(open).toMatchObject({ status: 'inconclusive', launches: { broken: 0, unknown: 1 } });
    expect(open?.message?.text).toContain('1 epoch has a group with too few requests');
  });

  it('shows one value an epoch, so that one with many launches weighs no more', () => {
    const at = (latencyP99Us: number) => ({ latencyP99Us });
    const shown = judgeEpochs(slo, [[at(10)], [at(20)], Array(9).fill(at(30))]);
    expect(shown?.value).toBe(20);
  });
});

describe('a share of successes over epochs', () => {
  const available = (badLaunchesRatio?: number) =>
    buildGate('a', 'successRatio', atLeast(0.999, badLaunchesRatio ? { badLaunchesRatio } : {}));

  it('is held to as small a share as the epochs can show', () => {
    const result = judgeEpochs(available(), repeat(8, [{ successRatio: 1 }, { successRatio: 1 }]));
    expect(result).toMatchObject({ status: 'pass' });
    expect(result?.launches?.mostRatio).toBeCloseTo(0.312, 3);
  });

  it('fails by the average over epochs: one bad evening is one value, not eight', () => {
    const share = (failed: number) => ({ successRatio: 1 - failed });
    const evenings = (failed: readonly number[]) =>
      failed.map((each) => Array.from({ length: 8 }, () => share(each)));
    expect(judgeEpochs(available(), evenings([1, 1, 0, 0, 0, 0, 0, 0]))?.status).toBe('fail');
    expect(judgeEpochs(available(), evenings([0.004, 0, 0, 0]))?.status).toBe('inconclusive');
  });
});

describe('wrong answers over epochs', () => {
  const right = buildGate('right', 'wrongBodies', atMost(0));

  it('fail at the first one, and are none only where enough epochs checked some', () => {
    const eight = repeat(8, [good, good]);
    expect(judgeEpochs(right, eight, { wrongBodies: 1 })?.status).toBe('fail');
    expect(judgeEpochs(right, eight)?.status).toBe('pass');
    expect(judgeEpochs(right, repeat(3, Array(8).fill(good)))?.status).toBe('inconclusive');
  });
});

it('passes a service that is in trouble on too many occasions in at most 5 of 100 runs', () => {
  const uniform = buildUniform(11);
  const runs = 300;
  // Launches of an evening are alike: 16 of them say no more than 2 do.
  const [limitRatio, launches, epochs] = [0.34, 4, 8];
  const passed = Array.from({ length: runs }, () => {
    const evenings = Array.from({ length: epochs }, () => {
      const own = uniform() < limitRatio ? bad : good;
      return Array.from({ length: launches }, () => own ?? {});
    });
    return judgeEpochs(slo, evenings)?.status;
  }).filter((status) => status === 'pass').length;
  expect(passed / runs).toBeLessThanOrEqual(0.05 + 2.5 * Math.sqrt((0.05 * 0.95) / runs));
});
