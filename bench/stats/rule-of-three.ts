// How frequent an event may be that was never seen.

/**
 * Upper 95 % bound 3/n on the share of events where n independent trials showed none (Hanley and
 * Lippman-Hand, "If nothing goes wrong, is everything all right?", 1983), at most 1; it is a little
 * above the exact 1 − 0.05^(1/n). Undefined without trials.
 * @param trials at least 0.
 */
export function findNoEventUpperBound(trials: number): number | undefined {
  return trials > 0 ? Math.min(1, 3 / trials) : undefined;
}
