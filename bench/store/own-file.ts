// Writes into folders that somebody else may have prepared: a link in the place of a file is never followed.
import { constants, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** To append to a file, made where it is missing; a pipe in its place is not waited for. */
export const appendFlags =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  constants.O_NOFOLLOW |
  constants.O_NONBLOCK;

/** Puts a file in its place whole or not at all; what is there, a link too, is replaced and not written through. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const part = `${path}.part`;
  rmSync(part, { force: true });
  writeFileSync(part, content, { flag: 'wx' });
  renameSync(part, path);
}

/** @throws Error where it is a link, which may lead out of the folder that it is in */
export function assertOwnFolder(path: string): void {
  if (!lstatSync(path).isDirectory()) throw new Error(`${path} is no folder but a link`);
}
