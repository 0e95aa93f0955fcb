// A run of the real CRM is explained and profiled by the real command, with short loads.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExplainDocument } from '../reports/document/explain.ts';
import type { ProfileDocument } from '../reports/document/profile.ts';
import { compileCacheEnv, runLoadstone } from './support/command-line.ts';
import { copyFixture } from './support/fixture.ts';
import { runInProcess } from './support/in-process.ts';

const root = join(import.meta.dirname, '..');
let cwd: string;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-explain-'));
  writeFileSync(
    join(cwd, 'small.config.mts'),
    `import config from ${JSON.stringify(join(root, 'loadstone.config.mts'))};
export default {
  ...config,
  target: { ...config.target, cwd: ${JSON.stringify(root)}, env: ${JSON.stringify(compileCacheEnv)} },
  scenarios: { browse: { module: ${JSON.stringify(join(root, 'scenarios/crm/browse.ts'))} } },
  loads: [{ kind: 'closed', connections: 2 }],
  slices: { slicesPerGroup: 2, sliceMs: 300, dropFirstMs: 50 },
  warmup: { requests: 100, untilSteady: false, maxMs: 1_000 },
  presets: {},
  limits: { foreignCpuRatio: 1, generatorCpuRatio: 1 },
};
`,
  );
  const { stderr } = await run(
    'run',
    '--config',
    'small.config.mts',
    '--groups',
    '1',
    '--quiet',
    '--variant',
    'index=none',
  );
  expect(stderr).toContain('report.html');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const options = () => ({ cwd, env: { LOADSTONE_HOME: join(cwd, 'state') } });
const run = (...args: string[]) => runLoadstone(args, options());
const folder = () => join(cwd, 'runs', readdirSync(join(cwd, 'runs'))[0] ?? '');
const read = (name: string) => readFileSync(join(folder(), name), 'utf8');
const [none, composite] = ['none', 'composite'].map(
  (index) => `cache=none,threads=single,index=${index}`,
);

test('an explanation names the sequential scan and what the index reads instead', async () => {
  const measured = [read('run.json'), read('records.jsonl'), read('data.json')];
  const outcome = await run('explain', 'latest', '--variant', 'index=none', '--seconds', '1');
  expect(outcome).toMatchObject({ code: 0 });
  expect([read('run.json'), read('records.jsonl'), read('data.json')]).toEqual(measured);

  const document = JSON.parse(read('explain.json')) as ExplainDocument;
  const cells = document.scenarios[0]?.cells ?? [];
  expect(cells.map(({ variantId }) => variantId)).toEqual([composite, none]);
  const slow = cells[1]?.database?.statements[0];
  expect(slow?.plan).toMatchObject({ isMeasured: true });
  expect(slow?.sentence?.text).toMatch(
    /database time is a sequential scan of orders; the statement reads 100,\d{3} rows .* with index = composite it reads [\d.]+ rows instead/,
  );
  for (const cell of cells) {
    expect(cell.eventLoopUtilisationRatio).toBeGreaterThan(0);
    expect(cell.gcRatio).toBeGreaterThanOrEqual(0);
    expect(cell.poolWaitP99Us).toBeGreaterThan(0);
  }
  expect(outcome.stdout).toContain('a sequential scan of orders');
  expect(read('report.html')).toContain('a sequential scan of orders');
});

test('a profile of two variants tells their top functions and keeps the files', async () => {
  const other = ['--against-variant', 'threads=cluster,index=composite', '--seconds', '1'];
  const refused = ['profile', '--variant', 'index=none', ...other];
  expect(await runInProcess(refused, options())).toMatchObject({ code: 2 });
  const second = await run(
    ...['profile', '--variant', 'index=none', '--against-variant', 'index=composite'],
    ...['--seconds', '1'],
  );
  expect(second).toMatchObject({ code: 0 });
  const document = JSON.parse(read('profile.json')) as ProfileDocument;
  expect(document.variants.map(({ id }) => id)).toEqual([none, composite]);
  expect(document.differences.length).toBeGreaterThan(5);
  for (const { functions, files, busyUs } of document.variants) {
    expect(busyUs).toBeGreaterThan(0);
    expect(functions.map(({ place }) => place).join(' ')).toContain('pg');
    for (const file of files) expect(existsSync(join(folder(), file))).toBe(true);
  }
  expect(second.stdout).toContain('against');
  expect(read('report.html')).toContain('What differs most');
});

test('without a database there is nothing to explain, and this is said', async () => {
  const tiny = mkdtempSync(join(tmpdir(), 'loadstone-tiny-'));
  copyFixture('tiny-service', tiny);
  const tinyOptions = { cwd: tiny };
  try {
    await runLoadstone(
      ['run', '--variant', 'fault=none', '--groups', '1', '--quiet', '--explain'],
      tinyOptions,
    ).then(({ stderr }) =>
      expect(stderr).toContain('Not explained: The experiment has no PostgreSQL'),
    );
    const outcome = await runInProcess(['explain'], tinyOptions);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('loadstone profile');
  } finally {
    rmSync(tiny, { recursive: true, force: true });
  }
});
