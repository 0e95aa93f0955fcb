// Modes of what holds results and state: for the user who runs Loadstone alone, whatever the umask.
import { chmodSync, lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Disk } from './disk/disk.ts';
import { makeFolders } from './disk/durable.ts';
import { realDisk } from './disk/real-disk.ts';
import { guardStateWrite } from './disk/write-failure.ts';

/** Of a run folder and everything in it. */
export const privateFolderMode = 0o700;
export const privateFileMode = 0o600;

/**
 * Of the state folder. PostgreSQL refuses to run as root and serves as another user then, who has to pass through to
 * the databases in it; nobody can list it.
 */
export const stateFolderMode = process.getuid?.() === 0 ? 0o711 : 0o700;

/**
 * Makes the folder of what is kept between runs. One of its usual name that an older version made for everybody to read
 * is closed; one that the user made and named keeps its mode.
 */
export function makeStateFolder(path: string, disk: Disk = realDisk): void {
  const isNew = !disk.exists(path);
  makeFolders(disk, path, stateFolderMode);
  const isUsual = basename(path) === '.loadstone' && disk.ownerOf(path) === process.getuid?.();
  // Said again where it is new: a strict umask would shut out the user of PostgreSQL.
  if (isNew || isUsual) disk.setMode(path, stateFolderMode);
}

/**
 * Makes the folder in the state folder that runs make theirs in, and closes one that an older version made for
 * everybody to list. PostgreSQL has nothing in it, so nobody has to pass through.
 * @returns its path
 * @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED
 */
export function makeWorkFolder(stateDir: string): string {
  makeStateFolder(stateDir);
  const path = join(stateDir, 'work');
  guardStateWrite(path, () => {
    makeFolders(realDisk, path, privateFolderMode);
    const stat = lstatSync(path);
    if (stat.isDirectory() && stat.uid === process.getuid?.()) chmodSync(path, privateFolderMode);
  });
  return path;
}
