// What the port to PostgreSQL promises: sessions as configured, waits that end, transactions that are retried.
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { parseConfig } from '../config.ts';
import {
  makeScratchDatabase,
  type ScratchDatabase,
  withClient,
} from '../database/scratch-database.fixture.ts';
import { createDatabase, type Database } from './database.ts';
import { createLevelCounters } from './level-counters.ts';

let scratch: ScratchDatabase;
const opened: Database[] = [];

beforeAll(async () => {
  scratch = await makeScratchDatabase(inject('postgresUrl'));
  await withClient(scratch.url, (client) =>
    client.query('CREATE TABLE counters AS SELECT id, 0 AS value FROM generate_series(1, 2) AS id'),
  );
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});

afterAll(() => scratch.drop());

function open(env: Readonly<Record<string, string>> = {}, poolSize = 1): Database {
  const database = createDatabase(
    parseConfig({ DATABASE_URL: scratch.url, ...env }),
    poolSize,
    createLevelCounters(),
  );
  opened.push(database);
  return database;
}

const statement = (name: string, text: string) => ({ name, text });

test.each([
  ['on', ['one']],
  ['off', []],
])('CRM_PREPARED=%s prepares %j under its name', async (prepared, names) => {
  const database = open({ CRM_PREPARED: prepared });
  await database.query(statement('one', 'SELECT 1 AS one'));
  await database.query({ name: 'two', text: 'SELECT 2', plannedEachTime: true });
  const known = {
    name: 'x',
    text: 'SELECT name FROM pg_prepared_statements',
    plannedEachTime: true,
  };
  expect((await database.query<{ name: string }>(known)).map((row) => row.name)).toEqual(names);
});

test('sessions have their limits, no parallel workers, and a name', async () => {
  const [row] = await open({ CRM_LOCK_TIMEOUT_MS: '1234' }).query(
    statement(
      'settings',
      `SELECT current_setting('max_parallel_workers_per_gather') AS parallel,
      current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement,
      current_setting('application_name') AS name`,
    ),
  );
  expect(row).toEqual({
    ...{ parallel: '0', lock: '1234ms', statement: '10s', name: `crm-${process.pid}` },
  });
});

test('bigint is a number and a moment is ISO text', async () => {
  const [row] = await open().query(
    statement('types', `SELECT 12345678901::bigint AS big, 'epoch'::timestamptz AS moment`),
  );
  expect(row).toEqual({ big: 12_345_678_901, moment: '1970-01-01T00:00:00.000Z' });
});

test('without timeouts sessions have no limits, and asynchronous commits where asked for', async () => {
  const database = open({ CRM_TIMEOUTS: 'unset', CRM_COMMIT: 'async' });
  const [row] = await database.query(
    statement(
      'limits',
      `SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement,
      current_setting('idle_in_transaction_session_timeout') AS idle,
      current_setting('synchronous_commit') AS commit,
      current_setting('max_parallel_workers_per_gather') AS parallel`,
    ),
  );
  expect(row).toEqual({ lock: '0', statement: '0', idle: '0', commit: 'off', parallel: '0' });
});

/** What has become of some work after a while: 'pending', or its result. */
function lookAfter(ms: number, work: Promise<unknown>): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  setTimeout(resolve, ms, 'pending');
  return Promise.race([work, promise]);
}

test('without timeouts a pool that is used up, and a PostgreSQL that is stopped, are waited for', async () => {
  const database = open({
    ...{ CRM_TIMEOUTS: 'unset', CRM_POOL_WAIT_TIMEOUT_MS: '100', CRM_STATEMENT_TIMEOUT_MS: '100' },
  });
  const [backend] = await database.query<{ pid: number }>(
    statement('pid', 'SELECT pg_backend_pid() AS pid'),
  );
  process.kill(backend?.pid ?? 0, 'SIGSTOP');
  const stopped = database.query(statement('one', 'SELECT 1 AS one'));
  const queued = database.query(statement('two', 'SELECT 2 AS two'));
  try {
    // The limits of the test before these, a second that is granted to PostgreSQL, and a margin.
    expect(await lookAfter(1_600, Promise.race([stopped, queued]))).toBe('pending');
  } finally {
    process.kill(backend?.pid ?? 0, 'SIGCONT');
  }
  expect(await Promise.all([stopped, queued])).toEqual([[{ one: 1 }], [{ two: 2 }]]);
});

test('a connection that is cut inside a transaction fails that one alone', async () => {
  const database = open({}, 2);
  const cut = database.transaction(async (transaction) => {
    const [own] = await transaction.query<{ pid: number }>(
      statement('pid', 'SELECT pg_backend_pid() AS pid'),
    );
    await database.query(statement('cut', 'SELECT pg_terminate_backend($1, 5000)'), [own?.pid]);
    await transaction.query(statement('one', 'SELECT 1'));
  });
  await expect(cut).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', statusCode: 503 });
  expect(await database.query(statement('one', 'SELECT 1 AS one'))).toEqual([{ one: 1 }]);
});

test('a pool that is used up is answered with 503', async () => {
  const database = open({ CRM_POOL_WAIT_TIMEOUT_MS: '100' });
  // The only connection of the pool, which takes longer than that to open on a busy machine.
  const connect = () =>
    database.query(statement('one', 'SELECT 1')).then(
      () => 'connected',
      () => 'not yet',
    );
  await expect.poll(connect).toBe('connected');
  await database.transaction(async () => {
    await expect(database.query(statement('one', 'SELECT 1'))).rejects.toMatchObject({
      ...{ code: 'DATABASE_TIMEOUT', statusCode: 503 },
    });
  });
});

test('a PostgreSQL that is stopped in mid-session is answered with 503', async () => {
  const database = open({ CRM_STATEMENT_TIMEOUT_MS: '100' }, 2);
  const [backend] = await database.query<{ pid: number }>(
    statement('pid', 'SELECT pg_backend_pid() AS pid'),
  );
  const pid = backend?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  try {
    await expect(database.query(statement('one', 'SELECT 1'))).rejects.toMatchObject({
      ...{ code: 'DATABASE_TIMEOUT', statusCode: 503 },
    });
    // The silent connection is gone from the pool, the next one is another.
    expect(await database.query(statement('one', 'SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

test('two transactions that deadlock both succeed in the end', async () => {
  const database = open({}, 2);
  const add = statement('add', 'UPDATE counters SET value = value + 1 WHERE id = $1');
  const firstDone = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const run = (own: number, ids: readonly [number, number]) =>
    database.transaction(async (transaction) => {
      await transaction.query(add, [ids[0]]);
      firstDone[own]?.resolve();
      await Promise.all(firstDone.map((done) => done.promise));
      await transaction.query(add, [ids[1]]);
    });
  await Promise.all([run(0, [1, 2]), run(1, [2, 1])]);
  const rows = await database.query(statement('sum', 'SELECT value FROM counters'));
  expect(rows).toEqual([{ value: 2 }, { value: 2 }]);
});

test('a transaction that fails leaves nothing, and its connection goes on', async () => {
  const database = open();
  const wrong = database.transaction(async (transaction) => {
    await transaction.query(statement('wipe', 'DELETE FROM counters'));
    await transaction.query(statement('wrong', 'SELECT 1/0'));
  });
  await expect(wrong).rejects.toMatchObject({ code: '22012' });
  const rows = await database.query(statement('count', 'SELECT count(*) AS rows FROM counters'));
  expect(rows).toEqual([{ rows: 2 }]);
});
