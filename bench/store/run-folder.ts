// One run's folder: `runs/<id>/` with its manifest, records, data, result document and reports.

import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findShapeProblem } from '../../reports/document/check.ts';
import { countOf } from '../../reports/document/messages/count.ts';
import { renderPlainJson } from '../../reports/json/render-json.ts';
import type { Disk } from '../disk/disk.ts';
import { makeFolders, replaceFile } from '../disk/durable.ts';
import { buildReadFailure, isDenied } from '../disk/read-failure.ts';
import { realDisk } from '../disk/real-disk.ts';
import { guardWrite } from '../disk/write-failure.ts';
import { LoadstoneError } from '../errors.ts';
import { privateFileMode, privateFolderMode } from '../private-modes.ts';
import { findManifestProblem, manifestVersion, type RunCommand, RunManifest } from './manifest.ts';
import { readJsonInput, refuse } from './read-input.ts';
import type { Redactor } from './redaction.ts';

export interface RunFolder {
  readonly id: string;
  readonly path: string;
  readonly recordsPath: string;
  /** What it is on; absent: the file system of this machine. */
  readonly disk?: Disk;
}

function toFolder(runsPath: string, id: string, disk: Disk): RunFolder {
  const path = join(runsPath, id);
  return { id, path, recordsPath: join(path, 'records.jsonl'), disk };
}

/** Records of episodes with faults; there is no such file where none was played. */
export function findFaultRecords(folder: RunFolder): string {
  return join(folder.path, 'faults.jsonl');
}

/** `20260131-235959-1a2b`: ids are in the order of the starts. @param startedAt ISO 8601 in UTC */
export function createRunId(startedAt: string): string {
  const second = startedAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `${second}-${randomBytes(2).toString('hex')}`;
}

/** A new folder, made at once so that a bad place fails before anything is started. */
export function createRunFolder(runsPath: string, id: string, disk: Disk = realDisk): RunFolder {
  const folder = toFolder(runsPath, id, disk);
  guardWrite(folder.path, () => {
    makeFolders(disk, runsPath);
    disk.makeFolder(folder.path, privateFolderMode);
    disk.syncFolder(runsPath);
  });
  return folder;
}

/** Removes the folder of a run, whatever is in it. */
export function removeRun({ path, disk = realDisk }: RunFolder): void {
  disk.remove(path);
}

/** Removes the folder of a run that has no record of anything; any other is left as it is. */
export function removeEmptyRun({ path, recordsPath, disk = realDisk }: RunFolder): void {
  if (disk.exists(recordsPath) && disk.read(recordsPath).length > 0) return;
  disk.remove(path);
}

/**
 * The folder of a run by its id, the beginning of one, or `latest`.
 * @throws LoadstoneError RUN_NOT_FOUND where there is none or several, READ_DENIED
 */
export function findRunFolder(runsPath: string, wanted: string, disk: Disk = realDisk): RunFolder {
  const ids = listRunIds(runsPath, disk);
  const found = wanted === 'latest' ? ids.slice(0, 1) : ids.filter((id) => id.startsWith(wanted));
  const exact = found.find((id) => id === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (exact !== undefined) {
    const folder = toFolder(runsPath, exact, disk);
    assertReadable(folder, disk);
    return folder;
  }
  const what =
    found.length === 0
      ? `There is no run ${wanted}`
      : `${wanted} fits ${countOf(found.length, 'run')}`;
  // To list them helps only where there are some.
  const hint =
    'No run is there yet: measure one with `loadstone run`, or name another folder with --runs.';
  throw new LoadstoneError(
    'RUN_NOT_FOUND',
    `${what} in ${runsPath}.`,
    ids.length > 0 ? {} : { hint },
  );
}

/** A run that this user may not look into is not one that is not there. @throws LoadstoneError READ_DENIED */
function assertReadable({ path }: RunFolder, disk: Disk): void {
  const thrown = findDenial(path, disk);
  if (thrown !== undefined) throw buildReadFailure(path, thrown);
}

/** What a look into the folder throws where it is not allowed, else undefined. */
function findDenial(path: string, disk: Disk): unknown {
  try {
    disk.list(path);
    return undefined;
  } catch (thrown) {
    return isDenied(thrown) ? thrown : undefined;
  }
}

/** A folder that nobody may look into is one by its name. */
function isRun(runsPath: string, name: string, disk: Disk): boolean {
  const path = join(runsPath, name);
  if (disk.exists(join(path, 'run.json'))) return true;
  return /^\d{8}-\d{6}-[0-9a-f]+$/.test(name) && findDenial(path, disk) !== undefined;
}

/** @throws LoadstoneError USAGE where it is no folder, READ_DENIED where it may not be read */
export function listFolders(runsPath: string, disk: Disk): ReturnType<Disk['list']> {
  try {
    return disk.list(runsPath);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOTDIR')
      throw buildReadFailure(runsPath, thrown);
    throw new LoadstoneError('USAGE', `${runsPath} is a file, and runs are kept in a folder.`, {
      cause: thrown,
      hint: 'Name the folder of the runs with --runs; a single document is given as the run itself where a command takes one.',
    });
  }
}

/** Ids of all runs, newest first: by the start in the id, within a second by that in the manifest, then by id. */
export function listRunIds(runsPath: string, disk: Disk = realDisk): readonly string[] {
  if (!disk.exists(runsPath)) return [];
  const ids = listFolders(runsPath, disk)
    .filter(({ name, isFolder }) => isFolder && isRun(runsPath, name, disk))
    .map(({ name }) => name);
  return [...Map.groupBy(ids, (id) => id.slice(0, secondLength))]
    .sort(([one], [other]) => compareText(other, one))
    .flatMap(([, rivals]) => (rivals.length === 1 ? rivals : orderByStart(runsPath, rivals, disk)));
}

/** Length of `20260131-235959`, with which every id begins. */
const secondLength = 15;

/** Newest first; a manifest that cannot be read comes last. */
function orderByStart(runsPath: string, ids: readonly string[], disk: Disk): readonly string[] {
  const started = new Map(ids.map((id) => [id, readStart(toFolder(runsPath, id, disk))]));
  return ids.toSorted(
    (one, other) =>
      compareText(started.get(other) ?? '', started.get(one) ?? '') || compareText(other, one),
  );
}

function readStart(folder: RunFolder): string {
  try {
    return readManifest(folder).startedAt;
  } catch {
    return '';
  }
}

/** By code units, as the times of a manifest are ordered. */
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/**
 * Writes a text compressed into a sub-folder. @returns its path in the run folder
 * @throws LoadstoneError STORE_WRITE_FAILED
 */
export function writeCompressed(folder: RunFolder, name: string, text: string): string {
  const { disk = realDisk } = folder;
  const path = join(folder.path, name);
  guardWrite(path, () => {
    makeFolders(disk, dirname(path), privateFolderMode);
    assertOwnFolder(dirname(path));
    replaceFile(disk, path, gzipSync(text), { mode: privateFileMode });
  });
  return name;
}

/**
 * Writes a file of the folder whole or not at all, and waits until it is on the disk: records that are appended later
 * need it to be read. @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED
 */
export function writeRunFile(folder: RunFolder, name: string, text: string): string {
  const path = join(folder.path, name);
  guardWrite(path, () =>
    replaceFile(folder.disk ?? realDisk, path, text, { mode: privateFileMode }),
  );
  return path;
}

/** Closes a folder that an older version left open to others. @throws LoadstoneError STORE_WRITE_FAILED */
export function writeManifest(folder: RunFolder, manifest: RunManifest, redactor: Redactor): void {
  guardWrite(folder.path, () => (folder.disk ?? realDisk).setMode(folder.path, privateFolderMode));
  writeRunFile(folder, 'run.json', renderPlainJson(redactor.value(manifest)));
}

/** @throws LoadstoneError RECORD_INVALID, and RUN_UNREADABLE where it is not there or of another version. */
export function readManifest(folder: RunFolder): RunManifest {
  const value = readRunJson(folder, 'run.json');
  const path = join(folder.path, 'run.json');
  if (typeof value !== 'object' || value === null)
    refuse(path, undefined, 'is no manifest of a run');
  const version = 'manifestVersion' in value ? value.manifestVersion : undefined;
  if (typeof version === 'number' && version !== manifestVersion)
    throw new LoadstoneError(
      'RUN_UNREADABLE',
      `${path} is of version ${version}; this Loadstone reads ${manifestVersion}.`,
      { hint: 'Read it with the Loadstone that wrote it.' },
    );
  const problem = findShapeProblem(RunManifest, value);
  if (problem !== undefined) refuse(path, undefined, problem);
  const manifest = upgradeManifest(value as RunManifest);
  const mismatch = findManifestProblem(manifest);
  if (mismatch !== undefined) refuse(path, undefined, mismatch);
  return manifest;
}

/**
 * Folders from before manifests named their command have it in words alone, which are read here and nowhere else;
 * those from before a run could be against several commits have the one as a text.
 */
function upgradeManifest(manifest: RunManifest): RunManifest {
  const [, word] =
    /^npx loadstone (run|gate|noise|faults|sweep)\b/.exec(manifest.reproduceCommand) ?? [];
  const { against, ...selection } = manifest.selection;
  return {
    ...{ ...manifest, command: manifest.command ?? ((word ?? 'run') as RunCommand) },
    selection: against === undefined ? selection : { ...selection, againstRefs: [against] },
  };
}

/** @throws LoadstoneError RUN_UNREADABLE where the file is missing, RECORD_INVALID where it is no JSON within limits */
export function readRunJson(folder: RunFolder, name: string): unknown {
  return readJsonInput(join(folder.path, name), folder.disk);
}

/** @throws Error where it is a link, which may lead out of the folder that it is in */
export function assertOwnFolder(path: string): void {
  if (!lstatSync(path).isDirectory()) throw new Error(`${path} is no folder but a link`);
}
