// The timeline of a trial: seconds tile its load time, their number is bounded, nothing is lost or pooled.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeCoarseHistograms } from '../../measurement/coarse-histogram.ts';
import type { IntervalMeasurement } from '../driver.ts';
import { mostIntervals } from './phase-timeline.ts';
import type { RequestEnd } from './request-end.ts';
import { createTrialRecorder, type TrialRecorder } from './trial-recorder.ts';

interface TestRequest {
  readonly kind: RequestEnd['kind'] | 'dropped';
  /** Start, as a share of the window; below 0 before it, above 1 after it. */
  readonly atRatio: number;
  readonly responseTimeUs: number;
}

interface TestWindow {
  readonly phase: string;
  readonly windowMs: number;
  readonly requests: readonly TestRequest[];
}

const aRequest: fc.Arbitrary<TestRequest> = fc.record({
  kind: fc.constantFrom('succeeded', 'failed', 'timedOut', 'dropped'),
  atRatio: fc.double({ min: -0.2, max: 1.2, noNaN: true }),
  responseTimeUs: fc.integer({ min: 1, max: 1e8 }),
});

/** From micro-slices to windows of many hours. */
const aWindow: fc.Arbitrary<TestWindow> = fc.record({
  phase: fc.constantFrom('before', 'during', 'after'),
  windowMs: fc.oneof(
    fc.double({ min: 0.5, max: 50, noNaN: true }),
    fc.integer({ min: 100, max: 30_000 }),
    fc.integer({ min: 1e5, max: 4e7 }),
  ),
  requests: fc.array(aRequest, { maxLength: 20 }),
});
const windows = fc.array(aWindow, { maxLength: 12 });

function play(trial: TrialRecorder, { phase, windowMs, requests }: TestWindow): void {
  const window = trial.openWindow({ durationMs: windowMs + 5, dropFirstMs: 5, phase });
  for (const { kind, atRatio, responseTimeUs } of requests) {
    const sinceWindowStartMs = atRatio * windowMs;
    if (kind === 'dropped') {
      window.recordDrop(sinceWindowStartMs);
      continue;
    }
    window.recordSendLateness(7, sinceWindowStartMs);
    window.record({
      ...{ kind, route: 'r', statusCode: undefined, reason: undefined, responseTimeUs },
      ...{ serviceTimeUs: responseTimeUs, inWindow: true, sinceWindowStartMs },
    });
  }
}

function timelineOf(played: readonly TestWindow[]): readonly IntervalMeasurement[] {
  const trial = createTrialRecorder({ variantId: 'v', load: 'open' });
  for (const each of played) play(trial, each);
  return trial.collect().timeline;
}

function countIn(text: string | undefined): number {
  return mergeCoarseHistograms([text ?? '']).count;
}

describe('the timeline of a trial', () => {
  it('counts every request once, in its phase and in the histograms', () => {
    fc.assert(
      fc.property(windows, (played) => {
        const timeline = timelineOf(played);
        for (const phase of ['before', 'during', 'after']) {
          const own = timeline.filter((interval) => interval.phase === phase);
          const sum = (figure: (interval: IntervalMeasurement) => number) =>
            own.reduce((total, interval) => total + figure(interval), 0);
          const sent = played.flatMap((each) => (each.phase === phase ? each.requests : []));
          const asked = (kind: TestRequest['kind']) =>
            sent.filter((request) => request.kind === kind).length;
          expect(sum(({ succeeded }) => succeeded)).toBe(asked('succeeded'));
          expect(sum(({ failed }) => failed)).toBe(asked('failed'));
          expect(sum(({ timedOut }) => timedOut)).toBe(asked('timedOut'));
          expect(sum(({ dropped }) => dropped)).toBe(asked('dropped'));
          expect(sum((each) => countIn(each.successLatency))).toBe(asked('succeeded'));
          expect(sum((each) => countIn(each.serviceTime))).toBe(asked('succeeded'));
          expect(sum((each) => countIn(each.failureLatency))).toBe(
            asked('failed') + asked('timedOut'),
          );
          expect(sum((each) => countIn(each.sendLateness))).toBe(sent.length - asked('dropped'));
        }
      }),
    );
  });

  it('tiles the load time of each phase, in a bounded number of intervals', () => {
    fc.assert(
      fc.property(windows, (played) => {
        const timeline = timelineOf(played);
        for (const phase of ['before', 'during', 'after']) {
          const own = timeline.filter((interval) => interval.phase === phase);
          expect(own.length).toBeLessThanOrEqual(mostIntervals);
          const loadMs = played.reduce(
            (sum, each) => sum + (each.phase === phase ? each.windowMs : 0),
            0,
          );
          expect(own.reduce((sum, each) => sum + each.loadMs, 0)).toBeCloseTo(loadMs, 0);
          for (const [index, { startMs, intervalMs, loadMs: covered }] of own.entries()) {
            expect(Number.isInteger(Math.log2(intervalMs / 1_000))).toBe(true);
            expect(intervalMs).toBe(own[0]?.intervalMs);
            expect(startMs % intervalMs).toBe(0);
            expect(covered).toBeLessThanOrEqual(intervalMs + 0.001);
            const before = own[index - 1];
            if (before !== undefined) {
              expect(startMs).toBeGreaterThanOrEqual(before.startMs + intervalMs);
            }
          }
        }
      }),
    );
  });

  it('keeps single seconds as long as it can', () => {
    const windowOf = (seconds: number): TestWindow => ({
      ...{ phase: 'before', windowMs: seconds * 1_000, requests: [] },
    });
    const longest = timelineOf([windowOf(mostIntervals)]);
    expect(longest).toHaveLength(mostIntervals);
    expect(longest[1]).toMatchObject({ startMs: 1_000, intervalMs: 1_000, loadMs: 1_000 });
    const longer = timelineOf([windowOf(mostIntervals), windowOf(1)]);
    expect(longer).toHaveLength(mostIntervals / 2 + 1);
    expect(longer.at(-1)).toMatchObject({ intervalMs: 2_000, loadMs: 1_000 });
  });

  it('puts a request into the second in which it started, however late it ended', () => {
    const request = { kind: 'timedOut', atRatio: 0.5, responseTimeUs: 9e6 } as const;
    const timeline = timelineOf([
      { phase: 'before', windowMs: 1_500, requests: [] },
      { phase: 'during', windowMs: 3_000, requests: [request] },
    ]);
    expect(
      timeline.map(({ phase, startMs, loadMs, timedOut }) => [phase, startMs, loadMs, timedOut]),
    ).toEqual([
      ['before', 0, 1_000, 0],
      ['before', 1_000, 500, 0],
      ['during', 1_000, 500, 0],
      ['during', 2_000, 1_000, 0],
      ['during', 3_000, 1_000, 1],
      ['during', 4_000, 500, 0],
    ]);
  });

  it('keeps the routes of phases apart, and begins again after it was collected', () => {
    const request = { kind: 'succeeded', atRatio: 0, responseTimeUs: 100 } as const;
    const trial = createTrialRecorder({ variantId: 'v', load: 'closed' });
    play(trial, { phase: 'during', windowMs: 10, requests: [request, request] });
    play(trial, { phase: 'before', windowMs: 10, requests: [request] });
    const { routes, timeline } = trial.collect();
    expect(routes.map(({ phase, succeeded }) => [phase, succeeded])).toEqual([
      ['during', 2],
      ['before', 1],
    ]);
    expect(timeline[0]).toMatchObject({ serviceTime: undefined, sendLateness: undefined });
    trial.openWindow({ durationMs: 10, dropFirstMs: 0 });
    expect(trial.collect()).toMatchObject({
      routes: [],
      timeline: [{ startMs: 0, loadMs: 10, phase: 'steady', succeeded: 0 }],
    });
  });
});
