// Puts sessions on the routes of an app, by the level of CRM_SESSION.
import fastifyCookie from '@fastify/cookie';
import { buildNamespace, connectRedis } from '../plugins/redis.ts';
import type { CrmApp, Services } from '../services.ts';
import { raceWithTimeLimit } from '../threads/closing.ts';
import { registerGuard } from './guard.ts';
import type { SessionKeeper } from './keeper.ts';
import { readSessionKeys } from './keys.ts';
import type { SessionLevelName } from './level-names.ts';
import { createPostgresStore } from './postgres-store.ts';
import { createRedisStore } from './redis-store.ts';
import { registerSessionRoutes } from './routes.ts';
import { keepInStore } from './stored-sessions.ts';
import { keepInToken } from './token-sessions.ts';

interface KeeperContext extends Services {
  readonly app: CrmApp;
  readonly keys: readonly [string, ...string[]];
  readonly ttlMs: number;
}

/** Longest wait of a starting process for Redis; without it, requests of who is logged in are refused (503). */
const readyLimitMs = 2_000;

type CreateKeeper = (context: KeeperContext) => Promise<SessionKeeper>;

const levels: Readonly<Record<Exclude<SessionLevelName, 'off'>, CreateKeeper>> = {
  postgres: ({ app, database, acts, keys, ttlMs }) =>
    keepInStore(app, createPostgresStore(database, acts, ttlMs), keys, ttlMs),
  redis: async ({ app, config, acts, keys, ttlMs }) => {
    const timeoutMs = config.timeoutsSet ? config.redisTimeoutMs : undefined;
    const redis = connectRedis(config.redisUrl ?? '', timeoutMs);
    app.addHook('onClose', async () => redis.disconnect());
    const isReady = new Promise<void>((resolve) => redis.once('ready', () => resolve()));
    await raceWithTimeLimit(isReady, readyLimitMs);
    return keepInStore(
      app,
      createRedisStore(redis, buildNamespace(config), acts, ttlMs),
      keys,
      ttlMs,
    );
  },
  token: ({ app, acts, keys: [key], ttlMs }) => keepInToken(app, acts, key, ttlMs),
};

/**
 * Routes that are registered on the app from now on need a login, but for `/login` and `/logout`; with CRM_SESSION=off
 * none does, and there are no such routes.
 * @throws ServiceError DATABASE_UNAVAILABLE, DATABASE_TIMEOUT
 */
export async function registerSessions(app: CrmApp, services: Services): Promise<void> {
  const { config, database } = services;
  app.decorateRequest('account', null);
  if (config.session === 'off') return;
  await app.register(fastifyCookie);
  const keys = await readSessionKeys(database);
  const ttlMs = config.sessionTtlS * 1_000;
  const keeper = await levels[config.session]({ ...services, app, keys, ttlMs });
  registerGuard(app, keeper);
  await registerSessionRoutes(app, services, keeper);
}
