// Which occasion groups belong to that are made when a run is gone on with, and what stays of a run that never was.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Disk } from '../disk/disk.ts';
import { realDisk } from '../disk/real-disk.ts';
import type { RunRecord } from '../measurement/records.ts';
import { buildPlan } from '../plan/build-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { hashPlan } from '../plan/plan-hash.ts';
import { buildTestExperiment } from '../plan/test-experiment.ts';
import { createRedactor } from '../store/redaction.ts';
import { findEpoch, openMeasuredRun } from './opened-run.ts';
import type { PlannedRun } from './selection.ts';
import type { TerminalIo } from './terminal-io.ts';

const startMs = Date.UTC(2026, 10, 29);
const at = (minute: number) => new Date(startMs + minute * 60_000).toISOString();
const ended = (group: number, minute: number, epoch: number): RunRecord[] => [
  { kind: 'group-started', group, epoch, at: at(minute), launchOrder: [] },
  {
    ...{ kind: 'group-ended', group, at: at(minute + 1), elapsedMs: 60_000, status: 'valid' },
    ...{ voidReason: undefined, foreignCpuRatio: 0, stealRatio: 0, cpuPressureRatio: 0 },
    clockJumpMs: 0,
  },
];
const plan: Plan = {
  ...{ variants: [], seed: 1, epochs: 3 },
  groups: Array.from({ length: 6 }, (_, index) => ({ index, launchOrder: [], blocks: [] })),
};
const find = (records: readonly RunRecord[], minute: number, of: Plan = plan) =>
  findEpoch(records, of, startMs + minute * 60_000);

test('a run begins with the first', () => {
  expect(find([], 0)).toBe(0);
});

test('an epoch that was cut off soon goes on, and later is another one', () => {
  expect(find(ended(0, 0, 0), 2)).toBe(0);
  expect(find(ended(0, 0, 0), 20)).toBe(1);
});

test('an epoch that has all its groups is followed by the next one, however soon', () => {
  expect(find([...ended(0, 0, 0), ...ended(1, 1, 0)], 3)).toBe(1);
  expect(find([...ended(0, 0, 0), ...ended(1, 1, 0), ...ended(2, 30, 1)], 32)).toBe(1);
});

test('groups appended without planned epochs belong to the last one while it is not long past', () => {
  const { epochs: _, ...plain } = plan;
  expect(find([...ended(0, 0, 0), ...ended(1, 1, 0)], 3, plain)).toBe(0);
  expect(find([...ended(0, 0, 0), ...ended(1, 1, 0)], 30, plain)).toBe(1);
});

/** A new run on this disk, in a folder of its own, and the same with so many groups asked for after it. */
async function openNew(disk: Disk, runs = 'runs', groups?: number) {
  const cwd = mkdtempSync(join(tmpdir(), 'loadstone-opened-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const experiment = { ...buildTestExperiment({}), configPath: join(cwd, 'loadstone.config.mts') };
  const built = buildPlan(experiment, {});
  const planned = {
    ...{ experiment, plan: built, notStarting: [] },
    selection: { variants: [], scenarios: [], groups },
    isMeasuredBy: () => true,
    ...{
      planHash: hashPlan(built),
      experimentHash: 'b',
      hasher: { keyId: 'c' },
      redactor: createRedactor([]),
    },
  };
  const io = { cwd, disk, env: {} } as unknown as TerminalIo;
  const open = (more?: { readonly id: string; readonly groups: number }) =>
    openMeasuredRun(
      { ...{ config: 'loadstone.config.mts', runs }, ...(more && { more }) },
      io,
      async (selection) =>
        ({ ...planned, ...(selection && { selection }) }) as unknown as PlannedRun,
    );
  return { opening: open(), open, listRuns: () => readdirSync(join(cwd, runs)) };
}

test('the command that repeats a run names its folder, groups enough, and those appended later', async () => {
  const { opening, open } = await openNew(realDisk, 'other runs', 1);
  const { manifest, log, folder } = await opening;
  log.close();
  expect(manifest.reproduceCommand).toMatch(
    /^npx loadstone run --config loadstone\.config\.mts --groups 3 --seed \d+ --runs 'other runs'$/,
  );
  const extended = await open({ id: folder.id, groups: 9 });
  extended.log.close();
  expect(extended.manifest.reproduceCommand).toMatch(
    /^npx loadstone run --groups 9 --seed \d+ --runs 'other runs'$/,
  );
  const usual = await (await openNew(realDisk)).opening;
  usual.log.close();
  expect(usual.manifest.reproduceCommand).not.toMatch(/--runs|--groups/);
});

/** Takes no file whose name begins like this. */
const refusing = (name: string): Disk => ({
  ...realDisk,
  open: (path, ...rest) => {
    if (path.includes(`/${name}`))
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    return realDisk.open(path, ...rest);
  },
});

test.each(['run.json', 'records.jsonl'])(
  'a run whose %s finds no room leaves no folder, and nobody is told to resume it',
  async (name) => {
    const { opening, listRuns } = await openNew(refusing(name));
    const failure = await opening.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(failure).toMatchObject({
      code: 'DISK_FULL',
      hint: expect.not.stringContaining('resume'),
    });
    expect(listRuns()).toEqual([]);
  },
);

test('a disk that gets full later leaves a run that is gone on with by its id', async () => {
  let isFull = false;
  const disk: Disk = {
    ...realDisk,
    open: (path, ...rest) => {
      const file = realDisk.open(path, ...rest);
      const write: typeof file.write = (bytes) => {
        if (isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        return file.write(bytes);
      };
      return { ...file, write };
    },
  };
  const { opening, listRuns } = await openNew(disk);
  const run = await opening;
  isFull = true;
  const [record] = ended(0, 0, 0);
  if (record === undefined) throw new RangeError('There is a record.');
  expect(() => run.log.append(record)).toThrow(
    expect.objectContaining({
      code: 'DISK_FULL',
      hint: expect.stringContaining(`loadstone run --resume ${run.folder.id}`),
    }),
  );
  run.log.close();
  expect(listRuns()).toEqual([run.folder.id]);
});
