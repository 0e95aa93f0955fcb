// What stands twice in a record agrees, or the record is refused: each pair of figures, changed by one.
import { describe, expect, it, test } from 'vitest';
import { buildThreeEpisodes, downUntil } from '../analysis/faults/test-fault-records.ts';
import { buildTestRecords } from '../analysis/test-run.ts';
import { CoarseHistogram } from '../measurement/coarse-histogram.ts';
import type { FaultEpisodeRecord } from '../measurement/fault-records.ts';
import { buildHistogram, encodeHistogram, recordLatency } from '../measurement/histogram.ts';
import type { SweepSliceRecord, TrialRecord } from '../measurement/records.ts';
import { requestOutcomes } from '../measurement/request-log.ts';
import { findSumProblem } from './measurement-sums.ts';
import { buildTestManifest } from './test-manifest.ts';

/** Latencies of so many requests. */
function fine(count: number): string {
  const histogram = buildHistogram();
  for (let request = 0; request < count; request += 1) recordLatency(histogram, 1_000 + request);
  return encodeHistogram(histogram);
}

function coarse(count: number): string {
  const histogram = new CoarseHistogram();
  for (let request = 0; request < count; request += 1) histogram.record(1_000 + request);
  return histogram.encode();
}

const { experiment, plan } = buildTestManifest();
const [built] = buildTestRecords(experiment, plan, {}).filter(
  (record): record is TrialRecord => record.kind === 'trial',
);
if (built === undefined) throw new Error('there is no trial');
const [builtSlice] = built.slices;
if (builtSlice === undefined) throw new Error('there is no slice');

type Route = TrialRecord['measurement']['routes'][number];
type Interval = NonNullable<TrialRecord['measurement']['timeline']>[number];

const route: Route = {
  ...{ route: 'r', succeeded: 3, failed: 1, timedOut: 1, statusCounts: { 200: 3, 500: 1 } },
  ...{ successLatency: fine(3), failureLatency: fine(2), serviceTime: fine(3) },
};
const interval: Interval = {
  ...{ startMs: 0, intervalMs: 1_000, phase: 'p', loadMs: 1_000 },
  ...{ succeeded: 3, failed: 1, timedOut: 1, dropped: 1 },
  ...{ successLatency: coarse(3), failureLatency: coarse(2) },
  ...{ serviceTime: coarse(3), sendLateness: coarse(9) },
};
/** Five requests in two slices, of which three succeeded, one failed and one timed out; one was dropped. */
const trial: TrialRecord = {
  ...built,
  slices: [
    { ...builtSlice, position: 1, succeeded: 2, failed: 1, timedOut: 0 },
    { ...builtSlice, position: 2, succeeded: 1, failed: 0, timedOut: 1 },
  ],
  counts: { scheduled: 6, succeeded: 3, failed: 1, timedOut: 1, inFlightAtEnd: 0, dropped: 1 },
  ...{ checkedBodies: 2, wrongBodies: 2 },
  parity: { compared: 3, wrong: 3, reasons: { 'other body': 2, 'other status': 1 } },
  measurement: {
    ...{ variantId: built.variantId, routes: [route], sendLateness: fine(7) },
    timeline: [interval],
  },
};

const measured = (change: Partial<TrialRecord['measurement']>): TrialRecord => ({
  ...trial,
  measurement: { ...trial.measurement, ...change },
});
const routed = (change: Partial<Route>) => measured({ routes: [{ ...route, ...change }] });
const timed = (change: Partial<Interval>) => measured({ timeline: [{ ...interval, ...change }] });
const counted = (change: Partial<TrialRecord['counts']>): TrialRecord => ({
  ...trial,
  counts: { ...trial.counts, ...change },
});

describe('a trial', () => {
  it('that agrees has no problem, nor has one with more in its counts than in its slices', () => {
    expect(findSumProblem(trial)).toBeUndefined();
    expect(findSumProblem(counted({ succeeded: 4, failed: 2, timedOut: 2, dropped: 2 }))).toBe(
      undefined,
    );
    const { timeline: _, ...older } = { ...trial.measurement, sendLateness: undefined };
    const { parity: __, ...without } = trial;
    expect(findSumProblem({ ...without, measurement: older })).toBeUndefined();
    expect(findSumProblem(timed({ serviceTime: undefined, sendLateness: undefined }))).toBe(
      undefined,
    );
    // A closed loop has one histogram for both.
    expect(findSumProblem(routed({ serviceTime: route.successLatency }))).toBeUndefined();
  });

  it.each<[string, TrialRecord, RegExp]>([
    ['successes', counted({ succeeded: 2 }), /^slices: 3 requests succeeded, more than the 2/],
    ['failures', counted({ failed: 0 }), /^slices: 1 requests failed, more than the 0/],
    ['time-outs', counted({ timedOut: 0 }), /^slices: 1 requests timedOut, more than the 0/],
    ['dropped ones', counted({ dropped: 0 }), /timeline: 1 requests dropped, more than the 0/],
    [
      'positions',
      { ...trial, slices: trial.slices.map((slice) => ({ ...slice, position: 1 })) },
      /two have the same position/,
    ],
    ['wrong bodies', { ...trial, checkedBodies: 1 }, /^wrongBodies: 2, more than the 1 checked/],
    [
      'answers that differ',
      { ...trial, parity: { compared: 2, wrong: 3, reasons: { a: 3 } } },
      /^parity: 3 of 2/,
    ],
    [
      'reasons why they differ',
      { ...trial, parity: { compared: 3, wrong: 3, reasons: { a: 1, b: 1 } } },
      /^parity: .* with reasons for 2/,
    ],
    ['variant', measured({ variantId: 'other' }), /^measurement.variantId: is "other"/],
    ['latencies', routed({ successLatency: fine(2) }), /routes\[0\].successLatency: holds 2/],
    ['latencies of failures', routed({ failureLatency: fine(1) }), /failureLatency: holds 1/],
    ['service times', routed({ serviceTime: fine(4) }), /serviceTime: holds 4 latencies of 3/],
    [
      'successes of routes',
      routed({ succeeded: 4, ...{ successLatency: fine(4), serviceTime: fine(4) } }),
      /timeline: 3 requests succeeded, but 4 by measurement.routes/,
    ],
    [
      'successes of routes, without a timeline',
      measured({
        ...{ routes: [{ ...route, succeeded: 2, successLatency: fine(2), serviceTime: fine(2) }] },
        timeline: undefined,
      } as never),
      /routes: 2 requests succeeded, but 3 by slices/,
    ],
    ['send lateness', measured({ sendLateness: 'nonsense' }), /^measurement.sendLateness: /],
    [
      'latencies in time',
      timed({ successLatency: coarse(2) }),
      /timeline\[0\].successLatency: hol/,
    ],
    ['failures in time', timed({ failureLatency: coarse(3) }), /timeline\[0\].failureLatency: hol/],
    [
      'service times in time',
      timed({ serviceTime: coarse(2) }),
      /timeline\[0\].serviceTime: holds/,
    ],
    ['lateness in time', timed({ sendLateness: '!' }), /timeline\[0\].sendLateness: /],
    [
      'failures in time, by routes',
      timed({ failed: 2, failureLatency: coarse(3) }),
      /timeline: 2 requests failed, but 1 by measurement.routes/,
    ],
  ])('is refused for its %s', (_, record, problem) => {
    expect(findSumProblem(record)).toMatch(problem);
  });
});

describe('a slice of a sweep', () => {
  const slice = {
    ...{ kind: 'sweep-slice', group: 0, variantId: built.variantId, counts: trial.counts },
    measurement: trial.measurement,
  } as unknown as SweepSliceRecord;

  it('may count more than its routes, whose first part is left out, and no less', () => {
    expect(findSumProblem(slice)).toBeUndefined();
    const more = { ...slice, counts: { ...slice.counts, succeeded: 9, failed: 9, timedOut: 9 } };
    expect(findSumProblem(more)).toBeUndefined();
    for (const end of ['succeeded', 'failed', 'timedOut'] as const)
      expect(findSumProblem({ ...slice, counts: { ...slice.counts, [end]: 0 } })).toMatch(
        new RegExp(`^measurement.routes: \\d requests ${end}, more than the 0`),
      );
  });

  it('is refused for another variant, and for its histograms', () => {
    expect(findSumProblem({ ...slice, variantId: 'other' })).toMatch(/variantId/);
    const { measurement } = routed({ successLatency: fine(2) });
    expect(findSumProblem({ ...slice, measurement })).toMatch(/successLatency: holds 2/);
  });
});

describe('an episode with a fault', () => {
  const [episode] = buildThreeEpisodes({}, [downUntil(2_000)]);
  if (episode === undefined) throw new Error('there is no episode');
  const { marks, requests, counts, audit } = episode;
  const of = (change: Partial<FaultEpisodeRecord>) => findSumProblem({ ...episode, ...change });
  const changeBytes = (text: string, change: (bytes: Buffer) => Buffer): string =>
    change(Buffer.from(text, 'base64')).toString('base64');
  const first = (value: number) => (bytes: Buffer) =>
    Buffer.concat([Buffer.of(value), bytes.subarray(1)]);

  it('that agrees has no problem', () => {
    expect(findSumProblem(episode)).toBeUndefined();
    const { user: _, ...anonymous } = requests;
    expect(of({ requests: anonymous })).toBeUndefined();
    expect(of({ counts: { ...counts, succeeded: counts.succeeded + 1 } })).toBeUndefined();
  });

  it('goes through its marks in their order, which may be at the same time', () => {
    const { injectedMs: at } = marks;
    const same = { ...marks, appliedMs: at, healedMs: at, healEndedMs: at };
    expect(of({ marks: same })).toBeUndefined();
    for (const change of [
      { injectedMs: marks.appliedMs + 1 },
      { appliedMs: marks.healedMs + 1 },
      { healedMs: marks.healEndedMs + 1 },
    ])
      expect(of({ marks: { ...marks, ...change } })).toMatch(/^marks: /);
  });

  test.each(['dueUs', 'responseUs', 'route', 'user'] as const)(
    'has a %s for each of its requests',
    (column) => {
      for (const cut of [1, 4]) {
        const text = changeBytes(requests[column] ?? '', (bytes) => bytes.subarray(cut));
        expect(of({ requests: { ...requests, [column]: text } })).toMatch(/of equal length/);
      }
    },
  );

  it('names outcomes and routes that there are', () => {
    const outcomes = (value: number) => ({
      requests: { ...requests, outcome: changeBytes(requests.outcome, first(value)) },
    });
    for (const value of [requestOutcomes.length, 200])
      expect(of(outcomes(value))).toMatch(/^requests.outcome: names/);
    const routes = (value: number) => ({
      requests: { ...requests, route: changeBytes(requests.route, first(value)) },
    });
    expect(of(routes(episode.routes.length - 1))).toBeUndefined();
    expect(of(routes(episode.routes.length))).toMatch(/^requests.route: names/);
  });

  it('has as many requests as it counts, and no more successes', () => {
    expect(of({ counts: { ...counts, scheduled: counts.scheduled + 1 } })).toMatch(
      /^requests: 3000 of them, but 3001 by counts/,
    );
    expect(of({ counts: { ...counts, succeeded: counts.succeeded - 1 } })).toMatch(
      /^requests.outcome: \d+ succeeded, more than/,
    );
  });

  describe('and its audit', () => {
    const staleness = { ...audit.staleness, reads: 5, staleReads: 5, beyondLimit: 0 };
    const audited = (change: Partial<typeof audit>) => of({ audit: { ...audit, ...change } });

    it.each([
      ...['lost', 'phantom', 'resurrected', 'duplicated', 'wrongAmount', 'lostUpdates'],
    ] as const)('is violated where anything is %s', (key) => {
      expect(audited({ [key]: 1 })).toMatch(/^audit.status: is clean, with 1 things wrong/);
      expect(audited({ [key]: 1, status: 'unknown' })).toMatch(/is unknown, with 1/);
      expect(audited({ [key]: 1, status: 'violated' })).toBeUndefined();
    });

    it('is violated by an invariant, a read beyond the limit, or a finding, too', () => {
      const invariants = [
        { name: 'a', violations: 0 },
        { name: 'b', violations: 2 },
      ];
      expect(audited({ invariants })).toMatch(/with 2 things wrong/);
      expect(audited({ staleness: { ...staleness, beyondLimit: 1 } })).toMatch(/with 1 things/);
      expect(audited({ findings: ['one'] as never })).toMatch(/with 1 things wrong/);
    });

    it('is not clean without a write, but may know nothing', () => {
      expect(audited({ acknowledged: 0 })).toMatch(/without a write that was acknowledged/);
      expect(audited({ acknowledged: 0, status: 'unknown' })).toBeUndefined();
    });

    it('has no more stale reads than reads', () => {
      expect(audited({ staleness })).toBeUndefined();
      expect(audited({ staleness: { ...staleness, reads: 0, staleReads: 0 } })).toBeUndefined();
      const late = { ...staleness, beyondLimit: 5 };
      expect(audited({ status: 'violated', staleness: late })).toBeUndefined();
      expect(audited({ staleness: { ...staleness, staleReads: 6 } })).toMatch(/^audit.staleness/);
      expect(audited({ status: 'violated', staleness: { ...staleness, beyondLimit: 6 } })).toMatch(
        /^audit.staleness/,
      );
    });

    it('is looked at where a fault was not run, too', () => {
      const record = { kind: 'fault-not-run', audit: { ...audit, lost: 1 } } as never;
      expect(findSumProblem(record)).toMatch(/^audit.status/);
      expect(findSumProblem({ kind: 'fault-not-run' } as never)).toBeUndefined();
    });
  });
});
