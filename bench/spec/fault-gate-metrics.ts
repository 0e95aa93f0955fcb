// What a gate on faults may judge.

/** What a gate on faults may judge. */
export const faultGateMetrics = [
  'availabilityRatio',
  'userUptimeRatio',
  'recoveryMs',
  'longestOutageMs',
  'lostWrites',
  'staleReadsBeyondLimit',
] as const;

/** True for shares from 0 to 1, of which a gate asks for a least; of all else it asks for a most. */
export function isFaultShareMetric(
  metric: (typeof faultGateMetrics)[number],
): metric is 'availabilityRatio' | 'userUptimeRatio' {
  return metric === 'availabilityRatio' || metric === 'userUptimeRatio';
}

/** True for what each episode has a figure of, so that a gate counts the launches that break its limit. */
export function isJudgedByLaunches(metric: (typeof faultGateMetrics)[number]): boolean {
  return metric !== 'lostWrites' && metric !== 'staleReadsBeyondLimit';
}
