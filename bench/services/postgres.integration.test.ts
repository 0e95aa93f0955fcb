import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { readProcessTree } from '../probes/processes.ts';
import type { PrepareStep } from '../spec/experiment.ts';
import { type Journal, openJournal } from './journal.ts';
import { journalFolder, readJournalFiles } from './journal-file.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { openPostgresAdmin } from './postgres-admin.ts';
import { openDatabases } from './postgres-databases.ts';
import { choosePrewarmMode, openPrewarming } from './postgres-prewarm.ts';
import { openTemplates } from './templates.ts';

const script = join(import.meta.dirname, 'fixtures/prepare.mjs');
const step = (...args: string[]): PrepareStep => ({
  command: ['node', script, ...args],
  env: {},
  inputs: ['*.sql'],
});

let stateDir: string;
let journal: Journal;
let server: PostgresServer;
let lines: string[] = [];
const options = () => ({ cwd: stateDir, onProgress: (line: string) => lines.push(line) });
/** What the service alone is to know. */
const licence = "c4nary's \\ licence";

const start = (url?: string) =>
  startPostgres({
    ...{ url, settings: { work_mem: '7MB', 'crm.licence': licence } },
    ...{ stateDir, cpus: undefined, journal },
  });

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'loadstone-postgres-'));
  chmodSync(stateDir, 0o755);
  writeFileSync(join(stateDir, 'schema.sql'), 'one');
  journal = openJournal(stateDir);
  server = await start();
});

afterAll(async () => {
  await server.stop();
  const left = join(stateDir, 'postgres-18/data/postgresql.auto.conf');
  expect(readFileSync(left, 'utf8')).toBe('');
  journal.close();
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
  rmSync(stateDir, { recursive: true });
});

beforeEach(() => {
  lines = [];
});

afterEach(async () => {
  for (const name of ['loadstone_run_a', 'loadstone_run_b']) await server.dropDatabase(name);
});

test('the embedded server runs with its own and the given settings, on loopback only', async () => {
  const url = await server.cloneDatabase(undefined, 'loadstone_run_a');
  const names = ['wal_level', 'autovacuum', 'listen_addresses', 'work_mem', 'fsync'];
  const rows = await query(
    url,
    `SELECT name, setting FROM pg_settings WHERE name IN ('${names.join("','")}')`,
  );
  expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
    wal_level: 'minimal',
    autovacuum: 'off',
    listen_addresses: '127.0.0.1',
    work_mem: '7168',
    fsync: 'on',
  });
  expect(server.version).toMatch(/^18\./);
  expect(readProcessTree(server.pid ?? 0).length).toBeGreaterThan(3);
});

test('nobody gets in without the password of the cluster, which no process shows and nobody else can read', async () => {
  const url = server.buildDatabaseUrl('postgres');
  const { password } = new URL(url);
  expect(password.length).toBeGreaterThanOrEqual(24);
  const stranger = new URL(url);
  for (const guess of ['', 'guessed']) {
    stranger.password = guess;
    await expect(query(stranger.toString(), 'SELECT 1')).rejects.toThrow(/password/);
  }
  const rules = await query(url, 'SELECT DISTINCT type, auth_method FROM pg_hba_file_rules');
  expect(new Set(rules.map((row) => row.auth_method))).toEqual(new Set(['scram-sha-256']));
  expect(await query(url, 'SHOW unix_socket_directories')).toEqual([
    { unix_socket_directories: '' },
  ]);
  const shown = readProcessTree(server.pid ?? 0).flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
    } catch {
      // A session that has ended meanwhile shows nothing any more.
      return [];
    }
  });
  expect(shown.join()).toContain('postgres');
  expect(shown.filter((line) => line.includes(password))).toEqual([]);
  expect(await query(url, 'SHOW crm.licence')).toEqual([{ 'crm.licence': licence }]);
  expect(shown.filter((line) => line.includes('licence'))).toEqual([]);
  const folder = join(stateDir, 'postgres-18');
  expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  expect(statSync(folder).mode & 0o066).toBe(0);
});

test('a connection on which nobody logs in holds up no new database for long', async () => {
  const { port } = new URL(server.buildDatabaseUrl('postgres'));
  const silent = connect(Number(port), '127.0.0.1');
  await once(silent, 'connect');
  expect(await query(server.buildDatabaseUrl('postgres'), 'SHOW authentication_timeout')).toEqual([
    { authentication_timeout: '5s' },
  ]);
  // Cut off by the server; without its limit this would be after a minute.
  await server.cloneDatabase(undefined, 'loadstone_run_a');
  await once(silent.resume(), 'close');
});

test('a template is built once, its steps in order, and each clone has its rows', async () => {
  const built = await server.ensureTemplate([step('rows', '50'), step('index')], options());
  expect(built.built).toBe(true);
  expect(lines).toEqual(['made 50 rows']);
  const again = await server.ensureTemplate([step('rows', '50'), step('index')], options());
  expect(again).toMatchObject({ name: built.name, built: false });
  const parent = await server.ensureTemplate([step('rows', '50')], options());
  expect(parent.built).toBe(false);
  const sql =
    'SELECT count(*)::int AS rows, (SELECT count(*)::int FROM pg_indexes WHERE tablename = $$things$$) AS indexes FROM things';
  expect(await query(await server.cloneDatabase(built.name, 'loadstone_run_a'), sql)).toEqual([
    { rows: 50, indexes: 1 },
  ]);
  expect(await query(await server.cloneDatabase(parent.name, 'loadstone_run_b'), sql)).toEqual([
    { rows: 50, indexes: 0 },
  ]);
});

test('a fresh database is read into shared buffers, and has nothing that its template has not', async () => {
  const { name } = await server.ensureTemplate([step('rows', '5000')], options());
  const adminUrl = server.buildDatabaseUrl('postgres');
  const admin = openPostgresAdmin(adminUrl);
  try {
    const prewarming = await openPrewarming(admin);
    expect(prewarming.reason).toBeUndefined();
    const readPages = async (database: string, warm: boolean) => {
      // As large templates are copied: by their files, past shared buffers.
      await query(adminUrl, `CREATE DATABASE ${database} TEMPLATE ${name} STRATEGY FILE_COPY`);
      if (warm) await prewarming.prewarm(database);
      const sql = 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT count(*) FROM things';
      const [row] = await query(server.buildDatabaseUrl(database), sql);
      const plans = (row?.['QUERY PLAN'] ?? []) as { Plan: Record<string, number> }[];
      return plans[0]?.Plan['Shared Read Blocks'];
    };
    expect(await readPages('loadstone_run_a', false)).toBeGreaterThan(10);
    expect(await readPages('loadstone_run_b', true)).toBe(0);
    const sql = `SELECT FROM pg_extension WHERE extname = 'pg_prewarm'`;
    expect(await query(server.buildDatabaseUrl('loadstone_run_b'), sql)).toEqual([]);
  } finally {
    await admin.end();
  }
});

test('what has no room in shared buffers beside other variants is read into the file cache alone', () => {
  const mib = 2 ** 20;
  expect(choosePrewarmMode(68 * mib, 2048 * mib)).toBe('buffer');
  expect(choosePrewarmMode(250 * mib, 2048 * mib)).toBe('read');
});

test('a changed input file makes another template, asked for twice at once only one', async () => {
  const before = await server.ensureTemplate([step('rows', '5')], options());
  writeFileSync(join(stateDir, 'schema.sql'), 'two');
  const steps = [step('rows', '5')];
  const [first, second] = await Promise.all([
    server.ensureTemplate(steps, options()),
    server.ensureTemplate(steps, options()),
  ]);
  expect(first.name).not.toBe(before.name);
  expect([first.built, second.built]).toEqual([true, false]);
});

test('no steps lead to an empty database', async () => {
  const { name, built } = await server.ensureTemplate([], options());
  expect(built).toBe(false);
  const url = await server.cloneDatabase(name, 'loadstone_run_a');
  expect(await query(url, `SELECT FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
});

test('a step that fails shows its last output and leaves neither template nor working database', async () => {
  await expect(server.ensureTemplate([step('fail')], options())).rejects.toMatchObject({
    code: 'PREPARE_FAILED',
    message: expect.stringMatching(/ended with code 4\.$/),
    output: 'the seeder lost its way',
  });
  const url = await server.cloneDatabase(undefined, 'loadstone_run_a');
  const sql = `SELECT FROM pg_database WHERE datname LIKE 'loadstone_work_%'`;
  expect(await query(url, sql)).toEqual([]);
  const unknown = { ...step(), command: ['no-such-program-here'] };
  await expect(server.ensureTemplate([unknown], options())).rejects.toMatchObject({
    code: 'PREPARE_FAILED',
  });
});

test("calls, buffers and WAL of a database are its clients' alone, and so are its backends", async () => {
  const { name } = await server.ensureTemplate([step('rows', '50')], options());
  const url = await server.cloneDatabase(name, 'loadstone_run_a');
  await server.cloneDatabase(name, 'loadstone_run_b');
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  const before = await server.readDatabaseUse('loadstone_run_a');
  for (let index = 0; index < 7; index += 1) await client.query('SELECT count(*) FROM things');
  await client.query('INSERT INTO things VALUES (1)');
  const after = await server.readDatabaseUse('loadstone_run_a');
  expect((after?.calls ?? 0) - (before?.calls ?? 0)).toBe(8);
  expect((after?.buffers ?? 0) - (before?.buffers ?? 0)).toBeGreaterThanOrEqual(7);
  expect((after?.walBytes ?? 0) - (before?.walBytes ?? 0)).toBeGreaterThan(0);
  expect(await server.readDatabaseUse('loadstone_run_b')).toMatchObject({ calls: 0 });
  expect(await server.readDatabaseUse('loadstone_run_none')).toBeUndefined();
  const pid = Number((await client.query('SELECT pg_backend_pid() AS pid')).rows[0]?.pid);
  expect(await server.listBackends()).toEqual([{ pid, database: 'loadstone_run_a' }]);
  await client.end();
});

test('a database with open sessions is dropped all the same, another program’s never', async () => {
  const url = await server.cloneDatabase(undefined, 'loadstone_run_a');
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  await server.dropDatabase('loadstone_run_a');
  await expect(client.query('SELECT 1')).rejects.toThrow();
  await expect(server.dropDatabase('postgres')).rejects.toThrow(/no database of Loadstone/);
});

test('templates that were not used for long are removed, those in use are not', async () => {
  const { name } = await server.ensureTemplate([step('rows', '3')], options());
  const url = await server.cloneDatabase(undefined, 'loadstone_run_a');
  const admin = openPostgresAdmin(url.replace('loadstone_run_a', 'postgres'));
  const databases = openDatabases(admin, journal, false);
  const inDays = (days: number) =>
    openTemplates(admin, databases, journal, () => Date.now() + days * 86_400_000);
  const count = async () =>
    (await admin.query('SELECT FROM pg_database WHERE datname = $1', [name])).length;
  await inDays(29).prune();
  expect(await count()).toBe(1);
  const using = inDays(60);
  await using.ensure([step('rows', '3')], options());
  await using.prune();
  expect(await count()).toBe(1);
  await inDays(91).prune();
  expect(await count()).toBe(0);
  await admin.end();
});

test('after a crash of the server the next start finds the templates and drops run databases', async () => {
  const { name } = await server.ensureTemplate([step('rows', '9')], options());
  await server.cloneDatabase(name, 'loadstone_run_a');
  process.kill(server.pid ?? 0, 'SIGKILL');
  await server.stop();
  expect(existsSync(join(stateDir, 'postgres-18/data/postmaster.pid'))).toBe(true);
  server = await start();
  expect(await server.ensureTemplate([step('rows', '9')], options())).toMatchObject({
    name,
    built: false,
  });
  const url = await server.cloneDatabase(name, 'loadstone_run_b');
  expect(await query(url, 'SELECT count(*)::int AS rows FROM things')).toEqual([{ rows: 9 }]);
  const sql = `SELECT FROM pg_database WHERE datname = 'loadstone_run_a'`;
  expect(await query(url, sql)).toEqual([]);
});

test('a crashed server is revived in place: same URL, same rows, and the harness goes on with it', async () => {
  const { name } = await server.ensureTemplate([step('rows', '9')], options());
  const url = await server.cloneDatabase(name, 'loadstone_run_a');
  await server.reserveConnections();
  const before = server.pid ?? 0;
  await server.control?.crash();
  expect(server.pid).toBeUndefined();
  await expect(query(url, 'SELECT 1')).rejects.toThrow();
  await expect(server.listBackends()).rejects.toMatchObject({ code: 'POSTGRES_UNAVAILABLE' });
  await server.control?.revive();
  expect(server.pid).not.toBe(before);
  expect(await query(url, 'SELECT count(*)::int AS rows FROM things')).toEqual([{ rows: 9 }]);
  expect(await server.ensureTemplate([step('rows', '9')], options())).toMatchObject({
    name,
    built: false,
  });
  const noted = readJournalFiles(stateDir).flatMap((file) =>
    file.entries.flatMap((entry) => (entry.kind === 'process' ? [entry.pid] : [])),
  );
  expect(noted).toEqual([server.pid]);
});

test('a given server is used through databases of our own, noted until they are dropped', async () => {
  const given = await start(inject('postgresUrl'));
  expect([given.origin, given.control]).toEqual(['url', undefined]);
  expect(given.notes.join()).toContain('do not apply to a given server');
  const name = `loadstone_run_given_${process.pid}`;
  const url = await given.cloneDatabase(undefined, name);
  const noted = () =>
    readJournalFiles(stateDir).flatMap((file) =>
      file.entries.filter(({ kind }) => kind === 'database'),
    );
  expect(noted()).toMatchObject([{ name }]);
  await query(url, 'SELECT 1');
  expect(await given.readDatabaseUse(name)).toMatchObject({ calls: 1 });
  expect(given.pid === undefined || readProcessTree(given.pid).length > 3).toBe(true);
  await given.dropDatabase(name);
  expect(noted()).toEqual([]);
  await given.stop();
});

test('a given server is used over its Unix socket, which is of this machine', async () => {
  const { username, password, port } = new URL(inject('postgresUrl'));
  const folder = ['/tmp', '/var/run/postgresql'].find((path) =>
    existsSync(join(path, `.s.PGSQL.${port}`)),
  );
  if (folder === undefined) expect.fail('the server of the tests has no socket');
  const server = await start(
    `postgres://${username}:${password}@${encodeURIComponent(folder)}:${port}/postgres`,
  );
  expect(server.origin).toBe('url');
  const url = await server.cloneDatabase(undefined, 'loadstone_run_socket');
  expect(await query(url, 'SELECT inet_server_addr() AS address')).toEqual([{ address: null }]);
  await server.dropDatabase('loadstone_run_socket');
  await server.stop();
});

test('a server that does not answer is reported without its password', async () => {
  const refused = start('postgres://someone:secret@127.0.0.1:1/postgres');
  await expect(refused).rejects.toMatchObject({
    code: 'POSTGRES_UNAVAILABLE',
    message: expect.not.stringContaining('secret'),
  });
  await expect(start('mysql://127.0.0.1/')).rejects.toMatchObject({ code: 'TARGET_NOT_LOOPBACK' });
});
