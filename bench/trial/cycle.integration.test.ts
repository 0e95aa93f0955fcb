// What the plan changes before a group is really changed: pins of running processes, the server, its templates.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quoteText } from '../../reports/document/messages/message.ts';
import { createOpenDriver } from '../drivers/open/driver.ts';
import { buildPlan } from '../plan/build-plan.ts';
import type { PlannedCycle, PlannedGroup } from '../plan/plan.ts';
import { buildTestExperiment } from '../plan/test-experiment.ts';
import { parseCpuList, readCpuTopology } from '../probes/cpu-topology.ts';
import { readProcessTree } from '../probes/processes.ts';
import { type Journal, openJournal } from '../services/journal.ts';
import { type PostgresServer, startPostgres } from '../services/postgres.ts';
import { turnCycle } from './cycle.ts';
import { choosePlacement } from './placement.ts';
import { prepareTemplates } from './templates.ts';
import type { TrialContext } from './trial-context.ts';

const script = join(import.meta.dirname, '../services/fixtures/prepare.mjs');
const cpus = readCpuTopology();
const { placement, swapped } = choosePlacement({ placement: 'auto', serviceCpus: 1 }, cpus);

let stateDir: string;
let journal: Journal;
let postgres: PostgresServer;
let context: TrialContext;
const notes: string[] = [];

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'loadstone-cycle-'));
  chmodSync(stateDir, 0o755);
  writeFileSync(join(stateDir, 'schema.sql'), 'one');
  journal = openJournal(stateDir);
  postgres = await startPostgres({
    ...{ url: undefined, settings: {}, stateDir, journal, cpus: placement.database },
  });
  const usual = buildTestExperiment();
  const experiment = buildTestExperiment({
    target: { ...usual.target, cwd: stateDir },
    postgres: {
      ...{ url: undefined, urlEnv: 'DATABASE_URL', settings: {} },
      prepare: { command: ['node', script, 'rows', '3'], env: {}, inputs: ['*.sql'] },
    },
  });
  context = {
    ...{
      experiment,
      plan: buildPlan(experiment, { groups: 2 }),
      runId: 'cycle',
      epoch: 0,
      journal,
    },
    ...{ driver: createOpenDriver(), placement, swappedPlacement: swapped, postgres },
    ...{
      startRedis: undefined,
      noRedisReason: quoteText('none'),
      workFolder: stateDir,
      data: undefined,
    },
    ...{ keepData: () => {}, append: () => {}, signal: new AbortController().signal },
    pinTarget: async () => {
      throw new Error('no target is pinned here');
    },
    listen: (event) => {
      if (event.kind === 'note') notes.push(event.text);
    },
    readWallClock: () => new Date().toISOString(),
    readMonotonicMs: () => performance.now(),
  };
});

afterAll(async () => {
  await postgres.stop();
  journal.close();
  rmSync(stateDir, { recursive: true });
});

const group = (cycle: PlannedCycle): PlannedGroup => ({
  ...{ index: 1, launchOrder: [], blocks: [], cycle },
});
const unchanged = { swapsCpus: false, restartsDatabase: false, rebuildsTemplates: false };

function readPins(): readonly string[] {
  const lists = readProcessTree(postgres.pid ?? 0).map((pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return parseCpuList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '').join();
  });
  return [...new Set(lists)];
}

async function readOne(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

test.runIf(swapped !== undefined)(
  'a swap moves all processes of the running server, and later groups move them back',
  async () => {
    expect(readPins()).toEqual([placement.database?.join()]);
    const { pid } = postgres;
    const turned = await turnCycle(
      context,
      group({ ...unchanged, swapsCpus: true }),
      new Map(),
      new Map(),
    );
    expect(turned).toMatchObject({ isSwapped: true, isDatabaseRestarted: false });
    expect(turned.placement).toEqual(swapped);
    expect([postgres.pid, readPins()]).toEqual([pid, [swapped?.database?.join()]]);
    expect(postgres.placement).toEqual({ cpus: swapped?.database, reason: undefined });
    const back = await turnCycle(context, group(unchanged), new Map(), new Map());
    expect([back.isSwapped, readPins()]).toEqual([false, [placement.database?.join()]]);
  },
);

test('a restart keeps the databases and the swapped CPUs, and the harness goes on', async () => {
  const url = await postgres.cloneDatabase(undefined, 'loadstone_run_kept');
  await readOne(url, 'CREATE TABLE kept (id int)');
  const { pid } = postgres;
  const cycle = { ...unchanged, swapsCpus: true, restartsDatabase: true };
  const turned = await turnCycle(context, group(cycle), new Map(), new Map());
  expect(turned.isDatabaseRestarted).toBe(true);
  expect(postgres.pid).not.toBe(pid);
  expect(readPins()).toEqual([turned.placement.database?.join()]);
  expect(await readOne(url, 'SELECT count(*)::int FROM kept')).toBe(0);
  await postgres.dropDatabase('loadstone_run_kept');
});

test('templates are built anew under their old names, unless their files have changed', async () => {
  const templates = await prepareTemplates(context, new Map());
  const name = templates.values().next().value ?? '';
  const readOid = () =>
    readOne(
      postgres.buildDatabaseUrl('postgres'),
      `SELECT oid::int FROM pg_database WHERE datname = '${name}'`,
    );
  const before = await readOid();
  const rebuild = group({ ...unchanged, rebuildsTemplates: true });
  expect((await turnCycle(context, rebuild, new Map(), templates)).areTemplatesRebuilt).toBe(true);
  const rebuilt = await readOid();
  expect(rebuilt).toBeTypeOf('number');
  expect(rebuilt).not.toBe(before);
  writeFileSync(join(stateDir, 'schema.sql'), 'two');
  expect((await turnCycle(context, rebuild, new Map(), templates)).areTemplatesRebuilt).toBe(false);
  expect(await readOid()).toBe(rebuilt);
  expect(notes.at(-1)).toMatch(/not built anew: the files .* have changed/);
});

test('a given server is neither restarted nor moved', async () => {
  const given = { ...context, postgres: { ...postgres, control: undefined } };
  const { pid } = postgres;
  const cycle = { swapsCpus: true, restartsDatabase: true, rebuildsTemplates: true };
  const turned = await turnCycle(given, group(cycle), new Map(), new Map([['a', 'b']]));
  expect(turned).toMatchObject({ isDatabaseRestarted: false, areTemplatesRebuilt: false });
  expect(postgres.pid).toBe(pid);
});
