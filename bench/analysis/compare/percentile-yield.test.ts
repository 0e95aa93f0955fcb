// What a plan says about its percentiles is arithmetic that a reader can do again.
import { expect, test } from 'vitest';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import type { Experiment } from '../../spec/experiment.ts';
import {
  describeMeasuredYield,
  describeYields,
  estimateYields,
  lowerPercentiles,
} from './percentile-yield.ts';
import { choosePrimaryMetric } from './scenario-result.ts';

const open = (rateRps: number, arrivals: 'poisson' | 'uniform' = 'uniform') =>
  ({ kind: 'open', rateRps, arrivals, maxConnections: 10 }) as const;

function experimentWith(rateRps: number, change: Partial<Experiment> = {}): Experiment {
  return buildTestExperiment({
    scenarios: [buildTestScenario('browse')],
    loads: [
      { id: 'closed', load: { kind: 'closed', connections: 4 } },
      { id: 'open', load: open(rateRps) },
    ],
    slices: { slicesPerGroup: 4, sliceMs: 500, dropFirstMs: 100, loadMs: 2_000 },
    ...change,
  });
}

test.each([
  [625, 1_000, 99],
  [624, 998.4, 95],
  [125, 200, 95],
  [120, 192, 90],
  [13, 20.8, 50],
  [0.01, 0.016, undefined],
])(
  '%d a second in 4 × 400 ms are %d requests, which carry p%s',
  (rateRps, requests, percentile) => {
    expect(estimateYields(experimentWith(rateRps))).toEqual([
      { loadId: 'open', requests, percentile },
    ]);
  },
);

test('random arrivals leave something to chance', () => {
  const loads = (rateRps: number) => [{ id: 'open', load: open(rateRps, 'poisson') }];
  expect(estimateYields(experimentWith(1, { loads: loads(650) }))[0]?.percentile).toBe(95);
  expect(estimateYields(experimentWith(1, { loads: loads(700) }))[0]?.percentile).toBe(99);
});

test('what is proposed would do', () => {
  const [line = ''] = describeYields(experimentWith(150));
  expect(line).toBe(
    'p99 needs 1,000 requests in a group; open yields about 240 for each variant. Give --slice-ms 2100, or slices.slicesPerGroup: 20; p95 is the highest that is carried: --percentiles-by groups judges by it.',
  );
  const slices = { slicesPerGroup: 4, sliceMs: 2_100, dropFirstMs: 100, loadMs: 2_000 };
  expect(describeYields(experimentWith(150, { slices }))).toEqual([]);
  expect(
    describeYields(
      experimentWith(150, { slices: { ...slices, sliceMs: 500, slicesPerGroup: 20 } }),
    ),
  ).toEqual([]);
});

test('slices of a length that is calibrated later are proposed by their load', () => {
  const slices = { slicesPerGroup: 4, sliceMs: 'auto', dropFirstMs: 0, loadMs: 2_000 } as const;
  expect(describeYields(experimentWith(150, { slices }))[0]).toContain(
    'Give slices.loadMs: 10000;',
  );
  expect(describeYields(experimentWith(150, { slices: { ...slices, loadMs: 10_000 } }))).toEqual(
    [],
  );
});

test('less than a request is told as such, and a k6 script yields what only k6 knows', () => {
  expect(describeYields(experimentWith(0.01))[0]).toContain('open yields less than one request');
  const ref = { kind: 'k6-script', name: 'browse', path: '/s.js' } as const;
  const scenarios = [{ ...buildTestScenario('browse'), ref }];
  expect(describeYields(experimentWith(10, { scenarios }))).toEqual([]);
});

test('judged by groups, the open load is judged by what it carries, and limits stay', () => {
  const gate = (rule: object) => ({
    ...{ name: 'g', metric: 'latencyP99Us', rule, scenarios: [], loadKinds: [], variants: [] },
    configLine: undefined,
  });
  const gates = [
    gate({ kind: 'relative', toleranceRatio: 0.1 }),
    gate({ kind: 'absolute', limitKind: 'at-most', limit: 1 }),
  ] as unknown as Experiment['gates'];
  const lowered = lowerPercentiles(experimentWith(150, { ...(gates && { gates }) }));
  expect(lowered.gates?.map(({ metric }) => metric)).toEqual(['latencyP95Us', 'latencyP99Us']);
  const scenario = lowered.scenarios[0] ?? buildTestScenario('browse');
  const primaries = lowered.loads.map((load) =>
    choosePrimaryMetric({ scenario, load, experiment: lowered }),
  );
  expect(primaries).toEqual(['throughputRps', 'latencyP95Us']);
  const enough = experimentWith(700);
  expect(lowerPercentiles(enough)).toBe(enough);
});

test('a first group that is too short for p99 is told by its slowest variant', () => {
  expect(describeMeasuredYield('browse (closed)', [5_000, 640])).toContain(
    'browse (closed): p99 needs 1,000 requests in a group; this one gave the slowest variant 640.',
  );
  expect(describeMeasuredYield('browse (closed)', [5_000, 1_000])).toBeUndefined();
  expect(describeMeasuredYield('browse (closed)', [])).toBeUndefined();
});

test('a variant that never answers is not the slowest', () => {
  expect(describeMeasuredYield('browse (closed)', [0, 5_000, 640])).toContain('variant 640.');
  expect(describeMeasuredYield('browse (closed)', [0, 5_000])).toBeUndefined();
  expect(describeMeasuredYield('browse (closed)', [0, 0])).toBeUndefined();
});
