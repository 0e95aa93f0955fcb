// Modes of what holds results and state: for the user who runs Loadstone alone, whatever the umask.
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';

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
export function makeStateFolder(path: string): void {
  const isNew = mkdirSync(path, { recursive: true, mode: stateFolderMode }) !== undefined;
  const isUsual = basename(path) === '.loadstone' && statSync(path).uid === process.getuid?.();
  // Said again where it is new: a strict umask would shut out the user of PostgreSQL.
  if (isNew || isUsual) chmodSync(path, stateFolderMode);
}
