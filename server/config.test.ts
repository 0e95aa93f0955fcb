import { describe, expect, test } from 'vitest';
import { echoConfig, hashConfig, parseConfig } from './config.ts';

import { StartError } from './errors.ts';

const DATABASE_URL = 'postgres://user:secret@127.0.0.1/crm';
const REDIS_URL = 'redis://127.0.0.1:6379';

function refusalOf(env: Record<string, string>): StartError {
  try {
    parseConfig(env);
  } catch (thrown) {
    if (thrown instanceof StartError) return thrown;
    throw thrown;
  }
  throw new Error('the configuration was accepted');
}

describe('parseConfig', () => {
  test('needs nothing but the database', () => {
    const config = parseConfig({ DATABASE_URL });
    expect(config).toMatchObject({
      ...{ cache: 'none', threads: 'single', index: 'composite', workers: 1, poolSize: 10 },
      ...{ prepared: true, host: '127.0.0.1', cacheTtlMs: 60_000, cacheMaxEntries: 50_000 },
    });
  });

  test('reports every wrong variable at once, with exit code 2', () => {
    const refusal = refusalOf({
      ...{ PORT: '70000', CRM_CACHE: 'memori', CRM_POOL_SIZE: '0', CRM_INDEX: 'btree' },
      ...{ CRM_CACHE_TTL: '5', CRM_WORKERS: 'two', DATABASE_URL: 'mysql://x', CRM_PREPARED: 'yes' },
    });
    expect(refusal.exitCode).toBe(2);
    const names = [
      'PORT',
      'CRM_CACHE=',
      'CRM_POOL_SIZE',
      'CRM_INDEX',
      'CRM_WORKERS',
      'DATABASE_URL',
    ];
    for (const name of [...names, 'CRM_PREPARED']) expect(refusal.message).toContain(name);
    expect(refusal.message).toContain("did you mean 'memory'?");
    expect(refusal.message).toContain(
      "CRM_CACHE_TTL is unknown (did you mean 'CRM_CACHE_TTL_MS'?)",
    );
    expect(refusal.message.split('\n')).toHaveLength(9);
  });

  test('never repeats what may hold a password', () => {
    const refusal = refusalOf({ DATABASE_URL: 'http://user:secret@127.0.0.1/crm' });
    expect(refusal.message).not.toContain('secret');
  });

  test('asks for Redis only where a level needs it', () => {
    expect(parseConfig({ DATABASE_URL, CRM_CACHE: 'memory' }).redisUrl).toBeUndefined();
    for (const CRM_CACHE of ['redis', 'tiered']) {
      expect(refusalOf({ DATABASE_URL, CRM_CACHE }).message).toContain('REDIS_URL is missing');
      expect(parseConfig({ DATABASE_URL, REDIS_URL, CRM_CACHE }).redisUrl).toBe(REDIS_URL);
    }
    for (const CRM_SESSION of ['postgres', 'token']) {
      expect(parseConfig({ DATABASE_URL, CRM_SESSION }).session).toBe(CRM_SESSION);
    }
    expect(refusalOf({ DATABASE_URL, CRM_SESSION: 'redis' }).message).toContain(
      'REDIS_URL is missing, which CRM_SESSION=redis needs',
    );
  });

  test('counts one worker in a single process, whatever is asked', () => {
    expect(parseConfig({ DATABASE_URL, CRM_WORKERS: '4' }).workers).toBe(1);
    expect(parseConfig({ DATABASE_URL, CRM_WORKERS: '4', CRM_THREADS: 'cluster' }).workers).toBe(4);
  });
});

describe('protections', () => {
  /** Each variable of a protection with the value that differs from its default. */
  const unsafe = {
    ...{ CRM_TIMEOUTS: 'unset', CRM_RESPAWN: 'off', CRM_CACHE_FALLBACK: 'off' },
    ...{ CRM_IDEMPOTENCY: 'off', CRM_ACKNOWLEDGE: 'early', CRM_COMMIT: 'async' },
    ...{ CRM_INVALIDATION: 'off', CRM_SHED: 'on', CRM_SHED_EVENT_LOOP_MS: '50' },
  };

  test('are all there unless taken away, and requests are shed only where asked for', () => {
    expect(parseConfig({ DATABASE_URL })).toMatchObject({
      ...{ timeoutsSet: true, respawn: true, cacheFallback: true, idempotency: true },
      ...{ acknowledge: 'committed', commit: 'sync', invalidation: true, shed: false },
    });
  });

  test('are echoed as they were set, each with a hash of its own', () => {
    expect(echoConfig(parseConfig({ DATABASE_URL, ...unsafe }))).toMatchObject(unsafe);
    const hashes = Object.entries(unsafe).map(([name, value]) =>
      hashConfig(parseConfig({ DATABASE_URL, [name]: value })),
    );
    hashes.push(hashConfig(parseConfig({ DATABASE_URL })));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('are refused by name where the value is none of theirs', () => {
    const wrong = Object.fromEntries(Object.keys(unsafe).map((name) => [name, 'perhaps']));
    const { message } = refusalOf(wrong);
    for (const name of Object.keys(unsafe)) expect(message).toContain(`${name}=perhaps`);
  });
});

describe('the echoed configuration', () => {
  test('holds no address and no secret', () => {
    const config = parseConfig({ DATABASE_URL, REDIS_URL, PORT: '1234', HOST: '127.0.0.9' });
    const echo = JSON.stringify(echoConfig(config));
    for (const hidden of ['secret', 'postgres:', 'redis://', '1234', '127.0.0']) {
      expect(echo).not.toContain(hidden);
    }
  });

  test('has one hash for equal settings and another for any other', () => {
    const plain = hashConfig(parseConfig({ DATABASE_URL }));
    const elsewhere = { DATABASE_URL: `${DATABASE_URL}2`, PORT: '1', CRM_CACHE_NAMESPACE: 'x' };
    expect(hashConfig(parseConfig(elsewhere))).toBe(plain);
    expect(hashConfig(parseConfig({ DATABASE_URL, CRM_CACHE: 'none' }))).toBe(plain);
    const others = [{ CRM_CACHE: 'memory' }, { CRM_INDEX: 'none' }, { CRM_PREPARED: 'off' }];
    const hashes = others.map((env) => hashConfig(parseConfig({ DATABASE_URL, ...env })));
    expect(new Set([plain, ...hashes]).size).toBe(4);
  });
});
