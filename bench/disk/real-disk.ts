// The file system of this machine.
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import type { Disk, OpenFile } from './disk.ts';

const flags = { append: 'a', replace: 'w', create: 'ax' } as const;

export const realDisk: Disk = {
  exists: (path) => existsSync(path),
  read: (path) => readFileSync(path),
  list: (path) =>
    readdirSync(path, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
    })),
  makeFolder: (path, mode) => mkdirSync(path, { mode }),
  open: (path, how, mode) => wrap(openSync(path, flags[how], mode)),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  syncFolder,
};

function wrap(descriptor: number): OpenFile {
  return {
    write: (bytes) => writeSync(descriptor, bytes),
    truncate: (sizeBytes) => ftruncateSync(descriptor, sizeBytes),
    sizeBytes: () => fstatSync(descriptor).size,
    isNamed: () => fstatSync(descriptor).nlink > 0,
    sync: () => fdatasyncSync(descriptor),
    close: () => closeSync(descriptor),
  };
}

/** Some file systems know no sync of a folder, and some systems open none: they keep names in their own way. */
const notOfferedCodes = ['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM', 'EACCES'];

function syncFolder(path: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    fsyncSync(descriptor);
  } catch (thrown) {
    if (!notOfferedCodes.includes((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
