// `loadstone export`: a run in a format for CI or another program, judged again from its records.
import { join, relative } from 'node:path';
import type { ResultDocument } from '../../../reports/document/result.ts';
import type { ExportedKind } from '../../../reports/exports/model.ts';
import { exportFormats } from '../../../reports/exports/registry.ts';
import { LoadstoneError } from '../../errors.ts';
import { type AddCommand, onInconclusiveOption, runsOption } from '../command.ts';
import { toAbsolute } from '../opened-run.ts';
import {
  checkFormat,
  checkFormatSays,
  hasRows,
  listFormats,
  type OutputTarget,
  writeOutput,
  writeOutputs,
} from '../output-files.ts';
import { convertToPng } from '../png.ts';
import { type ExportSource, readExportSource } from '../result-source.ts';
import type { TerminalIo } from '../terminal-io.ts';

/** What `--format` takes beside the formats. */
const allFormats = 'all';
const pictureFormat = 'png';

export const addExport: AddCommand = (program, { io }) =>
  program
    .command('export')
    .description('a run in a format for CI or another program')
    .argument(
      '[run]',
      'run id, the beginning of one, latest, a result.json or faults.json',
      'latest',
    )
    .requiredOption(
      '--format <name>',
      `all, or one of ${Object.keys(exportFormats).join(', ')}, ${pictureFormat}`,
    )
    .option('--to <file>', 'file, - for standard output (the default), or with all a folder')
    .addOption(onInconclusiveOption('warn'))
    .option('--absolute', 'figures instead of ratios to the baseline, where a format takes one')
    .addOption(runsOption())
    .action((run, options) => exportRun(run, options, io));

interface ExportOptions {
  readonly runs: string;
  /** Name of a format, or `all`. */
  readonly format: string;
  /** A file, or `-`; of `all` a folder. */
  readonly to?: string;
  readonly onInconclusive?: 'fail' | 'warn';
  readonly absolute?: boolean;
}

/**
 * Writes one format to standard output or a file, or all of them into the folder of the run.
 * `wanted` is a run as in `loadstone report`, or the path of a result.json of any version or of a faults.json.
 * @throws LoadstoneError USAGE, RUN_NOT_FOUND, RUN_UNREADABLE, NOTHING_MEASURED, STORE_WRITE_FAILED
 */
function exportRun(wanted: string, options: ExportOptions, io: TerminalIo): void {
  if (options.format === pictureFormat) {
    exportPng(wanted, options, io);
    return;
  }
  const isAll = options.format === allFormats;
  if (!isAll) checkFormat(options.format, [pictureFormat, allFormats]);
  if (isAll && options.to === '-')
    throw new LoadstoneError('USAGE', 'All formats do not fit into one output.', {
      hint: 'Name a folder with --to, or one format with --format.',
    });
  const source = readExportSource(wanted, options.runs, io, kindsOf(options.format));
  const targets = listTargets(source, options);
  const { onInconclusive = 'warn', absolute = false } = options;
  const { rows } = source;
  const [full, empty] = partition(targets, ({ format }) => hasRows(format, rows, { absolute }));
  if (full.length === 0) throw buildNothing(options.format, source.document);
  writeOutputs(rows, full, { onInconclusive, absolute }, io);
  for (const { format } of empty)
    io.err(`${format}: not written, since the run has no figures for it`);
  for (const { format, file } of full) {
    if (file !== '-') io.err(`${format}: ${relative(io.cwd, toAbsolute(file, io))}`);
  }
}

/**
 * The picture by a program of this machine; bytes do not go to a terminal.
 * @throws LoadstoneError USAGE, PICTURE_UNAVAILABLE, and what reading and writing throw
 */
function exportPng(wanted: string, { runs, to }: ExportOptions, io: TerminalIo): void {
  if (to === undefined || to === '-')
    throw new LoadstoneError('USAGE', 'A PNG needs a file.', {
      hint: 'Name it with --to, for example --to first-screen.png.',
    });
  const { rows, kind } = readExportSource(wanted, runs, io, kindsOf('svg'));
  checkFormatSays(pictureFormat, kind);
  const picture = exportFormats.svg?.render(rows, {}) ?? '';
  writeOutput(toAbsolute(to, io), convertToPng(picture));
  io.err(`png: ${relative(io.cwd, toAbsolute(to, io))}`);
}

/** Of which kinds of runs the format has something to say; all of them say something of any. */
const kindsOf = (format: string): readonly ExportedKind[] =>
  exportFormats[format]?.says ?? ['compare', 'faults', 'sweep'];

function partition<Value>(all: readonly Value[], isFirst: (value: Value) => boolean) {
  return [all.filter(isFirst), all.filter((value) => !isFirst(value))] as const;
}

/** A header alone, or an empty table, would pass for a run without anything to tell. */
function buildNothing(format: string, document: ResultDocument | undefined): LoadstoneError {
  const isInvalid = document !== undefined && document.validity.status !== 'valid';
  return new LoadstoneError(
    'NOTHING_MEASURED',
    `The run has no figures for ${format}${isInvalid ? ', since it is invalid' : ''}; nothing was written.`,
    {
      hint: isInvalid
        ? `\`loadstone report ${document.run.id}\` shows which checks failed; summary and junit say it in a file.`
        : 'docs/exports.md has what each format says.',
    },
  );
}

/** @throws LoadstoneError USAGE where the one that is asked for has nothing to say of the document. */
function listTargets(source: ExportSource, { format, to }: ExportOptions): readonly OutputTarget[] {
  const { kind } = source;
  if (format !== allFormats) return [{ format: checkFormatSays(format, kind), file: to ?? '-' }];
  return listFormats(kind).map((name) => ({
    ...{ format: name, file: join(to ?? source.path, exportFormats[name]?.fileName ?? name) },
    ...(to === undefined && { isInRunFolder: true }),
  }));
}
