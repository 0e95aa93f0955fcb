// Sessions whose Redis is gone: nobody is let in, and nobody is taken for logged out or for somebody else.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ScratchDatabase } from '../database/scratch-database.fixture.ts';
import { findFreePort, makeCrmDatabase, startApp, waitUntil } from '../testing.fixture.ts';

let database: ScratchDatabase;

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
});

afterAll(() => database.drop());

async function startRedis(port: number): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  server.stdout?.on('data', (text: Buffer) => {
    output += text.toString();
  });
  await waitUntil(() => output.includes('Ready to accept connections'));
  return server;
}

async function kill(server: ChildProcess): Promise<void> {
  server.kill('SIGKILL');
  await once(server, 'exit');
}

test('a killed Redis is 503 for who is logged in, 401 for strangers, and ends the sessions it held', async () => {
  const port = await findFreePort();
  let redis = await startRedis(port);
  const app = await startApp({
    ...{ DATABASE_URL: database.url, REDIS_URL: `redis://127.0.0.1:${port}` },
    CRM_SESSION: 'redis',
  });
  const logIn = (login: string) =>
    app.inject({ method: 'POST', url: '/login', payload: { login, password: 'loadstone' } });
  const ask = async (cookie?: string) => {
    const headers = cookie === undefined ? {} : { cookie };
    return app.inject({ url: '/customers/1', headers });
  };
  try {
    const { cookies } = await logIn('agent-1');
    const cookie = `${cookies[0]?.name}=${encodeURIComponent(cookies[0]?.value ?? '')}`;
    expect((await ask(cookie)).statusCode).toBe(200);

    await kill(redis);
    await waitUntil(async () => (await ask(cookie)).statusCode !== 200);
    const refused = await ask(cookie);
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.json()).toMatchObject({ code: 'SESSION_UNAVAILABLE' });
    expect((await ask()).statusCode).toBe(401);
    const failed = await logIn('agent-1');
    expect(failed.statusCode).toBe(503);
    expect(failed.cookies).toEqual([]);

    // An empty Redis knows nobody: the cookie of before is a stranger's, and a login works again.
    redis = await startRedis(port);
    await waitUntil(async () => (await ask(cookie)).statusCode === 401);
    expect((await logIn('agent-2')).statusCode).toBe(200);
  } finally {
    await app.close();
    await kill(redis);
  }
});
