import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openJournal } from './journal.ts';
import { buildOpenEntries, journalFolder, readJournalFiles, readJournals } from './journal-file.ts';
import { readBootId, readStartTicks } from './process-identity.ts';

const token = '0123456789abcdef'.repeat(2);

function createStateDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a journal as another process would have. */
function writeForeignJournal(stateDir: string, name: string, bootId = readBootId()): void {
  mkdirSync(journalFolder(stateDir), { recursive: true });
  const opened = JSON.stringify({ op: 'opened', bootId, at: '2026-01-02T03:04:05.000Z' });
  writeFileSync(join(journalFolder(stateDir), `${name}.jsonl`), `${opened}\n`);
}

test('what was added and not removed is left to undo, in the order of its making', () => {
  const folder = (path: string) => ({ kind: 'folder', path, token }) as const;
  expect(
    buildOpenEntries([
      { op: 'add', entry: folder('/a') },
      { op: 'add', entry: folder('/b') },
      { op: 'add', entry: folder('/c') },
      { op: 'remove', entry: folder('/a') },
    ]),
  ).toEqual([folder('/b'), folder('/c')]);
});

test('entries are on disk at once, readable by nobody else, and the file goes when all is undone', () => {
  const stateDir = createStateDir();
  const journal = openJournal(stateDir);
  journal.addFolder({ path: '/x', token });
  journal.addProcess(process.pid, 'SIGINT');
  journal.addDatabase('postgres://a', 'loadstone_run_1', token);
  const startTicks = readStartTicks(process.pid);
  const entry = { kind: 'process', pid: process.pid, startTicks, stopSignal: 'SIGINT' };
  expect(readJournalFiles(stateDir)[0]).toMatchObject({
    isLive: true,
    mark: `${process.pid}-${startTicks}`,
    entries: [{ kind: 'folder' }, entry, { kind: 'database' }],
  });
  expect(statSync(journal.path).mode & 0o077).toBe(0);
  journal.removeFolder({ path: '/x', token });
  journal.removeProcess(process.pid);
  journal.removeDatabase('postgres://a', 'loadstone_run_1', token);
  journal.close();
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
});

test('a journal that is closed with something left stays for the next sweep', () => {
  const stateDir = createStateDir();
  const journal = openJournal(stateDir);
  journal.addFolder({ path: '/x', token });
  journal.close();
  journal.close();
  expect(readJournalFiles(stateDir)[0]).toMatchObject({
    isLive: false,
    entries: [{ kind: 'folder', path: '/x' }],
  });
  openJournal(stateDir).close();
});

test('a second run in the same folder is refused while the first lives', () => {
  const stateDir = createStateDir();
  const first = openJournal(stateDir);
  expect(() => openJournal(stateDir)).toThrow(expect.objectContaining({ code: 'RUN_BUSY' }));
  expect(readJournalFiles(stateDir).length).toBe(1);
  first.close();
  openJournal(stateDir).close();
});

test('a journal whose pid now belongs to a process that began at another time is dead', () => {
  const stateDir = createStateDir();
  writeForeignJournal(stateDir, `${process.ppid}-1`);
  expect(readJournalFiles(stateDir)[0]?.isLive).toBe(false);
  writeForeignJournal(stateDir, `${process.ppid}-${readStartTicks(process.ppid)}`);
  expect(() => openJournal(stateDir)).toThrow(/process \d+, since 2026-01-02T03:04:05\.000Z/);
});

test('a journal of before the last boot is dead', () => {
  const stateDir = createStateDir();
  writeForeignJournal(stateDir, `${process.ppid}-${readStartTicks(process.ppid)}`, 'another boot');
  expect(readJournalFiles(stateDir)[0]).toMatchObject({ isLive: false, isSameBoot: false });
});

test('a line that was cut short loses only itself', () => {
  const stateDir = createStateDir();
  writeForeignJournal(stateDir, `${process.ppid}-1`);
  const path = join(journalFolder(stateDir), `${process.ppid}-1.jsonl`);
  const entry = { kind: 'folder', path: '/a', token };
  appendFileSync(path, `${JSON.stringify({ op: 'add', entry })}\n{"op":"add","en`);
  expect(readJournalFiles(stateDir)[0]).toMatchObject({ entries: [entry], strangeLines: 0 });
});

test('files that are no journals are left alone', () => {
  const stateDir = createStateDir();
  mkdirSync(journalFolder(stateDir));
  writeFileSync(join(journalFolder(stateDir), 'notes.txt'), 'x');
  expect(readJournalFiles(stateDir)).toEqual([]);
  expect(existsSync(join(journalFolder(stateDir), 'notes.txt'))).toBe(true);
});

test('a file that others may write to, a link, and a pipe are no journals of ours', () => {
  const stateDir = createStateDir();
  writeForeignJournal(stateDir, '2-1');
  writeForeignJournal(stateDir, '3-1');
  chmodSync(join(journalFolder(stateDir), '3-1.jsonl'), 0o664);
  symlinkSync('2-1.jsonl', join(journalFolder(stateDir), '4-1.jsonl'));
  execFileSync('mkfifo', [join(journalFolder(stateDir), '5-1.jsonl')]);
  const { files, refused } = readJournals(stateDir);
  expect(files.map(({ mark }) => mark)).toEqual(['2-1']);
  expect(refused.map(({ reason }) => reason).toSorted()).toEqual([
    'it is a link',
    'it is no file',
    'others may write to it',
  ]);
});

test.each([
  ['no entry', { op: 'add' }],
  ['null', { op: 'add', entry: null }],
  ['another kind', { op: 'add', entry: { kind: 'file', path: '/a' } }],
  ['a folder without a token', { op: 'add', entry: { kind: 'folder', path: '/a' } }],
  ['a relative folder', { op: 'add', entry: { kind: 'folder', path: 'a', token } }],
  ['all processes', { op: 'add', entry: { kind: 'stopped-process', pid: -1, startTicks: 1 } }],
  [
    'a token that is null',
    { op: 'add', entry: { kind: 'redis-database', url: 'redis://a', token: null } },
  ],
  [
    'a foreign database',
    { op: 'add', entry: { kind: 'database', adminUrl: 'postgres://a', name: 'shop', token } },
  ],
  ['a boot that is a number', { op: 'opened', bootId: 1, at: 2 }],
])('a line with %s is left out and counted', (_, line) => {
  const stateDir = createStateDir();
  writeForeignJournal(stateDir, '2-1');
  appendFileSync(join(journalFolder(stateDir), '2-1.jsonl'), `${JSON.stringify(line)}\n`);
  expect(readJournalFiles(stateDir)[0]).toMatchObject({ entries: [], strangeLines: 1 });
});
