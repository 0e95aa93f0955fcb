// The driver contract on seconds and phases: they tell the same as windows and routes, and are never pooled.
import { expect, it } from 'vitest';
import { mergeCoarseHistograms } from '../measurement/coarse-histogram.ts';
import { decodeHistogram } from '../measurement/histogram.ts';
import {
  openSession,
  pathsScenario,
  runUntil,
  sliceOf,
  smallLoad,
  startServer,
  totalsOf,
} from './contract-session.ts';
import type {
  Driver,
  IntervalMeasurement,
  Load,
  SliceOrder,
  SliceOutcome,
  TrialMeasurement,
} from './driver.ts';

export function describeTimeline(driver: Driver, loadKind: Load['kind']): void {
  const load = smallLoad(loadKind);

  it('tells by second what windows and routes tell as a whole', async () => {
    const server = await startServer();
    const session = await openSession(
      driver,
      [server],
      pathsScenario('/delay/3', '/half', '/hang'),
      { requestTimeoutMs: 150 },
    );
    const orders: SliceOrder[] = [];
    const outcomes: SliceOutcome[] = [];
    for (const dropFirstMs of [0, 100]) {
      const order = sliceOf(driver, load, { dropFirstMs });
      const sum = await runUntil(
        session,
        order,
        ({ window }) => window.succeeded > 0 && window.failed > 0,
      );
      outcomes.push(...sum.outcomes);
      orders.push(...sum.outcomes.map(() => order));
    }
    const measurements = await session.collect();
    const timeline = timelineOf(measurements);
    expect(countsOf(timeline)).toEqual(windowCountsOf(outcomes));
    const loadMs = orders.reduce((sum, each) => sum + each.durationMs - each.dropFirstMs, 0);
    expect(timeline.reduce((sum, each) => sum + each.loadMs, 0)).toBeCloseTo(loadMs, 1);

    const totals = totalsOf(measurements);
    expect(totals.succeeded).toBeGreaterThan(0);
    expect(totals.failed).toBeGreaterThan(0);
    expect(mergedCount(timeline, 'successLatency')).toBe(totals.inSuccessHistograms);
    expect(mergedCount(timeline, 'failureLatency')).toBe(totals.inFailureHistograms);
    expect(mergedCount(timeline, 'serviceTime') ?? totals.inServiceHistograms).toBe(
      totals.inServiceHistograms,
    );
    const lateness = measurements[0]?.sendLateness;
    expect(mergedCount(timeline, 'sendLateness')).toBe(
      lateness === undefined ? undefined : decodeHistogram(lateness).totalCount,
    );
  });

  it('keeps phases apart, in seconds and in routes', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/half'));
    const outcomes = new Map<string, SliceOutcome[]>([
      ['steady', []],
      ['during', []],
    ]);
    for (const phase of ['steady', 'during', 'steady']) {
      const order = sliceOf(driver, load, phase === 'steady' ? {} : { phase });
      const sum = await runUntil(session, order, ({ window }) => window.succeeded > 0);
      outcomes.get(phase)?.push(...sum.outcomes);
    }
    const measurements = await session.collect();
    const timeline = timelineOf(measurements);
    expect(new Set(timeline.map(({ phase }) => phase))).toEqual(new Set(outcomes.keys()));
    for (const [phase, slices] of outcomes) {
      const counts = windowCountsOf(slices);
      expect(countsOf(timeline.filter((each) => each.phase === phase))).toEqual(counts);
      const route = measurements[0]?.routes.find((each) => each.phase === phase);
      expect(route).toMatchObject({ succeeded: counts.succeeded, failed: counts.failed });
      expect(counts.succeeded).toBeGreaterThan(0);
    }
    expect(await session.collect()).toMatchObject([{ timeline: [], routes: [] }]);
  });
}

function timelineOf(measurements: readonly TrialMeasurement[]): readonly IntervalMeasurement[] {
  const timeline = measurements[0]?.timeline;
  if (timeline === undefined) throw new Error('the driver gave no timeline');
  return timeline;
}

function windowCountsOf(outcomes: readonly SliceOutcome[]) {
  return countsOf(outcomes.map(({ windowCounts }) => windowCounts));
}

type EndKind = 'succeeded' | 'failed' | 'timedOut' | 'dropped';

function countsOf(parts: readonly Readonly<Record<EndKind, number>>[]): Record<EndKind, number> {
  const sum = (kind: EndKind) => parts.reduce((total, part) => total + part[kind], 0);
  return {
    succeeded: sum('succeeded'),
    failed: sum('failed'),
    timedOut: sum('timedOut'),
    dropped: sum('dropped'),
  };
}

/** Undefined where the driver does not keep such a histogram. */
function mergedCount(
  timeline: readonly IntervalMeasurement[],
  name: 'successLatency' | 'failureLatency' | 'serviceTime' | 'sendLateness',
): number | undefined {
  const texts = timeline.map((interval) => interval[name]).filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : mergeCoarseHistograms(texts).count;
}
