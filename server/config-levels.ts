// The levels of caching and threading, and the switches, as the environment names them.

/** Where answers are kept between requests (CRM_CACHE). */
export const cacheLevels = ['none', 'memory', 'redis', 'tiered'] as const;

/** How work is spread over processes and threads (CRM_THREADS). */
export const threadLevels = ['single', 'cluster', 'pool'] as const;

/** Values of variables that turn something on or off. */
export const switches = ['on', 'off'] as const;

/** Values of CRM_LOG. */
export const logLevels = ['off', 'info'] as const;
