// What the service says of its own configuration, and the hash by which two are compared.
import { createHash } from 'node:crypto';
import type { Config } from './config.ts';
import { echoProtections } from './config-protections.ts';

/** The effective values by the name of their variable; addresses and secrets are left out. */
export function echoConfig(config: Config): Readonly<Record<string, string>> {
  return {
    CRM_CACHE: config.cache,
    CRM_CACHE_BUS: config.cacheBus,
    CRM_CACHE_DASHBOARD_TTL_MS: String(config.cacheDashboardTtlMs),
    CRM_CACHE_MAX_ENTRIES: String(config.cacheMaxEntries),
    CRM_CACHE_STALE_LIMIT_MS: String(config.cacheStaleLimitMs),
    CRM_CACHE_TTL_MS: String(config.cacheTtlMs),
    CRM_CLOSE_TIMEOUT_MS: String(config.closeTimeoutMs),
    CRM_IMPORT_LIMIT_BYTES: String(config.importLimitBytes),
    CRM_IMPORT_LIMIT_REQUESTS: String(config.importLimitRequests),
    CRM_INDEX: config.index,
    CRM_LOCK_TIMEOUT_MS: String(config.lockTimeoutMs),
    CRM_LOG: config.log ? 'info' : 'off',
    CRM_POOL_SIZE: String(config.poolSize),
    CRM_POOL_WAIT_TIMEOUT_MS: String(config.poolWaitTimeoutMs),
    CRM_PREPARED: config.prepared ? 'on' : 'off',
    CRM_REDIS_TIMEOUT_MS: String(config.redisTimeoutMs),
    CRM_STATEMENT_TIMEOUT_MS: String(config.statementTimeoutMs),
    CRM_THREADS: config.threads,
    CRM_WORKERS: String(config.workers),
    ...echoProtections(config),
  };
}

/** SHA-256 (hex) of the echoed configuration: equal hashes mean equally configured services. */
export function hashConfig(config: Config): string {
  return createHash('sha256')
    .update(JSON.stringify(echoConfig(config)))
    .digest('hex');
}
