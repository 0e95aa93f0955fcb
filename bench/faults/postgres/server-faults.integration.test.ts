import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { readProcess, readProcessTree } from '../../probes/processes.ts';
import { readStartTicks } from '../../services/process-identity.ts';
import type { AppliedFault } from '../fault.ts';
import { connectionsUsedUp } from './connection-faults.ts';
import { createBackendKilled, postgresPaused, postgresRestarted } from './server-faults.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

let own: TestDatabase;

beforeAll(async () => {
  own = await startTestDatabase();
});

beforeEach(() => own.reset());

afterAll(() => own.stop());

const readPostmaster = () => own.server.pid ?? 0;

/** Heals twice, as an interrupt in the middle of healing would; then service and harness go on. */
async function healAndUse(applied: AppliedFault): Promise<void> {
  await applied.heal();
  await applied.heal();
  const client = await own.connect();
  const { rows } = await client.query('SELECT count(*)::int AS count FROM orders');
  expect(rows).toEqual([{ count: 2000 }]);
  await client.query('INSERT INTO notes VALUES (1)');
  const databases = (await own.server.listBackends()).map(({ database }) => database);
  expect(databases).toContain(own.surroundings.database);
}

test('a killed backend takes all others with it, and PostgreSQL recovers', async () => {
  const client = await own.connect();
  const other = await own.connect();
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const applied = await own.apply(createBackendKilled({ recoveryLimitMs: 10_000 }));
  expect(await applied.verify()).toEqual({
    tookEffect: true,
    evidence: writeMessage('evidence-recovered', { pid: rows[0].pid }),
  });
  await expect(other.query('SELECT 1')).rejects.toThrow();
  await healAndUse(applied);
});

test('without a connection of the variant one of the harness is killed', async () => {
  const applied = await own.apply(createBackendKilled({ recoveryLimitMs: 10_000 }));
  expect(await applied.verify()).toMatchObject({ tookEffect: true });
  await healAndUse(applied);
});

test('a paused PostgreSQL is stopped with all its children, each noted until it is woken up', async () => {
  const client = await own.connect();
  const applied = await own.apply(postgresPaused);
  const pids = readProcessTree(readPostmaster());
  expect(await applied.verify()).toEqual({
    tookEffect: true,
    evidence: writeMessage('evidence-postgres-stopped', { all: pids.length }),
  });
  expect(pids.length).toBeGreaterThan(5);
  expect(own.listNoted('stopped-process').length).toBe(pids.length);
  const answer = client.query('SELECT 7 AS seven');
  await healAndUse(applied);
  expect((await answer).rows).toEqual([{ seven: 7 }]);
  expect(own.listNoted('stopped-process')).toEqual([]);
});

test('a child that somebody else woke up is seen', async () => {
  const applied = await own.apply(postgresPaused);
  const child = readProcessTree(readPostmaster()).at(-1) ?? 0;
  process.kill(child, 'SIGCONT');
  while (readProcess(child)?.state === 'T') await new Promise(setImmediate);
  expect(await applied.verify()).toMatchObject({
    tookEffect: false,
    evidence: { code: 'evidence-postgres-not-stopped', params: { count: 1 } },
  });
  await healAndUse(applied);
});

test('a PostgreSQL that was shut down stays away until it is healed', async () => {
  const before = readPostmaster();
  const applied = await own.apply(postgresRestarted);
  expect(await applied.verify()).toMatchObject({
    tookEffect: true,
    evidence: { code: 'evidence-postmaster-gone', params: { pid: before } },
  });
  await expect(own.connect()).rejects.toThrow();
  await healAndUse(applied);
  expect(readStartTicks(before)).toBeUndefined();
  expect(own.listNoted('process')).toMatchObject([{ pid: readPostmaster() }]);
});

test('a PostgreSQL that was started again meanwhile is seen', async () => {
  const applied = await own.apply(postgresRestarted);
  await own.server.control?.revive();
  expect(await applied.verify()).toMatchObject({
    tookEffect: false,
    evidence: { code: 'evidence-postmaster-answers' },
  });
  await healAndUse(applied);
});

test('new connections are refused, those that become free are taken, and the harness keeps its own', async () => {
  const client = await own.connect();
  const applied = await own.apply(connectionsUsedUp);
  expect(await applied.verify()).toMatchObject({
    tookEffect: true,
    evidence: { code: 'evidence-connections-refused', params: { held: expect.any(Number) } },
  });
  await expect(own.connect()).rejects.toMatchObject({ code: '53300' });
  expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await Promise.all([1, 2, 3].map(() => own.server.listBackends()));
  expect(await own.server.listBackends()).toMatchObject([{ database: own.surroundings.database }]);
  await client.end();
  while ((await own.server.listBackends()).length > 0) await new Promise(setImmediate);
  expect(await applied.verify()).toMatchObject({ tookEffect: true });
  await healAndUse(applied);
});

test('idle connections are closed again where not all could be opened', async () => {
  let asked = 0;
  const buildDatabaseUrl = (name: string) => {
    asked += 1;
    const url = own.server.buildDatabaseUrl(name);
    return asked === 12 ? url.replace(/:[^:@]+@/, ':wrong@') : url;
  };
  const postgres = { ...own.server, buildDatabaseUrl };
  const applying = connectionsUsedUp.apply({ ...own.surroundings, postgres });
  await expect(applying).rejects.toMatchObject({ code: '28P01' });
  const again = await own.apply(connectionsUsedUp);
  expect(await again.verify()).toMatchObject({ tookEffect: true });
  await healAndUse(again);
});

test('idle connections that were closed are no longer in the way, and that is seen', async () => {
  const applied = await own.apply(connectionsUsedUp);
  await applied.heal();
  expect(await applied.verify()).toEqual({
    tookEffect: false,
    evidence: writeMessage('evidence-connections-closed'),
  });
  await healAndUse(applied);
});
