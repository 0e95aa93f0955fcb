// How both balancers find out that a copy is gone, or back.

/**
 * `path` says that the process answers at all: were it asked for its database, one database that is away would take all
 * copies out at once, and with them what they could still answer.
 */
export const healthCheck = {
  path: '/health/live',
  intervalMs: 250,
  timeoutMs: 1_000,
  /** In a row, until a copy gets no more requests. */
  failures: 3,
  /** In a row, until it gets requests again. */
  successes: 2,
} as const;
