// How often the bound over the floor is wrong: a driver as good as raw sockets must pass, one that adds waiting must not.
import { expect, it } from 'vitest';
import { buildNormal, buildUniform, type Noise } from '../../stats/test-noise.ts';
import { computeFloor, joinFloors } from './floor-client.ts';
import { judgeRun } from './judge-run.ts';
import { buildRecord, closedCase, quietHost, reportTruthfully } from './test-subjects.ts';
import { quantileUs } from './true-figures.ts';

const requests = 600;
const record = buildRecord(undefined, requests);
const selftestCase = closedCase({ criteria: ['p50', 'p90', 'p99'] });

/**
 * Latencies of one run where 10 ms are true: wake-ups add a lognormal time (median 0.2 ms, p99 0.9 ms), and
 * the host of a run is a fifth slower or faster than that of another.
 */
function drawRun(normal: Noise, addedUs: number): number[] {
  const medianUs = 200 * Math.exp(0.2 * normal());
  return Array.from(
    { length: requests },
    () => 10_000 + medianUs * Math.exp(0.65 * normal()) + addedUs,
  );
}

/** Of how many runs some percentile is missed, as a share. */
function missRatio(addedUs: number, seed: number): number {
  const normal = buildNormal(buildUniform(seed));
  const runs = 1_000;
  let missed = 0;
  for (let run = 0; run < runs; run += 1) {
    const before = computeFloor(drawRun(normal, 0), record);
    const seen = drawRun(normal, addedUs).toSorted((a, b) => a - b);
    const floor = joinFloors(before, computeFloor(drawRun(normal, 0), record));
    const [p50Us, p90Us, p99Us] = [0.5, 0.9, 0.99].map((share) => quantileUs(seen, share));
    const latency = { samples: requests, p50Us, p90Us, p99Us, p999Us: undefined };
    const reported = reportTruthfully({ latency });
    const criteria = judgeRun({
      ...{ selftestCase, subject: { kind: 'driver' }, record, reported, noise: quietHost, floor },
    });
    if (criteria.some(({ verdict }) => verdict === 'missed')) missed += 1;
  }
  return missed / runs;
}

it('fails a driver as good as raw sockets in at most 1 of 200 runs', () => {
  expect(missRatio(0, 1)).toBeLessThanOrEqual(0.005);
});

it('fails a driver that adds 0.8 ms to each latency in at least 95 % of runs', () => {
  expect(missRatio(800, 2)).toBeGreaterThan(0.95);
});

it('gives no floor where a side has no answers, or a run is missing', () => {
  expect(computeFloor([], record)).toBeUndefined();
  expect(computeFloor([10_200], { requests: [], connectionsAccepted: 0 })).toBeUndefined();
  const floor = { p50Us: 1, p90Us: 20, p99Us: 3 };
  expect(joinFloors(floor, undefined)).toBeUndefined();
  expect(joinFloors(floor, { p50Us: 10, p90Us: 2, p99Us: 30 })).toEqual({
    ...{ p50Us: 10, p90Us: 20, p99Us: 30 },
  });
});
