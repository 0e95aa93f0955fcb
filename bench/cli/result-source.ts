// Finds a result document by what a person names it: a run, the folder of one, or a result.json of any version.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FaultsDocument } from '../../reports/schema/faults.ts';
import { parseResult } from '../../reports/schema/reader.ts';
import type { ResultDocument } from '../../reports/schema/result.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { buildResultDocument } from '../store/document.ts';
import { readFaultsDocument } from '../store/faults-document.ts';
import { findRunFolder, type RunFolder, readManifest } from '../store/run-folder.ts';
import { toAbsolute } from './opened-run.ts';
import type { TerminalIo } from './terminal-io.ts';

export interface ResultSource {
  readonly document: ResultDocument;
  /** What faults did in the same run; undefined where none were injected. */
  readonly faults?: FaultsDocument | undefined;
  /** The folder that it is in. */
  readonly path: string;
}

/**
 * Judges a run again from its records; a folder without records, and a file, are read as they stand.
 * @param wanted a run id, the beginning of one, `latest`, the path of a run folder or of a result.json.
 * @throws LoadstoneError USAGE for a sweep or faults alone, RUN_NOT_FOUND, RUN_UNREADABLE, NOTHING_MEASURED
 */
export function readResultSource(wanted: string, runs: string, io: TerminalIo): ResultSource {
  const path = toAbsolute(wanted, io);
  const found = statSync(path, { throwIfNoEntry: false });
  if (wanted.endsWith('.json') && found?.isFile() === true) {
    return { document: readDocument(path), path: dirname(path) };
  }
  if (found?.isDirectory() === true && isRunPath(path)) return readFolder(toFolder(path));
  return readFolder(findRunFolder(toAbsolute(runs, io), wanted));
}

function isRunPath(path: string): boolean {
  return ['run.json', 'result.json', 'sweep.json'].some((name) => existsSync(join(path, name)));
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
      {
        hint: `\`loadstone report ${id}\` writes its report.`,
      },
    );
  }
  const isSweep = hasManifest && readManifest(folder).sweep !== undefined;
  if (isSweep || existsSync(join(path, 'sweep.json'))) {
    throw new LoadstoneError('USAGE', `Run ${id} is a sweep; it has no comparisons and no gates.`, {
      hint: `\`loadstone report ${id}\` writes its report.`,
    });
  }
  const isReplayable = hasManifest && existsSync(recordsPath);
  const document = isReplayable
    ? buildResultDocument(folder)
    : readDocument(join(path, 'result.json'));
  return { document, path, faults: isReplayable ? readFaultsDocument(folder) : undefined };
}

function readDocument(file: string): ResultDocument {
  const value = readJson(file);
  if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'sweep') {
    throw new LoadstoneError('USAGE', `${file} is the document of a sweep, not of a run.`, {
      hint: 'Name a result.json that Loadstone wrote, or a run.',
    });
  }
  return guardRead(file, () => parseResult(value));
}

function readJson(file: string): unknown {
  return guardRead(file, (): unknown => JSON.parse(readFileSync(file, 'utf8')));
}

function guardRead<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (thrown) {
    throw new LoadstoneError('RUN_UNREADABLE', `Cannot read ${file}: ${messageOf(thrown)}`, {
      cause: thrown,
      hint: 'Name a result.json that Loadstone wrote, or a run.',
    });
  }
}
