// Whatever is done to the files of a run, a command that reads them succeeds or ends with one clear error that names the
// file: never a bug of ours, never a hang, and never a gate that passes on what is left.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  buildEpisode,
  cleanAudit,
  downUntil,
  testFaults,
} from '../bench/analysis/faults/test-fault-records.ts';
import { describeKnownExercise } from '../bench/cli/exercise-store.ts';
import { keepNoiseFloor, readNewestNoiseFloor, readNoiseFloor } from '../bench/cli/noise-store.ts';
import { keepPace, readPaces } from '../bench/cli/pace-store.ts';
import { runProgram } from '../bench/cli/program.ts';
import type { TerminalIo } from '../bench/cli/terminal-io.ts';
import { LoadstoneError } from '../bench/errors.ts';
import type { RunRecord } from '../bench/measurement/records.ts';
import { buildPlan } from '../bench/plan/build-plan.ts';
import { buildTestLevel, buildTestScenario } from '../bench/plan/test-experiment.ts';
import { resolveFaults } from '../bench/spec/resolve-faults.ts';
import { buildResultDocument } from '../bench/store/document.ts';
import { buildFaultsDocument } from '../bench/store/faults-document.ts';
import { openRecordLog } from '../bench/store/record-log.ts';
import { createRedactor } from '../bench/store/redaction.ts';
import { createRunFolder, findFaultRecords, writeManifest } from '../bench/store/run-folder.ts';
import {
  buildSmallExperiment,
  buildTestManifest,
  testSweep,
  writeTestRun,
} from '../bench/store/test-manifest.ts';
import { createValueHasher } from '../bench/store/value-hash.ts';
import { quoteText } from '../reports/document/messages/message.ts';
import { buildExplanation, buildProfile } from '../reports/fixtures/explained-run.ts';
import { type Damage, damages, mutilate } from './support/mutilate.ts';
import { countRounds } from './support/rounds.ts';

/** How many; more by hand: `MUTILATIONS=20000 MUTILATION_SEED=3 vitest run …`. */
const numRuns = Number(process.env.MUTILATIONS ?? countRounds(6, 60));
const seed = Number(process.env.MUTILATION_SEED ?? 1);

let root = '';
let work = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'loadstone-mutilated-'));
  work = join(root, 'work');
  const runs = join(root, 'whole/runs');
  const folder = writeTestRun(runs, buildTestManifest({ id: comparison }));
  writeFileSync(join(folder.path, 'explain.json'), JSON.stringify(buildExplanation()));
  writeFileSync(join(folder.path, 'profile.json'), JSON.stringify(buildProfile()));
  writeFaultRun(runs);
  writeSweep(runs);
  writeTestRun(runs, buildTestManifest({ id: other }));
  cpSync(join(root, 'whole'), work, { recursive: true });
  await run('report', comparison);
  await run('report', faulty);
  await run('report', swept);
  await run('report', other);
  await run('history', 'add', comparison);
  cpSync(work, join(root, 'whole'), { recursive: true });
  // As it stands after the records were thrown away.
  const kept = join(root, 'whole/runs', keptOnly);
  mkdirSync(kept);
  for (const name of ['run.json', 'result.json'])
    cpSync(join(root, 'whole/runs', other, name), join(kept, name));
}, 600_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const comparison = '20260101-000001-aaaa';
const faulty = '20260101-000002-bbbb';
const swept = '20260101-000003-cccc';
const other = '20260101-000004-dddd';
const keptOnly = '20260101-000005-eeee';

function writeFaultRun(runs: string): void {
  const experiment = buildSmallExperiment({
    factors: [{ name: 'cache', levels: ['none', 'redis'].map((name) => buildTestLevel(name)) }],
    scenarios: [buildTestScenario('orders', { writes: true })],
    faults: resolveFaults(
      {
        ...{ groups: 2, beforeMs: 10_000, duringMs: 5_000, afterMs: 15_000 },
        gates: {
          'loses-nothing': { metric: 'lostWrites', atMost: 0 },
          'stays-up': { metric: 'availabilityRatio', atLeast: 0.99 },
        },
      },
      ['orders'],
    ),
  });
  const manifest = buildTestManifest({
    ...{ id: faulty, command: 'faults', faultsAlone: true, experiment },
    plan: buildPlan(experiment),
  });
  const folder = createRunFolder(runs, faulty);
  writeManifest(folder, manifest, createRedactor([]));
  const rate: RunRecord = {
    ...{ kind: 'fault-rate', scenario: 'orders', rateRps: 100, faults: testFaults },
    capacityRps: undefined,
  };
  const lost = {
    ...cleanAudit,
    status: 'violated' as const,
    lost: 2,
    findings: [quoteText('Two are lost.')],
  };
  const episodes = [0, 1].flatMap((group) =>
    ['cache=none', 'cache=redis'].flatMap((variantId) =>
      testFaults.map(({ id: faultId }) =>
        buildEpisode({
          ...{ group, variantId, faultId, answer: downUntil(500) },
          changes: {
            at: '2026-01-01T00:00:01.000Z',
            ...(variantId === 'cache=redis' && { audit: lost }),
          },
        }),
      ),
    ),
  );
  append(findFaultRecords(folder), [rate, ...episodes]);
}

function writeSweep(runs: string): void {
  const experiment = buildSmallExperiment({ groups: 2, gates: [] });
  const manifest = buildTestManifest({ id: swept, command: 'sweep', sweep: testSweep, experiment });
  const from = writeTestRun(join(runs, '../unused'), manifest);
  const folder = createRunFolder(runs, swept);
  writeManifest(folder, manifest, createRedactor([]));
  const trials = readFileSync(from.recordsPath, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunRecord);
  rmSync(join(runs, '../unused'), { recursive: true });
  append(folder.recordsPath, trials.flatMap(toSweepRecords));
}

function toSweepRecords(record: RunRecord): readonly RunRecord[] {
  if (record.kind !== 'trial') return [record];
  const { group, scenario, variantId, failureReasons, counts, measurement, caveats } = record;
  const where = { group, scenario, variantId, failureReasons };
  const capacityRps = counts.succeeded / 4;
  const slice = {
    ...({ ...where, kind: 'sweep-slice', step: 'ladder' } as const),
    ...{ durationMs: 1_000, windowUs: 1_000_000 },
    ...{ drainMs: 3, counts, checkedBodies: 10, wrongBodies: 0, measurement, caveats },
    ...{ generatorCpuRatio: 0.3, foreignCpuRatio: 0.01, stealRatio: 0 },
  };
  return [
    { ...where, kind: 'sweep-capacity', connections: 16, capacityRps, wrongBodies: 0 },
    ...[0.5, 0.9, 1.1].map(
      (share, position): RunRecord => ({
        ...{ ...slice, position, rateRps: share * capacityRps },
      }),
    ),
  ];
}

function append(path: string, records: readonly RunRecord[]): void {
  const log = openRecordLog(path);
  for (const record of records) log.append(record);
  log.close();
}

let printed = '';
async function run(...argv: readonly string[]): Promise<number> {
  printed = '';
  const io: TerminalIo = {
    ...{ env: {}, cwd: work, isOutTty: false, isErrTty: false, widthColumns: 100 },
    redact: (text) => text,
    out: (text) => {
      printed += `${text}\n`;
    },
    err: () => {},
    hideSecrets: () => {},
  };
  return runProgram(argv, io, new AbortController().signal);
}

/** Of what a damaged run may be said, besides that a file is not of its form. */
const judged = [
  ...['NOTHING_MEASURED', 'NOTHING_IN_COMMON', 'RUN_INVALID', 'RUN_NOT_FOUND', 'USAGE'],
  ...['SELECTION_EMPTY', 'RESUME_MISMATCH', 'CONFIG_NOT_FOUND', 'CONFIG_INVALID'],
  ...['NOT_EXPLAINABLE', 'STORE_WRITE_FAILED'],
];

/** Runs a command on damaged files. @returns whether it succeeded */
async function expectClear(told: string, ...argv: readonly string[]): Promise<boolean> {
  try {
    await run(...argv);
    return true;
  } catch (thrown) {
    const what = `${argv.join(' ')} after ${told}`;
    if (!(thrown instanceof LoadstoneError)) throw new Error(what, { cause: thrown });
    if (['RECORD_INVALID', 'RUN_UNREADABLE'].includes(thrown.code)) {
      expect(thrown.message, what).toContain(work);
      expect(thrown.message.length, what).toBeLessThan(10_000);
    } else expect(judged, `${what}: ${thrown.message}`).toContain(thrown.code);
    return false;
  }
}

const fileNames = {
  [comparison]: ['run.json', 'records.jsonl', 'records.jsonl', 'explain.json', 'profile.json'],
  [faulty]: ['run.json', 'faults.jsonl', 'faults.jsonl'],
  [swept]: ['run.json', 'records.jsonl', 'records.jsonl'],
  [keptOnly]: ['run.json', 'result.json'],
} as const;

function restore(id: keyof typeof fileNames): readonly string[] {
  rmSync(join(work, 'runs', id), { recursive: true, force: true });
  cpSync(join(root, 'whole/runs', id), join(work, 'runs', id), { recursive: true });
  return fileNames[id].map((name) => join(work, 'runs', id, name));
}

async function assertAll(
  id: keyof typeof fileNames,
  check: (told: string, isOfRecords: boolean) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(damages, async (damage: Damage) => {
      const files = restore(id);
      const told = mutilate(files, damage);
      await check(told, told.includes('.jsonl'));
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      expect(existsSync(join(work, '../precious'))).toBe(false);
    }),
    { numRuns, seed, interruptAfterTimeLimit: 3_600_000 },
  );
}

test('the whole folders are read without an error, and their gates fail', async () => {
  for (const id of [comparison, faulty, swept, keptOnly] as const) restore(id);
  for (const id of [comparison, faulty, swept]) await run('report', id);
  await run('export', keptOnly, '--format', 'all');
  await run('compare', comparison, other);
  const gatesOf = (id: string) => join(work, 'runs', id);
  const folder = (id: string) => ({
    ...{ id, path: gatesOf(id), recordsPath: join(gatesOf(id), 'records.jsonl') },
  });
  expect(buildResultDocument(folder(comparison)).gates.map(({ status }) => status)).toEqual([
    'fail',
  ]);
  expect(
    new Set(buildFaultsDocument(folder(faulty)).faults.gates.map(({ outcome }) => outcome)),
  ).toContain('fail');
});

test('a comparison', { timeout: 3_600_000 }, async () => {
  const others = [
    ...['junit', 'csv', 'summary', 'openmetrics'].map((name) => [
      ...['export', comparison, '--format', name],
    ]),
    ['compare', comparison, other],
    ['explain', comparison],
    ['profile', comparison, '--variant', 'cache=memory'],
    ['run', '--resume', comparison],
    ['gate', '--more', comparison],
    ['history', 'add', comparison],
  ];
  let count = 0;
  await assertAll(comparison, async (told, isOfRecords) => {
    const isRead = await expectClear(told, 'report', comparison, '--json');
    if (isRead && isOfRecords) {
      const { gates } = JSON.parse(printed) as { gates: { status: string }[] };
      const statuses = gates.map(({ status }) => status);
      expect(statuses, `a gate passes after ${told}`).not.toContain('pass');
    }
    await expectClear(told, 'list');
    count += 1;
    await expectClear(told, ...(others[count % others.length] ?? []));
  });
});

test('faults', { timeout: 3_600_000 }, async () => {
  await assertAll(faulty, async (told, isOfRecords) => {
    const isRead = await expectClear(told, 'report', faulty, '--json');
    if (isRead && isOfRecords) {
      const { run: described, faults } = JSON.parse(printed) as {
        run: { status: string };
        faults: { gates: { outcome: string }[]; audit: { status: string } };
      };
      const allPass = faults.gates.every(({ outcome }) => outcome === 'pass');
      expect(allPass, `all gates pass after ${told}`).toBe(false);
      // A file that is cut off is a run that was: it is said to be partial, and knows nothing of what comes later.
      if (described.status === 'complete')
        expect(faults.audit.status, `the audit after ${told}`).toBe('violated');
    }
    await expectClear(told, 'export', faulty, '--format', 'junit');
    await expectClear(told, 'list');
  });
});

test('a sweep', { timeout: 3_600_000 }, async () => {
  await assertAll(swept, async (told) => {
    await expectClear(told, 'report', swept);
    await expectClear(told, 'list');
  });
});

test('a result without its records', { timeout: 3_600_000 }, async () => {
  await assertAll(keptOnly, async (told) => {
    await expectClear(told, 'export', keptOnly, '--format', 'all', '--to', 'out');
    await expectClear(told, 'compare', keptOnly, comparison, '--html', 'out/page.html');
    await expectClear(told, 'history', 'add', keptOnly);
  });
});

test('the history', { timeout: 3_600_000 }, async () => {
  const whole = readFileSync(join(root, 'whole/runs/history.jsonl'));
  const path = join(work, 'runs/history.jsonl');
  await fc.assert(
    fc.asyncProperty(damages, async (damage) => {
      writeFileSync(path, whole);
      const told = mutilate([path], damage);
      await expectClear(told, 'history', '--json');
      await expectClear(told, 'history', 'add', other);
    }),
    { numRuns, seed },
  );
});

test('what is kept between runs', { timeout: 3_600_000 }, async () => {
  const stateDir = join(root, 'state');
  mkdirSync(stateDir);
  const experiment = buildSmallExperiment();
  const plan = buildPlan(experiment);
  const where = { scenario: 'browse', loadId: 'closed-16', factor: 'cache' };
  const sign = {
    ...{ level: 'memory', origin: 'declared', kind: 'counter', names: ['cache.hits'] },
    ...{
      status: 'not-exercised',
      figure: 0,
      unit: 'per-request',
      limit: 0.01,
      detail: quoteText('None.'),
    },
  };
  const check = {
    ...{ ...where, variantId: 'cache=memory', level: 'memory', baselineLevel: 'none' },
    ...{ status: 'not-exercised', signs: [sign] },
  };
  const entry = { key: 'k', runId: 'r', at: '2026-01-01T00:00:00.000Z', check };
  const exerciseFile = join(stateDir, 'exercise.json');
  keepNoiseFloor(stateDir, {
    ...{ fingerprint: 'here', measuredAt: '2026-01-01T00:00:00.000Z', runId: 'r' },
    entries: [
      {
        ...{ scenario: 'browse', loadId: 'closed-16', metric: 'throughputRps' },
        ...{ sdLog: 0.1, groups: 20 },
      },
    ],
  });
  keepPace(stateDir, 'k', { launchMs: 5 });
  writeFileSync(exerciseFile, JSON.stringify({ exerciseVersion: 1, entries: [entry] }));
  const files = ['noise.json', 'pace.json', 'exercise.json'].map((name) => join(stateDir, name));
  const whole = files.map((file) => readFileSync(file));
  const hasher = createValueHasher('a key for tests');
  const readers = [
    () => readNoiseFloor(stateDir, 'here'),
    () => readNewestNoiseFloor(stateDir),
    () => readPaces(stateDir, 'k'),
    () => describeKnownExercise(stateDir, { experiment, plan, hasher }),
  ];
  for (const read of readers) expect(read).not.toThrow();
  fc.assert(
    fc.property(damages, (damage) => {
      for (const [at, file] of files.entries()) writeFileSync(file, whole[at] ?? '');
      const told = mutilate(files, damage);
      for (const read of readers) {
        try {
          read();
        } catch (thrown) {
          expect(thrown, told).toMatchObject({ code: 'RECORD_INVALID' });
          expect(String(thrown), told).toContain(stateDir);
        }
      }
    }),
    { numRuns, seed },
  );
});
