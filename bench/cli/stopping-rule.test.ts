// When a run ends: only at its looks where everything is decided, and before its time is up.
import { describe, expect, it } from 'vitest';
import type { GateStatus } from '../../reports/document/gates.ts';
import type { ResultDocument, VerdictKind } from '../../reports/document/result.ts';
import type { Plan, PlannedLooks } from '../plan/plan.ts';
import { createStoppingRule, isDecided, type StoppingOptions } from './stopping-rule.ts';

interface Told {
  readonly verdicts?: readonly (VerdictKind | 'wrong')[];
  readonly gates?: readonly GateStatus[];
  readonly isValid?: boolean;
}

function documentOf({ verdicts = [], gates = [], isValid = true }: Told): ResultDocument {
  const cells = verdicts.map((verdict) =>
    verdict === 'wrong'
      ? { verdict: 'inconclusive', warnings: [{ code: 'WRONG_BODIES' }] }
      : { verdict, warnings: [] },
  );
  return {
    validity: { status: isValid ? 'valid' : 'invalid' },
    gates: gates.map((status) => ({ status })),
    scenarios: [{ cells }],
  } as unknown as ResultDocument;
}

describe('comparisons are decided', () => {
  it.each([
    [true, { verdicts: ['baseline', 'better', 'equivalent', 'not-run'] }],
    [false, { verdicts: ['baseline', 'better', 'inconclusive'] }],
    [false, { verdicts: ['baseline', 'not-judged'] }],
    // More groups don't make wrong answers right.
    [true, { verdicts: ['baseline', 'better', 'wrong'] }],
    [false, { verdicts: ['baseline'] }],
    [false, { verdicts: ['baseline', 'worse'], isValid: false }],
  ] satisfies [boolean, Told][])('%s for %j', (decided, told) => {
    expect(isDecided(documentOf(told), 'comparisons')).toBe(decided);
  });
});

describe('gates are decided', () => {
  it.each([
    [true, { gates: ['pass', 'fail', 'error'] }],
    [false, { gates: ['pass', 'inconclusive'] }],
    [false, { gates: [] }],
    [false, { gates: ['pass'], isValid: false }],
  ] satisfies [boolean, Told][])('%s for %j', (decided, told) => {
    expect(isDecided(documentOf(told), 'gates')).toBe(decided);
  });
});

let asked = 0;

function createRule(looks: PlannedLooks, options: Partial<StoppingOptions> = {}, epochs?: number) {
  asked = 0;
  const plan = { looks, groups: Array.from({ length: 30 }), ...(epochs && { epochs }) };
  return createStoppingRule(plan as unknown as Plan, {
    readDocument: () => {
      asked += 1;
      return documentOf({ verdicts: ['baseline', 'better'], gates: ['pass'] });
    },
    ...{ goal: 'comparisons', budgetMs: undefined, startedMs: 1_000 },
    readMonotonicMs: () => 1_000,
    ...options,
  });
}

const planned: PlannedLooks = { kind: 'group-sequential', groups: [8, 12] };

describe('the rule', () => {
  it('looks at the planned numbers of groups and at no other', () => {
    const rule = createRule(planned);
    const found = [3, 7, 8, 9, 11, 12].map((validGroups) =>
      rule({ validGroups, lastGroupMs: 1, nextGroup: 9 }),
    );
    expect(found).toEqual([
      undefined,
      undefined,
      'all-decided',
      undefined,
      undefined,
      'all-decided',
    ]);
    expect(asked).toBe(2);
  });

  it('looks after every group where groups are appended at will', () => {
    const rule = createRule({ kind: 'anytime', groups: [] });
    expect(rule({ validGroups: 9, lastGroupMs: 1, nextGroup: 9 })).toBe('all-decided');
  });

  it('asks nothing where there is no goal', () => {
    const rule = createRule(planned, { goal: undefined });
    expect(rule({ validGroups: 8, lastGroupMs: 1, nextGroup: 9 })).toBeUndefined();
    expect(asked).toBe(0);
  });

  it('ends before a group that the budget no longer holds', () => {
    let nowMs = 1_000;
    const rule = createRule(planned, { budgetMs: 10_000, readMonotonicMs: () => nowMs });
    nowMs = 8_000;
    expect(rule({ validGroups: 3, lastGroupMs: 2_000, nextGroup: 9 })).toBeUndefined();
    nowMs = 9_000;
    expect(rule({ validGroups: 4, lastGroupMs: 2_000, nextGroup: 9 })).toBe('budget');
  });

  it('ends where the next group is of another epoch, and there alone', () => {
    const rule = createRule({ kind: 'fixed', groups: [30] }, {}, 10);
    const found = [2, 3, 4, 5, 6].map((nextGroup) =>
      rule({ validGroups: nextGroup, lastGroupMs: 1, nextGroup }),
    );
    expect(found).toEqual([undefined, 'epoch', undefined, undefined, 'epoch']);
  });
});
