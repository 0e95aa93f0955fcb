// A gate against the baseline or another variant: has the variant become worse by more than the tolerance?

import { isHigherBetter } from '../../reports/document/metrics.ts';
import { mostMoreGroups } from '../../reports/document/more-groups.ts';
import { fewestGroups } from '../analysis/pairs/comparison.ts';
import { pairGroups } from '../analysis/pairs/pairing.ts';
import { computeSequenceHalfWidth } from '../stats/confidence-sequence.ts';
import { sampleSd } from '../stats/descriptive.ts';
import type { IntervalEstimate } from '../stats/interval.ts';
import { computePairedPValue } from '../stats/paired-test.ts';
import { computePairsNeeded } from '../stats/pairs-needed.ts';
import { computeLeastDetectableEffect } from '../stats/power.ts';
import { buildGateInterval, type GateLevel, shareAppended } from './gate-level.ts';
import type { GateMeasure } from './gate-measure.ts';
import type { GateQuestion } from './list-questions.ts';
import { findNoise, type NoiseFloor } from './noise.ts';

const usualPower = 0.8;
/** The spread of fewer groups is no reason to give up. */
const fewestForSpread = 8;
export interface RelativeContext {
  readonly level: GateLevel;
  /** Relative gates of the run, at least 1. */
  readonly questions: number;
  readonly noise: NoiseFloor | undefined;
}

/** What the groups say before the other gates of the run are looked at. */
export interface RelativeEvidence {
  readonly question: GateQuestion;
  /** ln("worse") of each group. */
  readonly worse: readonly number[];
  /** Two-sided, of no difference; 1 where it can't be said, so that nothing fails for want of data. */
  readonly pValue: number;
}

/** Pairs the groups of a question. */
export function gatherEvidence(
  question: GateQuestion,
  { level, questions }: RelativeContext,
): RelativeEvidence {
  const { gate, cell, reference } = question;
  if (gate.metric === 'wrongBodies') throw new RangeError('Wrong answers have no relative gate.');
  const logRatios =
    cell === undefined || reference === undefined
      ? []
      : pairGroups(gate.metric, reference.measurement.trials, cell.measurement.trials);
  const worse = isHigherBetter(gate.metric) ? logRatios.map((value) => -value) : logRatios;
  const test = computePairedPValue(worse, { smallestNeeded: level.failAlpha / questions });
  return { question, worse, pValue: test?.p ?? 1 };
}

/**
 * FAIL where the lower bound is above 0, the estimate at or above the margin m = ln(1 + tolerance), and
 * the p-value, corrected for all relative gates, within the level. PASS where the upper bound is below
 * m. Else inconclusive: undecidable where the machine's noise floor, or at the end this run's own spread,
 * can't show a slowdown as small as the tolerance. A tolerance below the noise floor passes only what is
 * surely no slower at all.
 */
export function judgeRelative(
  { question, worse }: RelativeEvidence,
  adjustedPValue: number,
  context: RelativeContext,
): GateMeasure {
  const { gate } = question;
  if (gate.rule.kind !== 'relative') throw new RangeError('The gate is not relative.');
  const margin = Math.log(1 + gate.rule.toleranceRatio);
  const { level } = context;
  const fail = buildGateInterval(worse, level.failAlpha, level);
  const pass = buildGateInterval(worse, level.passAlpha, level);
  const groups = worse.length;
  const leastEffect = computeLeastEffect(question, worse, context);
  const shared = {
    ...describeBounds(gate.metric, fail, pass),
    confidence: { fail: 1 - level.failAlpha, pass: 1 - level.passAlpha },
    ...{ groups, moreGroups: null },
    leastDetectableRatio: leastEffect === undefined ? null : Math.exp(leastEffect),
  };
  if (fail === undefined || pass === undefined || groups < fewestGroups) {
    return { ...shared, status: 'inconclusive', outcome: 'undecided' };
  }
  const isSure = level.kind === 'anytime' || adjustedPValue <= level.failAlpha;
  if (fail.lower > 0 && fail.estimate >= margin && isSure) {
    return { ...shared, status: 'fail', outcome: 'regression' };
  }
  // Where groups are appended at will no noise is too much: more of them always narrow the interval.
  const isTooNoisy = level.kind !== 'anytime' && leastEffect !== undefined && leastEffect > margin;
  // Without a calibration the interval alone speaks: it is as wide as this run's own noise makes it.
  const isBelowFloor = isTooNoisy && findCalibrated(question, context) !== undefined;
  if (pass.upper < (isBelowFloor ? 0 : margin)) {
    return { ...shared, status: 'pass', outcome: namePass(pass, margin) };
  }
  // The spread of the run itself is only known to be the trouble once all groups were run.
  if (isTooNoisy) return { ...shared, status: 'inconclusive', outcome: 'undecidable' };
  const needed = findGroupsNeeded(pass.estimate, margin, worse, context);
  // Over epochs what lacks is another occasion, which no number of groups stands for.
  const isKnown = level.unit === 'group';
  const moreGroups = isKnown ? Math.max(1, (needed ?? mostMoreGroups + groups) - groups) : null;
  return { ...shared, status: 'inconclusive', outcome: 'undecided', moreGroups };
}

/** More groups come by `--more`, and what is appended to at will is judged by wider intervals than one look. */
function findGroupsNeeded(
  estimate: number,
  margin: number,
  worse: readonly number[],
  { questions }: RelativeContext,
): number | undefined {
  const { passAlpha, failAlpha } = shareAppended(questions);
  const isNearPass = estimate < margin;
  const gap = isNearPass ? margin - estimate : estimate;
  const confidence = 1 - (isNearPass ? passAlpha : failAlpha);
  const sd = sampleSd(worse) ?? 0;
  return computePairsNeeded(sd, gap, confidence, mostMoreGroups, computeSequenceHalfWidth);
}

function namePass(pass: IntervalEstimate, margin: number): GateMeasure['outcome'] {
  if (pass.upper < 0) return 'better';
  if (pass.lower > 0) return 'worse-within-tolerance';
  return pass.lower > -margin ? 'equivalent' : 'within-limit';
}

/**
 * ln of the least slowdown that the whole budget of groups finds with a power of 80 %: from the calibration
 * of this machine where there is one, else from the spread of these groups once all of them were run.
 */
function computeLeastEffect(
  question: GateQuestion,
  worse: readonly number[],
  context: RelativeContext,
): number | undefined {
  const { failAlpha, unit } = context.level;
  // A calibration tells how launches differ, not occasions, and all of those that were planned are there.
  const noise = unit === 'epoch' ? undefined : findCalibrated(question, context);
  const most = unit === 'epoch' ? worse.length : context.level.mostGroups;
  const isLast = worse.length >= most && worse.length >= fewestForSpread;
  const sd = noise?.sdLog ?? (isLast ? sampleSd(worse) : undefined);
  if (sd === undefined) return undefined;
  const groups = Math.max(most, worse.length);
  return computeLeastDetectableEffect({ sd, groups, alpha: failAlpha, power: usualPower });
}

function findCalibrated({ gate, scenario, load }: GateQuestion, { noise }: RelativeContext) {
  if (gate.metric === 'wrongBodies') return undefined;
  return findNoise(noise, { scenario, loadId: load.id, metric: gate.metric });
}

/** From ln("worse") back to variant ÷ reference. */
function describeBounds(
  metric: GateQuestion['gate']['metric'],
  fail: IntervalEstimate | undefined,
  pass: IntervalEstimate | undefined,
): Pick<GateMeasure, 'value' | 'lower' | 'upper'> {
  if (fail === undefined || pass === undefined || metric === 'wrongBodies') {
    return { value: null, lower: null, upper: null };
  }
  const value = pass.estimate;
  return isHigherBetter(metric)
    ? { value: Math.exp(-value), lower: Math.exp(-pass.upper), upper: Math.exp(-fail.lower) }
    : { value: Math.exp(value), lower: Math.exp(fail.lower), upper: Math.exp(pass.upper) };
}
