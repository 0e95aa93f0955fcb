// Small files of what is kept between runs: a versioned list as JSON, replaced as a whole.
import { dirname } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import { makeFolders, replaceFile } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { guardWrite } from '../disk/write-failure.ts';
import { LoadstoneError } from '../errors.ts';

/** How a file is laid out, and what is said of one that is not. */
export interface StateFile {
  /** Key of the number that says how to read it; 1 is read. */
  readonly versionKey: string;
  /** Key of its list. */
  readonly listKey: string;
  /** What a file with anything else is not, after its path. */
  readonly problem: string;
  readonly hint: string;
}

/** The list of a file; empty where there is none. @throws LoadstoneError RUN_UNREADABLE */
export function readStateList<Entry>(
  path: string,
  file: StateFile,
  disk: Disk = realDisk,
): readonly Entry[] {
  if (!disk.exists(path)) return [];
  let cause: unknown;
  try {
    const content = JSON.parse(disk.read(path).toString('utf8')) as Readonly<
      Record<string, unknown>
    >;
    const list = content[file.listKey];
    if (content[file.versionKey] === 1 && Array.isArray(list)) return list as readonly Entry[];
  } catch (thrown) {
    cause = thrown;
  }
  throw new LoadstoneError('RUN_UNREADABLE', `${path} ${file.problem}`, {
    ...(cause !== undefined && { cause }),
    hint: file.hint,
  });
}

/** Replaces the file, whole or not at all. @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED */
export function writeStateList(
  path: string,
  { versionKey, listKey }: StateFile,
  list: readonly unknown[],
  disk: Disk = realDisk,
): void {
  guardWrite(path, () => {
    makeFolders(disk, dirname(path));
    const content = { [versionKey]: 1, [listKey]: list };
    replaceFile(disk, path, `${JSON.stringify(content, null, 2)}\n`);
  });
}
