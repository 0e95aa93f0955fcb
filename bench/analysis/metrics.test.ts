// Figures stand on enough samples and on known parts, or are not given at all.
import { describe, expect, it, test } from 'vitest';
import type { MetricName } from '../../reports/document/result.ts';
import { buildHistogram, recordLatency } from '../measurement/histogram.ts';
import type { ResourceUse } from '../measurement/records.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../plan/test-experiment.ts';
import { formatPercent } from './checked-answers.ts';
import { analyseRun } from './compare/analyse-run.ts';
import { buildDistribution, percentileGrid, sampleGridUs } from './compare/cell-measurement.ts';
import {
  buildCostBasis,
  computeTrustedPercentileUs,
  fewestSamples,
  findCostBasis,
} from './metrics.ts';
import { buildTestRecords, type TestRunOptions } from './test-run.ts';

function histogramOf(count: number) {
  const histogram = buildHistogram();
  for (let each = 1; each <= count; each += 1) recordLatency(histogram, each);
  return histogram;
}

describe('percentiles', () => {
  it('take ten samples above them', () => {
    expect([50, 90, 95, 99, 99.9].map(fewestSamples)).toEqual([20, 100, 200, 1_000, 10_000]);
    expect(computeTrustedPercentileUs(histogramOf(999), 99)).toBeUndefined();
    expect(computeTrustedPercentileUs(histogramOf(1_000), 99)).toBe(990);
  });

  it('lie on about 120 points, evenly in the logarithm of what is above', () => {
    expect(percentileGrid.length).toBeGreaterThan(110);
    expect(percentileGrid.length).toBeLessThan(125);
    expect(percentileGrid[0]).toBe(0);
    expect(percentileGrid.at(-1)).toBe(99.99);
    expect(percentileGrid).toEqual(percentileGrid.toSorted((a, b) => a - b));
    for (const asked of [50, 90, 95, 99, 99.9]) expect(percentileGrid).toContain(asked);
  });

  it('are banded by the groups and trusted as far as ten samples reach', () => {
    const curves = [histogramOf(500), histogramOf(1_000)].map((each) => sampleGridUs(each) ?? []);
    const merged = histogramOf(500);
    merged.add(histogramOf(1_000));
    const curve = buildDistribution(merged, curves);
    const at = percentileGrid.indexOf(50);
    expect(curve?.groupLowUs[at]).toBe(250);
    expect(curve?.groupHighUs[at]).toBe(500);
    expect(curve?.latencyUs[at]).toBe(375);
    expect(curve?.trustedUpToPercentile).toBeCloseTo(100 * (1 - 10 / 1_500), 9);
    expect(buildDistribution(histogramOf(9), [])?.trustedUpToPercentile).toBeNull();
    expect(buildDistribution(buildHistogram(), [])).toBeUndefined();
  });
});

describe('CPU per request', () => {
  const redis = 'cache=redis,threads=single';

  function cellOf(resources: Partial<ResourceUse>, options: TestRunOptions = {}) {
    const experiment = buildTestExperiment({
      scenarios: [buildTestScenario('browse', { primaryMetric: 'cpuPerRequestUs' })],
      slices: { slicesPerGroup: 2, sliceMs: 200, dropFirstMs: 0, warmupMs: 0, loadMs: 2_000 },
      groups: 3,
    });
    const plan = buildPlan(experiment, { variantPatterns: [redis] });
    const records = buildTestRecords(experiment, plan, {
      ...options,
      change: (trial) => ({
        ...trial,
        resources: { ...trial.resources, ...resources },
        resourceRequests: 1_000,
      }),
    });
    const [scenario] = analyseRun({ experiment, plan, records }).scenarios;
    return scenario?.cells.find(({ variantId }) => variantId === redis);
  }

  it('adds up service, database and cache', () => {
    const cell = cellOf({ serviceCpuNs: 2e8, databaseCpuNs: 1e8, cacheCpuNs: 5e7 });
    const value = (metric: string) => cell?.metrics.find((each) => each.metric === metric)?.value;
    expect(value('cpuPerRequestUs')).toBeCloseTo(350, 9);
    expect(value('serviceCpuPerRequestUs')).toBeCloseTo(200, 9);
    expect(value('cacheCpuPerRequestUs')).toBeCloseTo(50, 9);
    expect(cell?.verdict).toBe('equivalent');
  });

  it('is known where a database was not used at all', () => {
    const cell = cellOf({ serviceCpuNs: 2e8, databaseCpuNs: 0, cacheCpuNs: 5e7 });
    const value = (metric: string) => cell?.metrics.find((each) => each.metric === metric)?.value;
    expect(value('cpuPerRequestUs')).toBeCloseTo(250, 9);
    expect(value('databaseCpuPerRequestUs')).toBe(0);
  });

  it('is not given where the Redis that a variant needs was not measured', () => {
    const cell = cellOf({ serviceCpuNs: 2e8, databaseCpuNs: 1e8 });
    expect(cell?.metrics.some(({ metric }) => metric === 'cpuPerRequestUs')).toBe(false);
    expect(cell?.verdict).toBe('not-judged');
    expect(cell?.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['CPU_INCOMPLETE', 'FEW_SAMPLES']),
    );
    const incomplete = cell?.warnings.find(({ code }) => code === 'CPU_INCOMPLETE');
    expect(incomplete?.message?.text).toBe(
      'CPU per request needs the CPU time of cache, which is not known in 3 of 3 groups.',
    );
  });
});

describe('per cent in sentences', () => {
  it('is cut and never rounded up to 100 %', () => {
    expect(formatPercent(0.999996)).toBe('99.999%');
    expect(formatPercent(0.999)).toBe('99.9%');
    expect(formatPercent(1)).toBe('100%');
  });
});

const figures = (cpuUs: number, successRatio = 1): ReadonlyMap<MetricName, number> =>
  new Map<MetricName, number>([
    ['cpuPerRequestUs', cpuUs],
    ['successRatio', successRatio],
    ['rssBytes', 2 ** 30],
    ['throughputRps', 1_000],
  ]);

test('3,600 µs a request are one CPU hour a million, and failures are paid for by the good answers', () => {
  expect(findCostBasis(figures(3_600))?.cpuHoursPerMillion).toBe(1);
  expect(findCostBasis(figures(3_600, 0.5))?.cpuHoursPerMillion).toBe(2);
});

test('one GiB at 1,000 answers a second is held for 1,000 seconds a million', () => {
  expect(findCostBasis(figures(1))?.gibHoursPerMillion).toBeCloseTo(1_000 / 3_600, 12);
});

test('a cell has the median of its groups, and none where nothing is known', () => {
  const groups = [figures(3_600), figures(7_200), figures(36_000)];
  expect(buildCostBasis(groups)?.cpuHoursPerMillion).toBe(2);
  expect(buildCostBasis([new Map()])).toBeUndefined();
  const cpuOnly = new Map<MetricName, number>([
    ['cpuPerRequestUs', 3_600],
    ['successRatio', 1],
  ]);
  expect(buildCostBasis([cpuOnly])).toEqual({ cpuHoursPerMillion: 1, gibHoursPerMillion: null });
});

describe('the delay of the service’s event loop', () => {
  const loopDelayOf = (delays: readonly (number | undefined)[]) => {
    const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')] });
    const plan = buildPlan(experiment, { variantPatterns: ['cache=none,threads=single'] });
    const records = buildTestRecords(experiment, plan, {
      change: (trial) => ({
        ...trial,
        slices: trial.slices.map((slice, at) => ({
          ...{ ...slice, serviceEventLoopDelayP99Us: delays[at % delays.length] },
        })),
      }),
    });
    const cell = analyseRun({ experiment, plan, records }).scenarios[0]?.cells[0];
    return cell?.metrics.find(({ metric }) => metric === 'eventLoopDelayP99Us')?.value;
  };

  it('is that of the typical slice, of those that tell it', () => {
    expect(loopDelayOf([400, 600])).toBe(500);
    expect(loopDelayOf([undefined, 700])).toBe(700);
  });

  it('is never 0, and not known where no slice tells it', () => {
    expect(loopDelayOf([0])).toBe(1);
    expect(loopDelayOf([undefined]) ?? null).toBeNull();
  });
});
