import { quoteText } from '../../../reports/document/messages/message.ts';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Cell, ResultDocument } from '../../../reports/document/result.ts';
import { compareRuns } from './compare-runs.ts';
import { readFixture } from './test-two-runs.ts';

const fixtures = readdirSync(new URL('../../../reports/fixtures', import.meta.url))
  .filter((name) => /^v\d+-(?!faults|sweep|run-comparison|tour).*\.json$/.test(name))
  .map((name) => name.replace('.json', ''));
const complete = readFixture('v4-complete');

/** Another run of the same, with each cell changed. */
function rerun(document: ResultDocument, change: (cell: Cell) => Cell = (cell) => cell) {
  const scenarios = document.scenarios.map((one) => ({ ...one, cells: one.cells.map(change) }));
  return { ...document, run: { ...document.run, id: 'again' }, scenarios };
}

test('a run and a copy of it have the same effects and no difference', () => {
  const found = compareRuns(complete, rerun(complete));
  expect([found.settings, found.environment, found.noVerdictReasons]).toEqual([[], [], []]);
  expect(found.cellsInCommon).toBe(18);
  expect(found.effects.length).toBeGreaterThan(30);
  for (const { change, verdict, a, b } of found.effects) {
    expect(change?.ratio).toBeCloseTo(1, 12);
    expect(['same', 'unclear']).toContain(verdict);
    expect(a).toEqual(b);
  }
});

test('primary metrics come first, and are a family of their own', () => {
  const { effects } = compareRuns(complete, rerun(complete));
  const browse = effects.filter(({ scenario }) => scenario === 'browse');
  expect(browse[0]).toMatchObject({ metric: 'throughputRps', isPrimary: true });
  expect(browse[0]?.method).toBe('welch-intervals');
  expect(browse.find(({ metric }) => metric === 'cpuPerRequestUs')).toMatchObject({
    ...{ isPrimary: false, method: 'welch-groups', higherIsBetter: false },
  });
});

test.each(fixtures)(
  '%s compares with every other fixture without a figure going astray',
  (name) => {
    const one = readFixture(name);
    for (const other of fixtures.map(readFixture)) {
      const found = compareRuns(one, other);
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
      const isInvalid = [one, other].some(({ validity }) => validity.status === 'invalid');
      const areSame = found.a.baselineId === found.b.baselineId;
      expect(found.noVerdictReasons.length > 0).toBe(isInvalid || !areSame);
      if (isInvalid) expect(found.figures).toEqual([]);
      if (isInvalid || !areSame) expect(found.effects).toEqual([]);
      for (const { verdict, reason } of found.effects) {
        expect(verdict === 'not-judged').toBe(reason !== null);
      }
    }
  },
);

test('an upgraded document of version 1 is judged like the same of version 2', () => {
  const effects = (name: string) => compareRuns(readFixture(name), rerun(complete)).effects;
  expect(effects('v1-complete').map(({ verdict }) => verdict)).toEqual(
    effects('v4-complete').map(({ verdict }) => verdict),
  );
});

test('what differs is told by name: settings, environment, what only one run has', () => {
  const other: ResultDocument = {
    ...complete,
    run: { ...complete.run, id: 'other', seed: 43, toleranceRatio: 0.1 },
    factors: complete.factors.map((factor) =>
      factor.name === 'cache' ? { ...factor, levels: [...factor.levels, 'disk'] } : factor,
    ),
    environment: {
      ...complete.environment,
      ...{ nodeVersion: '26.0.0', gitCommit: null, services: { postgres: '19.0' } },
    },
  };
  const found = compareRuns(complete, other);
  expect(found.settings).toEqual([
    { name: 'seed', subject: null, kind: 'value', a: [complete.run.seed], b: [43] },
    { name: 'toleranceRatio', subject: null, kind: 'value', a: [0.05], b: [0.1] },
    { name: 'levels', subject: 'cache', kind: 'only-in', a: [], b: ['disk'] },
  ]);
  expect(found.toleranceRatio).toBe(0.05);
  expect(found.environment.map(({ name, subject }) => [name, subject])).toEqual([
    ['nodeVersion', null],
    ['gitCommit', null],
    ['service', 'postgres'],
    ['service', 'redis'],
  ]);
});

test('an effect that turns round, each side being sure, is reversed', () => {
  const turned = rerun(complete, (cell) => ({
    ...cell,
    comparisons: cell.comparisons.map((one) =>
      one.metric === 'throughputRps' && one.ratio && one.ratioLower && one.ratioUpper
        ? {
            ...one,
            ratio: 1 / one.ratio,
            ...{ ratioLower: 1 / one.ratioUpper, ratioUpper: 1 / one.ratioLower },
          }
        : one,
    ),
  }));
  const [first] = compareRuns(complete, turned).effects;
  expect(first).toMatchObject({ metric: 'throughputRps', verdict: 'reversed' });
});

test('wrong answers in either run leave the effect unjudged', () => {
  const wrong = rerun(complete, (cell) => ({ ...cell, wrongBodies: 1 }));
  const { effects } = compareRuns(complete, wrong);
  expect(effects.length).toBeGreaterThan(0);
  for (const { verdict, change } of effects)
    expect([verdict, change]).toEqual(['not-judged', null]);
});

test('another baseline, or the same name with other levels, gives the reason and no ratio', () => {
  const variants = complete.variants.map((one) =>
    one.isBaseline ? { ...one, levels: { ...one.levels, cache: 'redis' } } : one,
  );
  const found = compareRuns(complete, { ...rerun(complete), variants });
  expect(found.noVerdictReasons.map(({ text }) => text)).toEqual([expect.stringContaining('The baselines differ')]);
  expect(found.effects).toEqual([]);
  expect(found.figures.length).toBeGreaterThan(0);
});

test('changes that were not committed are warned of, since the commit does not tell them', () => {
  const environment = { ...complete.environment, gitDirty: true };
  const dirty = { ...rerun(complete), environment };
  for (const [a, b] of [
    [complete, dirty],
    [dirty, complete],
    [dirty, dirty],
  ] as const)
    expect(compareRuns(a, b).warnings.map(({ code }) => code)).toEqual([
      ...['ONE_OCCASION', 'UNCOMMITTED_CHANGES'],
    ]);
});

test('runs of one occasion are warned of, those over epochs are not', () => {
  const overEpochs = (one: ResultDocument): ResultDocument => ({
    ...one,
    run: { ...one.run, sampling: { unit: 'epoch', epochs: [] } },
  });
  const codes = (a: ResultDocument, b: ResultDocument) =>
    compareRuns(a, b).warnings.map(({ code }) => code);
  expect(codes(complete, rerun(complete))).toEqual(['ONE_OCCASION']);
  expect(codes(overEpochs(complete), overEpochs(rerun(complete)))).toEqual([]);
});

/** The run with its looks, its tolerance, or whatever else of it changed. */
const withRun = (change: Partial<ResultDocument['run']>): ResultDocument => ({
  ...complete,
  run: { ...complete.run, ...change },
});

test('a run that was looked at several times lends its level, one that was looked at once does not', () => {
  const looked = (kind: 'fixed' | 'group-sequential' | 'anytime', nominalAlpha: number) =>
    withRun({ sequential: { ...complete.run.sequential, kind, nominalAlpha } });
  const confidenceOf = (a: ResultDocument, b: ResultDocument) => compareRuns(a, b).confidence;
  const once = looked('fixed', 0.01);
  expect(confidenceOf(once, once)).toBe(0.95);
  expect(confidenceOf(once, looked('group-sequential', 0.018))).toBeCloseTo(0.982, 12);
  expect(confidenceOf(looked('anytime', 0.004), once)).toBeCloseTo(0.996, 12);
  expect(confidenceOf(looked('anytime', 0.004), looked('group-sequential', 0.018))).toBeCloseTo(
    0.996,
    12,
  );
  expect(confidenceOf(once, looked('anytime', 0.2))).toBe(0.95);
});

test('what each run was is told: its groups that count, its baseline, and why it is invalid', () => {
  const checks = [
    { name: 'generator', status: 'failed', detail: quoteText('The generator was saturated.') },
    { name: 'clock', status: 'ok', detail: quoteText('The clock was steady.') },
  ] as const;
  const groups = complete.groups.map((group, index) =>
    index === 0 ? { ...group, status: 'void' as const } : group,
  );
  const invalid: ResultDocument = {
    ...{ ...rerun(complete), groups, validity: { status: 'invalid', checks } },
  };
  const found = compareRuns({ ...complete, validity: { status: 'valid', checks } }, invalid);
  expect(found).toMatchObject({ schemaVersion: 2, kind: 'run-comparison', effects: [] });
  expect(found.noVerdictReasons.map(({ text }) => text)).toEqual(['Run again is invalid.']);
  const baseline = complete.variants.find(({ isBaseline }) => isBaseline);
  const { id, name, startedAt, status } = complete.run;
  expect(found.a).toMatchObject({
    ...{ id, name, startedAt, status, groupsValid: complete.groups.length },
    ...{ validity: 'valid', invalidReasons: [] },
    ...{ baselineId: baseline?.id, baselineLabel: baseline?.label },
  });
  expect(found.b).toMatchObject({
    ...{ id: 'again', groupsValid: complete.groups.length - 1 },
    ...{ validity: 'invalid', invalidReasons: [quoteText('The generator was saturated.')] },
  });
});

test('a run without a baseline, or with one of another name, has no effects', () => {
  const without: ResultDocument = {
    ...complete,
    variants: complete.variants.map((one) => ({ ...one, isBaseline: false })),
  };
  for (const [a, b] of [
    [complete, without],
    [without, complete],
    [without, without],
  ] as const) {
    const found = compareRuns(a, b);
    expect(found.noVerdictReasons.map(({ text }) => text)).toEqual(['A run has no baseline.']);
    expect(found.effects).toEqual([]);
  }
  expect(compareRuns(without, complete).a).toMatchObject({ baselineId: null, baselineLabel: null });
  const renamed: ResultDocument = {
    ...complete,
    variants: complete.variants.map((one) => (one.isBaseline ? { ...one, id: 'other' } : one)),
  };
  expect(compareRuns(complete, renamed).noVerdictReasons).toHaveLength(1);
});

test('figures stand beside each other by metric, and where only one run has one the other is null', () => {
  const doubled = rerun(complete, (cell) => ({
    ...cell,
    metrics: cell.metrics.flatMap((one) => {
      if (one.metric === 'cpuPerRequestUs') return [];
      if (one.metric === 'latencyP99Us') return [{ ...one, value: null }];
      return [{ ...one, value: one.value === null ? null : 2 * one.value }];
    }),
  }));
  const { figures } = compareRuns(complete, doubled);
  const [scenario] = complete.scenarios;
  const [cell] = scenario?.cells ?? [];
  const own = figures.filter(
    (one) =>
      one.scenario === scenario?.scenario &&
      one.loadId === scenario.load.id &&
      one.variantId === cell?.variantId,
  );
  const figureOf = (metric: string) =>
    cell?.metrics.find((one) => one.metric === metric)?.value ?? 0;
  const variant = complete.variants.find(({ id }) => id === cell?.variantId);
  expect(own.find(({ metric }) => metric === 'throughputRps')).toEqual({
    ...{ scenario: scenario?.scenario, loadId: scenario?.load.id, metric: 'throughputRps' },
    ...{ isPrimary: true, variantId: variant?.id, variantLabel: variant?.label },
    isBaseline: variant?.isBaseline,
    ...{ a: figureOf('throughputRps'), b: 2 * figureOf('throughputRps') },
  });
  const [latency] = own.filter(({ metric }) => metric === 'latencyP99Us');
  expect([latency?.a, latency?.b]).toEqual([figureOf('latencyP99Us'), null]);
  const none = (document: ResultDocument) => rerun(document, (one) => ({ ...one, metrics: [] }));
  expect(compareRuns(none(complete), none(complete)).figures).toEqual([]);
});

test('runs that were cut off are warned of, each by its id, and whole ones are not', () => {
  const told = (a: ResultDocument, b: ResultDocument) =>
    compareRuns(a, b).warnings.filter(({ code }) => code === 'RUN_NOT_COMPLETE');
  const cut = withRun({ id: 'cut', status: 'partial' });
  expect(told(complete, rerun(complete))).toEqual([]);
  expect(told(complete, cut).map(({ message }) => message.text)).toEqual(['Run cut is incomplete.']);
  expect(told(cut, cut)).toHaveLength(2);
  expect(told(cut, cut)[0]?.advice?.text).toContain('--resume cut');
});

test('one run over epochs beside one of a single occasion is warned of, too', () => {
  const overEpochs = withRun({ sampling: { unit: 'epoch', epochs: [] } });
  for (const [a, b] of [
    [complete, overEpochs],
    [overEpochs, complete],
  ] as const)
    expect(compareRuns(a, b).warnings.map(({ code }) => code)).toEqual(['ONE_OCCASION']);
});

test('settings are compared by value where it is recorded, else by a hash that is not told', () => {
  const [x, y] = ['0', '1'].map((digit) => `[hash:${digit.repeat(16)}]`) as [string, string];
  const withSettings = (
    one: ResultDocument,
    hashKeyId: string,
    values: Record<string, string>,
  ) => ({
    ...one,
    run: { ...one.run, settings: { hashKeyId, values } },
  });
  const before = withSettings(complete, 'key', {
    same: x,
    other: x,
    plain: '1',
    gone: x,
    listed: x,
  });
  const after = { same: x, other: y, plain: '2', listed: 'now recorded' };
  const compare = (keyId: string) =>
    compareRuns(before, withSettings(rerun(complete), keyId, after));
  const plain = { name: 'configured', subject: 'plain', kind: 'value', a: ['1'], b: ['2'] };
  const gone = { name: 'configured', subject: 'gone', kind: 'hidden', a: [null], b: [] };
  expect(compare('key').settings).toEqual([
    { name: 'configured', subject: 'other', kind: 'hidden', a: [null], b: [null] },
    ...[plain, gone],
  ]);
  expect(compare('key').warnings.map(({ code }) => code)).toEqual(['ONE_OCCASION']);
  // Hashes of another machine say nothing, and this is said.
  expect(compare('other').settings).toEqual([plain, gone]);
  expect(compare('other').warnings.map(({ code }) => code)).toContain('HIDDEN_VALUES');
});
