// What a gate on faults may judge.

/** What a gate on faults may judge. */
export const faultGateMetrics = [
  'availabilityRatio',
  'recoveryMs',
  'longestOutageMs',
  'lostWrites',
  'staleReadsBeyondLimit',
] as const;
