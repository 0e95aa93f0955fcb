// Statistics, sampled plans and estimated plans of a real server that is ours.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsePlan, summarisePlans } from '../profile/plan-facts.ts';
import { parseLoggedPlans, subtractStatements } from '../profile/statement-use.ts';
import { type Journal, openJournal } from './journal.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';

const database = 'loadstone_run_explained';
let stateDir: string;
let journal: Journal;
let server: PostgresServer;
let client: pg.Client;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'loadstone-statements-'));
  chmodSync(stateDir, 0o755);
  journal = openJournal(stateDir);
  server = await startPostgres({
    ...{ url: undefined, settings: {}, stateDir, cpus: undefined, journal },
  });
  const url = await server.cloneDatabase(undefined, database);
  expect(await server.statements.prepareSampling(database)).toBe(true);
  client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'CREATE TABLE orders AS SELECT id, id % 1000 AS customer_id FROM generate_series(1, 20000) id',
  );
});

afterAll(async () => {
  await client.end();
  await server.dropDatabase(database);
  await server.stop();
  journal.close();
  rmSync(stateDir, { recursive: true });
});

const latest = 'SELECT id FROM orders WHERE customer_id = $1';
const readLatest = () => client.query(latest, [7]);

test('an interval counts its own calls, and its plans say what they read', async () => {
  const before = await server.statements.read(database);
  const log = await server.statements.samplePlans(1, async () => {
    for (let call = 0; call < 5; call += 1) await readLatest();
  });
  const { statements } = subtractStatements(before, await server.statements.read(database));
  const use = statements.find(({ text }) => text === latest);
  expect(use).toMatchObject({ calls: 5, rows: 100 });
  const plans = parseLoggedPlans(log)
    .filter(({ queryId }) => queryId === use?.queryId)
    .map(({ plan }) => plan);
  expect(summarisePlans(plans)).toMatchObject({
    ...{ samples: 5, rowsRead: 20_000, rowsReturned: 20 },
    dominant: { nodeType: 'Seq Scan', relation: 'orders' },
  });
});

test('outside a sampling interval nothing is logged', async () => {
  const log = await server.statements.samplePlans(1, async () => {});
  await readLatest();
  expect(parseLoggedPlans(log)).toEqual([]);
  const names = await client.query("SELECT FROM pg_file_settings WHERE name LIKE 'auto_explain.%'");
  expect(names.rowCount).toBe(0);
});

test('a write is estimated and not run', async () => {
  const write = 'DELETE FROM orders WHERE customer_id = $1';
  const plan = parsePlan(await server.statements.estimatePlan(database, write));
  expect(plan).toMatchObject({ isMeasured: false });
  expect(plan?.steps[0]).toMatchObject({ nodeType: 'ModifyTable', operation: 'Delete' });
  expect((await readLatest()).rowCount).toBe(20);
});

test('what is no statement to plan has no plan', async () => {
  expect(await server.statements.estimatePlan(database, 'VACUUM')).toBeUndefined();
});

test('scans of an index are counted in its own database, beside what its statements cost', async () => {
  const url = await server.cloneDatabase(undefined, 'loadstone_run_scanned');
  const own = new pg.Client({ connectionString: url });
  await own.connect();
  try {
    await own.query(
      'CREATE TABLE parts AS SELECT id, id % 500 AS kind FROM generate_series(1, 5000) id',
    );
    await own.query('CREATE INDEX parts_kind ON parts (kind)');
    await own.query('CREATE INDEX parts_idle ON parts (id)');
    await own.query('ANALYZE parts');
    const before = await server.readIndexUse('loadstone_run_scanned');
    const find = (reading: typeof before, name: string) =>
      reading.indexes.find((index) => index.name === name);
    const scansOf = async () => {
      for (let call = 0; call < 20; call += 1)
        await own.query('SELECT id FROM parts WHERE kind = $1', [call]);
      return find(await server.readIndexUse('loadstone_run_scanned'), 'parts_kind')?.scans;
    };
    // Sessions report once a second, whatever they did.
    await expect.poll(scansOf, { interval: 300 }).toBeGreaterThanOrEqual(20);
    const after = await server.readIndexUse('loadstone_run_scanned');
    expect(find(after, 'parts_idle')?.scans).toBe(0);
    const hashes = after.indexes.map(({ definitionHash }) => definitionHash);
    expect(new Set(hashes).size).toBe(2);
    const costs = after.statements ?? [];
    const scanning = costs.find(({ calls }) => calls >= 20);
    expect(scanning?.totalMs).toBeGreaterThan(0);
    // The harness's own reading is no statement of the service.
    expect(costs.length).toBeLessThanOrEqual(6);
  } finally {
    await own.end();
    await server.dropDatabase('loadstone_run_scanned');
  }
});
