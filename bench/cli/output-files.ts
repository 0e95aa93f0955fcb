// Where the formats for CI go: `--output FORMAT=FILE`, checked before a run, written after it.
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import type {
  CommandFailure,
  ExportedKind,
  ExportedRun,
  ExportFormat,
  ExportOptions,
} from '../../reports/exports/model.ts';
import { exportFormats } from '../../reports/exports/registry.ts';
import { replaceFile } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { guardWrite } from '../disk/write-failure.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { privateFileMode } from '../private-modes.ts';
import { findMeant, suggest } from '../spec/did-you-mean.ts';
import { nameCommands } from './command-name.ts';
import { toAbsolute } from './opened-run.ts';
import type { TerminalIo } from './terminal-io.ts';

/** A format and its file; `-` is standard output. */
export interface OutputTarget {
  readonly format: string;
  readonly file: string;
  /** True in a folder that somebody else may have prepared: a link there is replaced and not written through. */
  readonly isInRunFolder?: true;
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
      hint: `Write --output ${format}=${exportFormats[format]?.fileName ?? 'FILE'}, or ${format}=- for standard output.`,
    });
  });
}

/**
 * The format itself.
 * @param besides what the flag takes beside the formats, for the advice
 * @throws LoadstoneError USAGE where it is unknown.
 */
export function checkFormat(format: string, besides: readonly string[] = []): string {
  if (Object.hasOwn(exportFormats, format)) return format;
  const known = [...Object.keys(exportFormats), ...besides];
  throw new LoadstoneError('USAGE', `There is no output format ${JSON.stringify(format)}.`, {
    hint: `${capitalise(suggest(format, known))}${findMeant(format, known) === undefined ? '.' : ` Known are ${known.join(', ')}.`}`,
  });
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Tries whether each can be written, so that a bad path fails before anything is measured, and leaves nothing behind.
 * @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED
 */
export function openOutputs(targets: readonly OutputTarget[], io: TerminalIo): void {
  for (const { file } of targets) {
    if (file === '-') continue;
    const path = findWritten(toAbsolute(file, io));
    guard(path, () => {
      if (isSpecial(path)) return accessSync(path, constants.W_OK);
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
        throw new Error('it is a folder');
      }
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(partOf(path), '');
      rmSync(partOf(path));
    });
  }
}

/**
 * Does what makes a document and, where that fails, leaves outputs that say so: a CI job reads a JUnit file of this run,
 * neither an empty one nor that of an older run.
 * @param command as on the command line, for the files
 */
export async function withOutputs<Result>(
  targets: readonly OutputTarget[],
  command: string,
  io: TerminalIo,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    try {
      writeFailure(targets, describeFailure(command, thrown, io), io);
    } catch {
      // What is thrown already is what the reader has to know.
    }
    throw thrown;
  }
}

/** That a command ended without a document, in the formats that have words for it. @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED */
export function writeFailure(
  targets: readonly OutputTarget[],
  failure: CommandFailure,
  io: TerminalIo,
): void {
  const spoken = targets.filter(({ format }) => exportFormats[format]?.renderFailure !== undefined);
  writeEach(spoken, ({ renderFailure }) => renderFailure?.(failure), io);
  for (const { format, file } of targets.filter((target) => !spoken.includes(target))) {
    const isOld = file !== '-' && existsSync(toAbsolute(file, io));
    const old = isOld ? `; ${file} is of an earlier run` : '';
    io.err(`${format}: not written, since it has no words for a command that failed${old}.`);
  }
}

function describeFailure(command: string, thrown: unknown, io: TerminalIo): CommandFailure {
  const isOurs = thrown instanceof LoadstoneError;
  const { code, hint, output } = isOurs ? thrown : new LoadstoneError('INTERNAL', '');
  const kept = { message: io.redact(messageOf(thrown)), output: io.redact(output ?? '') };
  const where = { at: new Date().toISOString(), hostname: hostname() };
  return { command, code, hint: nameCommands(io.redact(hint), 'npx loadstone'), ...kept, ...where };
}

/** Renders and writes each. @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED */
export function writeOutputs(
  run: ExportedRun,
  targets: readonly OutputTarget[],
  options: ExportOptions,
  io: TerminalIo,
): void {
  const all = { root: findRoot(io), ...options };
  writeEach(targets, ({ render }) => render(run, all), io);
  for (const { format, file } of targets) {
    if (hasRows(format, run, options)) continue;
    const where = file === '-' ? 'what was printed' : file;
    const why = [run.comparison, run.faults].some((part) => part?.isValid === false)
      ? 'the run is invalid'
      : 'nothing in it was compared';
    io.err(`${format}: ${where} holds no figures, since ${why}.`);
  }
}

/** False where the format has no figure of the run, so that a file of it would say nothing. */
export function hasRows(format: string, run: ExportedRun, options: ExportOptions): boolean {
  return exportFormats[format]?.hasRows?.(run, options) ?? true;
}

/** Formats that have something to say of a kind of run. */
export function listFormats(kind: ExportedKind): readonly string[] {
  return Object.entries(exportFormats).flatMap(([name, { says }]) =>
    says.includes(kind) ? [name] : [],
  );
}

/** What a picture is made from; `png` is the same in another encoding. */
const pictures = { from: 'svg', name: 'png' } as const;

/** @throws LoadstoneError USAGE where the format is unknown, or has nothing to say of the kind of run. */
export function checkFormatSays(format: string, kind: ExportedKind): string {
  const rendered = listFormats(kind);
  const known = rendered.includes(pictures.from) ? [...rendered, pictures.name] : rendered;
  if (known.includes(format)) return format;
  if (format !== pictures.name) checkFormat(format);
  const of = {
    ...{ compare: 'a comparison', faults: 'a run that only injected faults', sweep: 'a sweep' },
  }[kind];
  throw new LoadstoneError('USAGE', `The format ${format} says nothing of ${of}.`, {
    hint: `Of that there are ${known.join(', ')}; docs/exports.md has what each of them says.`,
  });
}

function findRoot({ env, cwd }: TerminalIo): string {
  return env.GITHUB_WORKSPACE ?? cwd;
}

function writeEach(
  targets: readonly OutputTarget[],
  render: (format: ExportFormat) => string | undefined,
  io: TerminalIo,
): void {
  for (const { format, file, isInRunFolder } of targets) {
    const found = exportFormats[format];
    const text = (found && render(found)) ?? '';
    if (isInRunFolder === true)
      guard(file, () => replaceFile(realDisk, file, text, { mode: privateFileMode }));
    else if (file !== '-') writeOutput(toAbsolute(file, io), text);
    else if (text !== '') io.out(text, 'file');
  }
}

/** Whole or not at all, except where the path is a device or a pipe. @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED */
export function writeOutput(given: string, content: string | Uint8Array): void {
  const path = findWritten(given);
  guard(path, () => {
    if (isSpecial(path)) return writeFileSync(path, content);
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(realDisk, path, content, { partName: basename(partOf(path)) });
  });
}

/** Where a link leads to: renaming would put a file in its place. */
function findWritten(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

function isSpecial(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

function partOf(path: string): string {
  return `${path}.${process.pid}.part`;
}

function guard(path: string, write: () => void): void {
  guardWrite(
    path,
    write,
    'Name another file, or make room on the disk; the exit code says nothing of gates here.',
  );
}
