// Is the mean of values from 0 up surely above a limit, whatever their distribution?

/** Shares of the most that can be bet on each value; a mixture needs no tuning. */
const bets = [0.02, 0.05, 0.1, 0.25, 0.5, 0.9] as const;

/**
 * P-value of a mean of at most `limit` for independent values that are never below 0, by betting against it:
 * 1 ÷ the mean over several bets c of Π (1 + c·(x/limit − 1)) (Waudby-Smith and Ramdas, "Estimating means of bounded
 * random variables by betting", 2023). It holds however often one looks, for bursts too: two launches of eight in
 * which everything fails show that fewer than 99.9 % succeed on average. 1 without values.
 * @param values at least 0 each; @param limit at least 0
 */
export function findMeanExceedanceP(values: readonly number[], limit: number): number {
  if (limit === 0) return values.some((value) => value > 0) ? 0 : 1;
  const logs = bets.map((bet) =>
    values.reduce((sum, value) => sum + Math.log1p(bet * (value / limit - 1)), 0),
  );
  const largest = Math.max(...logs);
  const mixed = logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / bets.length;
  return Math.min(1, Math.exp(-largest) / mixed);
}
