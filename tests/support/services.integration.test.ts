import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, inject, test } from 'vitest';

test('integration tests have a real PostgreSQL with the extensions that Loadstone uses', async () => {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  const answer = await client.query<{ name: string }>(
    `SELECT name FROM pg_available_extensions WHERE name IN ('pg_trgm', 'pg_stat_statements') ORDER BY name`,
  );
  await client.end();
  expect(answer.rows.map((row) => row.name)).toEqual(['pg_stat_statements', 'pg_trgm']);
});

test('integration tests have a real Redis', async () => {
  const redis = new Redis(inject('redisUrl'));
  await redis.set('loadstone:test', 'here');
  expect(await redis.get('loadstone:test')).toBe('here');
  await redis.del('loadstone:test');
  redis.disconnect();
});

test('the exit code of a run with these services is its own: failed tests never end with 0', async () => {
  const setup = new URL('./services.setup.ts', import.meta.url).href;
  const script = `
    const { default: setup } = await import(${JSON.stringify(setup)});
    const stop = await setup({ provide() {} });
    await stop();
    process.exitCode = 7;`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  expect(await once(child, 'exit')).toEqual([7, null]);
});
