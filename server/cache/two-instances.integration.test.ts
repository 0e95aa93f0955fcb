// Two processes with memory caches on one database: what one changes the other does not answer as it was.
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from '../database/scratch-database.fixture.ts';
import {
  type Env,
  makeCrmDatabase,
  type ServiceProcess,
  startService,
  waitUntil,
} from '../testing.fixture.ts';

let database: ScratchDatabase;
let services: readonly ServiceProcess[] = [];

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
});

afterEach(async () => {
  for (const service of services) service.child.kill('SIGKILL');
  await Promise.all(services.map(({ ended }) => ended));
});

afterAll(() => database.drop());

async function startTwo(env: Env): Promise<readonly [ServiceProcess, ServiceProcess]> {
  const all = { DATABASE_URL: database.url, CRM_CACHE: 'memory', ...env };
  const two = [await startService(all), await startService(all)] as const;
  services = two;
  return two;
}

async function readJson(service: ServiceProcess, path: string) {
  const answer = await fetch(`${service.url}${path}`);
  expect(answer.status).toBe(200);
  return answer.json() as Promise<never>;
}

/** Raises the version of a customer and gives the new one. */
async function change(service: ServiceProcess, id: number): Promise<number> {
  const version = await withClient(database.url, async (client) => {
    const { rows } = await client.query('SELECT version FROM customers WHERE id = $1', [id]);
    return rows[0].version as number;
  });
  const changed = await fetch(`${service.url}/customers/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version, segment: 1 + (version % 5) }),
  });
  expect(changed.status).toBe(200);
  return version + 1;
}

/** Changes a customer at one, time and again, and counts how often the other then answers an older version. */
async function countStale(
  writer: ServiceProcess,
  reader: ServiceProcess,
  rounds: number,
): Promise<number> {
  let stale = 0;
  for (let round = 0; round < rounds; round += 1) {
    const id = 1 + (round % 3);
    await readJson(reader, `/customers/${id}`);
    const version = await change(writer, id);
    const read = (await readJson(reader, `/customers/${id}`)) as { version: number };
    if (read.version < version) stale += 1;
  }
  return stale;
}

const readCache = async (service: ServiceProcess) => {
  const stats = await readJson(service, '/stats');
  return (stats as { cache: Record<string, number> }).cache;
};

/** Ends or signals the sessions that a service hears the others by. */
function findBusBackends(service: ServiceProcess): Promise<readonly number[]> {
  return withClient(database.url, async (client) => {
    const { rows } = await client.query(
      'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
      [`crm-${service.child.pid}-bus`],
    );
    return rows.map(({ pid }) => pid as number);
  });
}

/** Reads until memory is trusted (again). */
function waitForHit(service: ServiceProcess): Promise<void> {
  return waitUntil(async () => {
    const { nearHits = 0 } = await readCache(service);
    for (let turn = 0; turn < 2; turn += 1) await readJson(service, '/customers/9');
    return ((await readCache(service)).nearHits ?? 0) > nearHits;
  });
}

test('over PostgreSQL no read is stale, whatever happens to the session of the bus', async () => {
  const limitMs = 2_000;
  const [one, other] = await startTwo({ CRM_CACHE_STALE_LIMIT_MS: String(limitMs) });
  await waitForHit(one);
  await waitForHit(other);
  expect(await countStale(one, other, 10)).toBe(0);
  expect(await countStale(other, one, 10)).toBe(0);
  expect(await readCache(one)).toMatchObject({ invalidations: 20 });

  // Ended: passed over at once, and heard again later.
  const [ended = 0] = await findBusBackends(other);
  await withClient(database.url, (client) =>
    client.query('SELECT pg_terminate_backend($1, 5000)', [ended]),
  );
  expect(await countStale(one, other, 3)).toBe(0);
  await waitForHit(other);
  expect(await countStale(one, other, 3)).toBe(0);

  // Silent: whoever changes something waits until the silent one has stopped trusting its memory.
  const [silent = 0] = await findBusBackends(other);
  process.kill(silent, 'SIGSTOP');
  try {
    expect(await countStale(one, other, 1)).toBe(0);
  } finally {
    process.kill(silent, 'SIGCONT');
  }
});

test('over Redis no read is stale, and reads do hit', async () => {
  const [one, other] = await startTwo({
    ...{ CRM_CACHE_BUS: 'redis', REDIS_URL: inject('redisUrl'), CRM_REDIS_TIMEOUT_MS: '10000' },
    CRM_CACHE_NAMESPACE: `two:${process.pid}:${Date.now()}`,
  });
  await waitForHit(one);
  await waitForHit(other);
  expect(await countStale(one, other, 10)).toBe(0);
  expect(await countStale(other, one, 10)).toBe(0);
});

test('without a bus the other instance answers what is old: what these tests would see', async () => {
  const [one, other] = await startTwo({ CRM_CACHE_BUS: 'off' });
  expect(await countStale(one, other, 3)).toBe(3);
});
