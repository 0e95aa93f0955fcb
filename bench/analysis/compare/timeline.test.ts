// The timeline of a cell: groups lie over each other by load time, phases apart, and nothing gets lost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimelinePoint } from '../../../reports/document/timeline.ts';
import type { IntervalMeasurement } from '../../drivers/driver.ts';
import { CoarseHistogram } from '../../measurement/coarse-histogram.ts';
import { longestLatencyUs } from '../../measurement/histogram.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import {
  buildCellTimeline,
  buildHeatMap,
  mostHeatMapRows,
  mostTimelinePoints,
} from './timeline.ts';

function intervalOf(interval: Partial<IntervalMeasurement>): IntervalMeasurement {
  return {
    ...{ startMs: 0, intervalMs: 1_000, phase: 'steady', loadMs: 1_000 },
    ...{ succeeded: 0, failed: 0, timedOut: 0, dropped: 0 },
    ...{ successLatency: '', failureLatency: '', serviceTime: undefined, sendLateness: undefined },
    ...interval,
  };
}

/** Only what a timeline is made of. */
function trialOf(timeline: readonly IntervalMeasurement[] | undefined): TrialRecord {
  const measurement = { variantId: 'v', routes: [], sendLateness: undefined };
  return {
    measurement: timeline === undefined ? measurement : { ...measurement, timeline },
  } as unknown as TrialRecord;
}

function histogramOf(latenciesUs: readonly number[]): CoarseHistogram {
  const histogram = new CoarseHistogram();
  for (const latencyUs of latenciesUs) histogram.record(latencyUs);
  return histogram;
}

function successes(latenciesUs: readonly number[]): Partial<IntervalMeasurement> {
  return {
    succeeded: latenciesUs.length,
    successLatency: histogramOf(latenciesUs).encode(),
  };
}

/** What a point and an interval have in common. */
type Counted = Pick<TimelinePoint, 'phase' | CountKey>;
type CountKey = 'succeeded' | 'failed' | 'timedOut' | 'dropped' | 'loadMs';

const aLatencyUs = fc
  .double({ min: 0, max: Math.log2(longestLatencyUs), noNaN: true })
  .map((power) => 2 ** power);

const anInterval = fc
  .record({
    second: fc.nat(2_000),
    doublings: fc.nat(4),
    phase: fc.constantFrom('before', 'during', 'after'),
    latenciesUs: fc.array(aLatencyUs, { maxLength: 30 }),
    failed: fc.nat(9),
    timedOut: fc.nat(9),
    dropped: fc.nat(9),
  })
  .map(({ second, doublings, phase, latenciesUs, ...counts }) => {
    const intervalMs = 1_000 * 2 ** doublings;
    const startMs = Math.floor((second * 1_000) / intervalMs) * intervalMs;
    return intervalOf({ startMs, intervalMs, phase, ...counts, ...successes(latenciesUs) });
  });

describe('the timeline of a cell', () => {
  it('keeps every count in few points, and each success in the heat map', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anInterval, { minLength: 1, maxLength: 90 }), {
          minLength: 1,
          maxLength: 3,
        }),
        (groups) => {
          const all = groups.flat();
          const timeline = buildCellTimeline(groups.map(trialOf));
          const points = timeline?.points ?? [];
          expect(points.length).toBeLessThanOrEqual(mostTimelinePoints);
          for (const phase of ['before', 'during', 'after']) {
            for (const key of ['succeeded', 'failed', 'timedOut', 'dropped', 'loadMs'] as const) {
              const sum = (parts: readonly Counted[]) =>
                parts.reduce((total, part) => total + (part.phase === phase ? part[key] : 0), 0);
              expect(sum(points)).toBe(sum(all));
            }
          }
          const { edgesUs = [], counts = points.map(() => []) } = timeline?.heatMap ?? {};
          expect(counts.map((column) => column.reduce((a, b) => a + b, 0))).toEqual(
            points.map(({ succeeded }) => succeeded),
          );
          for (const column of counts) expect(column).toHaveLength(Math.max(0, edgesUs.length - 1));
          expect(edgesUs.length - 1).toBeLessThanOrEqual(mostHeatMapRows);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lays groups over each other by load time', () => {
    const timeline = buildCellTimeline([
      trialOf([intervalOf({ succeeded: 5 }), intervalOf({ startMs: 1_000, failed: 1 })]),
      trialOf([intervalOf({ succeeded: 7 }), intervalOf({ startMs: 1_000, loadMs: 200 })]),
    ]);
    expect(timeline).toMatchObject({
      intervalMs: 1_000,
      points: [
        { startMs: 0, loadMs: 2_000, succeeded: 12, failed: 0 },
        { startMs: 1_000, loadMs: 1_200, succeeded: 0, failed: 1 },
      ],
    });
  });

  it('keeps two phases of one second apart, in the order in which they begin', () => {
    const timeline = buildCellTimeline([
      trialOf([
        intervalOf({ phase: 'before', loadMs: 500, succeeded: 5 }),
        intervalOf({ phase: 'during', loadMs: 500, failed: 5 }),
        intervalOf({ phase: 'during', startMs: 1_000 }),
      ]),
    ]);
    expect(timeline?.points.map(({ phase, startMs }) => [phase, startMs])).toEqual([
      ['before', 0],
      ['during', 0],
      ['during', 1_000],
    ]);
  });

  it('takes the interval of the group that has the longest', () => {
    const timeline = buildCellTimeline([
      trialOf([
        intervalOf({ startMs: 2_000, succeeded: 1 }),
        intervalOf({ startMs: 3_000, succeeded: 1 }),
      ]),
      trialOf([intervalOf({ startMs: 2_000, intervalMs: 2_000, loadMs: 2_000, succeeded: 3 })]),
    ]);
    expect(timeline).toMatchObject({
      intervalMs: 2_000,
      points: [{ startMs: 2_000, loadMs: 4_000, succeeded: 5 }],
    });
  });

  it('has no percentile that too few successes support', () => {
    const pointOf = (count: number) =>
      buildCellTimeline([trialOf([intervalOf(successes(new Array(count).fill(100)))])])?.points[0];
    expect(pointOf(19)).toMatchObject({ latencyP50Us: null, latencyP99Us: null });
    expect(pointOf(20)).toMatchObject({ latencyP50Us: 100, latencyP99Us: null });
    expect(pointOf(1_000)).toMatchObject({ latencyP50Us: 100, latencyP99Us: 100 });
  });

  it('is absent where records are older than timelines, and has no heat map without a success', () => {
    expect(buildCellTimeline([trialOf(undefined)])).toBeUndefined();
    expect(buildCellTimeline([trialOf([intervalOf({ failed: 3 })])])?.heatMap).toBeNull();
  });
});

describe('a heat map', () => {
  it('puts a latency between the edges of its row, within the width of a bucket', () => {
    fc.assert(
      fc.property(fc.array(aLatencyUs, { minLength: 1, maxLength: 8 }), (latenciesUs) => {
        const map = buildHeatMap(latenciesUs.map((latencyUs) => histogramOf([latencyUs])));
        for (const [index, latencyUs] of latenciesUs.entries()) {
          const row = map?.counts[index]?.indexOf(1) ?? Number.NaN;
          const wholeUs = Math.round(latencyUs);
          expect(map?.edgesUs[row]).toBeLessThanOrEqual(wholeUs);
          expect(map?.edgesUs[row + 1]).toBeGreaterThan(wholeUs / 1.01);
        }
      }),
    );
  });

  it('is as fine as its rows allow', () => {
    const rowsOf = (...latenciesUs: readonly number[]) =>
      buildHeatMap([histogramOf(latenciesUs)])?.counts[0]?.length;
    expect(rowsOf(500)).toBe(1);
    expect(rowsOf(512, 16_383)).toBe(40);
    expect(rowsOf(512, 16_600)).toBe(21);
    expect(rowsOf(1, longestLatencyUs)).toBe(32);
  });
});
