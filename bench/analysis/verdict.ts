// The verdict rule: an interval on the logarithm of "worse", a margin, and nothing else.
import type { IntervalEstimate } from '../stats/interval.ts';
import { findPairsNeeded } from '../stats/pairs-needed.ts';

/** Below this many groups nothing is decided, whatever the interval says. */
export const fewestGroups = 3;

/** Numbers of further groups above this are no advice. */
const mostGroups = 1_000;

export type DecidedVerdict = 'better' | 'worse' | 'equivalent' | 'inconclusive';

/**
 * Judges θ = ln("worse"), so that θ > 0 means worse, by its interval [lower, upper] and the margin
 * m = ln(1 + tolerance):
 * - `equivalent`: the whole interval lies in [−m, m], also where it leaves out 0;
 * - `better`: else, where the whole interval lies below 0;
 * - `worse`: else, where the whole interval lies above 0;
 * - `inconclusive`: else, and below 3 groups always.
 * So a difference that is real but surely smaller than the tolerance is `equivalent`, and one program
 * under two names is called better or worse in at most 5 % of the runs at 95 % confidence.
 */
export function judgeInterval(
  interval: IntervalEstimate,
  margin: number,
  groups: number,
): DecidedVerdict {
  if (groups < fewestGroups) return 'inconclusive';
  if (interval.lower >= -margin && interval.upper <= margin) return 'equivalent';
  if (interval.upper < 0) return 'better';
  if (interval.lower > 0) return 'worse';
  return 'inconclusive';
}

/**
 * Further groups after which the interval would probably decide: n with t·s/√n ≤ gap, less those
 * there are. The gap is the nearer of the two ways out: down to 0 (|θ|, then better or worse), or
 * up to the margin (m − |θ|, then equivalent). Solved with the t of the n that is needed, which for the
 * few groups there are now would be too large. Undefined where that is past all sense.
 */
export function findMoreGroups(
  estimate: number,
  sd: number,
  margin: number,
  groups: number,
  confidence: number,
): number | undefined {
  const distance = Math.abs(estimate);
  const gap = Math.max(distance, margin - distance);
  const needed = findPairsNeeded(sd, gap, confidence, mostGroups);
  if (needed === undefined) return undefined;
  return Math.max(1, Math.max(needed, fewestGroups) - groups);
}
