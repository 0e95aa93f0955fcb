import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openJournal } from './journal.ts';
import { buildOpenEntries, journalFolder, readJournalFiles } from './journal-file.ts';
import { readBootId, readStartTicks } from './process-identity.ts';

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
  const folder = (path: string) => ({ kind: 'folder', path }) as const;
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
  journal.addFolder('/x');
  journal.addProcess(process.pid, 'SIGINT');
  journal.addDatabase('postgres://a', 'loadstone_run_1');
  const startTicks = readStartTicks(process.pid);
  const entry = { kind: 'process', pid: process.pid, startTicks, stopSignal: 'SIGINT' };
  expect(readJournalFiles(stateDir)[0]).toMatchObject({
    isLive: true,
    mark: `${process.pid}-${startTicks}`,
    entries: [{ kind: 'folder' }, entry, { kind: 'database' }],
  });
  expect(statSync(journal.path).mode & 0o077).toBe(0);
  journal.removeFolder('/x');
  journal.removeProcess(process.pid);
  journal.removeDatabase('postgres://a', 'loadstone_run_1');
  journal.close();
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
});

test('a journal that is closed with something left stays for the next sweep', () => {
  const stateDir = createStateDir();
  const journal = openJournal(stateDir);
  journal.addFolder('/x');
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
  appendFileSync(path, '{"op":"add","entry":{"kind":"folder","path":"/a"}}\n{"op":"add","en');
  expect(readJournalFiles(stateDir)[0]?.entries).toEqual([{ kind: 'folder', path: '/a' }]);
});

test('files that are no journals are left alone', () => {
  const stateDir = createStateDir();
  mkdirSync(journalFolder(stateDir));
  writeFileSync(join(journalFolder(stateDir), 'notes.txt'), 'x');
  expect(readJournalFiles(stateDir)).toEqual([]);
  expect(existsSync(join(journalFolder(stateDir), 'notes.txt'))).toBe(true);
});
