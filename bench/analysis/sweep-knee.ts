// The knee of a latency-against-rate curve: where throughput for the latency paid is greatest.

/** A rate of the curve: medians of its repetitions. */
export interface KneePoint {
  readonly rateRps: number;
  readonly achievedRps: number;
  readonly latencyP99Us: number | undefined;
  readonly saturated: boolean;
}

export interface Knee {
  readonly rateRps: number;
  readonly latencyP99Us: number;
  /** The rates tried next to it: the knee is no sharper than they are apart. */
  readonly lowRps: number;
  readonly highRps: number;
}

/** A curve of fewer rates has no shape. */
const fewestRates = 4;

/**
 * The rate of greatest power, achieved throughput ÷ p99: the point where a line from the origin
 * touches the curve from below (Kleinrock, "Power and deterministic rules of thumb for probabilistic
 * problems in computer communications", 1979); half of the capacity for an M/M/1 queue. Chosen over
 * Kneedle (Satopää and others, 2011), which normalises to the range of rates tried, so that one more
 * overloaded rate moves its knee; this one stays. Undefined below four rates with answers, and where
 * the greatest power lies at the lowest or highest of them, since the true one may lie beyond. A
 * saturated rate bounds the knee but is never it: its latency hangs on how long the slice was.
 * @param points by rate, ascending.
 */
export function findKnee(points: readonly KneePoint[]): Knee | undefined {
  const known = points.flatMap(({ rateRps, achievedRps, latencyP99Us, saturated }) =>
    latencyP99Us === undefined || latencyP99Us <= 0
      ? []
      : [{ rateRps, latencyP99Us, power: saturated ? 0 : achievedRps / latencyP99Us }],
  );
  if (known.length < fewestRates) return undefined;
  const greatest = Math.max(...known.map(({ power }) => power));
  if (greatest === 0) return undefined;
  const index = known.findIndex(({ power }) => power === greatest);
  const [before, knee, after] = [known[index - 1], known[index], known[index + 1]];
  if (before === undefined || knee === undefined || after === undefined) return undefined;
  const { rateRps, latencyP99Us } = knee;
  return { rateRps, latencyP99Us, lowRps: before.rateRps, highRps: after.rateRps };
}
