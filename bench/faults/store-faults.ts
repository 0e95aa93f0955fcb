// The faults of the stores behind a service, with their parameters.
import { defineFault, defineNamingFault, type FaultKind } from './fault-parameters.ts';
import { createBackendKilled } from './postgres/backend-killed.ts';
import { createConnectionsTerminated } from './postgres/connections-terminated.ts';
import { connectionsUsedUp } from './postgres/connections-used-up.ts';
import { createLockStorm } from './postgres/lock-storm.ts';
import { postgresPaused } from './postgres/postgres-paused.ts';
import { postgresRestarted } from './postgres/postgres-restarted.ts';
import { createSlowQuery } from './postgres/slow-query.ts';
import { redisFlushed } from './redis/redis-flushed.ts';
import { redisFull } from './redis/redis-full.ts';
import { redisKilled } from './redis/redis-killed.ts';
import { redisPaused } from './redis/redis-paused.ts';

const everyMs = { fallback: 250, least: 10, most: 10_000, meaning: 'from one cut to the next, ms' };
const recoveryLimitMs = {
  ...{ fallback: 10_000, least: 100, most: 60_000 },
  meaning: 'how long it is waited for the recovery to begin, ms',
};

/** Faults of Redis, then of PostgreSQL. */
export const storeFaultKinds: readonly FaultKind[] = [
  ...[redisPaused, redisKilled, redisFlushed, redisFull].map((fault) =>
    defineFault(fault.id, {}, () => fault),
  ),
  defineFault('postgres-backend-killed', { recoveryLimitMs }, createBackendKilled),
  ...[postgresPaused, postgresRestarted].map((fault) => defineFault(fault.id, {}, () => fault)),
  defineFault('connections-terminated', { everyMs }, createConnectionsTerminated),
  defineFault(connectionsUsedUp.id, {}, () => connectionsUsedUp),
  defineNamingFault(
    'lock-storm',
    { tables: 'tables that are locked, joined by commas; without it the most used ones' },
    ({ tables }) =>
      createLockStorm(
        tables === undefined ? {} : { tables: tables.split(',').map((table) => table.trim()) },
      ),
  ),
  defineNamingFault(
    'slow-query',
    { index: 'index that is dropped; without it the most scanned one that backs no constraint' },
    ({ index }) => createSlowQuery(index === undefined ? {} : { index }),
  ),
];
