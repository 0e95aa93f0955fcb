// Connections to Redis whose every wait has an end and whose errors never end the process.
import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Config } from '../config.ts';

/** A client that connects in the background and fails commands at once while it isn't connected. */
export function connectRedis(url: string, timeoutMs: number): Redis {
  const redis = new Redis(url, {
    commandTimeout: timeoutMs,
    connectTimeout: Math.max(timeoutMs, 1_000),
    // Nothing is queued or sent again: the caller has long gone on without the answer.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000),
    connectionName: `crm-${process.pid}`,
  });
  // Each failed attempt to connect emits an error; what matters shows as failed commands.
  redis.on('error', () => {});
  return redis;
}

/** Prefix of this service's keys: the one given, else one for each database (equal rows, equal cache). */
export function buildNamespace(config: Config): string {
  if (config.cacheNamespace !== undefined) return config.cacheNamespace;
  const { host, pathname } = new URL(config.databaseUrl);
  return `crm:${createHash('sha256').update(`${host}${pathname}`).digest('hex').slice(0, 12)}`;
}
