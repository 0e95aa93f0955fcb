// Gates of faults: no data never passes, and what was not seen to end is no number.

import { describe, expect, it } from 'vitest';
import type { FaultGateMetric, FaultTime } from '../../reports/document/fault-metrics.ts';
import type { FaultCell, FaultFigures } from '../../reports/document/faults.ts';
import { quoteText } from '../../reports/document/messages/message.ts';
import { buildFaultShare, buildFaultTime } from '../analysis/faults/comparison.ts';
import {
  buildTestCells,
  buildThreeEpisodes,
  downUntil,
  testVariants,
} from '../analysis/faults/test-fault-records.ts';
import type { SeenTime } from '../analysis/faults/windows.ts';
import { buildTestExperiment } from '../plan/test-experiment.ts';
import type { ResolvedFaultGate } from '../spec/experiment.ts';
import { judgeFaultGates } from './fault-gates.ts';

const [measured] = buildTestCells(buildThreeEpisodes({}, [downUntil(2_000)]));
if (measured === undefined || measured.figures === null) throw new Error('there is no cell');
const figures = measured.figures;

const gateOf = (
  metric: FaultGateMetric,
  limit: number,
  changes: Partial<ResolvedFaultGate> = {},
): ResolvedFaultGate => ({
  ...{ name: 'a gate', metric, limit, faults: [], variants: [] },
  limitKind: metric.endsWith('Ratio') ? 'at-least' : 'at-most',
  ...changes,
});

interface Given {
  readonly gates: readonly ResolvedFaultGate[];
  readonly cells: readonly FaultCell[];
  readonly isValid?: boolean;
  readonly stalenessLimitMs?: number | null;
}

const judgeAll = ({ gates, cells, isValid = true, stalenessLimitMs = 1_000 }: Given) => {
  const planned = testVariants.filter(({ id }) => cells.some((cell) => cell.variantId === id));
  const design = { planned, variants: testVariants, factors: [] };
  return judgeFaultGates({ gates, cells, design, settings: { stalenessLimitMs }, isValid });
};

/** The outcome of one gate on one cell whose figures are changed. */
function judge(
  gate: ResolvedFaultGate,
  changes: Partial<FaultFigures>,
  given: Partial<Given> = {},
) {
  const cell = { ...measured, figures: { ...figures, ...changes } } as FaultCell;
  const [result] = judgeAll({ gates: [gate], cells: [cell], ...given });
  return result?.outcome;
}

const timeOf = (...times: readonly (number | SeenTime)[]): FaultTime =>
  buildFaultTime(
    times.map((time) => (typeof time === 'number' ? { kind: 'ended', ms: time } : time)),
    20_000,
  );

const eight = (...last: readonly number[]) => [
  ...Array.from({ length: 8 - last.length }, () => 0.95),
  ...last,
];

describe('a gate of availability', () => {
  const gate = gateOf('availabilityRatio', 0.9);
  const share = (...perGroup: readonly number[]) => ({ availability: buildFaultShare(perGroup) });

  it('passes where eight groups keep the limit, fails where nearly all break it, else is open', () => {
    expect(judge(gate, share(...eight()))).toBe('pass');
    expect(judge(gate, share(...eight(0.89)))).toBe('inconclusive');
    expect(judge(gate, share(0.8, 0.85, 0.89))).toBe('fail');
    expect(judge(gate, share(0.8, 0.85, 0.95))).toBe('inconclusive');
  });

  it('never passes with three groups, however perfect and however many requests', () => {
    expect(judge(gate, share(1, 1, 1))).toBe('inconclusive');
    const [result] = judgeAll({
      ...{ gates: [gate] },
      cells: [{ ...measured, figures: { ...figures, ...share(1, 1, 1) } }],
    });
    expect(result?.reason?.text).toBe(
      'Availability is 100% on average and 100% in the worst group; required: at least 90%. None of 3 groups breaks the limit. This is too little to show whether more than 33% of launches break it. About 5 more groups would decide it.',
    );
    expect(result?.launches).toMatchObject({ broken: 0, mostRatio: 1 / 3 });
    expect(result?.judgement).toEqual({
      ...{ metric: 'availabilityRatio', limit: 0.9, limitKind: 'at-least' },
      ...{ outcome: 'undecided', value: 1, groups: 3, moreGroups: 5 },
    });
  });

  it('is held to the share of launches that it names', () => {
    const strict = gateOf('availabilityRatio', 0.9, { badLaunchesRatio: 0.1 });
    expect(judge(strict, share(...eight()))).toBe('inconclusive');
    expect(judge(strict, share(...Array.from({ length: 29 }, () => 1)))).toBe('pass');
  });
});

describe('a gate of user-uptime', () => {
  const gate = gateOf('userUptimeRatio', 0.65);
  const share = (...perGroup: readonly number[]) => ({ userUptime: buildFaultShare(perGroup) });

  it('judges the time of users, not their requests', () => {
    expect(judge(gate, share(...eight()))).toBe('pass');
    expect(judge(gate, share(0.6, 0.61, 0.6))).toBe('fail');
    expect(judge(gate, share(0.6, 0.7, 0.65))).toBe('inconclusive');
    const [result] = judgeAll({ gates: [gate], cells: [measured] });
    expect(result?.reason?.text).toMatch(
      /^User uptime is 65% on average and 6\d\.?\d*% in the worst group; required: at least 65%/,
    );
  });

  it('is inconclusive where too few groups know their users, an error where none does', () => {
    expect(judge(gate, share(0.7, 0.71))).toBe('inconclusive');
    expect(judge(gate, { userUptime: null })).toBe('error');
  });
});

describe('a gate of recovery', () => {
  const gate = gateOf('recoveryMs', 5_000);
  const never = (atLeastMs: number): SeenTime => ({ kind: 'censored', atLeastMs });

  it.each<[string, FaultTime, string]>([
    [
      'passes where all of eight groups are within the limit',
      timeOf(1_000, 2_000, 5_000, 1_000, 2_000, 3_000, 1_000, 1_000),
      'pass',
    ],
    ['is open where three are', timeOf(1_000, 2_000, 5_000), 'inconclusive'],
    ['fails where all are beyond it', timeOf(5_250, 6_000, 9_000), 'fail'],
    ['is inconclusive where they lie on both sides', timeOf(1_000, 2_000, 6_000), 'inconclusive'],
    ['fails where one never recovered for longer', timeOf(1_000, 1_000, never(8_000)), 'fail'],
    [
      'is open where it was not watched so long',
      timeOf(1_000, 1_000, never(4_000)),
      'inconclusive',
    ],
    [
      'is open where it was watched for just as long as the limit',
      timeOf(1_000, 1_000, never(5_000)),
      'inconclusive',
    ],
    ['is open where only the others are beyond', timeOf(9_000, 9_000, never(250)), 'inconclusive'],
    ['fails where none ever recovered', timeOf(never(9_000), never(9_000), never(9_000)), 'fail'],
    ['is an error without data', timeOf(), 'error'],
  ])('%s', (_, recover, outcome) => {
    expect(judge(gate, { recover })).toBe(outcome);
  });

  it('says what was seen and what is asked for', () => {
    const [result] = judgeAll({ gates: [gate], cells: [measured] });
    expect(result?.reason?.text).toMatch(
      /^Recovery takes 2 s over 3 groups; required: at most 5 s. None of 3 groups breaks/,
    );
  });
});

it('a gate of the longest outage judges by the same rule', () => {
  expect(judge(gateOf('longestOutageMs', 7_000), {})).toBe('inconclusive');
  expect(judge(gateOf('longestOutageMs', 6_900), {})).toBe('fail');
});

describe('a gate of lost writes', () => {
  const { audit } = figures;
  const gate = gateOf('lostWrites', 0);

  it.each(['lost', 'duplicated', 'phantom', 'resurrected', 'wrongAmount', 'lostUpdates'])(
    'counts what is %s',
    (key) => {
      expect(judge(gate, { audit: { ...audit, [key]: 1 } })).toBe('fail');
      expect(judge(gateOf('lostWrites', 1), { audit: { ...audit, [key]: 1 } })).toBe('pass');
    },
  );

  it('passes a clean audit, never a blind one', () => {
    expect(judge(gate, {})).toBe('pass');
    expect(judge(gate, { audit: { ...audit, status: 'unknown' } })).toBe('error');
    expect(judge(gate, { audit: { ...audit, acknowledged: 0 } })).toBe('error');
    const reason = quoteText('1 of 3 episodes: The database did not answer.');
    expect(judge(gate, { audit: { ...audit, reason } })).toBe('inconclusive');
    expect(judge(gate, { audit: { ...audit, reason, lost: 1 } })).toBe('fail');
  });

  it('fails in an invalid run, too: no machine makes data wrong', () => {
    expect(judge(gate, { audit: { ...audit, lost: 1 } }, { isValid: false })).toBe('fail');
    expect(judge(gate, {}, { isValid: false })).toBe('error');
    expect(judge(gateOf('longestOutageMs', 1), {}, { isValid: false })).toBe('error');
  });
});

describe('a gate of stale reads', () => {
  const gate = gateOf('staleReadsBeyondLimit', 0);
  const withReads = (reads: number, beyondLimit: number) => ({
    audit: { ...figures.audit, staleness: { ...figures.audit.staleness, reads, beyondLimit } },
  });

  it('counts those beyond the limit, and errs without a read or without a limit', () => {
    expect(judge(gate, withReads(10, 0))).toBe('pass');
    expect(judge(gate, withReads(10, 1))).toBe('fail');
    expect(judge(gate, withReads(0, 0))).toBe('error');
    expect(judge(gate, withReads(10, 0), { stalenessLimitMs: null })).toBe('error');
  });
});

describe('the questions of a gate', () => {
  const cellOf = (variantId: string, faultId: string): FaultCell => ({
    ...{ variantId, faultId, status: 'measured', reason: null, figures },
  });
  const cells = ['cache=none', 'cache=redis'].flatMap((variantId) =>
    ['redis-paused', 'network-down@postgres', 'network-down@redis'].map((faultId) =>
      cellOf(variantId, faultId),
    ),
  );
  const ask = (changes: Partial<ResolvedFaultGate>, among = cells) =>
    judgeAll({ gates: [gateOf('lostWrites', 0, changes)], cells: among }).map(
      ({ variantId, faultId }) => `${variantId} ${faultId}`,
    );

  it('are about all variants but the baseline, or the baseline where it is alone', () => {
    expect(ask({ faults: ['redis-paused'] })).toEqual(['cache=redis redis-paused']);
    expect(ask({ faults: ['redis-paused'] }, cells.slice(0, 3))).toEqual([
      'cache=none redis-paused',
    ]);
    expect(ask({ variants: ['*'], faults: ['redis-paused'] }).length).toBe(2);
  });

  it.each([
    ['*@postgres', ['network-down@postgres']],
    ['network-*', ['network-down@postgres', 'network-down@redis']],
    ['*', ['redis-paused', 'network-down@postgres', 'network-down@redis']],
    ['n*down@*es', ['network-down@postgres']],
    ['redis-paused*d', []],
    ['*paused*', ['redis-paused']],
    ['redis-paused', ['redis-paused']],
    ['*network-*', ['network-down@postgres', 'network-down@redis']],
    ['*down*down*', []],
  ])('match faults by %s', (pattern, expected) => {
    const ofVariant = ask({ faults: [pattern] }).filter((each) => each.startsWith('cache=redis '));
    expect(ofVariant).toEqual(expected.map((id) => `cache=redis ${id}`));
  });

  it('are about what any of several patterns matches', () => {
    const variants = ['*'];
    expect(ask({ variants, faults: ['redis-paused', '*@postgres'] }, cells.slice(3))).toEqual([
      ...['cache=redis redis-paused', 'cache=redis network-down@postgres'],
    ]);
  });

  it('take the patterns of the command line for variants, and refuse what the design has not', () => {
    const factors = buildTestExperiment({}).factors;
    const gates = [gateOf('lostWrites', 0, { variants: ['nonsense=1'] })];
    const design = { planned: testVariants, variants: testVariants, factors };
    const input = { gates, cells, design, settings: { stalenessLimitMs: null }, isValid: true };
    expect(() => judgeFaultGates(input)).toThrow(/no factor "nonsense"/);
  });

  it('are an error where nothing was measured, unless the fault cannot be done; never a pass', () => {
    const notRun = { ...cellOf('cache=redis', 'redis-paused'), figures: null } as const;
    const gates = [gateOf('lostWrites', 0)];
    const outcomes = (status: FaultCell['status']) =>
      judgeAll({
        gates,
        cells: [{ ...notRun, status }, ...cells.slice(4)],
      }).map(({ outcome }) => outcome);
    expect(outcomes('not-run')).toEqual(['pass', 'pass']);
    expect(outcomes('void')).toEqual(['error', 'pass', 'pass']);
    const alone = judgeAll({ gates, cells: [{ ...notRun, status: 'not-run' }] });
    expect(alone.map(({ outcome }) => outcome)).toEqual(['error']);
    expect(judgeAll({ gates, cells: [] }).map(({ outcome }) => outcome)).toEqual([...['error']]);
  });

  it('fail on data that is wrong, though the cell says nothing else', () => {
    const { audit } = figures;
    const stale = { ...audit.staleness, reads: 9, beyondLimit: 1 };
    const outcomeOf = (metric: FaultGateMetric, voidAudit: FaultFigures['audit']) =>
      judgeAll({
        gates: [gateOf(metric, 0)],
        cells: [
          { ...cellOf('cache=redis', 'redis-paused'), figures: null, status: 'void', voidAudit },
        ],
      }).map(({ outcome }) => outcome);
    expect(outcomeOf('lostWrites', { ...audit, lost: 1 })).toEqual(['fail']);
    expect(outcomeOf('lostWrites', audit)).toEqual(['error']);
    expect(outcomeOf('staleReadsBeyondLimit', { ...audit, staleness: stale })).toEqual(['fail']);
    expect(outcomeOf('staleReadsBeyondLimit', audit)).toEqual(['error']);
    expect(outcomeOf('recoveryMs', { ...audit, lost: 1 })).toEqual(['error']);
  });

  it('tell why a cell says nothing, and what was asked for where no cell was', () => {
    const reasonOf = (change: Partial<FaultCell>) => {
      const cell = { ...cellOf('cache=redis', 'redis-paused'), figures: null, ...change };
      return judgeAll({ gates: [gateOf('lostWrites', 0)], cells: [cell] })[0]?.reason;
    };
    const why = quoteText('Redis was not there.');
    expect(reasonOf({ status: 'void', reason: why })?.code).toBe('fault-gate-void');
    expect(reasonOf({ status: 'void', reason: why })?.text).toContain(why.text);
    expect(reasonOf({ status: 'void', reason: null })?.text).not.toContain('null');
    const unasked = (change: Partial<ResolvedFaultGate>) =>
      judgeAll({ gates: [gateOf('lostWrites', 0, change)], cells: [] });
    expect(unasked({})).toMatchObject([{ outcome: 'error', variantId: '*', faultId: '*' }]);
    expect(unasked({ variants: ['*'], faults: ['a-*', 'b'] })).toMatchObject([
      { outcome: 'error', variantId: '*', faultId: 'a-* b' },
    ]);
  });

  it('take no limit of the wrong kind', () => {
    const gate = gateOf('recoveryMs', 1, { limitKind: 'at-least' });
    expect(() => judge(gate, {})).toThrow(RangeError);
  });
});
