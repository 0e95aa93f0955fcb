// Where yes turns to no: the posterior of a threshold on a log scale from trials that were met or failed.

export interface ThresholdTrial {
  /** Above 0. */
  readonly value: number;
  readonly met: boolean;
}

export interface ThresholdRange {
  /** Above 0. */
  readonly least: number;
  readonly most: number;
}

export interface ThresholdEstimate {
  readonly value: number;
  /** Standard deviation of ln(threshold). */
  readonly logSd: number;
}

/** How gradually met turns to failed: the scale of the logistic curve in ln(value), a standard deviation of 5 %. */
const logScale = 0.03;
/** Share of trials that fail far below the threshold: a pause of the machine spoils one. */
const failedBelowRatio = 0.05;
/** Share that is met far above it. */
const metAboveRatio = 0.01;
/** Of the posterior, in ln(value). */
const gridStep = 0.01;

/** Probability that a trial is met so far below (above 0) or above the threshold, in ln(value). */
function computeMetProbability(logDistance: number): number {
  const rising = 1 / (1 + Math.exp(-logDistance / logScale));
  return metAboveRatio + (1 - metAboveRatio - failedBelowRatio) * rising;
}

/**
 * Mean and standard deviation of ln(threshold) given the trials, whatever their order, under a prior that is
 * flat in ln(value) over the range (King-Smith and others, "Efficient and unbiased modifications of the QUEST
 * threshold method", Vision Research 34, 1994: ZEST). The mean of it is where the next trial tells most. How
 * trials were placed does not enter, so that a place may be chosen from anything known before.
 * @param range least below most, both above 0
 */
export function estimateThreshold(
  trials: readonly ThresholdTrial[],
  { least, most }: ThresholdRange,
): ThresholdEstimate {
  const steps = Math.max(1, Math.ceil(Math.log(most / least) / gridStep));
  const width = Math.log(most / least) / steps;
  const grid = Array.from({ length: steps + 1 }, (_, index) => Math.log(least) + index * width);
  const logWeights = grid.map((logThreshold) =>
    trials.reduce((sum, { value, met }) => {
      const probability = computeMetProbability(logThreshold - Math.log(value));
      return sum + Math.log(met ? probability : 1 - probability);
    }, 0),
  );
  const highest = logWeights.reduce((best, one) => Math.max(best, one), Number.NEGATIVE_INFINITY);
  const weights = logWeights.map((one) => Math.exp(one - highest));
  const total = weights.reduce((sum, one) => sum + one, 0);
  const average = (of: (logThreshold: number) => number): number =>
    grid.reduce((sum, one, index) => sum + of(one) * (weights[index] ?? 0), 0) / total;
  const mean = average((one) => one);
  return { value: Math.exp(mean), logSd: Math.sqrt(average((one) => (one - mean) ** 2)) };
}

/** Within this distance in ln(value) either outcome is no news: five scales of the curve. */
const contradictionLog = 5 * logScale;

/** Trials that chance alone hardly explains at this threshold: failed clearly below it or met clearly above. */
export function listContradictions<Trial extends ThresholdTrial>(
  trials: readonly Trial[],
  threshold: number,
): readonly Trial[] {
  return trials.filter(({ value, met }) => {
    const logDistance = Math.log(threshold / value);
    return met ? logDistance < -contradictionLog : logDistance > contradictionLog;
  });
}
