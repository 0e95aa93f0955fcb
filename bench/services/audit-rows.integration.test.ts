// Rows for an audit come from a real PostgreSQL, and a query that is wrong is named.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAuditRows } from './audit-rows.ts';
import { type Journal, openJournal } from './journal.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';

let stateDir: string;
let journal: Journal;
let postgres: PostgresServer;
let url: string;
beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'loadstone-audit-'));
  journal = openJournal(stateDir);
  postgres = await startPostgres({
    url: undefined,
    settings: {},
    stateDir,
    cpus: undefined,
    journal,
  });
  url = await postgres.cloneDatabase(undefined, 'loadstone_run_audit');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE TABLE orders (reference text, cents bigint, customer integer, version integer);
    INSERT INTO orders VALUES ('a', 500, 7, 2), ('b', NULL, 8, 5), ('b', 100, 8, 5)`);
  await client.end();
}, 120_000);
afterAll(async () => {
  await postgres?.stop();
  journal?.close();
  rmSync(stateDir, { recursive: true, force: true });
});

const none = { operations: undefined, versions: undefined, invariants: [], path: undefined };

test('operations with their amounts, versions, and the number of rows that break each rule', async () => {
  const readings = await readAuditRows(url, {
    ...none,
    operations: 'SELECT reference AS operation_id, cents AS amount FROM orders ORDER BY cents',
    versions:
      "SELECT 'customer:' || customer AS entity, max(version) AS version FROM orders GROUP BY 1",
    invariants: [
      { name: 'has-amount', sql: 'SELECT 1 FROM orders WHERE cents IS NULL' },
      { name: 'has-customer', sql: 'SELECT 1 FROM orders WHERE customer IS NULL' },
    ],
  });
  expect(readings).toEqual({
    operations: [
      { operationId: 'b', amount: 100 },
      { operationId: 'a', amount: 500 },
      { operationId: 'b', amount: undefined },
    ],
    versions: new Map([
      ['customer:7', 2],
      ['customer:8', 5],
    ]),
    invariants: [
      { name: 'has-amount', violations: 1 },
      { name: 'has-customer', violations: 0 },
    ],
  });
});

test('an audit only reads', async () => {
  const operations = 'DELETE FROM orders RETURNING reference AS operation_id';
  await expect(readAuditRows(url, { ...none, operations })).rejects.toThrow(
    'faults.audit.operations was refused: cannot execute DELETE in a read-only transaction',
  );
});

test.each([
  ['operations', { operations: 'SELECT reference FROM orders' }, 'no text column operation_id'],
  [
    'versions',
    { versions: 'SELECT customer AS entity, version FROM orders' },
    'no text column entity',
  ],
  [
    'invariants',
    { invariants: [{ name: 'typo', sql: 'SELEC 1' }] },
    'faults.audit.invariants.typo was refused',
  ],
])('%s that cannot be read are named', async (_, audit, message) => {
  await expect(readAuditRows(url, { ...none, ...audit })).rejects.toThrow(message);
});
