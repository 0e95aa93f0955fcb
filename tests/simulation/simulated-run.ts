// Seeded records of whole runs whose truth is known, cheap enough for thousands of them.

import type { RouteMeasurement } from '../../bench/drivers/driver.ts';
import { type JudgedRun, judgeRun } from '../../bench/gates/judge-gates.ts';
import { buildHistogram, encodeHistogram } from '../../bench/measurement/histogram.ts';
import type { RunRecord, SliceRecord, TrialRecord } from '../../bench/measurement/records.ts';
import { buildPlan } from '../../bench/plan/build-plan.ts';
import { computePlannedEpoch, type Plan, type PlannedGroup } from '../../bench/plan/plan.ts';
import {
  buildTestExperiment,
  buildTestLevel,
  buildTestScenario,
} from '../../bench/plan/test-experiment.ts';
import type { Experiment } from '../../bench/spec/experiment.ts';
import { normalQuantile } from '../../bench/stats/normal-distribution.ts';
import { buildNormal, buildUniform, type Noise } from '../../bench/stats/test-noise.ts';

/** What a machine does to launches and slices. */
export const weathers = [
  'calm',
  'bad launches',
  'bursts',
  'drift',
  'autocorrelated',
  'heavy tails',
] as const;

export type Weather = (typeof weathers)[number];

/** sd of the logarithm of the speed of a launch, of a slice, and of what a group does to all of its variants. */
const launchSd = 0.03;
const sliceSd = 0.02;
const groupSd = 0.1;
const slicesPerGroup = 2;
const badLaunchRatio = 0.1;
const burstRatio = 0.1;
const autocorrelation = 0.3;
/** sd of the logarithm of what an occasion does to each variant, as measured between runs of the CRM. */
const epochSd = 0.06;

export interface SimulatedRun {
  readonly seed: number;
  readonly weather: Weather;
  /** Of each variant as a multiple of the baseline's, the baseline first; unless `factors` name them. */
  readonly speeds: readonly number[];
  readonly groups: number;
  /** Occasions that the groups are spread over; on each of them every variant has a speed of its own. */
  readonly epochs?: number;
  /** Instead of the looks that so many groups get. */
  readonly looks?: Plan['looks'];
  /** Factors of two levels; the variants are all combinations, the last factor turning fastest. */
  readonly factors?: number;
  readonly scenarios?: number;
  /** Routes whose latencies are recorded; 0 leaves histograms out, which makes a run ten times as quick. */
  readonly routes?: number;
  /** Throughput where nothing is said. */
  readonly primaryMetric?: 'throughputRps' | 'latencyP99Us';
  readonly change?: Partial<Experiment>;
  /** Applied to each trial last, with the place of its variant. */
  readonly spoil?: (trial: TrialRecord, variant: number, random: Noise) => TrialRecord;
}

const experiments = new Map<string, { readonly experiment: Experiment; readonly plan: Plan }>();

function findExperiment(run: SimulatedRun) {
  const { factors = 0, scenarios = 1, speeds, groups, change = {} } = run;
  const { primaryMetric = 'throughputRps' } = run;
  const key = JSON.stringify([factors, scenarios, speeds.length, groups, primaryMetric, change]);
  const known = experiments.get(key);
  if (known !== undefined) return known;
  const switches = Array.from({ length: factors }, (_, index) => ({
    name: `factor-${index}`,
    levels: [buildTestLevel('off'), buildTestLevel('on')],
  }));
  const one = {
    name: 'variant',
    levels: speeds.map((_, index) => buildTestLevel(`v${index}`)),
  };
  const experiment = buildTestExperiment({
    factors: factors > 0 ? switches : [one],
    baseline:
      factors > 0
        ? Object.fromEntries(switches.map(({ name }) => [name, 'off']))
        : { variant: 'v0' },
    scenarios: Array.from({ length: scenarios }, (_, index) =>
      buildTestScenario(`s${index}`, { primaryMetric }),
    ),
    slices: { slicesPerGroup, sliceMs: 1_000, dropFirstMs: 0, warmupMs: 0, loadMs: 2_000 },
    ...{ groups, ...change },
  });
  const made = { experiment, plan: buildPlan(experiment) };
  experiments.set(key, made);
  return made;
}

export interface SimulatedRecords {
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly records: readonly RunRecord[];
  /** In the order of `speeds`. */
  readonly variantIds: readonly string[];
}

/** The same run gives the same records. */
export function simulateRecords(run: SimulatedRun): SimulatedRecords {
  const { experiment, plan: shared } = findExperiment(run);
  const { seed, looks, epochs } = run;
  const plan = { ...shared, seed, ...(looks && { looks }), ...(epochs && { epochs }) };
  const variantIds = plan.variants.map(({ id }) => id);
  const uniform = buildUniform(run.seed * 7_919 + 13);
  const normal = buildNormal(uniform);
  // From neighbouring seeds the first draws are alike.
  for (let skipped = 0; skipped < 20; skipped += 1) uniform();
  const launches = run.speeds.map(() => listLaunches(run.weather, run.groups, uniform, normal));
  const occasions = run.speeds.map(() => listOccasions(run, normal));
  const records: RunRecord[] = [];
  for (const group of plan.groups) {
    const epoch = run.epochs === undefined ? undefined : computePlannedEpoch(plan, group.index);
    records.push(...startGroup(group, epoch));
    for (const block of group.blocks) {
      const weather = groupSd * normal();
      for (const [place, variantId] of variantIds.entries()) {
        const occasion = occasions[place]?.[epoch ?? 0] ?? 0;
        const launch = (launches[place]?.[group.index] ?? 0) + occasion;
        const speed = Math.log(run.speeds[place] ?? 1) + launch;
        const noise = { uniform, normal, isBursty: run.weather === 'bursts' };
        const where = { group: group.index, scenario: block.scenario, loadId: block.loadId };
        const slices = buildSlices(block.sliceOrder, variantId, speed + weather, noise);
        const trial = buildTrial({ ...where, variantId }, slices, run.routes ?? 0, noise);
        records.push(run.spoil?.(trial, place, uniform) ?? trial);
      }
    }
    records.push(endGroup(group.index));
  }
  return { experiment, plan, records, variantIds };
}

/** Judges simulated records as a run. */
export function analyse({ experiment, plan, records }: SimulatedRecords): JudgedRun {
  return judgeRun({
    ...{ experiment, plan, records },
    placement: { service: '0', generator: '1' },
  });
}

/** ln of the speed of each launch of a variant, mean or median 0. */
function listLaunches(weather: Weather, groups: number, uniform: Noise, normal: Noise): number[] {
  const slope = weather === 'drift' ? 2 * launchSd * normal() : 0;
  let before = normal();
  return Array.from({ length: groups }, (_, group) => {
    switch (weather) {
      case 'bad launches':
        return launchSd * normal() - (uniform() < badLaunchRatio ? 0.3 : 0);
      case 'drift':
        return launchSd * normal() + slope * (groups > 1 ? group / (groups - 1) - 0.5 : 0);
      case 'autocorrelated':
        before = autocorrelation * before + Math.sqrt(1 - autocorrelation ** 2) * normal();
        return launchSd * before;
      case 'heavy tails':
        // t with 3 degrees of freedom.
        return (
          (launchSd * normal()) / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3)
        );
      default:
        return launchSd * normal();
    }
  });
}

/** ln of what each occasion does to a variant; with heavy tails one in ten is three times as far off. */
function listOccasions({ epochs = 0, weather }: SimulatedRun, normal: Noise): number[] {
  return Array.from({ length: epochs }, () => {
    const isFar = weather === 'heavy tails' && Math.abs(normal()) > 1.645;
    return epochSd * normal() * (isFar ? 3 : 1);
  });
}

interface NoiseSource {
  readonly uniform: Noise;
  readonly normal: Noise;
  readonly isBursty: boolean;
}

function startGroup({ index, launchOrder }: PlannedGroup, epoch: number | undefined): RunRecord[] {
  const at = '2026-01-01T00:00:00.000Z';
  return [
    {
      ...{ kind: 'group-started', group: index, at, launchOrder },
      ...(epoch !== undefined && { epoch }),
    },
    ...launchOrder.map((variantId) => ({
      ...{ kind: 'configuration' as const, group: index, variantId },
      ...{ configHash: `hash of ${variantId}`, config: undefined },
    })),
  ];
}

function endGroup(group: number): RunRecord {
  return {
    ...{ kind: 'group-ended', group, at: '2026-01-01T00:01:00.000Z', elapsedMs: 30_000 },
    ...{ status: 'valid', voidReason: undefined, foreignCpuRatio: 0.01, stealRatio: 0 },
    ...{ cpuPressureRatio: 0.1, generatorWaitRatio: 0.02, clockJumpMs: 1 },
  };
}

function buildSlices(
  order: readonly string[],
  variantId: string,
  logSpeed: number,
  { uniform, normal, isBursty }: NoiseSource,
): readonly SliceRecord[] {
  const windowUs = 1e6;
  return order.flatMap((id, position) => {
    if (id !== variantId) return [];
    const burst = isBursty && uniform() < burstRatio ? -0.5 : 0;
    const rps = 2_000 * Math.exp(logSpeed + sliceSd * normal() + burst);
    return {
      ...{ position, windowUs, succeeded: Math.round(rps), failed: 0, timedOut: 0 },
      latencyP50Us: (16e6 / rps) * Math.exp(0.01 * normal()),
      serviceCpuNs: windowUs * 900 * Math.exp(0.01 * normal()),
      ...{ foreignCpuRatio: undefined, stealRatio: 0, generatorCpuRatio: 0.4 },
      ...{ generatorEventLoopDelayP99Us: 800, drainMs: 2 },
    };
  });
}

function buildTrial(
  where: Pick<TrialRecord, 'group' | 'scenario' | 'loadId' | 'variantId'>,
  slices: readonly SliceRecord[],
  routes: number,
  { normal }: NoiseSource,
): TrialRecord {
  const succeeded = slices.reduce((sum, slice) => sum + slice.succeeded, 0);
  const vary = (sd: number): number => Math.exp(sd * normal());
  const counts = { scheduled: succeeded, succeeded, failed: 0, timedOut: 0 };
  return {
    ...{ kind: 'trial', ...where, slices, counts: { ...counts, inFlightAtEnd: 0, dropped: 0 } },
    ...{ failureReasons: {}, checkedBodies: Math.round(succeeded / 20), wrongBodies: 0 },
    connectionsOpened: 16 * slices.length,
    measurement: {
      variantId: where.variantId,
      routes: Array.from({ length: routes }, (_, route) =>
        buildRoute(route, succeeded / routes, (2e6 * 16) / succeeded, vary),
      ),
      sendLateness: undefined,
    },
    resources: {
      serviceCpuNs: slices.reduce((sum, slice) => sum + (slice.serviceCpuNs ?? 0), 0),
      serviceRunQueueNs: undefined,
      databaseCpuNs: succeeded * 200_000 * vary(0.03),
      cacheCpuNs: undefined,
      serviceRssBytes: 80e6 * vary(0.02),
      databaseCalls: Math.round(succeeded * 2 * vary(0.002)),
      databaseBuffers: Math.round(succeeded * 10 * vary(0.01)),
      walBytes: Math.round(succeeded * 300 * vary(0.02)),
      cacheHits: Math.round(succeeded * 0.6 * vary(0.01)),
      cacheMisses: Math.round(succeeded * 0.4 * vary(0.01)),
    },
    ...{ resourceRequests: succeeded, serviceCountedRequests: succeeded, caveats: [] },
  };
}

/** Latencies of a route are log-normal with a tail of their own; equal ones are encoded once. */
const encoded = new Map<string, string>();
const sampled = 1_600;
const stepLog = 0.01;

function buildRoute(
  route: number,
  requests: number,
  medianUs: number,
  vary: (sd: number) => number,
): RouteMeasurement {
  const succeeded = Math.round(requests);
  const scale = Math.round(Math.log(medianUs * (1 + route) * vary(0.02)) / stepLog);
  const tail = Math.round(Math.log(vary(0.05)) / stepLog);
  const successLatency = encodeLatency(scale, tail);
  return {
    ...{ route: `route-${route}`, phase: 'steady', succeeded, failed: 0, timedOut: 0 },
    ...{ statusCounts: { 200: succeeded }, successLatency, failureLatency: successLatency },
    serviceTime: successLatency,
  };
}

function encodeLatency(scale: number, tail: number): string {
  const key = `${scale} ${tail}`;
  const known = encoded.get(key);
  if (known !== undefined) return known;
  const histogram = buildHistogram();
  for (let place = 0; place < sampled; place += 1) {
    const share = (place + 0.5) / sampled;
    const stretch = share > 0.97 ? tail * stepLog : 0;
    const us = Math.exp(scale * stepLog + 0.4 * normalQuantile(share) + stretch);
    histogram.recordValue(Math.max(1, Math.round(us)));
  }
  const text = encodeHistogram(histogram);
  encoded.set(key, text);
  return text;
}
