// An A/A calibration: how far two equal variants differ here, and what that leaves to be found.

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import Type from 'typebox';
import { MetricName, metricNames, metrics } from '../../reports/document/metrics.ts';
import { amount, count, name, text, time, type ValueOf } from '../../reports/document/parts.ts';
import type { MeasuredScenario } from '../analysis/compare/scenario-result.ts';
import { computeMargin } from '../analysis/metrics.ts';
import { overallAlpha } from '../analysis/pairs/judgement-level.ts';
import { pairGroups } from '../analysis/pairs/pairing.ts';
import { planLooks } from '../plan/build-plan.ts';
import { buildGenerator } from '../plan/random.ts';
import { mean, sampleSd } from '../stats/descriptive.ts';
import { computeLeastDetectableEffect } from '../stats/power.ts';
import { computeTrend, testSerialDependence } from '../stats/serial-dependence.ts';
import { buildGateInterval, computeGateLevel, type GateLevel } from './gate-level.ts';

/** Spread of the paired log-ratio of two equal variants, one a group. */
const NoiseEntry = Type.Object({
  scenario: name,
  loadId: name,
  metric: MetricName,
  /** Standard deviation over the groups, at least 0. */
  sdLog: amount,
  groups: count,
});
export type NoiseEntry = ValueOf<typeof NoiseEntry>;

/** What an A/A calibration said of a machine. */
export const NoiseFloor = Type.Object({
  /** Of the machine, as in Environment.fingerprint. */
  fingerprint: text,
  measuredAt: time,
  runId: text,
  entries: Type.Array(NoiseEntry),
});
export type NoiseFloor = ValueOf<typeof NoiseFloor>;

/** The entry of a scenario, load and metric; undefined where it was not calibrated. */
export function findNoise(
  floor: NoiseFloor | undefined,
  where: Pick<NoiseEntry, 'scenario' | 'loadId' | 'metric'>,
): NoiseEntry | undefined {
  return floor?.entries.find(
    (entry) =>
      entry.scenario === where.scenario &&
      entry.loadId === where.loadId &&
      entry.metric === where.metric,
  );
}

/** A calibrated metric with the log-ratios that it comes from, one a group. */
export interface NoiseSeries extends NoiseEntry {
  readonly logRatios: readonly number[];
}

/** Metrics whose noise says something; counts per request hardly vary. */
const calibrated = metricNames.filter(
  (name) => !['success', 'count', 'hit-ratio'].includes(metrics[name].kind),
);

/** Two groups give a spread, and a useless one. */
const fewestGroups = 6;

/** The paired log-ratios of two equal variants by scenario, load and metric. */
export function listNoiseSeries(scenarios: readonly MeasuredScenario[]): readonly NoiseSeries[] {
  return scenarios.flatMap(({ input, cells }) => {
    const [reference, other] = cells.toSorted(
      (a, b) => Number(b.measurement.variant.isBaseline) - Number(a.measurement.variant.isBaseline),
    );
    if (reference === undefined || other === undefined) return [];
    return calibrated.flatMap((metric) => {
      const { trials } = other.measurement;
      const logRatios = pairGroups(metric, reference.measurement.trials, trials);
      const sdLog = sampleSd(logRatios);
      if (sdLog === undefined || logRatios.length < fewestGroups) return [];
      return {
        ...{ scenario: input.scenario.name, loadId: input.load.id, metric },
        ...{ sdLog, groups: logRatios.length, logRatios },
      };
    });
  });
}

/** Least slowdown, as a ratio above 1, that a gate of at most so many groups finds with a power of 80 %. */
export function computeLeastSlowdown(sdLog: number, groups: number): number | undefined {
  const level = buildLevel(groups);
  const question = { sd: sdLog, groups, alpha: level.failAlpha, power: 0.8 };
  const effect = computeLeastDetectableEffect(question);
  return effect === undefined ? undefined : Math.exp(effect);
}

/** How often a gate on equal variants would have ended which way, each a share of the resampled gates. */
export interface ResampledGates {
  readonly failRatio: number;
  readonly passRatio: number;
  readonly inconclusiveRatio: number;
  readonly gates: number;
}

/** What the order of the groups says: whether the difference of equal variants drifts, or resembles its neighbours. */
export interface NoiseOrder {
  /** From the first group to the last along a straight line, as a ratio. */
  readonly driftRatio: number;
  readonly driftPValue: number;
  /** Of neighbouring groups, −1 to 1. */
  readonly autocorrelation: number;
  readonly autocorrelationPValue: number;
}

const permutations = 999;

/** Undefined with too few groups, or where nothing varies. @param logRatios in the order of the groups */
export function describeOrder(logRatios: readonly number[], seed: number): NoiseOrder | undefined {
  const trend = computeTrend(logRatios);
  const serial = testSerialDependence([logRatios], { seed, permutations });
  if (trend === undefined || serial === undefined) return undefined;
  return {
    driftRatio: Math.exp(trend.change),
    driftPValue: trend.p,
    autocorrelation: serial.autocorrelation,
    autocorrelationPValue: serial.p,
  };
}

/**
 * Gates replayed on the groups recorded, in blocks that keep their order (circular block bootstrap, Politis and
 * Romano, 1992, with blocks of about the cube root of the groups): what the gate's own rule makes of this machine's
 * noise, its drift from one group to the next included. The mean is taken off and each gate has one random sign,
 * since equal variants have no direction.
 */
export function resampleGates(
  logRatios: readonly number[],
  options: {
    readonly metric: MetricName;
    readonly toleranceRatio: number;
    readonly mostGroups: number;
    readonly gates: number;
    readonly seed: number;
  },
): ResampledGates {
  const generator = buildGenerator(options.seed, 'noise', options.metric);
  const margin = computeMargin(options.metric, options.toleranceRatio);
  const level = buildLevel(options.mostGroups);
  const looks = planLooks(options.mostGroups).groups;
  const centre = mean(logRatios) ?? 0;
  const block = Math.max(1, Math.round(Math.cbrt(logRatios.length)));
  let failed = 0;
  let passed = 0;
  for (let gate = 0; gate < options.gates; gate += 1) {
    const sign = uniformInt(generator, 0, 1) === 0 ? 1 : -1;
    let place = 0;
    const drawn = Array.from({ length: options.mostGroups }, (_, group) => {
      place = group % block === 0 ? uniformInt(generator, 0, logRatios.length - 1) : place + 1;
      return sign * ((logRatios[place % logRatios.length] ?? 0) - centre);
    });
    const outcome = runGate(drawn, looks, level, margin);
    if (outcome === 'fail') failed += 1;
    if (outcome === 'pass') passed += 1;
  }
  const { gates } = options;
  return {
    failRatio: failed / gates,
    passRatio: passed / gates,
    inconclusiveRatio: (gates - failed - passed) / gates,
    gates,
  };
}

/** The rule of a single relative gate, see bench/gates/relative-gate.ts, at one look after another. */
function runGate(
  worse: readonly number[],
  looks: readonly number[],
  level: GateLevel,
  margin: number,
): 'fail' | 'pass' | undefined {
  for (const look of looks) {
    const sofar = worse.slice(0, look);
    const fail = buildGateInterval(sofar, level.failAlpha, level);
    const pass = buildGateInterval(sofar, level.passAlpha, level);
    if (fail !== undefined && fail.lower > 0 && fail.estimate >= margin) return 'fail';
    if (pass !== undefined && pass.upper < margin) return 'pass';
  }
  return undefined;
}

function buildLevel(groups: number): GateLevel {
  const { kind, groups: looks } = planLooks(groups);
  return computeGateLevel(
    { kind, unit: 'group', looks, overallAlpha, nominalAlpha: overallAlpha },
    groups,
    1,
  );
}
