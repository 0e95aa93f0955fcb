// Where the formats for CI go: `--output FORMAT=FILE`, checked before a run, written after it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type OutputFormat, type OutputOptions, outputFormats } from '../../reports/outputs.ts';
import type { FaultsDocument } from '../../reports/schema/faults.ts';
import type { ResultDocument } from '../../reports/schema/result.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { findMeant, suggest } from '../spec/did-you-mean.ts';
import { toAbsolute } from './opened-run.ts';
import type { TerminalIo } from './terminal-io.ts';

/** A format and its file; `-` is standard output. */
export interface OutputTarget {
  readonly format: string;
  readonly file: string;
}

/**
 * `junit=out/junit.xml` for each; the file may be `-`.
 * @throws LoadstoneError USAGE for an unknown format or a missing file.
 */
export function parseOutputs(words: readonly string[]): readonly OutputTarget[] {
  return words.map((word) => {
    const at = word.indexOf('=');
    const format = checkFormat(at === -1 ? word : word.slice(0, at));
    const file = at === -1 ? '' : word.slice(at + 1);
    if (file !== '') return { format, file };
    throw new LoadstoneError('USAGE', `--output ${word} names no file.`, {
      hint: `Write --output ${format}=${outputFormats[format]?.fileName ?? 'FILE'}, or ${format}=- for standard output.`,
    });
  });
}

/** The format itself. @throws LoadstoneError USAGE where it is unknown. */
export function checkFormat(format: string): string {
  if (Object.hasOwn(outputFormats, format)) return format;
  const known = Object.keys(outputFormats);
  throw new LoadstoneError('USAGE', `There is no output format ${JSON.stringify(format)}.`, {
    hint: `${capitalise(suggest(format, known))}${findMeant(format, known) === undefined ? '.' : ` Known are ${known.join(', ')}.`}`,
  });
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Opens each file, so that a bad path fails before anything is measured. @throws LoadstoneError STORE_WRITE_FAILED */
export function openOutputs(targets: readonly OutputTarget[], io: TerminalIo): void {
  for (const { file } of targets) {
    // Appending nothing leaves a file that is already there as it is.
    if (file !== '-') writeOutput(toAbsolute(file, io), '', 'a');
  }
}

/** Renders and writes each. @throws LoadstoneError STORE_WRITE_FAILED */
export function writeOutputs(
  document: ResultDocument,
  targets: readonly OutputTarget[],
  options: OutputOptions,
  io: TerminalIo,
): void {
  const all = { root: findRoot(io), ...options };
  writeEach(targets, ({ render }) => render(document, all), io);
}

/** The same of faults alone. @throws LoadstoneError STORE_WRITE_FAILED */
export function writeFaultOutputs(
  document: FaultsDocument,
  targets: readonly OutputTarget[],
  options: OutputOptions,
  io: TerminalIo,
): void {
  const all = { root: findRoot(io), ...options };
  writeEach(targets, ({ renderFaults }) => renderFaults?.(document, all), io);
}

/** Formats that have something of a run that injected faults and compared nothing. */
export function listFaultFormats(): readonly string[] {
  return Object.keys(outputFormats).filter(
    (format) => outputFormats[format]?.renderFaults !== undefined,
  );
}

/** @throws LoadstoneError USAGE where the format has nothing of faults alone. */
export function checkFaultFormat(format: string): string {
  const known = listFaultFormats();
  if (known.includes(checkFormat(format))) return format;
  throw new LoadstoneError(
    'USAGE',
    `The format ${format} has the trials of a comparison, and here only faults were injected.`,
    { hint: `Of faults there are ${known.join(', ')}.` },
  );
}

function findRoot({ env, cwd }: TerminalIo): string {
  return env.GITHUB_WORKSPACE ?? cwd;
}

function writeEach(
  targets: readonly OutputTarget[],
  render: (format: OutputFormat) => string | undefined,
  io: TerminalIo,
): void {
  for (const { format, file } of targets) {
    const found = outputFormats[format];
    const text = (found && render(found)) ?? '';
    if (file !== '-') writeOutput(toAbsolute(file, io), text, 'w');
    else if (text !== '') io.out(text);
  }
}

function writeOutput(path: string, text: string, flag: 'a' | 'w'): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag });
  } catch (thrown) {
    throw new LoadstoneError('STORE_WRITE_FAILED', `Cannot write ${path}: ${messageOf(thrown)}.`, {
      cause: thrown,
    });
  }
}
