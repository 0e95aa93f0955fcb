// The rules that score a subject, on records whose truth is known.
import { describe, expect, it } from 'vitest';
import type { CaseReport, CriterionReport } from '../../../reports/document/selftest.ts';
import { judgeDrivers, judgeRun, scoreSubject } from './judge-run.ts';
import type { CriterionName } from './selftest-case.ts';
import type { ReportedFigures } from './subject.ts';
import {
  buildRecord,
  closedCase,
  noisyHost,
  openCase,
  quietHost,
  reportTruthfully,
} from './test-subjects.ts';

type Input = Parameters<typeof judgeRun>[0];

function judge(overrides: Partial<Input> = {}): readonly CriterionReport[] {
  return judgeRun({
    ...{ selftestCase: closedCase(), subject: { kind: 'driver' }, record: buildRecord() },
    ...{ reported: reportTruthfully(), noise: quietHost, floor: undefined },
    ...overrides,
  });
}

const verdictOf = (criteria: readonly CriterionReport[], name: CriterionName) =>
  criteria.find(({ criterion }) => criterion === name)?.verdict;

function withP50(p50Us: number): ReportedFigures {
  const truthful = reportTruthfully();
  return { ...truthful, latency: { ...truthful.latency, p50Us } };
}

describe('a percentile', () => {
  it('of a truthful subject meets every criterion', () => {
    const criteria = judge();
    expect(criteria).toHaveLength(7);
    expect(criteria.map(({ verdict }) => verdict)).toEqual(criteria.map(() => 'met'));
  });

  it.each([
    [9_501, 'met', null],
    [9_499, 'missed', 'optimistic'],
    [10_499, 'met', null],
    [10_501, 'missed', 'pessimistic'],
  ] as const)('of %d µs where 10 ms is true is %s', (p50Us, verdict, direction) => {
    expect(judge({ reported: withP50(p50Us) })[0]).toMatchObject({
      ...{ criterion: 'p50', verdict, direction, trueValue: 10_000, reportedValue: p50Us },
    });
  });

  it('that is too long is undecidable on a noisy host, by as much as the noise explains', () => {
    const at = (p50Us: number) =>
      verdictOf(judge({ reported: withP50(p50Us), noise: noisyHost }), 'p50');
    expect(at(25_400)).toBe('undecidable');
    expect(at(25_600)).toBe('missed');
  });

  it('may be longer by what raw sockets add, and is never excused below the truth by it', () => {
    const floor = { p50Us: 400, p90Us: 0, p99Us: 0 };
    const at = (p50Us: number) => judge({ reported: withP50(p50Us), floor })[0];
    expect(at(11_099)).toMatchObject({ verdict: 'met' });
    expect(at(11_101)).toMatchObject({ verdict: 'missed', direction: 'pessimistic' });
    expect(at(9_499)).toMatchObject({ verdict: 'missed', direction: 'optimistic' });
    const p90 = { ...withP50(10_000).latency, p90Us: 10_501 };
    const reported = reportTruthfully({ latency: p90 });
    expect(verdictOf(judge({ reported, floor }), 'p90')).toBe('missed');
  });

  it('that only a floor above 1 ms explains is undecidable, on a quiet host too', () => {
    const floor = { p50Us: 5_000, p90Us: 5_000, p99Us: 5_000 };
    const at = (p50Us: number) => verdictOf(judge({ reported: withP50(p50Us), floor }), 'p50');
    expect(at(10_400)).toBe('met');
    expect(at(12_000)).toBe('undecidable');
    expect(judge({ reported: withP50(12_000), floor })[0]?.direction).toBe('pessimistic');
    expect(at(18_100)).toBe('missed');
    expect(at(5_000)).toBe('missed');
  });

  it('that is better than the truth, and a lost request, no noise excuses', () => {
    const reported = { ...withP50(5_000), succeeded: 99 };
    const criteria = judge({ reported, noise: noisyHost });
    expect(verdictOf(criteria, 'p50')).toBe('missed');
    expect(verdictOf(criteria, 'succeeded')).toBe('missed');
  });

  it('may be off by a rank for each latency that is missing, and no further', () => {
    const record = buildRecord((request, index) =>
      index < 52 ? request : { ...request, inServerUs: 50_000 },
    );
    const withSamples = (samples: number) => {
      const truthful = withP50(50_000);
      return { ...truthful, latency: { ...truthful.latency, samples } };
    };
    expect(verdictOf(judge({ record, reported: withSamples(98) }), 'p50')).toBe('met');
    expect(verdictOf(judge({ record, reported: withSamples(100) }), 'p50')).toBe('missed');
  });

  it('of nothing is a miss, and not reported only where there is no such figure', () => {
    const latency = { p50Us: undefined, p90Us: undefined, p99Us: undefined, p999Us: undefined };
    const nothing = reportTruthfully({ latency: { ...latency, samples: 0 } });
    expect(verdictOf(judge({ reported: nothing }), 'p50')).toBe('missed');
    const unknown = reportTruthfully({ latency: { ...latency, samples: undefined } });
    expect(verdictOf(judge({ reported: unknown }), 'p50')).toBe('not-reported');
  });

  it('of 99.9 is asked of 1,000 answers and more only, and then must not be optimistic', () => {
    const selftestCase = closedCase({ criteria: ['p999'] });
    expect(judge({ selftestCase })).toEqual([]);
    const record = buildRecord(undefined, 1_000);
    const latency = { ...reportTruthfully().latency, samples: 1_000 };
    const at = (p999Us: number) =>
      judge({
        selftestCase,
        record,
        reported: reportTruthfully({ latency: { ...latency, p999Us } }),
      });
    expect(at(9_000)[0]).toMatchObject({ verdict: 'missed', direction: 'optimistic' });
    expect(at(90_000)[0]).toMatchObject({ verdict: 'met' });
  });
});

describe('counts', () => {
  it('of a driver are exact; a peer may lack what was on its way at the end', () => {
    const reported = reportTruthfully({ succeeded: 98, statusCounts: { 200: 98 } });
    expect(verdictOf(judge({ reported }), 'succeeded')).toBe('missed');
    const peer = judge({ reported, subject: { kind: 'peer' } });
    expect(peer.map(({ verdict }) => verdict)).toEqual(peer.map(() => 'met'));
    const fewer = reportTruthfully({ succeeded: 97 });
    expect(verdictOf(judge({ reported: fewer, subject: { kind: 'peer' } }), 'succeeded')).toBe(
      'missed',
    );
  });

  it('of statuses that the server never sent are a miss', () => {
    const reported = reportTruthfully({ statusCounts: { 200: 100, 503: 40 } });
    const found = judge({ reported }).find(({ criterion }) => criterion === 'statuses');
    expect(found).toMatchObject({ verdict: 'missed', trueValue: 0, reportedValue: 40 });
  });

  it('of more latencies than answers are a miss', () => {
    const latency = { ...reportTruthfully().latency, samples: 101 };
    expect(verdictOf(judge({ reported: reportTruthfully({ latency }) }), 'samples')).toBe('missed');
  });

  it('must hold the time-outs, and the latencies must be as long as they were', () => {
    const selftestCase = closedCase({ criteria: ['timeouts', 'tail'] });
    const record = buildRecord((request, index) =>
      index === 5
        ? { ...request, inServerUs: undefined, outcome: 'hung', status: undefined }
        : request,
    );
    const at = (timedOut: number, longestUs: number) =>
      judge({
        ...{ selftestCase, record },
        reported: reportTruthfully({ timedOut, longestUs }),
      }).map(({ verdict }) => verdict);
    expect(at(1, 1_000_000)).toEqual(['met', 'met']);
    expect(at(0, 13_000)).toEqual(['missed', 'missed']);
  });

  it('must show that the server was away', () => {
    const selftestCase = closedCase({ criteria: ['outage'] });
    expect(verdictOf(judge({ selftestCase }), 'outage')).toBe('missed');
    const reported = reportTruthfully({ failed: 3 });
    expect(verdictOf(judge({ selftestCase, reported }), 'outage')).toBe('met');
  });
});

describe('an open schedule', () => {
  it('is met where each arrival is in a count and on time', () => {
    const criteria = judge({ selftestCase: openCase() });
    expect(criteria.map(({ verdict }) => verdict)).toEqual(['met', 'met', 'met', 'met']);
  });

  it('is missed where arrivals were forgotten, and met where they were dropped', () => {
    const record = buildRecord(undefined, 60);
    const forgotten = reportTruthfully({ succeeded: 60 });
    const judged = (reported: ReportedFigures) =>
      verdictOf(judge({ selftestCase: openCase(), record, reported }), 'demand');
    expect(judged(forgotten)).toBe('missed');
    expect(judged({ ...forgotten, dropped: 40 })).toBe('met');
  });

  it('is missed where a budget is burnt in a burst', () => {
    const record = buildRecord((request, index) => ({ ...request, arrivedUs: index * 100 }));
    const selftestCase = openCase();
    expect(verdictOf(judge({ selftestCase, record }), 'pace')).toBe('missed');
    expect(verdictOf(judge({ selftestCase, record, noise: noisyHost }), 'pace')).toBe('missed');
  });
});

describe('scores and verdict', () => {
  const caseOf = (verdict: CriterionReport['verdict'], error: string | null = null): CaseReport => {
    const base = {
      criterion: 'p50',
      direction: 'optimistic',
      trueValue: 2,
      reportedValue: 1,
    } as const;
    const criteria = [
      { ...base, verdict },
      { ...base, verdict: 'met' as const },
    ];
    const run = {
      caseName: 'a',
      subjectName: 'one',
      noise: quietHost,
      criteria,
      caveats: [],
      error,
    };
    return { name: 'a', trap: '', floor: null, runs: [run] };
  };
  const score = (report: CaseReport) => scoreSubject({ name: 'one', kind: 'driver' }, [report]);

  it('counts what was decided, and optimism apart', () => {
    expect(score(caseOf('missed'))).toMatchObject({ scoreRatio: 0.5, missed: 1, optimistic: 1 });
    expect(score(caseOf('undecidable'))).toMatchObject({ scoreRatio: 1, undecidable: 1 });
    expect(score(caseOf('disowned'))).toMatchObject({ scoreRatio: 1, disowned: 1, optimistic: 0 });
  });

  it('takes a miss of a run with a caveat as disowned', () => {
    const reported = { ...withP50(5_000), caveats: ['Something broke.'] };
    expect(verdictOf(judge({ reported }), 'p50')).toBe('disowned');
  });

  it('passes only what was measured and decided', () => {
    expect(judgeDrivers([score(caseOf('met'))])).toBe('met');
    expect(judgeDrivers([score(caseOf('undecidable'))])).toBe('undecidable');
    expect(judgeDrivers([score(caseOf('missed'))])).toBe('missed');
    expect(judgeDrivers([score(caseOf('met', 'it broke down'))])).toBe('missed');
    expect(judgeDrivers([])).toBe('missed');
  });

  it('names the cases that a subject does not support', () => {
    const other = { name: 'b', trap: '', floor: null, runs: [] };
    const scored = scoreSubject({ name: 'one', kind: 'peer' }, [caseOf('met'), other]);
    expect(scored).toMatchObject({ cases: 1, unsupportedCases: ['b'] });
  });
});
