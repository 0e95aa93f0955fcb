// What must hold of a machine after every start, whatever happened to it before.
import { dirname, join } from 'node:path';
import { readStateList } from '../../bench/cli/state-folder.ts';
import type { Disk } from '../../bench/disk/disk.ts';
import { LoadstoneError } from '../../bench/errors.ts';
import type { RunRecord } from '../../bench/measurement/records.ts';
import { journalFolder, readJournalFiles } from '../../bench/services/journal-file.ts';
import { buildResultDocument } from '../../bench/store/document.ts';
import { findHistoryPath, readHistory } from '../../bench/store/history.ts';
import { nameSeries } from '../../bench/store/history-entry.ts';
import { readRecordLog, selectFinishedRecords } from '../../bench/store/record-log.ts';
import { findRunFolder, listRunIds, readManifest } from '../../bench/store/run-folder.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import { type Acknowledged, runsPath, stateFile, statePath } from './simulated-run.ts';

/** A promise that was broken, in words. */
class Broken extends Error {
  override readonly name = 'Broken';
}

function check(holds: boolean, words: string): void {
  if (!holds) throw new Broken(words);
}

/**
 * Reads everything as the next command would. What was written and never acknowledged may be there: it is taken over
 * into what was acknowledged. @throws Broken
 */
export function checkAfterStart(disk: Disk, acknowledged: Acknowledged): void {
  const ids = listRunIds(runsPath, disk);
  check(ids.length <= 1, `there are ${ids.length} runs`);
  const [id] = ids;
  check(acknowledged.runId === undefined || id === acknowledged.runId, 'the run is not listed');
  acknowledged.runId = id;
  if (id !== undefined) checkRun(disk, id, acknowledged);
  const { entries } = readHistory(findHistoryPath(runsPath), disk);
  const names = entries.map((entry) => `${entry.runId} ${nameSeries(entry)}`);
  check(new Set(names).size === names.length, 'an entry stands twice in the history');
  check(!acknowledged.isInHistory || entries.length > 0, 'the run is gone from the history');
  const list = readStateList(join(statePath, 'pace.json'), stateFile, disk);
  check(list.length >= acknowledged.stateEntries, 'an entry of the state file is gone');
}

function checkRun(disk: Disk, id: string, acknowledged: Acknowledged): void {
  const folder = findRunFolder(runsPath, id, disk);
  const { environment } = readManifest(folder);
  const { records } = readRecordLog(folder.recordsPath, disk);
  const told = acknowledged.records;
  check(records.length >= told.length, `${told.length - records.length} records are lost`);
  check(records.length <= told.length + 1, 'there are records that nobody wrote');
  const differs = told.findIndex((one, index) => !isEqual(one, records[index]));
  check(differs === -1, `record ${differs} is another one`);
  told.splice(0, told.length, ...records);
  const finished = selectFinishedRecords(records);
  checkOnce(finished);
  const groups = finished.filter(({ kind }) => kind === 'group-ended').length;
  check(groups === 0 || environment !== undefined, 'a group was measured before its environment');
  try {
    const document = buildResultDocument(folder);
    check(document.run.groupsRun === groups, 'the document counts other groups than the records');
  } catch (thrown) {
    const isEmpty = thrown instanceof LoadstoneError && thrown.code === 'NOTHING_MEASURED';
    if (!isEmpty || groups > 0) throw thrown;
  }
  const path = join(folder.path, 'result.json');
  const result = disk.exists(path) ? disk.read(path).toString('utf8') : undefined;
  check(acknowledged.result === undefined || result === acknowledged.result, 'result.json changed');
  if (result !== undefined) JSON.parse(result);
}

function isEqual(one: RunRecord, other: RunRecord | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** No trial and no group counts twice. */
function checkOnce(records: readonly RunRecord[]): void {
  const names = records.flatMap((record) => {
    if (record.kind === 'trial')
      return `trial ${record.group} ${record.scenario} ${record.loadId} ${record.variantId}`;
    return record.kind === 'group-ended' ? `group ${record.group}` : [];
  });
  check(new Set(names).size === names.length, 'a trial or a group counts twice');
}

/**
 * What the next start has to take away: everything that is there must stand in a journal. Takes it away.
 * @throws Broken
 */
export function sweep(disk: Disk, databases: Set<string>, bootId: string): void {
  const files = readJournalFiles(statePath, { disk, bootId });
  // One without its first line holds nothing yet, and is judged by its process alone, which here is always the same.
  const passes = files.some(({ isLive, openedAt }) => isLive && openedAt !== undefined);
  check(!passes, 'a journal of before the start passes for a live one');
  const entries = files.flatMap((file) => file.entries);
  const noted = new Set(
    entries.flatMap((entry) => {
      if (entry.kind === 'database') return entry.name;
      return entry.kind === 'folder' ? entry.path : [];
    }),
  );
  for (const name of databases) check(noted.has(name), `nobody knows of database ${name}`);
  for (const path of listWork(disk)) check(noted.has(path), `nobody knows of folder ${path}`);
  databases.clear();
  for (const path of listWork(disk)) {
    disk.remove(path);
    disk.syncFolder(dirname(path));
  }
  for (const { path } of files) disk.remove(path);
}

function listWork(disk: Disk): readonly string[] {
  const parent = join(statePath, 'work');
  return disk.exists(parent) ? disk.list(parent).map(({ name }) => join(parent, name)) : [];
}

/** After a run that ended in order. @throws Broken */
export function checkAfterEnd(
  disk: Disk,
  databases: ReadonlySet<string>,
  document: ResultDocument,
  reference: ResultDocument,
): void {
  const [given, wanted] = [document, reference].map((one) => JSON.stringify(withoutTimes(one)));
  check(given === wanted, `another document:\n${given}\n${wanted}`);
  const journals = disk.list(journalFolder(statePath));
  check(journals.length === 0, 'a journal is left');
  check(listWork(disk).length === 0 && databases.size === 0, 'something is left behind');
  const { entries } = readHistory(findHistoryPath(runsPath), disk);
  check(entries.length > 0, 'the run is not in the history');
}

/** Id, moments, and the time that attempts took which were cut off: the rest must be the same. */
function withoutTimes(document: ResultDocument): unknown {
  return JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    ['id', 'startedAt', 'endedAt', 'at', 'timeUse'].includes(key) ? undefined : value,
  );
}
