// The end of the records of a complete run can get lost; a run that is not over yet has only not reached it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunRecord } from '../measurement/records.ts';
import { assertStillComplete, assertWholeRecords } from './whole-records.ts';

let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'loadstone-whole-')), 'run');
  mkdirSync(path);
});
afterEach(() => rmSync(join(path, '..'), { recursive: true, force: true }));

const at = '2026-01-01T00:00:00.000Z';
const group = (index: number): readonly RunRecord[] => [
  { kind: 'group-started', group: index, at, launchOrder: [] },
  {
    ...{ kind: 'group-ended', group: index, at, status: 'valid', elapsedMs: 1 },
    ...{ voidReason: undefined, foreignCpuRatio: undefined, stealRatio: undefined },
    ...{ cpuPressureRatio: undefined, clockJumpMs: undefined },
  },
];
const end: RunRecord = { kind: 'run-ended', at, status: 'complete' };

function check(records: readonly RunRecord[], run: object | string) {
  const recordsPath = join(path, 'records.jsonl');
  writeFileSync(recordsPath, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const text = typeof run === 'string' ? run : JSON.stringify({ run });
  if (text !== '') writeFileSync(join(path, 'result.json'), text);
  assertWholeRecords({ id: 'run', path, recordsPath });
}

const complete = { status: 'complete', groupsRun: 2, groupsPlanned: 8 };

test.each([
  ['a group', group(0), 'holds 1 of the 2 groups that result.json was made of'],
  ['everything', [], 'holds 0 of the 2 groups'],
  ['the end of a run that was decided early', [...group(0), ...group(1)], 'lacks the end of a run'],
])('%s that is lost is told, with the way back', (_, records, told) => {
  expect(() => check(records, complete)).toThrow(told);
  try {
    check(records, complete);
  } catch (thrown) {
    expect(thrown).toMatchObject({
      ...{ code: 'RECORD_INVALID', exitCode: 3 },
      hint: expect.stringContaining('loadstone run --resume'),
    });
  }
});

test.each([
  ['a complete run', [...group(0), ...group(1), end], complete],
  ['one that groups are being appended to', [...group(0), ...group(1), end, ...group(2)], complete],
  [
    'one whose last planned group has ended',
    [...group(0), ...group(1)],
    { ...complete, groupsPlanned: 2 },
  ],
  ['a run that was reported while it went on', group(0), { ...complete, status: 'partial' }],
  ['one without a report', group(0), ''],
  ['one whose report is damaged', group(0), '{'],
])('%s is whole', (_, records, run) => {
  expect(() => check(records, run)).not.toThrow();
});

test.each(['faults.json', 'sweep.json'] as const)(
  '%s of a complete run is a witness, too',
  (file) => {
    const folder = { id: 'run', path, recordsPath: join(path, 'records.jsonl') };
    const partial = { status: 'partial' };
    expect(() => assertStillComplete(folder, file, partial)).not.toThrow();
    writeFileSync(join(path, file), JSON.stringify({ run: partial }));
    expect(() => assertStillComplete(folder, file, partial)).not.toThrow();
    writeFileSync(join(path, file), JSON.stringify({ run: { status: 'complete' } }));
    expect(() => assertStillComplete(folder, file, { status: 'complete' })).not.toThrow();
    expect(() => assertStillComplete(folder, file, partial)).toThrow(`what ${file} was made of`);
  },
);
