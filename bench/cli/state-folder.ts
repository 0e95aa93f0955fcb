// What is kept between runs: the folder, and small files in it that are replaced as a whole.

import { dirname, join } from 'node:path';
import Type, { type TSchema } from 'typebox';
import { findShapeProblem } from '../../reports/document/check.ts';
import { upgradeMessages } from '../../reports/document/upgrade-messages.ts';
import type { Disk } from '../disk/disk.ts';
import { replaceFile } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { guardStateWrite } from '../disk/write-failure.ts';
import { LoadstoneError } from '../errors.ts';
import { makeStateFolder, privateFileMode } from '../private-modes.ts';
import { readJsonInput, refuse } from '../store/read-input.ts';
import type { TerminalIo } from './terminal-io.ts';

/** Folder of what is kept between runs: the embedded database, its templates, the undo journal. */
export function findStateFolder(configPath: string, io: TerminalIo): string {
  return io.env.LOADSTONE_HOME ?? join(dirname(configPath), '.loadstone');
}

/** How a file is laid out, and what is said of one that is not. */
export interface StateFile {
  /** Key of the number that says how to read it; 1 is read. */
  readonly versionKey: string;
  readonly listKey: string;
  readonly entry: TSchema;
  /** What a file with anything else is not, after its path. */
  readonly problem: string;
  readonly hint: string;
}

/** The list of a file; empty where there is none. @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE */
export function readStateList<Entry>(
  path: string,
  file: StateFile,
  disk: Disk = realDisk,
): readonly Entry[] {
  if (!disk.exists(path)) return [];
  try {
    const content = upgradeMessages(shapeOf(file), readJsonInput(path, disk));
    const problem = findShapeProblem(shapeOf(file), content);
    if (problem !== undefined) refuse(path, undefined, problem);
    return (content as Readonly<Record<string, unknown>>)[file.listKey] as readonly Entry[];
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    const { code, message } = thrown;
    throw new LoadstoneError(code, `${message} It ${file.problem}`, {
      cause: thrown,
      hint: file.hint,
    });
  }
}

const shapes = new WeakMap<StateFile, TSchema>();

function shapeOf(file: StateFile): TSchema {
  const known = shapes.get(file);
  if (known !== undefined) return known;
  const { versionKey, listKey, entry } = file;
  const shape = Type.Object({ [versionKey]: Type.Literal(1), [listKey]: Type.Array(entry) });
  shapes.set(file, shape);
  return shape;
}

/** Replaces the file, whole or not at all. @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED */
export function writeStateList(
  path: string,
  { versionKey, listKey }: StateFile,
  list: readonly unknown[],
  disk: Disk = realDisk,
): void {
  guardStateWrite(path, () => {
    makeStateFolder(dirname(path), disk);
    const content = { [versionKey]: 1, [listKey]: list };
    replaceFile(disk, path, `${JSON.stringify(content, null, 2)}\n`, { mode: privateFileMode });
  });
}
