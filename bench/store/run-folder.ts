// One run's folder: `runs/<id>/` with its manifest, records, data, result document and reports.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { renderPlainJson } from '../../reports/json/render-json.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { countOf } from '../phrases/count-of.ts';
import { privateFolderMode } from '../private-modes.ts';
import { findShapeProblem } from './check-shape.ts';
import { manifestVersion, type RunCommand, type RunManifest } from './manifest.ts';
import { findManifestProblem } from './manifest-sums.ts';
import { assertOwnFolder, replaceFile } from './own-file.ts';
import { readJsonInput, refuse } from './read-input.ts';
import type { Redactor } from './redaction.ts';
import { manifestShape } from './shape/manifest-shape.ts';

export interface RunFolder {
  readonly id: string;
  readonly path: string;
  readonly recordsPath: string;
}

function toFolder(runsPath: string, id: string): RunFolder {
  const path = join(runsPath, id);
  return { id, path, recordsPath: join(path, 'records.jsonl') };
}

/** Records of episodes with faults; there is no such file where none was played. */
export function findFaultRecords(folder: RunFolder): string {
  return join(folder.path, 'faults.jsonl');
}

/** A new folder, made at once so that a bad place fails before anything is started. */
export function createRunFolder(runsPath: string, id: string): RunFolder {
  const folder = toFolder(runsPath, id);
  guardWrite(folder.path, () => {
    mkdirSync(runsPath, { recursive: true });
    mkdirSync(folder.path, { mode: privateFolderMode });
  });
  return folder;
}

/** Removes the folder of a run that has no record of anything; any other is left as it is. */
export function removeEmptyRun({ path, recordsPath }: RunFolder): void {
  if (existsSync(recordsPath) && statSync(recordsPath).size > 0) return;
  rmSync(path, { recursive: true, force: true });
}

/**
 * The folder of a run by its id, the beginning of one, or `latest`.
 * @throws LoadstoneError RUN_NOT_FOUND where there is none or several.
 */
export function findRunFolder(runsPath: string, wanted: string): RunFolder {
  const ids = listRunIds(runsPath);
  const found = wanted === 'latest' ? ids.slice(0, 1) : ids.filter((id) => id.startsWith(wanted));
  const exact = found.find((id) => id === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (exact !== undefined) return toFolder(runsPath, exact);
  const what =
    found.length === 0
      ? `There is no run ${wanted}`
      : `${wanted} fits ${countOf(found.length, 'run')}`;
  throw new LoadstoneError('RUN_NOT_FOUND', `${what} in ${runsPath}.`);
}

/** Ids of all runs, newest first: by the start in the id, within a second by that in the manifest, then by id. */
export function listRunIds(runsPath: string): readonly string[] {
  if (!existsSync(runsPath)) return [];
  const ids = readdirSync(runsPath, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(runsPath, entry.name, 'run.json')))
    .map((entry) => entry.name);
  return [...Map.groupBy(ids, (id) => id.slice(0, secondLength))]
    .sort(([one], [other]) => compareText(other, one))
    .flatMap(([, rivals]) => (rivals.length === 1 ? rivals : orderByStart(runsPath, rivals)));
}

/** Length of `20260131-235959`, with which every id begins. */
const secondLength = 15;

/** Newest first; a manifest that cannot be read comes last. */
function orderByStart(runsPath: string, ids: readonly string[]): readonly string[] {
  const started = new Map(ids.map((id) => [id, readStart(toFolder(runsPath, id))]));
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
  const path = join(folder.path, name);
  guardWrite(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: privateFolderMode });
    assertOwnFolder(dirname(path));
    replaceFile(path, gzipSync(text));
  });
  return name;
}

/** Writes a file of the folder whole or not at all. @throws LoadstoneError STORE_WRITE_FAILED */
export function writeRunFile(folder: RunFolder, name: string, text: string): string {
  const path = join(folder.path, name);
  guardWrite(path, () => {
    replaceFile(path, text);
  });
  return path;
}

/** Closes a folder that an older version left open to others. @throws LoadstoneError STORE_WRITE_FAILED */
export function writeManifest(folder: RunFolder, manifest: RunManifest, redactor: Redactor): void {
  guardWrite(folder.path, () => chmodSync(folder.path, privateFolderMode));
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
  const problem = findShapeProblem(manifestShape, value);
  if (problem !== undefined) refuse(path, undefined, problem);
  const manifest = upgradeManifest(value as RunManifest);
  const mismatch = findManifestProblem(manifest);
  if (mismatch !== undefined) refuse(path, undefined, mismatch);
  return manifest;
}

/** Folders from before manifests named their command have it in words alone, which are read here and nowhere else. */
function upgradeManifest(manifest: RunManifest): RunManifest {
  if (manifest.command !== undefined) return manifest;
  const [, word] =
    /^npx loadstone (run|gate|noise|faults|sweep)\b/.exec(manifest.reproduceCommand) ?? [];
  return { ...manifest, command: (word ?? 'run') as RunCommand };
}

/** @throws LoadstoneError RUN_UNREADABLE where the file is missing, RECORD_INVALID where it is no JSON within limits */
export function readRunJson(folder: RunFolder, name: string): unknown {
  return readJsonInput(join(folder.path, name));
}

function guardWrite(path: string, write: () => void): void {
  try {
    write();
  } catch (thrown) {
    throw new LoadstoneError('STORE_WRITE_FAILED', `Cannot write ${path}: ${messageOf(thrown)}.`, {
      cause: thrown,
    });
  }
}
