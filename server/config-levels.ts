// The levels of threading and protection, and the switches, as the environment names them.

/** How work is spread over processes and threads (CRM_THREADS). */
export const threadLevels = ['single', 'cluster', 'pool'] as const;

/** How processes that serve the same rows tell each other what to forget (CRM_CACHE_BUS). */
export const cacheBuses = ['postgres', 'redis', 'off'] as const;

/** Values of variables that turn something on or off. */
export const switches = ['on', 'off'] as const;

export const logLevels = ['off', 'info'] as const;

/** Whether waits for PostgreSQL and Redis have an end (CRM_TIMEOUTS). */
export const timeoutLevels = ['set', 'unset'] as const;

/** When an order is acknowledged (CRM_ACKNOWLEDGE). */
export const acknowledgements = ['committed', 'early'] as const;

/** Whether a commit waits for the disk (CRM_COMMIT). */
export const commits = ['sync', 'async'] as const;
