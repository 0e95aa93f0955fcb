// The truth as computed from the server's record, and the seeded behaviour behind it.
import { describe, expect, it } from 'vitest';
import { selftestCases } from './cases.ts';
import { summariseNoise } from './host-noise.ts';
import { createLatencyStream, type LatencyProfile } from './server-behaviour.ts';
import { buildRecord, closedCase, openCase } from './test-subjects.ts';
import { buildTrueFigures, quantileUs } from './true-figures.ts';
import { parseWrkOutput } from './wrk-peer.ts';

describe('true latencies', () => {
  it('hold successes only, or all answers, as the tool does', () => {
    const record = buildRecord((request, index) =>
      index % 2 === 0 ? request : { ...request, status: 500, inServerUs: 1_000 },
    );
    const truth = buildTrueFigures(closedCase(), record, 'successes');
    expect(truth.latenciesUs).toEqual(Array.from({ length: 50 }, () => 10_000));
    expect(truth.statusCounts).toEqual({ 200: 50, 500: 50 });
    expect(buildTrueFigures(closedCase(), record, 'answers').latenciesUs).toHaveLength(100);
  });

  it('of a stall in an open loop run from the schedule, sent or not', () => {
    const trouble = { kind: 'stall', fromMs: 200, lengthMs: 400 } as const;
    const selftestCase = openCase({
      behaviour: { latency: { kind: 'constant', latencyMs: 10 }, trouble },
    });
    // Only the first arrival of the stall reached the server, and it waited until the end.
    const { requests, connectionsAccepted } = buildRecord();
    const seen = requests.filter(({ arrivedUs }) => arrivedUs <= 200_000 || arrivedUs >= 600_000);
    const { latenciesUs } = buildTrueFigures(
      selftestCase,
      { requests: seen, connectionsAccepted },
      'successes',
    );
    expect(latenciesUs).toHaveLength(100);
    expect(latenciesUs.at(-1)).toBe(400_000);
    // 40 of 100 were due in the stall, 10 ms apart.
    expect(latenciesUs.slice(-40)).toEqual(
      Array.from({ length: 40 }, (_, index) => (index + 1) * 10_000),
    );
  });

  it('leave refused requests out', () => {
    const record = buildRecord((request, index) =>
      index < 60 ? request : { ...request, outcome: 'refused', status: undefined },
    );
    expect(buildTrueFigures(closedCase(), record, 'answers')).toMatchObject({
      received: 60,
      succeeded: 60,
    });
  });

  it('have their percentiles by rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(quantileUs(values, 0.99)).toBe(99);
    expect(quantileUs(values, 0.5, 2)).toBe(52);
    expect(quantileUs(values, 0.99, 5)).toBe(100);
    expect(quantileUs([], 0.5)).toBeUndefined();
  });
});

describe('server behaviour', () => {
  const draw = (profile: LatencyProfile, seed: number) => {
    const next = createLatencyStream(profile, seed);
    return Array.from({ length: 20_000 }, next).toSorted((a, b) => a - b);
  };

  it('is the same for the same seed, and another for another', () => {
    const profile = { kind: 'lognormal', medianMs: 4, sigma: 0.9, mostMs: 250 } as const;
    expect(draw(profile, 7)).toEqual(draw(profile, 7));
    expect(draw(profile, 7)).not.toEqual(draw(profile, 8));
  });

  it('has the distribution that it is named for', () => {
    const lognormal = draw({ kind: 'lognormal', medianMs: 4, sigma: 0.9, mostMs: 250 }, 1);
    expect(quantileUs(lognormal, 0.5)).toBeCloseTo(4, 0);
    expect(quantileUs(lognormal, 0.9)).toBeCloseTo(4 * Math.exp(0.9 * 1.2816), 0);
    const pareto = draw({ kind: 'pareto', leastMs: 2, shape: 1.3, mostMs: 300 }, 1);
    expect(pareto[0]).toBeGreaterThanOrEqual(2);
    expect(quantileUs(pareto, 0.9)).toBeCloseTo(2 / 0.1 ** (1 / 1.3), -1);
    expect(pareto.at(-1)).toBeLessThanOrEqual(300);
    const bimodal = draw({ kind: 'bimodal', fastMs: 2, slowMs: 40, slowRatio: 0.05 }, 1);
    expect(bimodal.filter((ms) => ms === 40).length / 20_000).toBeCloseTo(0.05, 2);
  });
});

describe('cases', () => {
  it('have names of their own, whole-second time-outs and something that must hold', () => {
    expect(selftestCases.length).toBeGreaterThan(15);
    expect(new Set(selftestCases.map(({ name }) => name)).size).toBe(selftestCases.length);
    for (const one of selftestCases) {
      expect(one.requestTimeoutMs % 1_000).toBe(0);
      expect(one.criteria.length).toBeGreaterThan(2);
    }
  });
});

describe('host noise', () => {
  it('is noisy by its 99th percentile, and where the bystander never woke', () => {
    const calm = Array.from({ length: 1_000 }, () => 100);
    expect(summariseNoise(calm)).toMatchObject({ latenessP99Us: 100, isNoisy: false });
    expect(summariseNoise([...calm, ...calm.slice(0, 20).map(() => 5_000)]).isNoisy).toBe(true);
    expect(summariseNoise([]).isNoisy).toBe(true);
  });
});

describe('the output of wrk', () => {
  it('is read with its units and errors', () => {
    const output = [
      'Running 1s test @ http://127.0.0.1:8080/',
      '  1 threads and 8 connections',
      '  Thread Stats   Avg      Stdev     Max   +/- Stdev',
      '    Latency     6.01ms    7.92ms   1.02s    90.12%',
      '    Req/Sec     1.61k   104.42     1.82k    70.00%',
      '  Latency Distribution',
      '     50%  812.00us',
      '     75%    7.02ms',
      '     90%   16.55ms',
      '     99%    1.01s ',
      '  1612 requests in 1.00s, 200.11KB read',
      '  Socket errors: connect 1, read 20, write 3, timeout 4',
      '  Non-2xx or 3xx responses: 12',
    ];
    expect(parseWrkOutput(output.join('\n'))).toMatchObject({
      latency: { p50Us: 812, p90Us: 16_550, p99Us: 1_010_000, p999Us: undefined },
      longestUs: 1_020_000,
      ...{ succeeded: 1_600, failed: 36, timedOut: 4 },
    });
  });
});
