// What the data are like: figures over groups, differences judged as one family, and rules that exclude who breaks them.
import { describe, expect, test } from 'vitest';
import { quoteText } from '../../../reports/document/messages/message.ts';
import { chooseRunExitCode } from '../../gates/exit-code.ts';
import type { QualityRecord, RunRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import type { ResolvedQuality } from '../../spec/experiment.ts';
import { buildTestRecords } from '../test-run.ts';
import { type Analysis, analyseRun } from './analyse-run.ts';

const baseline = 'cache=none,threads=single';
const memory = 'cache=memory,threads=single';

const share = {
  dimension: 'validity',
  description: '',
  unit: 'share',
  higherIsBetter: true,
} as const;
const asked: ResolvedQuality = {
  measures: [
    { ...share, name: 'valid', sql: 'SELECT 1' },
    { ...share, name: 'doubles', dimension: 'uniqueness', unit: 'count', higherIsBetter: false },
  ],
  invariants: [{ name: 'totals', sql: 'SELECT 1' }],
};

type Reading = Partial<Pick<QualityRecord, 'figures' | 'problem'>> & { readonly broken?: number };

/** A healthy run with readings of the data before the end of each group. */
function analyse(
  read: (variantId: string, group: number) => Reading | undefined,
  options: Parameters<typeof buildTestRecords>[2] & { readonly quality?: ResolvedQuality } = {},
): Analysis {
  const { quality = asked, ...run } = options;
  const scenarios = [buildTestScenario('browse')];
  const experiment = buildTestExperiment({ scenarios, quality, groups: 10 });
  const plan = buildPlan(experiment, { variantPatterns: ['cache=none,threads=single', memory] });
  const records = buildTestRecords(experiment, plan, run).flatMap((record): RunRecord[] => {
    if (record.kind !== 'group-ended') return [record];
    const readings = plan.variants.flatMap(({ id: variantId }): QualityRecord[] => {
      const found = read(variantId, record.group);
      if (found === undefined) return [];
      const { figures = {}, broken = 0, problem } = found;
      return [
        {
          ...{ kind: 'quality', group: record.group, variantId, figures, elapsedMs: 40 },
          invariants: problem === undefined ? [{ name: 'totals', violations: broken }] : [],
          ...(problem && { problem }),
        },
      ];
    });
    return [...readings, record];
  });
  return analyseRun({ experiment, plan, records, placement: { service: '0', generator: '1' } });
}

const variantOf = ({ quality }: Analysis, id: string) =>
  quality?.variants.find(({ variantId }) => variantId === id);
const figureOf = (analysis: Analysis, id: string, measure: string) =>
  variantOf(analysis, id)?.figures.find((figure) => figure.measure === measure);
const checkOf = ({ validity }: Analysis) =>
  validity.checks.find(({ name }) => name === 'data-quality-read');
const exitCodeOf = (analysis: Analysis) =>
  chooseRunExitCode(analysis as unknown as Parameters<typeof chooseRunExitCode>[0], []);

describe('a variant whose data are better in every group', () => {
  const analysis = analyse((id, group) => ({
    figures: {
      valid: (id === baseline ? 0.8 : 0.95) + 0.002 * (group % 3),
      doubles: id === baseline ? 40 + group : 0,
    },
  }));

  test('has the mean of the groups with its interval, and the figures of each', () => {
    const figure = figureOf(analysis, memory, 'valid');
    expect(figure?.perGroup).toHaveLength(10);
    expect(figure?.value).toBeCloseTo(0.9518, 4);
    expect(figure?.interval?.low).toBeLessThan(0.9518);
    expect(figure?.interval?.high).toBeGreaterThan(0.9518);
  });

  test('is better by a difference that is paired within the groups', () => {
    expect(figureOf(analysis, memory, 'valid')?.comparison).toMatchObject({ verdict: 'better' });
    expect(figureOf(analysis, memory, 'valid')?.comparison?.difference).toBeCloseTo(0.15, 12);
    // Of 45 on average, where fewer are better; no share clips it.
    const doubles = figureOf(analysis, memory, 'doubles')?.comparison;
    expect(doubles).toMatchObject({ verdict: 'better' });
    expect(doubles?.difference).toBeCloseTo(-44.5, 12);
    expect(doubles?.interval?.low).toBeLessThan(-44.5);
  });

  test('the baseline is compared with nothing', () => {
    expect(figureOf(analysis, baseline, 'valid')?.comparison).toBeNull();
  });

  test('rules that hold exclude nobody', () => {
    expect(variantOf(analysis, memory)?.invariants).toEqual([
      { name: 'totals', violations: 0, groups: 0 },
    ]);
    expect(checkOf(analysis)?.status).toBe('ok');
    expect(exitCodeOf(analysis)).toBe(0);
  });
});

test('of few groups nothing is called better, however clear it looks', () => {
  const analysis = analyse((id, group) =>
    group < 4 ? { figures: { valid: id === baseline ? 0.1 : 0.9 + group / 100 } } : { figures: {} },
  );
  expect(figureOf(analysis, memory, 'valid')?.comparison).toMatchObject({
    ...{ verdict: 'inconclusive', pValue: 2 / 2 ** 4 },
  });
  expect(
    figureOf(analysis, memory, 'valid')?.perGroup.filter((value) => value === null),
  ).toHaveLength(6);
});

test('what is nowhere has no figure and no comparison', () => {
  const analysis = analyse(() => ({ figures: { valid: null } }));
  expect(figureOf(analysis, memory, 'valid')).toMatchObject({
    ...{ value: null, interval: null, comparison: null },
  });
});

test('rows that break a rule exclude the variant, and the exit code is 5', () => {
  const analysis = analyse(
    (id, group) => ({ figures: { valid: 1 }, broken: id === memory && group === 3 ? 7 : 0 }),
    { behaviours: { [memory]: { speed: 2 } } },
  );
  expect(variantOf(analysis, memory)?.invariants).toEqual([
    { name: 'totals', violations: 7, groups: 1 },
  ]);
  const cell = analysis.scenarios[0]?.cells.find(({ variantId }) => variantId === memory);
  expect(cell?.warnings.map(({ code }) => code)).toContain('BROKEN_INVARIANTS');
  expect(analysis.scenarios[0]?.recommendation?.variantId).not.toBe(memory);
  expect(exitCodeOf(analysis)).toBe(5);
});

test('wrong data are wrong in a void group, too', () => {
  const analysis = analyse((_, group) => ({ figures: {}, broken: group === 2 ? 1 : 0 }), {
    voidGroups: [2],
  });
  expect(variantOf(analysis, memory)?.invariants[0]).toMatchObject({ violations: 1, groups: 1 });
  expect(exitCodeOf(analysis)).toBe(5);
});

test('data that could not be read are told, and a run whose data were never read is invalid', () => {
  const problem = quoteText('quality.invariants.totals was refused: no such table');
  const some = analyse((id, group) => (id === memory && group > 7 ? { problem } : { figures: {} }));
  expect(variantOf(some, memory)).toMatchObject({ groups: 8, unread: 2, problem });
  expect(checkOf(some)?.status).toBe('warning');
  expect(checkOf(some)?.detail.text).toContain('no such table');
  const none = analyse(() => ({ problem }));
  expect(checkOf(none)?.status).toBe('failed');
  expect(none.validity.status).toBe('invalid');
  expect(checkOf(analyse(() => undefined))?.status).toBe('failed');
});
