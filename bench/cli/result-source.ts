// Finds a document by what a person names it: a run, the folder of one, or a result.json of any version.
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FaultsDocument } from '../../reports/document/faults.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import type { SweepDocument } from '../../reports/document/sweep.ts';
import {
  DocumentError,
  type DocumentKind,
  kindOf,
  readDocument,
} from '../../reports/document/versions.ts';
import type { ExportedKind, ExportedRun } from '../../reports/exports/model.ts';
import { listRows } from '../../reports/exports/registry.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { buildResultDocument } from '../store/document.ts';
import { buildFaultsDocument, readFaultsDocument } from '../store/faults-document.ts';
import type { RunManifest } from '../store/manifest.ts';
import { readJsonInput } from '../store/read-input.ts';
import {
  findFaultRecords,
  findRunFolder,
  listRunIds,
  type RunFolder,
  readManifest,
} from '../store/run-folder.ts';
import { buildSweepDocument } from '../store/sweep-document.ts';
import { isTourFolder, openTourFolder } from '../store/tour-folder.ts';
import { assertWholeRecords } from '../store/whole-records.ts';
import { buildTourRefusal, findNamedRun } from './named-run.ts';
import { toAbsolute } from './opened-run.ts';
import type { TerminalIo } from './terminal-io.ts';

interface ResultSource {
  readonly document: ResultDocument;
  /** What faults did in the same run; undefined where none were injected. */
  readonly faults?: FaultsDocument | undefined;
  /** The folder that it is in. */
  readonly path: string;
}

/** What an export is made of, and the folder that it is in. */
export interface ExportSource {
  readonly kind: ExportedKind;
  readonly path: string;
  readonly rows: ExportedRun;
  /** Of a comparison. */
  readonly document?: ResultDocument;
}

/**
 * As `readResultSource`, and besides a run that injected faults alone or a sweep, its folder, a faults.json or sweep.json.
 * @param kinds which `latest` may be of
 * @throws LoadstoneError USAGE for what no format says, RUN_NOT_FOUND, RUN_UNREADABLE, RECORD_INVALID, NOTHING_MEASURED
 */
export function readExportSource(
  wanted: string,
  runs: string,
  io: TerminalIo,
  kinds: readonly ExportedKind[],
): ExportSource {
  const place = findPlace(wanted, runs, io, (manifest) => kinds.includes(kindOfRun(manifest)));
  refuseUnexported(place);
  const path = 'file' in place ? dirname(place.file) : place.folder.path;
  const sweep = readSweep(place);
  if (sweep !== undefined)
    return { kind: 'sweep', path, rows: listRows(undefined, undefined, sweep) };
  const faults = 'file' in place ? readFaultsFile(place.file) : readFaultsAlone(place.folder);
  if (faults !== undefined) return { kind: 'faults', path, rows: listRows(undefined, faults) };
  const { document, faults: besides } = readPlace(place);
  return { kind: 'compare', path, document, rows: listRows(document, besides) };
}

function kindOfRun({ sweep, faultsAlone }: RunManifest): ExportedKind {
  if (sweep !== undefined) return 'sweep';
  return faultsAlone === true ? 'faults' : 'compare';
}

/** Judged again from its records where they are there; undefined of anything else. */
function readSweep(place: Place): SweepDocument | undefined {
  if ('folder' in place) {
    const { path, recordsPath } = place.folder;
    if (!isSweep(place.folder)) return undefined;
    const isJudged = existsSync(join(path, 'run.json')) && existsSync(recordsPath);
    if (isJudged) return buildSweepDocument(place.folder);
  }
  const file = 'file' in place ? place.file : join(place.folder.path, 'sweep.json');
  const value = readJson(file);
  if (kindOf(value) !== 'sweep') return undefined;
  return guardRead(file, () => readDocument('sweep', value));
}

/** What each kind is where no format says anything of it. */
const unexported: Readonly<Record<DocumentKind, string | undefined>> = {
  ...{ result: undefined, faults: undefined, sweep: undefined },
  history: 'a history',
  'run-comparison': 'a comparison of two runs',
  noise: 'a study of the noise',
  explanation: 'an explanation',
  profile: 'a profile',
  tour: 'a tour',
};

/** @throws LoadstoneError USAGE */
function refuseUnexported(place: Place): void {
  if ('folder' in place) return;
  const what = unexported[kindOf(readJson(place.file))];
  if (what === undefined) return;
  const folder = dirname(place.file);
  if (what === unexported.tour && isTourFolder(folder))
    throw buildTourRefusal(openTourFolder(dirname(folder), basename(folder)));
  throw new LoadstoneError(
    'USAGE',
    `No format says anything of ${what}, and ${place.file} is one.`,
    {
      hint: 'Formats are of comparisons, gates, faults and sweeps: docs/exports.md has what each of them says.',
    },
  );
}

function isSweep(folder: RunFolder): boolean {
  const has = (name: string) => existsSync(join(folder.path, name));
  return has('sweep.json') || (has('run.json') && readManifest(folder).sweep !== undefined);
}

/**
 * Judges a run again from its records; a folder without records, and a file, are read as they stand.
 * @param wanted a run id, the beginning of one, `latest`, the path of a run folder or of a result.json.
 * @throws LoadstoneError USAGE for a sweep or faults alone, RUN_NOT_FOUND, RUN_UNREADABLE, RECORD_INVALID, NOTHING_MEASURED
 */
export function readResultSource(wanted: string, runs: string, io: TerminalIo): ResultSource {
  const isRight = ({ sweep, faultsAlone }: RunManifest) =>
    sweep === undefined && faultsAlone !== true;
  return readPlace(findPlace(wanted, runs, io, isRight));
}

type Place = { readonly file: string } | { readonly folder: RunFolder };

/** @param isRight whether `latest` may be this one: the newest run may be of another kind, or not over yet */
function findPlace(
  wanted: string,
  runs: string,
  io: TerminalIo,
  isRight: (manifest: RunManifest) => boolean,
): Place {
  const path = toAbsolute(wanted, io);
  const found = statSync(path, { throwIfNoEntry: false });
  if (wanted.endsWith('.json') && found?.isFile() === true) return { file: path };
  if (found?.isDirectory() === true && isRunPath(path)) return { folder: toFolder(path) };
  if (isTourFolder(path, io.disk))
    throw buildTourRefusal(openTourFolder(dirname(path), basename(path), io.disk));
  const runsPath = toAbsolute(runs, io);
  if (wanted !== 'latest') return { folder: findNamedRun(runsPath, wanted, io) };
  return { folder: findLatest(runsPath, io, isRight) };
}

/**
 * The newest run that is over and right; newer ones that are not over are named on standard error. Where none is, the
 * newest of all, for its reader to say what it lacks.
 * @throws LoadstoneError RUN_NOT_FOUND, READ_DENIED
 */
export function findLatest(
  runsPath: string,
  io: TerminalIo,
  isRight: (manifest: RunManifest) => boolean,
): RunFolder {
  const ids = listRunIds(runsPath);
  const at = ids.findIndex((id) => isOver(runsPath, id) && isOfKind(runsPath, id, isRight));
  if (at === -1) return findRunFolder(runsPath, 'latest');
  for (const id of ids.slice(0, at))
    if (!isOver(runsPath, id) && isOfKind(runsPath, id, isRight))
      io.err(`Run ${id} is newer and not over: this is ${ids[at]}.`);
  return findRunFolder(runsPath, ids[at] ?? 'latest');
}

/** What a run has come to is written at its end. */
function isOver(runsPath: string, id: string): boolean {
  return ['result.json', 'faults.json', 'sweep.json'].some((name) =>
    existsSync(join(runsPath, id, name)),
  );
}

function isOfKind(
  runsPath: string,
  id: string,
  isRight: (manifest: RunManifest) => boolean,
): boolean {
  const path = join(runsPath, id);
  try {
    return isRight(readManifest(toFolder(path)));
  } catch {
    // What cannot be read is told where it is asked for by name.
    return false;
  }
}

function readPlace(place: Place): ResultSource {
  if ('folder' in place) return readFolder(place.folder);
  return { document: readResult(place.file), path: dirname(place.file) };
}

const documentNames = ['run.json', 'result.json', 'sweep.json', 'faults.json'];

function isRunPath(path: string): boolean {
  return documentNames.some((name) => existsSync(join(path, name)));
}

/** The faults of a run that injected them alone; undefined of any other. */
function readFaultsAlone(folder: RunFolder): FaultsDocument | undefined {
  const { path } = folder;
  if (existsSync(join(path, 'run.json')) && existsSync(findFaultRecords(folder)))
    return readManifest(folder).faultsAlone === true ? buildFaultsDocument(folder) : undefined;
  if (existsSync(join(path, 'result.json'))) return undefined;
  return readFaultsFile(join(path, 'faults.json'));
}

/** Undefined where there is no such file, or it is another document. */
function readFaultsFile(file: string): FaultsDocument | undefined {
  if (!existsSync(file)) return undefined;
  const value = readJson(file);
  return kindOf(value) === 'faults'
    ? guardRead(file, () => readDocument('faults', value))
    : undefined;
}

function toFolder(path: string): RunFolder {
  return { id: basename(path), path, recordsPath: join(path, 'records.jsonl') };
}

function readFolder(folder: RunFolder): ResultSource {
  const { id, path, recordsPath } = folder;
  const hasManifest = existsSync(join(path, 'run.json'));
  if (hasManifest && readManifest(folder).faultsAlone === true) {
    throw new LoadstoneError(
      'USAGE',
      `Run ${id} injected faults and compared nothing under load.`,
      { hint: `\`loadstone report ${id}\` writes its report.` },
    );
  }
  if (isSweep(folder)) {
    throw new LoadstoneError('USAGE', `Run ${id} is a sweep; it has no comparisons and no gates.`, {
      hint: `\`loadstone report ${id}\` writes its report.`,
    });
  }
  if (hasManifest && existsSync(recordsPath)) {
    assertWholeRecords(folder);
    return { document: buildResultDocument(folder), path, faults: readFaultsDocument(folder) };
  }
  const faults = readFaultsFile(join(path, 'faults.json'));
  return { document: readResult(join(path, 'result.json')), path, faults };
}

function readResult(file: string): ResultDocument {
  const value = readJson(file);
  const other = otherKinds[kindOf(value)];
  if (other !== undefined)
    throw new LoadstoneError('USAGE', `${file} ${other}`, { hint: readHint });
  return guardRead(file, () => readDocument('result', value));
}

/** What a document is that is no result; of the others it is told what a result has that they lack. */
const otherKinds: { readonly [Kind in DocumentKind]?: string } = {
  sweep: 'is the document of a sweep, not of a run.',
  faults: 'is a document of faults; it compares nothing.',
};

const readHint = 'Name a result.json that Loadstone wrote, or a run.';

function readJson(file: string): unknown {
  return guardRead(file, () => readJsonInput(file));
}

function guardRead<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof LoadstoneError)
      throw new LoadstoneError(thrown.code, thrown.message, { cause: thrown, hint: readHint });
    throw describeFormatError(file, thrown, readHint);
  }
}

/** RUN_UNREADABLE for one of another version, else RECORD_INVALID; anything that is no matter of its form stays as it is. */
function describeFormatError(file: string, thrown: unknown, hint?: string): unknown {
  if (!(thrown instanceof DocumentError)) return thrown;
  const code = thrown.code === 'VERSION_UNKNOWN' ? 'RUN_UNREADABLE' : 'RECORD_INVALID';
  return new LoadstoneError(code, `${file}: ${messageOf(thrown)}`, {
    cause: thrown,
    ...(hint !== undefined && { hint }),
  });
}
