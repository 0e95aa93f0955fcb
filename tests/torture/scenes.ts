// The runs that are tortured: each in folders of its own, with the servers that it needs.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { openJournal } from '../../bench/services/journal.ts';
import { startCluster } from '../../bench/services/postgres-cluster.ts';
import { startRedis } from '../../bench/services/redis.ts';
import { copyFixture } from '../support/fixture.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

export type SceneName = 'tiny' | 'crm' | 'crm-given' | 'faults';

export const sceneNames: readonly SceneName[] = ['tiny', 'crm', 'crm-given', 'faults'];

export interface Scene {
  readonly name: SceneName;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stateDir: string;
  /** What `os.tmpdir()` is for the run. */
  readonly tempDir: string;
  readonly command: 'run' | 'faults';
  readonly args: readonly string[];
  /** What a run left on servers elsewhere, in words; empty where nothing. */
  listLeftData(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openScene(name: SceneName): Promise<Scene> {
  const cwd = mkdtempSync(join(tmpdir(), 'loadstone-torture-'));
  // PostgreSQL runs as a user of its own where we are root, and must reach its folder.
  chmodSync(cwd, 0o755);
  const [stateDir, tempDir] = [join(cwd, 'state'), join(cwd, 'temp')];
  mkdirSync(tempDir);
  const removeAll = () => rmSync(cwd, { recursive: true, force: true });
  const usual = {
    ...{ name, cwd, stateDir, tempDir, command: 'run' as const },
    env: { LOADSTONE_HOME: stateDir, TMPDIR: tempDir },
    listLeftData: async () => [],
    close: async () => removeAll(),
  };
  const crm = ['--config', join(fixtures, 'torture-crm/loadstone.config.mts')];
  switch (name) {
    case 'tiny':
      copyFixture('tiny-service', cwd, (text) => text.replace(/sliceMs: \d+/, 'sliceMs: 300'));
      return { ...usual, args: ['--variant', 'speed=*,fault=none', '--groups', '3'] };
    case 'faults':
      copyFixture('ledger-service', cwd);
      return { ...usual, command: 'faults', args: ['--preset', 'alone'] };
    case 'crm':
      return { ...usual, args: crm };
    case 'crm-given':
      try {
        return { ...usual, args: crm, ...(await openServers(cwd, usual.env, removeAll)) };
      } catch (thrown) {
        removeAll();
        throw thrown;
      }
  }
}

/** Servers that outlive the runs, as those of a team do. */
async function openServers(
  cwd: string,
  env: Scene['env'],
  removeAll: () => void,
): Promise<Pick<Scene, 'env' | 'listLeftData' | 'close'>> {
  const journal = openJournal(join(cwd, 'servers'));
  const own = { cpus: undefined, journal };
  const settings = { fsync: 'off', max_connections: '100', shared_buffers: '128MB' };
  const cluster = await startCluster({ ...own, settings, stateDir: join(cwd, 'servers') });
  const redis = await startRedis({ ...own, url: undefined, folder: join(cwd, 'servers/redis') });
  return {
    env: { ...env, LOADSTONE_POSTGRES_URL: cluster.url, LOADSTONE_REDIS_URL: redis.url },
    listLeftData: async () => [
      ...(await listLeftDatabases(cluster.url)),
      ...(await listLeftKeys(redis.url)),
    ],
    async close() {
      await redis.stop();
      await cluster.stop();
      journal.close();
      removeAll();
    },
  };
}

async function listLeftDatabases(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database
     WHERE starts_with(datname, 'loadstone_run_') OR starts_with(datname, 'loadstone_work_')`,
  );
  await client.end();
  return rows.map(({ name }) => `database ${name}`);
}

async function listLeftKeys(url: string): Promise<readonly string[]> {
  const redis = new Redis(url);
  const text = await redis.info('keyspace');
  redis.disconnect();
  return [...text.matchAll(/^db\d+:.*$/gm)].map(([line]) => `Redis ${line.trim()}`);
}
