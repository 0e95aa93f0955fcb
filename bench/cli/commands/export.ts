// `loadstone export`: a run in a format for CI or another program, judged again from its records.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { outputFormats } from '../../../reports/outputs.ts';
import { parseResult } from '../../../reports/schema/reader.ts';
import type { ResultDocument } from '../../../reports/schema/result.ts';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { buildResultDocument } from '../../store/document.ts';
import { findRunFolder, readManifest } from '../../store/run-folder.ts';
import { toAbsolute } from '../opened-run.ts';
import { checkFormat, type OutputTarget, writeOutputs } from '../output-files.ts';
import type { TerminalIo } from '../terminal-io.ts';

export interface ExportOptions {
  readonly runs: string;
  /** Name of a format, or `all`. */
  readonly format: string;
  /** A file, or `-`; of `all` a folder. */
  readonly to?: string;
  readonly onInconclusive?: 'fail' | 'warn';
  readonly absolute?: boolean;
}

interface Source {
  readonly document: ResultDocument;
  /** The folder where all formats go by default. */
  readonly path: string;
}

/**
 * Writes one format to standard output or a file, or all of them into the folder of the run.
 * `wanted` is a run as in `loadstone report`, or the path of a result.json of any version.
 * @throws LoadstoneError USAGE, RUN_NOT_FOUND, RUN_UNREADABLE, NOTHING_MEASURED, STORE_WRITE_FAILED
 */
export function exportRun(wanted: string, options: ExportOptions, io: TerminalIo): void {
  const isAll = options.format === 'all';
  if (!isAll) checkFormat(options.format);
  if (isAll && options.to === '-')
    throw new LoadstoneError('USAGE', 'All formats do not fit into one output.', {
      hint: 'Name a folder with --to, or one format with --format.',
    });
  const { document, path } = readSource(wanted, options, io);
  const targets: readonly OutputTarget[] = isAll
    ? Object.entries(outputFormats).map(([format, { fileName }]) => ({
        format,
        file: join(options.to ?? path, fileName),
      }))
    : [{ format: options.format, file: options.to ?? '-' }];
  const { onInconclusive = 'warn', absolute = false } = options;
  writeOutputs(document, targets, { onInconclusive, absolute }, io);
  for (const { format, file } of targets) {
    if (file !== '-') io.err(`${format}: ${relative(io.cwd, toAbsolute(file, io))}`);
  }
}

function readSource(wanted: string, options: ExportOptions, io: TerminalIo): Source {
  const file = toAbsolute(wanted, io);
  if (wanted.endsWith('.json') && statSync(file, { throwIfNoEntry: false })?.isFile() === true) {
    return { document: readDocument(file), path: dirname(file) };
  }
  const folder = findRunFolder(toAbsolute(options.runs, io), wanted);
  if (readManifest(folder).sweep !== undefined)
    throw new LoadstoneError('USAGE', `Run ${folder.id} is a sweep; it has no gates to export.`, {
      hint: `\`loadstone report ${folder.id}\` writes its report.`,
    });
  return { document: buildResultDocument(folder), path: folder.path };
}

function readDocument(file: string): ResultDocument {
  try {
    return parseResult(JSON.parse(readFileSync(file, 'utf8')));
  } catch (thrown) {
    throw new LoadstoneError('RUN_UNREADABLE', `Cannot read ${file}: ${messageOf(thrown)}`, {
      cause: thrown,
      hint: 'Name a result.json that Loadstone wrote, or a run.',
    });
  }
}
