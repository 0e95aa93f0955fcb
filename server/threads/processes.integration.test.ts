// The service as processes: starting, refusing to start, sharing state, dying, closing.
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from '../database/scratch-database.fixture.ts';
import {
  type Env,
  makeCrmDatabase,
  type ServiceProcess,
  spawnService,
  startService,
  waitUntil,
} from '../testing.fixture.ts';

let database: ScratchDatabase;
const started: ServiceProcess[] = [];

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
});

afterEach(async () => {
  for (const service of started.splice(0)) {
    service.child.kill('SIGTERM');
    const timer = setTimeout(() => service.child.kill('SIGKILL'), 10_000);
    await service.ended;
    clearTimeout(timer);
  }
});

afterAll(() => database.drop());

async function start(env: Env = {}): Promise<ServiceProcess> {
  const service = await startService({ DATABASE_URL: database.url, ...env });
  started.push(service);
  return service;
}

/** Runs a service that is expected to end by itself. */
async function runToEnd(env: Env) {
  const service = await spawnService({ DATABASE_URL: database.url, ...env });
  started.push(service);
  const { code } = await service.ended;
  return { code, output: service.readOutput() };
}

async function getJson(url: string, timeoutMs = 10_000) {
  // Node hands a connection to a worker that is just dying and never hears that it was lost.
  const signal = AbortSignal.timeout(timeoutMs);
  const answer = await fetch(url, { headers: { connection: 'close' }, signal });
  return answer.json() as Promise<never>;
}

interface Stats {
  requests: { total: number; byRoute: Record<string, Record<string, number>> };
  cache: { hits: number; misses: number };
  workers: Record<string, { requests: number }>;
  pids: number[];
  isComplete: boolean;
}
const readStats = (service: ServiceProcess, timeoutMs?: number): Promise<Stats> =>
  getJson(`${service.url}/stats`, timeoutMs);

/** A connection that holds the lock that every PATCH of customer 1 needs. */
async function lockCustomer<T>(use: () => Promise<T>): Promise<T> {
  return withClient(database.url, async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM customers WHERE id = 1 FOR UPDATE');
    try {
      return await use();
    } finally {
      await client.query('ROLLBACK');
    }
  });
}

describe('a start that cannot be', () => {
  test('a wrong configuration ends with 2 and names every variable', async () => {
    const { code, output } = await runToEnd({ CRM_CACHE: 'disk', CRM_THREADZ: 'single' });
    expect(code).toBe(2);
    expect(output).toMatch(/CRM_CACHE=disk/);
    expect(output).toMatch(/CRM_THREADZ is unknown \(did you mean 'CRM_THREADS'\?\)/);
  });

  test.each(['single', 'cluster'])(
    'a claimed index level that is not there ends with 3 (%s)',
    async (threads) => {
      const { code, output } = await runToEnd({ CRM_INDEX: 'covering', CRM_THREADS: threads });
      expect(code).toBe(3);
      expect(output).toMatch(
        /claims covering, but the database has the indexes of level composite/,
      );
    },
  );

  test('a database that is not there ends with 3', async () => {
    const url = new URL(database.url);
    url.port = '1';
    const { code, output } = await runToEnd({ DATABASE_URL: url.href });
    expect(code).toBe(3);
    expect(output).toMatch(/database does not answer[\s\S]*Start PostgreSQL/);
  });

  test.each(['single', 'cluster'])('a port that is taken ends with 3 (%s)', async (threads) => {
    const first = await start();
    const { code, output } = await runToEnd({
      ...{ PORT: new URL(first.url).port, CRM_THREADS: threads, CRM_WORKERS: '2' },
    });
    expect(code).toBe(3);
    expect(output).toMatch(/is taken\n.*another PORT/);
  });
});

describe('CRM_THREADS=cluster', () => {
  const env = { CRM_THREADS: 'cluster', CRM_WORKERS: '2' };

  test('any worker tells the counters and processes of all', async () => {
    const service = await start(env);
    const asked = Array.from({ length: 20 }, (_, index) =>
      getJson(`${service.url}/customers/${index + 1}`),
    );
    await Promise.all(asked);
    for (let turn = 0; turn < 4; turn += 1) {
      const stats = await readStats(service);
      expect(stats.requests).toEqual({ total: 20, byRoute: { customer: { 200: 20 } } });
      expect(stats.pids).toHaveLength(3);
      expect(stats.pids[0]).toBe(service.child.pid);
      expect(stats.isComplete).toBe(true);
      const served = Object.values(stats.workers).map(({ requests }) => requests);
      expect(served).toHaveLength(2);
      expect(served.every((requests) => requests > 0)).toBe(true);
      expect(served.reduce((left, right) => left + right)).toBe(20);
    }
  });

  test.each(['postgres', 'off'])(
    'with memory caches (bus %s), no worker answers what another one changed',
    async (bus) => {
      const busEnv = { CRM_CACHE_BUS: bus, CRM_CACHE_STALE_LIMIT_MS: '10000' };
      const service = await start({ ...env, ...busEnv, CRM_CACHE: 'memory' });
      const url = `${service.url}/customers/2`;
      for (let turn = 0; turn < 10; turn += 1) {
        const { version } = await getJson(url);
        const body = JSON.stringify({ version, segment: 1 + (turn % 5) });
        const headers = { 'content-type': 'application/json', connection: 'close' };
        const changed = await fetch(url, { method: 'PATCH', headers, body });
        expect(changed.status).toBe(200);
        // New connections go to the workers in turn.
        for (let read = 0; read < 4; read += 1) {
          expect(await getJson(url)).toMatchObject({ version: version + 1 });
        }
      }
      const { cache } = await readStats(service);
      expect(cache.hits).toBeGreaterThan(0);
    },
  );

  test('a worker that is killed is replaced, and what it counted is not forgotten', async () => {
    const service = await start(env);
    for (let id = 1; id <= 6; id += 1) await getJson(`${service.url}/customers/${id}`);
    const before = await readStats(service);
    const victim = before.pids[1] ?? 0;
    process.kill(victim, 'SIGKILL');
    await waitUntil(async () => {
      // Asked again soon: the connection may have gone to the dead worker.
      const { pids } = await readStats(service, 2_000).catch(() => ({ pids: [victim] }));
      return pids.length === 3 && !pids.includes(victim);
    });
    expect((await readStats(service)).requests.total).toBe(before.requests.total);
  });

  test('with CRM_RESPAWN=off those left go on, and the last one that dies ends the primary with 4', async () => {
    const service = await start({ ...env, CRM_RESPAWN: 'off' });
    const { pids } = await readStats(service);
    const [, first = 0, second = 0] = pids;
    process.kill(first, 'SIGKILL');
    await waitUntil(() => service.readOutput().includes('1 go on without it'));
    expect((await readStats(service)).pids).toEqual([service.child.pid, second]);
    process.kill(second, 'SIGKILL');
    expect(await service.ended).toEqual({ code: 4, signal: null });
  });

  test('no worker survives the primary', async () => {
    const service = await start(env);
    const { pids } = await readStats(service);
    service.child.kill('SIGKILL');
    await waitUntil(() => pids.every((pid) => !isAlive(pid)));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.each([
  { CRM_THREADS: 'single' },
  { CRM_THREADS: 'cluster', CRM_WORKERS: '2', CRM_CACHE: 'memory' },
  { CRM_THREADS: 'pool', CRM_WORKERS: '1' },
])('closing with %j', (env) => {
  test('finishes what is in flight, then ends with 0', async () => {
    const service = await start({ ...env, CRM_CLOSE_TIMEOUT_MS: '20000' });
    // A connection that was kept alive and is idle now must not hold the service up.
    const idle = connect(Number(new URL(service.url).port), '127.0.0.1');
    idle.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    await new Promise((resolve) => idle.once('data', resolve));
    const { version } = await getJson(`${service.url}/customers/1`);
    const answer = await lockCustomer(async () => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ version, segment: 2 });
      const pending = fetch(`${service.url}/customers/1`, { method: 'PATCH', headers, body });
      await waitUntil(() => isBlocked());
      service.child.kill('SIGTERM');
      await waitUntil(async () => !(await canConnect(service.url)));
      return { pending };
    });
    expect((await answer.pending).status).toBe(200);
    expect(await service.ended).toEqual({ code: 0, signal: null });
    idle.destroy();
  });
});

/** True while some statement waits for a lock. */
function isBlocked(): Promise<boolean> {
  return withClient(database.url, async (client) => {
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    return rowCount === 1;
  });
}

function canConnect(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

test('closing ends with 1 where a request outlasts the time limit', async () => {
  const service = await start({ CRM_CLOSE_TIMEOUT_MS: '200' });
  const { version } = await getJson(`${service.url}/customers/1`);
  await lockCustomer(async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ version, segment: 2 });
    const pending = fetch(`${service.url}/customers/1`, { method: 'PATCH', headers, body });
    pending.catch(() => {});
    await waitUntil(() => isBlocked());
    service.child.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 1, signal: null });
  });
});

test('a service whose database connections are cut answers again, and was never dead', async () => {
  const service = await start();
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  const pid = service.child.pid;
  await withClient(database.url, (client) =>
    client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1`,
      [`crm-${pid}`],
    ),
  );
  await waitUntil(async () => (await fetch(`${service.url}/health/ready`)).status === 200);
  expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
});

test('a lock that is held too long is answered with 503, not awaited for ever', async () => {
  const service = await start({ CRM_LOCK_TIMEOUT_MS: '100' });
  const { version } = await getJson(`${service.url}/customers/1`);
  await lockCustomer(async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ version, segment: 2 });
    const answer = await fetch(`${service.url}/customers/1`, { method: 'PATCH', headers, body });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'DATABASE_TIMEOUT' });
  });
});
