// Secrets planted in every part of a config, with a service that gives all away: nothing that a run writes,
// prints or exports holds one, and nobody else can read what it writes.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  findLeaks,
  listPlantedForms,
  type Planted,
  plantSecrets,
  readAsText,
} from '../bench/store/test-secrets.ts';
import { readDocument } from '../reports/document/versions.ts';
import { exportFormats } from '../reports/exports/registry.ts';
import { type CommandOutcome, runLoadstone } from './support/command-line.ts';
import { runInProcess } from './support/in-process.ts';

let cwd: string;
let planted: readonly Planted[];
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-secrets-'));
  cpSync(
    join(import.meta.dirname, 'fixtures/echoing-service/service.mjs'),
    join(cwd, 'service.mjs'),
  );
  const made = plantSecrets(
    {
      gates: { fast: { metric: 'throughputRps', toleranceRatio: 0.5 } },
      loads: [{ kind: 'closed', connections: 2 }],
      groups: 3,
      slices: { slicesPerGroup: 2, sliceMs: 200, dropFirstMs: 50 },
      warmup: { requests: 0, untilSteady: false, maxMs: 50 },
      limits: {
        ...{ foreignCpuRatio: 1, generatorWaitRatio: 1, generatorCpuRatio: 1 },
        eventLoopDelayRatio: 100,
      },
    },
    false,
  );
  planted = made.planted;
  writeFileSync(join(cwd, 'loadstone.config.json'), JSON.stringify(made.config));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Everything that was left in the folder, but for what the test itself put there. */
function listLeft(): readonly string[] {
  return readdirSync(cwd, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(cwd.length))
    .filter((path) => !/^\/(service\.mjs|loadstone\.config\.json)$/.test(path));
}

const readLeft = (): ReadonlyMap<string, string> =>
  new Map(listLeft().map((path) => [path, readAsText(readFileSync(join(cwd, path)))]));

const printed = ({ stdout, stderr }: CommandOutcome) =>
  new Map([
    ['stdout', stdout],
    ['stderr', stderr],
  ]);

const findRunPath = (): string =>
  listLeft()
    .find((path) => path.endsWith('/run.json'))
    ?.replace(/run\.json$/, '') ?? '';

test('a leak would be found, in each form, of at least 40 places', () => {
  expect(planted.length).toBeGreaterThanOrEqual(40);
  expect(new Set(planted.map(({ secret }) => secret)).size).toBe(planted.length);
  for (const { secret } of planted)
    for (const form of listPlantedForms(secret))
      expect(findLeaks(planted, new Map([['x', `… ${form} …`]]))).not.toEqual([]);
});

test('no file, no line of the terminal and no export holds a secret', async () => {
  const outcome = await runLoadstone(['run'], { cwd });
  // Wrong data: some answers do not hold what they have to.
  expect(outcome.code).toBe(5);
  const exported = await runInProcess(['export', '--format', 'all', '--to', 'out'], { cwd });
  expect(exported).toMatchObject({ code: 0 });
  const left = readLeft();
  const names = [...left.keys()].join(' ');
  for (const name of ['run.json', 'records.jsonl', 'data.json', 'result.json', 'report.html'])
    expect(names).toContain(name);
  // The others have nothing to write of a run with wrong data and without faults.
  for (const format of ['junit', 'summary', 'comment', 'annotations', 'csv', 'openmetrics'])
    expect(names).toContain(`/out/${exportFormats[format]?.fileName}`);
  const texts = [...left, ...printed(outcome), ...printed(exported)];
  expect(findLeaks(planted, new Map(texts))).toEqual([]);
});

test('the service did give them away, and what is public is still there', () => {
  const left = readLeft();
  const run = findRunPath();
  const document = readDocument('result', JSON.parse(left.get(`${run}result.json`) ?? ''));
  const reasonOf = (id: string) =>
    document.variants.find((one) => one.id === id)?.notRunReason?.text;
  expect(reasonOf('echo=dead')).toMatch(/plain .*\[redacted/);
  expect(reasonOf('echo=dead')).toMatch(/base64 .*\[redacted/);
  expect(reasonOf('echo=stored')).toContain('redis://127.0.0.1:1/0');
  // What is hidden still compares: settings with their echoes, data with what a resumed run is given.
  expect(document.configurationChecks.map(({ status }) => status)).toEqual([
    'as-planned',
    'as-planned',
  ]);
  const { experiment } = JSON.parse(left.get(`${run}run.json`) ?? '');
  expect(experiment.target.env.API_TOKEN).toMatch(/^\[hash:[0-9a-f]{16}\]$/);
  expect(experiment.target.env.FLAG).toMatch(/^\[hash:[0-9a-f]{16}\]$/);
  expect(experiment.factors[0].levels[0].env.ECHO_MODE).toBe('quiet');
  expect(experiment.scenarios[0].ref.requests[0].path).toMatch(/&page=2$/);
  expect(experiment.target.command.slice(0, 2)).toEqual(['node', 'service.mjs']);
  expect(JSON.parse(left.get(`${run}data.json`) ?? '')).toEqual({
    hiddenDataHash: expect.stringMatching(/^\[hash:/),
  });
  // Everyday values tear no text.
  expect(left.get(`${run}result.json`)).toContain('"hostname"');
  expect(document.scenarios[0]?.scenario).toBe('hello');
});

test.each([
  [['plan', '--json'], 0],
  [['report', 'latest', '--json'], 0],
  [['report', 'latest'], 0],
  [['list'], 0],
  [['doctor'], undefined],
  [['history', 'add', 'latest'], undefined],
  [['export', '--format', 'annotations'], 0],
])('neither does `loadstone %s`', async (args, code) => {
  const outcome = await runInProcess(args, { cwd });
  if (code !== undefined) expect(outcome).toMatchObject({ code });
  expect(outcome.stdout + outcome.stderr).not.toBe('');
  expect(findLeaks(planted, new Map([...readLeft(), ...printed(outcome)]))).toEqual([]);
});

test('nor a run that fails, in the files that tell so', async () => {
  const config = JSON.parse(readFileSync(join(cwd, 'loadstone.config.json'), 'utf8'));
  const path = join(cwd, 'loadstone.config.json');
  writeFileSync(path, JSON.stringify({ ...config, baseline: { echo: 'dead' } }));
  try {
    const outputs = ['junit', 'summary', 'annotations'].flatMap((name) => [
      '--output',
      `${name}=out/fail.${name}`,
    ]);
    const outcome = await runLoadstone(['gate', ...outputs], { cwd });
    expect(outcome.code).toBe(3);
    expect(listLeft()).toContain('/out/fail.junit');
    expect(findLeaks(planted, new Map([...readLeft(), ...printed(outcome)]))).toEqual([]);
  } finally {
    writeFileSync(path, JSON.stringify(config));
  }
});

test('nobody else can read run folders and state', () => {
  const modeOf = (path: string) => (statSync(join(cwd, path)).mode & 0o777).toString(8);
  const own = listLeft().filter((path) => /^\/(runs\/[^/]+\/|\.loadstone\/)/.test(path));
  expect(own.length).toBeGreaterThan(5);
  expect(own.filter((path) => modeOf(path) !== '600')).toEqual([]);
  expect(modeOf(findRunPath())).toBe('700');
  expect(modeOf('.loadstone')).toBe(process.getuid?.() === 0 ? '711' : '700');
});

test('runs are compared by what is hidden, and it is not told', async () => {
  const path = join(cwd, 'loadstone.config.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  config.target.env.REGION_HINT = 'c4n-another-one-9911';
  writeFileSync(path, JSON.stringify(config));
  const [first] = listRunIds();
  const again = await runLoadstone(['run', '--groups', '3'], { cwd });
  expect(again.code).toBe(5);
  const [, second] = listRunIds();
  const outcome = await runInProcess(['compare', first ?? '', second ?? ''], { cwd });
  expect(outcome.stdout).toMatch(/target\.env\.REGION_HINT: differs \(value not recorded\)\n/);
  expect(outcome.stdout).not.toContain('target.env.API_TOKEN');
  const all = [...planted, { place: 'changed', secret: 'c4n-another-one-9911' }];
  expect(findLeaks(all, new Map([...readLeft(), ...printed(outcome), ...printed(again)]))).toEqual(
    [],
  );
});

/** Those that measured anything, the oldest first. */
function listRunIds(): readonly string[] {
  return readdirSync(join(cwd, 'runs'), { withFileTypes: true })
    .map(({ name }) => name)
    .filter((name) => existsSync(join(cwd, 'runs', name, 'result.json')))
    .sort();
}
