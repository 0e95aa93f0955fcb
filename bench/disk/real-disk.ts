// The file system of this machine.
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { Disk, InputFile, OpenFile } from './disk.ts';

/** A link in the place of a file is not followed, and a pipe not waited for. */
const writing =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  constants.O_NOFOLLOW |
  constants.O_NONBLOCK;
const flags = { append: writing, create: writing | constants.O_EXCL } as const;
const usualMode = 0o666;

export const realDisk: Disk = {
  exists: (path) => existsSync(path),
  read: (path) => readFileSync(path),
  list: (path) =>
    readdirSync(path, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
    })),
  makeFolder: (path, mode) => mkdirSync(path, { mode }),
  openToRead,
  open: (path, how, mode = usualMode) => wrap(openSync(path, flags[how], mode)),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  setMode: (path, mode) => chmodSync(path, mode),
  ownerOf: (path) => statSync(path).uid,
  syncFolder,
};

function openToRead(path: string, { followsLinks }: { readonly followsLinks: boolean }): InputFile {
  const descriptor = openSync(
    path,
    constants.O_RDONLY | constants.O_NONBLOCK | (followsLinks ? 0 : constants.O_NOFOLLOW),
  );
  const { size, uid, mode } = fstatSync(descriptor);
  return {
    ...{ isFile: (mode & constants.S_IFMT) === constants.S_IFREG, sizeBytes: size, uid, mode },
    read: (into) => readSync(descriptor, into, 0, into.length, null),
    close: () => closeSync(descriptor),
  };
}

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
