// Reads files that somebody else may have written: regular files within limits, as bytes or line by line.
import type { Disk, InputFile } from '../disk/disk.ts';
import { buildReadFailure } from '../disk/read-failure.ts';
import { realDisk } from '../disk/real-disk.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { parseJson } from './parse-json.ts';

/** A file of records: a long run has some hundred MB. */
const mostFileBytes = 2 ** 30;
/** An episode of two million requests has 40 MB. */
const mostLineBytes = 256 * 2 ** 20;
const mostLines = 2_000_000;
const longestProblem = 1_000;
const chunkBytes = 4 * 2 ** 20;

/** @throws LoadstoneError RECORD_INVALID with the file, and the line where there is one */
export function refuse(path: string, line: number | undefined, problem: string): never {
  // What the file says goes to a terminal here.
  const told = problem.replaceAll(/\p{Cc}/gu, ' ').slice(0, longestProblem);
  throw new LoadstoneError('RECORD_INVALID', `${describePlace(path, line)}: ${told}.`);
}

function describePlace(path: string, line: number | undefined): string {
  return line === undefined ? path : `${path}, line ${line}`;
}

/** A whole file. @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE where it is not there or may not be read */
export function readInput(path: string, disk: Disk = realDisk): Buffer {
  return withInput(disk, path, (file) => {
    const { sizeBytes: size } = file;
    if (size > mostLineBytes)
      refuse(path, undefined, `has ${size} bytes, more than ${mostLineBytes}`);
    const content = Buffer.allocUnsafe(size);
    let filled = 0;
    while (filled < size) {
      const read = file.read(content.subarray(filled));
      if (read === 0) break;
      filled += read;
    }
    return content.subarray(0, filled);
  });
}

/** A whole file as JSON. @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE */
export function readJsonInput(path: string, disk: Disk = realDisk): unknown {
  const content = readInput(path, disk);
  try {
    return parseJson(content);
  } catch (thrown) {
    return refuse(path, undefined, messageOf(thrown));
  }
}

/**
 * Hands on each line that ends with a newline, numbered from 1; a file that is not there has none.
 * @returns what stands after the last newline
 * @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE
 */
export function readInputLines(
  path: string,
  take: (line: Buffer, lineNumber: number) => void,
  disk: Disk = realDisk,
): Buffer {
  if (!disk.exists(path)) return Buffer.alloc(0);
  return withInput(disk, path, (file) => {
    const { sizeBytes: size } = file;
    if (size > mostFileBytes)
      refuse(path, undefined, `has ${size} bytes, more than ${mostFileBytes}`);
    let lineNumber = 0;
    let parts: Buffer[] = [];
    let partBytes = 0;
    const keep = (part: Buffer) => {
      partBytes += part.length;
      if (partBytes > mostLineBytes)
        refuse(path, lineNumber + 1, `has more than ${mostLineBytes} bytes`);
      if (part.length > 0) parts.push(part);
    };
    const end = (): Buffer => {
      const [first] = parts;
      const whole = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
      parts = [];
      partBytes = 0;
      return whole;
    };
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const read = file.read(chunk);
      if (read === 0) return end();
      const content = chunk.subarray(0, read);
      let from = 0;
      for (let at = content.indexOf(0x0a); at !== -1; at = content.indexOf(0x0a, from)) {
        keep(content.subarray(from, at));
        lineNumber += 1;
        if (lineNumber > mostLines) refuse(path, undefined, `has more than ${mostLines} lines`);
        take(end(), lineNumber);
        from = at + 1;
      }
      keep(content.subarray(from));
    }
  });
}

function withInput<Value>(disk: Disk, path: string, use: (file: InputFile) => Value): Value {
  try {
    const file = disk.openToRead(path, { followsLinks: true });
    try {
      if (!file.isFile) throw new Error('it is no regular file');
      return use(file);
    } finally {
      file.close();
    }
  } catch (thrown) {
    if (thrown instanceof LoadstoneError) throw thrown;
    throw buildReadFailure(path, thrown);
  }
}
