import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import type { AppliedFault } from '../fault.ts';
import { createConnectionsTerminated } from './connection-faults.ts';
import { createLockStorm } from './lock-storm.ts';
import { withSession } from './session.ts';
import { createSlowQuery } from './slow-query.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let own: TestDatabase;

// A server that was given by its URL: these faults touch the variant's own database alone.
beforeAll(async () => {
  own = await startTestDatabase(inject('postgresUrl'));
});

beforeEach(() => own.reset());

afterAll(() => own.stop());

async function healAndUse(applied: AppliedFault): Promise<void> {
  await applied.heal();
  await applied.heal();
  const client = await own.connect();
  await client.query('INSERT INTO notes VALUES (1)');
  expect((await client.query('SELECT count(*)::int AS count FROM orders')).rows).toEqual([
    { count: 2000 },
  ]);
}

describe('connections-terminated', () => {
  const fault = createConnectionsTerminated({ everyMs: 20 });

  /** Opens a connection and waits for its end, which may come before it is open. */
  async function awaitCutOff(): Promise<void> {
    const client = await own.connect().catch(() => undefined);
    if (client !== undefined) await new Promise((resolve) => client.once('end', resolve));
  }

  test('connections are cut off, those opened afterwards as well', async () => {
    const first = await own.connect();
    const applied = await own.apply(fault);
    await expect(first.query('SELECT 1')).rejects.toThrow();
    await awaitCutOff();
    expect(await applied.verify()).toMatchObject({
      tookEffect: true,
      evidence: { code: 'evidence-connections-cut' },
    });
    await healAndUse(applied);
    const third = await own.connect();
    expect((await third.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('without a connection to cut off there is no effect', async () => {
    const applied = await own.apply(fault);
    expect(await applied.verify()).toMatchObject({
      tookEffect: false,
      evidence: { code: 'evidence-connections-cut', params: { count: 0 } },
    });
    await healAndUse(applied);
  });

  test('it goes on where its own connection was cut off', async () => {
    const applied = await own.apply(fault);
    const { database = '' } = own.surroundings;
    const cut = await withSession(own.server, database, (session) =>
      session.query(
        `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'loadstone'
           AND pid <> pg_backend_pid()`,
      ),
    );
    expect(cut.length).toBe(1);
    await awaitCutOff();
    await healAndUse(applied);
  });
});

const describeLocks = ({
  tables,
  ...counts
}: {
  readonly held: number;
  readonly all: number;
  readonly tables: string;
  readonly waiting: number;
}) => writeMessage('evidence-locks', { ...counts, tables: writeName(tables) });

describe('lock-storm', () => {
  test('statements on the locked tables wait until the storm is over', async () => {
    const client = await own.connect();
    const applied = await own.apply(createLockStorm());
    const answer = client.query('SELECT count(*)::int AS count FROM orders');
    let seen = await applied.verify();
    while (seen.tookEffect && seen.evidence.params.waiting === 0) seen = await applied.verify();
    expect(seen).toEqual({
      tookEffect: true,
      evidence: describeLocks({
        held: 2,
        all: 2,
        tables: 'public.orders, public.notes',
        waiting: 1,
      }),
    });
    await healAndUse(applied);
    expect((await answer).rows).toEqual([{ count: 2000 }]);
  });

  test('only the named tables are locked', async () => {
    const applied = await own.apply(createLockStorm({ tables: ['orders'] }));
    expect(await applied.verify()).toMatchObject({ tookEffect: true });
    const client = await own.connect();
    expect((await client.query('SELECT FROM notes')).rowCount).toBe(0);
    await client.query(`SET lock_timeout = '50ms'`);
    await expect(client.query('SELECT FROM orders')).rejects.toMatchObject({ code: '55P03' });
    await healAndUse(applied);
  });

  test('a lock that somebody else ended is seen', async () => {
    const applied = await own.apply(createLockStorm({ tables: ['public.notes'] }));
    const client = await own.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_locks
       WHERE mode = 'AccessExclusiveLock' AND relation = 'notes'::regclass`,
    );
    expect(await applied.verify()).toMatchObject({
      tookEffect: false,
      evidence: describeLocks({ held: 0, all: 1, tables: 'public.notes', waiting: 0 }),
    });
    await healAndUse(applied);
  });

  test('a table that is not there cannot be locked', async () => {
    const fault = createLockStorm({ tables: ['orders', 'nothing'] });
    expect((await fault.check(own.surroundings))?.text).toMatch(
      /there is no table nothing in it\. .*leave the fault out \(--fault\)\.$/,
    );
    await expect(fault.apply(own.surroundings)).rejects.toThrow('there is no table nothing in it');
    const client = await own.connect();
    expect((await client.query('SELECT FROM orders WHERE id = 1')).rowCount).toBe(1);
  });
});

describe('slow-query', () => {
  const readIndexes = async () => {
    const client = await own.connect();
    const sql = `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
      WHERE schemaname = 'public' ORDER BY indexname`;
    return (await client.query(sql)).rows;
  };

  test('the most scanned index is dropped, and made again as it was', async () => {
    const client = await own.connect();
    await client.query('SET enable_seqscan = off');
    for (let scan = 0; scan < 3; scan += 1) {
      await client.query(`SELECT FROM orders WHERE customer = 3 AND id > 0`);
    }
    await client.query('SELECT pg_stat_force_next_flush()');
    const before = await readIndexes();
    const applied = await own.apply(createSlowQuery());
    expect(await applied.verify()).toEqual({
      tookEffect: true,
      evidence: writeMessage('evidence-index-gone', {
        index: writeName('public.orders_customer'),
        ...{ table: writeName('public.orders'), scans: 3 },
      }),
    });
    expect(before.length - (await readIndexes()).length).toBe(1);
    await healAndUse(applied);
    expect(await readIndexes()).toEqual(before);
  });

  test('an index named in quotes and with an expression comes back with its figures', async () => {
    const before = await readIndexes();
    const applied = await own.apply(createSlowQuery({ index: '"Orders code"' }));
    expect(await applied.verify()).toMatchObject({ tookEffect: true });
    await healAndUse(applied);
    expect(await readIndexes()).toEqual(before);
    const client = await own.connect();
    const figures = await client.query(`SELECT FROM pg_stats WHERE tablename = 'Orders code'`);
    expect(figures.rowCount).toBe(1);
  });

  test('an index that somebody else made again is seen', async () => {
    const before = await readIndexes();
    const applied = await own.apply(createSlowQuery({ index: 'orders_customer' }));
    const { definition } = before.find(({ name }) => name === 'orders_customer') ?? {};
    await (await own.connect()).query(definition);
    expect(await applied.verify()).toEqual({
      tookEffect: false,
      evidence: writeMessage('evidence-index-there', {
        index: writeName('public.orders_customer'),
      }),
    });
    await healAndUse(applied);
    expect(await readIndexes()).toEqual(before);
  });

  test('what keeps data right is never dropped, and why is said', async () => {
    const reasonFor = async (index: string) =>
      (await createSlowQuery({ index }).check(own.surroundings))?.text;
    expect(await reasonFor('orders_pkey')).toMatch(/orders_pkey must stay: it backs a constraint/);
    expect(await reasonFor('orders_both')).toMatch(/orders_both must stay: it is unique/);
    expect(await reasonFor('nothing')).toMatch(/there is no index nothing in it/);
    const client = await own.connect();
    // Its definition says nothing of these, so it would not come back as it was.
    await client.query('CREATE INDEX orders_near ON orders (customer)');
    await client.query('ALTER TABLE orders CLUSTER ON orders_near');
    expect(await reasonFor('orders_near')).toMatch(/must stay: its table is clustered by it/);
    await client.query('ALTER INDEX "Orders code" ALTER COLUMN 1 SET STATISTICS 200');
    expect(await reasonFor('"Orders code"')).toMatch(/must stay: its columns have statistics of/);
    await client.query('DROP INDEX orders_customer, orders_near, "Orders code"');
    expect((await createSlowQuery().check(own.surroundings))?.text).toMatch(
      /no index that is neither/,
    );
  });
});
