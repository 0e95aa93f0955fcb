// The faults of the stores behind a service, each with its usual parameters.
import type { Fault } from './fault.ts';
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

/** Faults of Redis, then of PostgreSQL. */
export function listStoreFaults(): readonly Fault[] {
  return [
    ...[redisPaused, redisKilled, redisFlushed, redisFull],
    ...[createBackendKilled(), postgresPaused, postgresRestarted],
    ...[createConnectionsTerminated(), connectionsUsedUp, createLockStorm(), createSlowQuery()],
  ];
}
