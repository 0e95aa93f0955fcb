// Makes the document of a tour from its folder and those of its runs; no server, no clock.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FaultsDocument } from '../../reports/document/faults.ts';
import type { Message } from '../../reports/document/message.ts';
import { writeMessage, writeName } from '../../reports/document/messages/message.ts';
import type { Environment, ResultDocument, Warning } from '../../reports/document/result.ts';
import {
  type TourChapter,
  type TourDocument,
  type TourFinding,
  type TourRun,
  tourSchemaVersion,
} from '../../reports/document/tour.ts';
import { fewestGroups } from '../analysis/pairs/comparison.ts';
import { findInFaults, findInResult } from '../analysis/tour/chapter-finding.ts';
import { buildWarning } from '../analysis/warning.ts';
import { LoadstoneError } from '../errors.ts';
import type { ResolvedChapter } from '../spec/resolve-tour.ts';
import { tellCause } from '../tell-failure.ts';
import { buildResultDocument } from './document.ts';
import { buildFaultsDocument } from './faults-document.ts';
import { findRunFolder, type RunFolder } from './run-folder.ts';
import { type ChapterState, readTourManifest, type TourManifest } from './tour-folder.ts';

/** The document of a run of a chapter, for what a page shows of it. */
type ChapterDocument =
  | { readonly kind: 'run'; readonly document: ResultDocument }
  | { readonly kind: 'faults'; readonly document: FaultsDocument };

export interface BuiltTour {
  readonly document: TourDocument;
  /** By chapter; without those that have no result. */
  readonly runs: ReadonlyMap<string, ChapterDocument>;
}

/**
 * Judges the runs of a tour again. A run that cannot be read is told in its chapter and hides no other.
 * @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE of the tour itself
 */
export function buildTourDocument(folder: RunFolder): BuiltTour {
  const manifest = readTourManifest(folder);
  const { tour, id, startedAt, changedAt, isEnded, wasInterrupted } = manifest;
  const read = tour.chapters.map((chapter) => readChapter(chapter, manifest, folder));
  const chapters = read.map(({ chapter }) => chapter);
  const measured = read.flatMap(({ environment }) => environment ?? []);
  const document: TourDocument = {
    ...{ schemaVersion: tourSchemaVersion, kind: 'tour' },
    tour: {
      ...{ id, name: tour.name, title: tour.title, description: tour.description },
      ...{ data: tour.data, startedAt, endedAt: changedAt },
      status: isEnded ? 'complete' : wasInterrupted ? 'interrupted' : 'partial',
      ...{ isQuick: tour.isQuick, budgetMs: manifest.budgetMs },
      spentMs: manifest.chapters.reduce((sum, { spentMs }) => sum + spentMs, 0),
      reproduceCommand: manifest.reproduceCommand,
    },
    chapters,
    environment: measured[0] ?? null,
    warnings: listWarnings(chapters),
  };
  const runs = read.flatMap(({ chapter, run }) =>
    run === undefined ? [] : [[chapter.id, run] as const],
  );
  return { document, runs: new Map(runs) };
}

interface ReadChapter {
  readonly chapter: TourChapter;
  readonly run?: ChapterDocument;
  readonly environment?: Environment;
}

function readChapter(
  given: ResolvedChapter,
  { chapters }: TourManifest,
  folder: RunFolder,
): ReadChapter {
  const { id, title, claim, source, priority, notMeasured, run: planned } = given;
  const head = { id, title, claim, source, priority, notMeasured };
  const empty = { ...head, run: null, finding: null };
  const state = chapters.find((one) => one.id === id);
  if (planned === null || state === undefined)
    return { chapter: { ...empty, status: 'not-measured', reason: null } };
  if (state.runId === null) return { chapter: { ...empty, ...describeUnrun(state) } };
  try {
    const runFolder = findRunFolder(dirname(folder.path), state.runId, folder.disk);
    const run = readRun(runFolder, planned.command);
    const { finding, told } = describeRun(run, state, runFolder);
    const isEnded = state.state === 'ended' && told.status === 'complete';
    return {
      ...{ run, environment: run.document.environment },
      chapter: {
        ...{ ...head, status: isEnded ? 'measured' : 'partial', run: told, finding },
        reason: state.state === 'failed' ? state.reason : null,
      },
    };
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    return { chapter: { ...empty, ...describeUnread(state, thrown) } };
  }
}

type Untold = Pick<TourChapter, 'status' | 'reason'>;

function describeUnrun({ state, reason }: ChapterState): Untold {
  const isOver = state === 'failed' || state === 'left-out';
  if (isOver) return { status: state, reason };
  return { status: 'pending', reason: writeMessage('tour-pending') };
}

/** A run that ended before its first group did is no damage; why it failed says more than that it has nothing. */
function describeUnread({ state, reason }: ChapterState, thrown: LoadstoneError): Untold {
  if (state === 'failed' && reason !== null) return { status: 'failed', reason };
  if (thrown.code === 'NOTHING_MEASURED') {
    const isOpen = state === 'running' || state === 'pending';
    const why = writeMessage('tour-interrupted');
    return { status: isOpen ? 'pending' : 'failed', reason: why };
  }
  const why: Message = writeMessage('tour-unreadable', { reason: tellCause(thrown) });
  return { status: 'failed', reason: why };
}

function readRun(folder: RunFolder, command: TourRun['command']): ChapterDocument {
  return command === 'faults'
    ? { kind: 'faults', document: buildFaultsDocument(folder) }
    : { kind: 'run', document: buildResultDocument(folder) };
}

type Counted = Pick<TourRun, 'groupsValid' | 'groupsRun' | 'groupsPlanned' | 'isDecidedEarly'>;

function countGroups(run: ChapterDocument): Counted {
  if (run.kind === 'faults') {
    const { groupsEnded, groupsPlanned } = run.document.faults;
    return {
      ...{ groupsValid: groupsEnded, groupsRun: groupsEnded, groupsPlanned },
      isDecidedEarly: false,
    };
  }
  const { groupsRun, groupsPlanned, sequential } = run.document.run;
  return {
    groupsValid: run.document.groups.filter((group) => group.status === 'valid').length,
    ...{ groupsRun, groupsPlanned },
    isDecidedEarly: sequential.stoppedBecause === 'all-decided',
  };
}

function describeRun(
  run: ChapterDocument,
  { groupsWanted }: ChapterState,
  runFolder: RunFolder,
): { readonly finding: TourFinding; readonly told: TourRun } {
  const { id, startedAt, endedAt, status, reproduceCommand } = run.document.run;
  const counted = countGroups(run);
  const pageName = run.kind === 'faults' ? 'faults.html' : 'report.html';
  const isWritten = existsSync(join(runFolder.path, pageName));
  return {
    finding: run.kind === 'faults' ? findInFaults(run.document) : findInResult(run.document),
    told: {
      ...{ id, command: run.kind, startedAt, endedAt, status, ...counted },
      groupsWanted: groupsWanted ?? counted.groupsPlanned,
      page: isWritten ? `../${id}/${pageName}` : null,
      ...{ reproduceCommand, fingerprint: run.document.environment.fingerprint },
    },
  };
}

function listWarnings(chapters: readonly TourChapter[]): readonly Warning[] {
  const measured = chapters.flatMap(({ title, run, finding }) =>
    run === null || finding === null ? [] : [{ title: title.en, run }],
  );
  const name = (all: typeof measured) => joinNames(all.map(({ title }) => title));
  const [first] = measured;
  const elsewhere = measured.filter(({ run }) => run.fingerprint !== first?.run.fingerprint);
  const few = measured.filter(({ run }) => run.command === 'run' && run.groupsValid < fewestGroups);
  return [
    ...(elsewhere.length === 0
      ? []
      : [
          buildWarning(
            'TOUR_MACHINES',
            writeMessage('warn-tour-machines', { chapters: name(elsewhere) }),
            writeMessage('advise-tour-machines'),
          ),
        ]),
    ...(few.length === 0
      ? []
      : [
          buildWarning(
            'TOUR_FEW_GROUPS',
            writeMessage('warn-tour-few-groups', { least: fewestGroups, chapters: name(few) }),
            writeMessage('advise-tour-few-groups'),
          ),
        ]),
  ];
}

function joinNames(names: readonly string[]): readonly Message[] {
  return names.map((name) => writeName(name));
}
