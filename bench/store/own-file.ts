// Folders that somebody else may have prepared: a link in the place of one is never followed.
import { lstatSync } from 'node:fs';

/** @throws Error where it is a link, which may lead out of the folder that it is in */
export function assertOwnFolder(path: string): void {
  if (!lstatSync(path).isDirectory()) throw new Error(`${path} is no folder but a link`);
}
