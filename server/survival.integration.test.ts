// Whatever protection is missing, the process outlives its PostgreSQL and Redis, and the books agree.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from './database/scratch-database.fixture.ts';
import {
  findFreePort,
  makeCrmDatabase,
  type ServiceProcess,
  startService,
  waitUntil,
} from './testing.fixture.ts';

let database: ScratchDatabase;
let redisPort: number;
let redis: ChildProcess;
let service: ServiceProcess | undefined;

async function startRedis(): Promise<void> {
  const options = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', ''];
  redis = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  redis.stdout?.on('data', (text: Buffer) => {
    output += text.toString();
  });
  await waitUntil(() => output.includes('Ready to accept connections'));
}

async function killRedis(): Promise<void> {
  redis.kill('SIGKILL');
  await once(redis, 'exit');
}

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
});

beforeEach(async () => {
  redisPort = await findFreePort();
  await startRedis();
});

afterEach(async () => {
  service?.child.kill('SIGKILL');
  await service?.ended;
  await killRedis();
});

afterAll(() => database.drop());

/** Status of an answer, or undefined where there was none. */
async function ask(path: string, options: RequestInit = {}): Promise<number | undefined> {
  const signal = AbortSignal.timeout(60_000);
  const answer = await fetch(`${service?.url}${path}`, { ...options, signal }).catch(
    () => undefined,
  );
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status;
}

/** Reads, orders and changes of a few customers at once. */
function askMany(round: number): readonly Promise<number | undefined>[] {
  const json = { 'content-type': 'application/json' };
  return Array.from({ length: 12 }, (_, turn) => {
    const customerId = 1 + (turn % 3);
    if (turn % 3 === 0) return ask(`/customers/${customerId}/orders`);
    if (turn % 3 === 1) {
      const body = JSON.stringify({ version: round, segment: 2 });
      return ask(`/customers/${customerId}`, { method: 'PATCH', headers: json, body });
    }
    const headers = { ...json, 'idempotency-key': `r${round}-${turn}-${redisPort}` };
    const body = JSON.stringify({ customerId, items: [{ productId: 1 + turn, quantity: 1 }] });
    return ask('/orders', { method: 'POST', headers, body });
  });
}

function cutConnections(): Promise<unknown> {
  return withClient(database.url, (client) =>
    client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = $1`,
      [`crm-${service?.child.pid}`],
    ),
  );
}

/** Customers and orders whose sums don't agree. */
async function findWrongSums(): Promise<readonly unknown[]> {
  const { rows } = await withClient(database.url, (client) =>
    client.query(`SELECT c.id FROM customers c LEFT JOIN (
        SELECT customer_id, count(*) AS orders, sum(total_cents) AS cents FROM orders GROUP BY 1
      ) o ON o.customer_id = c.id
      WHERE order_count <> coalesce(orders, 0) OR spent_cents <> coalesce(cents, 0)
      UNION ALL SELECT o.id FROM orders o WHERE total_cents IS DISTINCT FROM
        (SELECT sum(quantity * unit_cents) FROM order_items i WHERE i.order_id = o.id)`),
  );
  return rows;
}

test.each([
  {},
  { CRM_TIMEOUTS: 'unset' },
  { CRM_CACHE_FALLBACK: 'off', CRM_INVALIDATION: 'off' },
  { CRM_ACKNOWLEDGE: 'early', CRM_COMMIT: 'async', CRM_IDEMPOTENCY: 'off' },
  { CRM_TIMEOUTS: 'unset', CRM_CACHE_FALLBACK: 'off', CRM_ACKNOWLEDGE: 'early', CRM_SHED: 'on' },
])('with %j the service answers again after both were cut off', async (env) => {
  service = await startService({
    ...{ DATABASE_URL: database.url, REDIS_URL: `redis://127.0.0.1:${redisPort}` },
    ...{ CRM_CACHE: 'tiered', ...env },
  });
  const asked: Promise<number | undefined>[] = [];
  for (let round = 1; round <= 6; round += 1) {
    asked.push(...askMany(round));
    await cutConnections();
    asked.push(...askMany(round + 10));
    if (round === 2) await killRedis();
    if (round === 4) await startRedis();
  }
  const statuses = new Set(await Promise.all(asked));
  expect([...statuses].filter((status) => status === undefined || status === 500)).toEqual([]);
  await waitUntil(async () => (await ask('/customers/1/orders')) === 200);
  await waitUntil(async () => {
    const answer = await fetch(`${service?.url}/stats`);
    return ((await answer.json()) as { queuedWrites: number }).queuedWrites === 0;
  });
  expect(await service.stop()).toEqual({ code: 0, signal: null });
  expect(await findWrongSums()).toEqual([]);
});
