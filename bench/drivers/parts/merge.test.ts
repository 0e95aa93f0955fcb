// merge(split(x)) = x: counts add up and histograms are added bucket by bucket, however requests were spread over parts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHistogram } from '../../measurement/histogram.ts';
import { createLatencyRecorder } from '../../measurement/latency-recorder.ts';
import type { SliceOutcome, TrialMeasurement } from '../driver.ts';
import type { RequestEnd } from '../recording/request-end.ts';
import { createSliceRecorder } from '../recording/slice-recorder.ts';
import { createTrialRecorder } from '../recording/trial-recorder.ts';
import { type MergeableOutcome, mergeMeasurements, mergeOutcomes } from './merge.ts';
import { listRanks } from './test-buckets.ts';

const order = { durationMs: 3_000, dropFirstMs: 500, recorded: true };

const ends = fc.array(
  fc.record({
    part: fc.nat(3),
    kind: fc.constantFrom('succeeded' as const, 'failed' as const, 'timedOut' as const),
    route: fc.constantFrom('b', 'a', 'c'),
    statusCode: fc.constantFrom(200, 404, undefined),
    reason: fc.constantFrom('status 404', 'ECONNRESET', undefined),
    responseTimeUs: fc.integer({ min: 1, max: 4e9 }),
    serviceTimeUs: fc.integer({ min: 1, max: 1e6 }),
    inWindow: fc.boolean(),
    sinceWindowStartMs: fc.double({ min: 0, max: 2_499, noNaN: true }),
  }),
  { maxLength: 120 },
);

function record(requests: readonly RequestEnd[], load: 'closed' | 'open') {
  const trial = createTrialRecorder({ variantId: 'v', load });
  const latency = createLatencyRecorder();
  const window = trial.openWindow(order);
  const slice = createSliceRecorder(window, latency);
  for (const request of requests) {
    slice.schedule();
    slice.end(request);
    if (load === 'open')
      window.recordSendLateness(request.serviceTimeUs, request.sinceWindowStartMs);
  }
  const outcome: MergeableOutcome = {
    ...{ variantId: 'v', startedAtMs: 7, windowUs: 2.5e6, ...slice.figures(0) },
    ...{ connectionsOpened: 1, connectionsRenewed: 0, resentRequests: 2, caveats: [] },
    ...{ generatorCpuNs: 10, generatorEventLoopDelayP99Us: requests.length },
    ...{ windowLatency: encodeHistogram(latency.toHistogram()), lateStartMs: 0 },
  };
  return { outcome, measurement: trial.collect() };
}

/** With the fine histograms as their buckets: the text also tells how much room a histogram has. */
function openHistograms({ routes, sendLateness, ...rest }: TrialMeasurement) {
  return {
    ...rest,
    sendLateness: sendLateness === undefined ? undefined : listRanks(sendLateness),
    routes: routes.map((route) => ({
      ...route,
      successLatency: listRanks(route.successLatency),
      failureLatency: listRanks(route.failureLatency),
      serviceTime: listRanks(route.serviceTime),
    })),
  };
}

/** What does not hang on how requests are spread. */
function figuresOf({
  sliceCounts,
  windowCounts,
  latencyP50Us,
  failureReasons,
  checkedBodies,
}: SliceOutcome) {
  return { sliceCounts, windowCounts, latencyP50Us, failureReasons, checkedBodies };
}

describe.each(['closed', 'open'] as const)('parts of a %s load', (load) => {
  it('merge to what one process would have measured', () => {
    fc.assert(
      fc.property(ends, (all) => {
        const whole = record(all, load);
        const parts = [0, 1, 2, 3].map((part) =>
          record(
            all.filter((end) => end.part === part),
            load,
          ),
        );
        expect(
          figuresOf(
            mergeOutcomes(
              parts.map(({ outcome }) => outcome),
              order,
            ),
          ),
        ).toEqual(figuresOf(whole.outcome));
        const merged = mergeMeasurements(parts.map(({ measurement }) => [measurement]));
        expect(merged.map(openHistograms)).toEqual([openHistograms(whole.measurement)]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('several processes', () => {
  const parts = [record([], 'closed').outcome, record([], 'closed').outcome];
  const [first, second] = parts as [MergeableOutcome, MergeableOutcome];

  it('are told apart: their CPU is the sum, the event loop that of the worst', () => {
    const slow = { ...second, generatorCpuNs: 30, generatorEventLoopDelayP99Us: 900 };
    expect(mergeOutcomes([first, slow], order)).toMatchObject({
      ...{ generatorCpuNs: 40, generatorEventLoopDelayP99Us: 900 },
      generators: [
        { cpuNs: 10, eventLoopDelayP99Us: 0, lateStartMs: 0, isLate: false },
        { cpuNs: 30, eventLoopDelayP99Us: 900, lateStartMs: 0, isLate: false },
      ],
    });
  });

  it.each([
    { lateStartMs: 499, dropFirstMs: 500, recorded: true, caveats: 0 },
    { lateStartMs: 501, dropFirstMs: 500, recorded: true, caveats: 1 },
    { lateStartMs: 140, dropFirstMs: 0, recorded: true, caveats: 0 },
    { lateStartMs: 160, dropFirstMs: 0, recorded: true, caveats: 1 },
    { lateStartMs: 999, dropFirstMs: 0, recorded: false, caveats: 0 },
  ])('that start $lateStartMs ms late, of $dropFirstMs ms dropped: caveats $caveats', (given) => {
    const late = { ...second, lateStartMs: given.lateStartMs };
    const merged = mergeOutcomes([first, late], { ...order, ...given });
    expect(merged.generators?.map(({ isLate }) => isLate)).toEqual([false, given.caveats > 0]);
    expect(merged.caveats.map(({ code, params }) => ({ code, params }))).toEqual(
      given.caveats === 0 ? [] : [{ code: 'caveat-part-late', params: { part: 2, parts: 2 } }],
    );
  });

  it('of a slice that is not recorded have their requests by route added up', () => {
    const routeCounts = { a: { succeeded: 2, failed: 1 } };
    const other = { ...routeCounts, b: { succeeded: 0, failed: 4 } };
    const both = [
      { ...first, routeCounts },
      { ...second, routeCounts: other },
    ];
    expect(mergeOutcomes(both, { ...order, recorded: false }).routeCounts).toEqual({
      ...{ a: { succeeded: 4, failed: 2 }, b: { succeeded: 0, failed: 4 } },
    });
    expect(mergeOutcomes([first, second], order)).not.toHaveProperty('routeCounts');
  });

  it('add up what a script counts, a check that one of them never came to too', () => {
    const one = { ...first, arrivals: 3, speedChecks: { fast: { made: 3, missed: 1 } } };
    const other = {
      ...{ ...second, arrivals: 4 },
      speedChecks: { fast: { made: 2, missed: 2 }, rare: { made: 1, missed: 0 } },
    };
    expect(mergeOutcomes([one, other], order)).toMatchObject({
      arrivals: 7,
      speedChecks: { fast: { made: 5, missed: 3 }, rare: { made: 1, missed: 0 } },
    });
  });

  it('say nothing of what none of them can tell', () => {
    const { connectionsRenewed: _, resentRequests: __, ...mute } = first;
    const merged = mergeOutcomes([mute, mute], order);
    for (const key of ['connectionsRenewed', 'resentRequests', 'isGeneratorLate', 'arrivals'])
      expect(merged).not.toHaveProperty(key);
    expect(mergeOutcomes([first, second], order)).toMatchObject({ resentRequests: 4 });
    const late = { ...second, isGeneratorLate: true };
    expect(mergeOutcomes([first, late], order).isGeneratorLate).toBe(true);
  });

  it('of other windows or variants are refused', () => {
    expect(() => mergeOutcomes([first, { ...second, windowUs: 1 }], order)).toThrow('one window');
    const { measurement } = record([], 'closed');
    expect(() => mergeMeasurements([[measurement], []])).toThrow('same variants');
    expect(() => mergeMeasurements([[measurement], [{ ...measurement, timeline: [] }]])).toThrow(
      'same intervals',
    );
  });
});
