// `loadstone export`: a run in a format for CI or another program, judged again from its records.
import { join, relative } from 'node:path';
import { outputFormats } from '../../../reports/outputs.ts';
import { LoadstoneError } from '../../errors.ts';
import { type AddCommand, onInconclusiveOption, runsOption } from '../command.ts';
import { toAbsolute } from '../opened-run.ts';
import {
  checkFaultFormat,
  checkFormat,
  listFaultFormats,
  type OutputTarget,
  writeFaultOutputs,
  writeOutputs,
} from '../output-files.ts';
import { type ExportSource, readExportSource } from '../result-source.ts';
import type { TerminalIo } from '../terminal-io.ts';

export const addExport: AddCommand = (program, { io }) =>
  program
    .command('export')
    .description('a run in a format for CI or another program')
    .argument(
      '[run]',
      'run id, the beginning of one, latest, a result.json or faults.json',
      'latest',
    )
    .requiredOption('--format <name>', `all, or one of ${Object.keys(outputFormats).join(', ')}`)
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
  const isAll = options.format === 'all';
  if (!isAll) checkFormat(options.format);
  if (isAll && options.to === '-')
    throw new LoadstoneError('USAGE', 'All formats do not fit into one output.', {
      hint: 'Name a folder with --to, or one format with --format.',
    });
  const source = readExportSource(wanted, options.runs, io);
  const targets = listTargets(source, options);
  const { onInconclusive = 'warn', absolute = false } = options;
  const told = { onInconclusive, absolute };
  if (source.kind === 'faults') writeFaultOutputs(source.faults, targets, told, io);
  else writeOutputs(source.document, targets, { ...told, faults: source.faults }, io);
  for (const { format, file } of targets) {
    if (file !== '-') io.err(`${format}: ${relative(io.cwd, toAbsolute(file, io))}`);
  }
}

/** @throws LoadstoneError USAGE where the one that is asked for has nothing of the document. */
function listTargets(source: ExportSource, { format, to }: ExportOptions): readonly OutputTarget[] {
  const isOfFaults = source.kind === 'faults';
  if (format !== 'all') {
    return [{ format: isOfFaults ? checkFaultFormat(format) : format, file: to ?? '-' }];
  }
  const formats = isOfFaults ? listFaultFormats() : Object.keys(outputFormats);
  return formats.map((name) => ({
    ...{ format: name, file: join(to ?? source.path, outputFormats[name]?.fileName ?? name) },
    ...(to === undefined && { isInRunFolder: true }),
  }));
}
