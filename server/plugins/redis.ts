// Connections to Redis whose waits have an end, where asked for, and whose errors never end the process.
import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Config } from '../config.ts';

function buildLimits(timeoutMs: number) {
  return {
    commandTimeout: timeoutMs,
    connectTimeout: Math.max(timeoutMs, 1_000),
    // Nothing is queued or sent again: the caller has long gone on without the answer.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000),
  };
}

/**
 * A client that connects in the background and fails commands at once while it isn't connected.
 * @param timeoutMs longest wait for a command; undefined leaves the driver as it comes, which queues
 * commands while it isn't connected, retries them 20 times and waits for an answer without end
 */
export function connectRedis(url: string, timeoutMs: number | undefined): Redis {
  const redis = new Redis(url, {
    ...(timeoutMs === undefined ? {} : buildLimits(timeoutMs)),
    // Whoever subscribes does so again by itself: the driver leaves what it is refused unhandled, which
    // would end the process.
    autoResubscribe: false,
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
