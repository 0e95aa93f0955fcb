// Where something was thrown: file, line and column, from what the engine itself wrote about it.
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ErrorPosition {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1; undefined where only the line is known. */
  readonly column: number | undefined;
}

const ownFolder = fileURLToPath(new URL('.', import.meta.url));
/** Scenarios of this repository are the user's own, its reports are not. */
const ownFolders = [ownFolder, fileURLToPath(new URL('../reports/', import.meta.url))];
/** A line of a stack is a place, not a text; longer ones are pieces of the message. */
const longestLine = 2_000;

/**
 * The place in the user's own files that threw: the innermost one that is neither of Node, of a package
 * nor of this harness. Of a syntax error, the place where reading stopped. Undefined where none is told.
 */
export function findErrorPosition(thrown: unknown): ErrorPosition | undefined {
  const lines = readStack(thrown)
    .split('\n')
    .filter((line) => line.length < longestLine);
  return readSyntaxHeader(lines) ?? lines.map(readFrame).find((place) => place !== undefined);
}

/**
 * Whose code threw, by the innermost frame that is neither of Node nor of a package: `own` of this harness,
 * `foreign` of a config or module; undefined where no frame tells.
 */
export function readOwner(thrown: unknown): 'own' | 'foreign' | undefined {
  const paths = readStack(thrown).split('\n').map(readFramePlace);
  const place = paths.find((one) => one !== undefined && !isOfPackage(one.file));
  if (place === undefined) return undefined;
  return ownFolders.some((folder) => place.file.startsWith(folder)) ? 'own' : 'foreign';
}

function isOfPackage(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`);
}

/** Empty where there is none; what is thrown may be anything, also an error whose stack throws. */
export function readStack(thrown: unknown): string {
  try {
    const stack: unknown = thrown instanceof Error ? thrown.stack : undefined;
    return typeof stack === 'string' ? stack : '';
  } catch {
    return '';
  }
}

/** `file:///a.ts:3`, the line itself, and a mark below it, as the engine opens a syntax error. */
export function readSyntaxHeader(lines: readonly string[]): ErrorPosition | undefined {
  const [, file, line] = /^(file:\/\/.+|\/.+):(\d+)$/.exec(lines[0] ?? '') ?? [];
  if (file === undefined) return undefined;
  const blank = lines.indexOf('', 1);
  const mark = lines.slice(1, blank < 0 ? 12 : blank).find((text) => /^\s*\^+\s*$/.test(text));
  const column = mark === undefined ? undefined : mark.indexOf('^') + 1;
  return { file: toPath(file), line: Number(line), column };
}

/** `    at next (file:///a.ts:3:10)`, or the same without a name. */
function readFramePlace(text: string): ErrorPosition | undefined {
  const [, file, line, column] =
    /^\s+at (?:.*\()?((?:file:\/\/)?\/[^()]*):(\d+):(\d+)\)?$/.exec(text) ?? [];
  if (file === undefined) return undefined;
  return { file: toPath(file), line: Number(line), column: Number(column) };
}

/** The place of a frame in the user's own files. */
function readFrame(text: string): ErrorPosition | undefined {
  const place = readFramePlace(text);
  const isHidden = place?.file.startsWith(ownFolder) || isOfPackage(place?.file ?? '');
  return isHidden ? undefined : place;
}

function toPath(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file.split('?', 1)[0] ?? file) : file;
}

/** `scenarios/own.ts:3:10`, relative to a folder that it is in, else absolute. */
export function formatPosition({ file, line, column }: ErrorPosition, folder?: string): string {
  const path = folder === undefined ? file : relative(folder, file);
  const shown = path.startsWith('..') ? file : path;
  return [shown, line, ...(column === undefined ? [] : [column])].join(':');
}

/** ` (scenarios/own.ts:3:10)`, or nothing where it is not told. */
export function tellPosition(thrown: unknown, folder?: string): string {
  const position = findErrorPosition(thrown);
  return position === undefined ? '' : ` (${formatPosition(position, folder)})`;
}
