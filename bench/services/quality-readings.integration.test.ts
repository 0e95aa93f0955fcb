// Measures and rules are read from a real PostgreSQL and a real command; what is none of them is named.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ResolvedQuality } from '../spec/experiment.ts';
import { type Journal, openJournal } from './journal.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { readQualityAnswer, readQualityRows, runQualityCommand } from './quality-readings.ts';

let stateDir: string;
let journal: Journal;
let postgres: PostgresServer;
let url: string;
beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'loadstone-quality-'));
  journal = openJournal(stateDir);
  postgres = await startPostgres({
    ...{ url: undefined, settings: {}, stateDir, cpus: undefined, journal },
  });
  url = await postgres.cloneDatabase(undefined, 'loadstone_run_quality');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE TABLE customers (id integer, phone text, orders integer);
    INSERT INTO customers VALUES (1, '13812345678', 2), (2, NULL, 0), (3, 'x', -1), (4, 'y', 0)`);
  await client.end();
}, 120_000);
afterAll(async () => {
  await postgres?.stop();
  journal?.close();
  rmSync(stateDir, { recursive: true, force: true });
});

const share = {
  dimension: 'validity',
  description: '',
  unit: 'share',
  higherIsBetter: true,
} as const;
function ask(sql: string, changes: Partial<ResolvedQuality['measures'][number]> = {}) {
  return readQualityRows(url, {
    measures: [{ ...share, name: 'valid', sql, ...changes }],
    invariants: [],
  });
}

test('shares, counts, nothing to measure, and the number of rows that break each rule', async () => {
  const reading = await readQualityRows(url, {
    measures: [
      { ...share, name: 'given', sql: 'SELECT avg((phone IS NOT NULL)::int) FROM customers' },
      { ...share, name: 'rows', unit: 'count', sql: 'SELECT count(*) FROM customers' },
      { ...share, name: 'none', sql: 'SELECT avg(orders) FROM customers WHERE id > 9' },
      { ...share, name: 'told' },
    ],
    invariants: [
      { name: 'counts-are-positive', sql: 'SELECT id FROM customers WHERE orders < 0' },
      { name: 'has-id', sql: 'SELECT 1 FROM customers WHERE id IS NULL' },
    ],
  });
  expect(reading).toEqual({
    figures: { given: 0.75, rows: 4, none: null },
    invariants: [
      { name: 'counts-are-positive', violations: 1 },
      { name: 'has-id', violations: 0 },
    ],
  });
});

test('a query that is refused or gives anything but one number of its unit is named', async () => {
  await expect(ask('SELECT 1 FROM nowhere')).rejects.toThrow(
    /^quality\.measures\.valid was refused: .*nowhere/,
  );
  await expect(ask('SELECT id FROM customers')).rejects.toThrow(
    'quality.measures.valid gives no single number',
  );
  await expect(ask('SELECT 1, 2')).rejects.toThrow('gives no single number');
  await expect(ask(`SELECT 'much'`)).rejects.toThrow('quality.measures.valid is no number');
  await expect(ask('SELECT 1.5')).rejects.toThrow('is a share, and 1.5 is not from 0 to 1');
  expect((await ask('SELECT 1.5', { unit: 'count' })).figures).toEqual({ valid: 1.5 });
});

test('nothing is written, whatever the SQL says', async () => {
  await expect(ask('DELETE FROM customers RETURNING 1')).rejects.toThrow(/read-only/);
});

const told: ResolvedQuality = { measures: [{ ...share, name: 'recall' }], invariants: [] };
const run = (script: string) =>
  runQualityCommand({
    ...{ command: ['node', '-e', script], cwd: stateDir, databaseUrl: url },
    ...{ journal, signal: new AbortController().signal },
  });

test('a command is told the database, and its last line has the figures', async () => {
  const line = await run(
    `console.log('reading'); console.log(JSON.stringify({ recall: 0.5, url: process.env.DATABASE_URL }))`,
  );
  expect(JSON.parse(line).url).toBe(url);
  expect(readQualityAnswer(line, told, 'the command')).toEqual({ recall: 0.5 });
});

test('a command that fails says why, and an answer of another form is refused', async () => {
  await expect(run(`console.error('no truth'); process.exit(3)`)).rejects.toThrow(
    /ended with exit code 3: .*no truth/s,
  );
  expect(() => readQualityAnswer('done', told, 'the command')).toThrow('gave no JSON: done');
  expect(() => readQualityAnswer('[1]', told, '/quality')).toThrow('gave no JSON object');
  expect(() => readQualityAnswer('{"recall":"much"}', told, '/quality')).toThrow('is no number');
  expect(readQualityAnswer('{}', told, '/quality')).toEqual({ recall: null });
});
