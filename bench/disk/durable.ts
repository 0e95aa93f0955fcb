// Files that are there whole or not at all, whenever the power goes.
import { basename, dirname, join } from 'node:path';
import type { Disk, OpenFile } from './disk.ts';

/** Writes all of it; a disk may take a part at a time. */
export function writeWhole(file: OpenFile, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let written = 0; written < bytes.length; ) written += file.write(bytes.subarray(written));
}

/** Makes a folder with those above it, and waits until their names are on the disk; nothing where it is there. */
export function makeFolders(disk: Disk, path: string, mode?: number): void {
  if (disk.exists(path)) return;
  const parent = dirname(path);
  makeFolders(disk, parent, mode);
  try {
    disk.makeFolder(path, mode);
  } catch (thrown) {
    // Somebody else was faster.
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  }
  disk.syncFolder(parent);
}

export interface ReplaceOptions {
  /** Permissions of the file; absent: the usual. */
  readonly mode?: number;
  /** Name of the file that it is written to first, in the same folder; absent: its own with `.part`. */
  readonly partName?: string;
}

/**
 * Puts a file in the place of the one that is there, and waits until it is on the disk. After a power cut at any moment
 * the old one is there or the new one, and never a part of either; where it fails, the old one.
 */
export function replaceFile(
  disk: Disk,
  path: string,
  content: string | Uint8Array,
  { mode, partName = `${basename(path)}.part` }: ReplaceOptions = {},
): void {
  const folder = dirname(path);
  const part = join(folder, partName);
  try {
    // One that a crash has left, or a link that somebody put there.
    disk.remove(part);
    const file = disk.open(part, 'create', mode);
    try {
      writeWhole(file, content);
      // Before its name changes: a name that is on the disk sooner than what it names leaves an empty file.
      file.sync();
    } finally {
      file.close();
    }
    disk.rename(part, path);
  } catch (thrown) {
    // A disk that is full has better use for the room.
    tryRemove(disk, part);
    throw thrown;
  }
  disk.syncFolder(folder);
}

function tryRemove(disk: Disk, path: string): void {
  try {
    disk.remove(path);
  } catch {
    // What failed before is what matters.
  }
}
