// The folder of a tour: `runs/<id>/` beside those of its chapters, with what was asked for and how far it has come.

import { join } from 'node:path';
import Type from 'typebox';
import { findShapeProblem } from '../../reports/document/check.ts';
import { Message } from '../../reports/document/message.ts';
import { countOf } from '../../reports/document/messages/count.ts';
import {
  index,
  name,
  orNull,
  text,
  time,
  timeMs,
  type ValueOf,
  words,
} from '../../reports/document/parts.ts';
import { findCommandProblem, findRunIdProblem } from '../../reports/document/printed-command.ts';
import { renderPlainJson } from '../../reports/json/render-json.ts';
import type { Disk } from '../disk/disk.ts';
import { realDisk } from '../disk/real-disk.ts';
import { LoadstoneError } from '../errors.ts';
import { ResolvedTour } from '../spec/resolve-tour.ts';
import { refuse } from './read-input.ts';
import { listFolders, type RunFolder, readRunJson, writeRunFile } from './run-folder.ts';

/** Raised where an older Loadstone could not read the folder. */
const tourVersion = 1;

/** How far a chapter has come. `left-out` may still be run where time is left over. */
const ChapterState = Type.Object({
  id: name,
  state: words('pending', 'running', 'ended', 'failed', 'left-out'),
  /** Null until its run has a folder. */
  runId: orNull(name),
  /** Groups of its preset, which the time may not hold; null until it is planned. */
  groupsWanted: orNull(index),
  /** Of all attempts together. */
  spentMs: timeMs,
  /** Why it failed or was left out; null otherwise. */
  reason: orNull(Message),
});
export type ChapterState = ValueOf<typeof ChapterState>;

const TourManifest = Type.Object({
  tourVersion: Type.Literal(tourVersion),
  id: name,
  startedAt: time,
  /** When a chapter last began or ended. */
  changedAt: time,
  /** True once every chapter has ended, failed or was left out. */
  isEnded: Type.Boolean(),
  wasInterrupted: Type.Boolean(),
  configPath: text,
  tour: ResolvedTour,
  budgetMs: timeMs,
  reproduceCommand: text,
  /** In the order of the tour, without those that the config says are not measured. */
  chapters: Type.Array(ChapterState),
});
export type TourManifest = ValueOf<typeof TourManifest>;

const manifestName = 'chapters.json';

/** What stands in the manifest of a tour that begins. */
export function beginManifest(
  given: Pick<
    TourManifest,
    'id' | 'startedAt' | 'configPath' | 'tour' | 'budgetMs' | 'reproduceCommand'
  >,
): TourManifest {
  return {
    ...{ tourVersion, ...given, changedAt: given.startedAt },
    ...{ isEnded: false, wasInterrupted: false },
    chapters: given.tour.chapters
      .filter(({ run }) => run !== null)
      .map(({ id }) => ({
        ...{ id, state: 'pending' as const, runId: null, groupsWanted: null, spentMs: 0 },
        reason: null,
      })),
  };
}

/** @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED */
export function writeTourManifest(folder: RunFolder, manifest: TourManifest): void {
  writeRunFile(folder, manifestName, renderPlainJson(manifest));
}

/** @throws LoadstoneError RECORD_INVALID, and RUN_UNREADABLE where it is not there or of another version */
export function readTourManifest(folder: RunFolder): TourManifest {
  const value = readRunJson(folder, manifestName);
  const path = join(folder.path, manifestName);
  const version =
    typeof value === 'object' && value !== null && 'tourVersion' in value
      ? value.tourVersion
      : undefined;
  if (typeof version === 'number' && version !== tourVersion)
    throw new LoadstoneError(
      'RUN_UNREADABLE',
      `${path} is of version ${version}; this Loadstone reads ${tourVersion}.`,
      { hint: 'Read it with the Loadstone that wrote it.' },
    );
  const problem = findShapeProblem(TourManifest, value);
  if (problem !== undefined) refuse(path, undefined, problem);
  const manifest = value as TourManifest;
  const mismatch = findMismatch(manifest);
  if (mismatch !== undefined) refuse(path, undefined, mismatch);
  return manifest;
}

/** What does not belong together, as the end of a sentence; undefined where all does. */
function findMismatch({ id, reproduceCommand, tour, chapters }: TourManifest): string | undefined {
  const ofId = findRunIdProblem(id);
  if (ofId !== undefined) return `id: ${ofId}`;
  const ofCommand = findCommandProblem(reproduceCommand);
  if (ofCommand !== undefined) return `reproduceCommand: ${ofCommand}`;
  const run = tour.chapters.flatMap((chapter) => (chapter.run === null ? [] : [chapter.id]));
  if (run.join('\0') !== chapters.map((chapter) => chapter.id).join('\0'))
    return 'chapters: are not those of the tour';
  const bad = chapters.find(({ runId }) => runId !== null && findRunIdProblem(runId) !== undefined);
  return bad === undefined ? undefined : `chapters: ${bad.id} names no id of a run`;
}

/** True where it is the folder of a tour. */
export function isTourFolder(path: string, disk: Disk = realDisk): boolean {
  return disk.exists(join(path, manifestName));
}

/** Ids of all tours, the newest first. */
export function listTourIds(runsPath: string, disk: Disk = realDisk): readonly string[] {
  if (!disk.exists(runsPath)) return [];
  return listFolders(runsPath, disk)
    .filter((one) => one.isFolder && isTourFolder(join(runsPath, one.name), disk))
    .map((one) => one.name)
    .sort()
    .toReversed();
}

export function openTourFolder(runsPath: string, id: string, disk?: Disk): RunFolder {
  const path = join(runsPath, id);
  return { id, path, recordsPath: join(path, 'records.jsonl'), ...(disk && { disk }) };
}

/**
 * The folder of a tour by its id, the beginning of one, or `latest`; undefined where none is called so.
 * @throws LoadstoneError RUN_NOT_FOUND where several are
 */
export function findTourFolder(
  runsPath: string,
  wanted: string,
  disk?: Disk,
): RunFolder | undefined {
  const ids = listTourIds(runsPath, disk);
  const found = wanted === 'latest' ? ids.slice(0, 1) : ids.filter((id) => id.startsWith(wanted));
  const exact = found.find((id) => id === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (exact !== undefined) return openTourFolder(runsPath, exact, disk);
  if (found.length === 0) return undefined;
  throw new LoadstoneError(
    'RUN_NOT_FOUND',
    `${wanted} fits ${countOf(found.length, 'tour')} in ${runsPath}.`,
  );
}

/** True where this run is the newest thing that the tour has done: then it is told by the tour. */
export function isRunOf({ chapters }: TourManifest, runId: string): boolean {
  return chapters.some((chapter) => chapter.runId === runId);
}
