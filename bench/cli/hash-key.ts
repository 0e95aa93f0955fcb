// The key of this machine that values which are not written are hashed with.
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildReadFailure } from '../disk/read-failure.ts';
import { guardStateWrite } from '../disk/write-failure.ts';
import { makeStateFolder, privateFileMode } from '../private-modes.ts';
import { createValueHasher, type ValueHasher } from '../store/value-hash.ts';

/** Of the keys that no file holds yet, by folder: a plan writes nothing, and a run after it keeps what it planned with. */
const drawn = new Map<string, string>();

const pathOf = (stateDir: string): string => join(stateDir, 'hash.key');

/** Hashes with the key of the state folder, or a new one, which `keepHashKey` writes down. */
export function openHasher(stateDir: string): ValueHasher {
  return createValueHasher(readKey(stateDir) ?? drawKey(stateDir));
}

function readKey(stateDir: string): string | undefined {
  try {
    const key = readFileSync(pathOf(stateDir), 'utf8').trim();
    return key === '' ? undefined : key;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw buildReadFailure(
      pathOf(stateDir),
      thrown,
      code === 'ENOTDIR'
        ? `${stateDir} is a file: move it away, or name another folder by the variable LOADSTONE_HOME.`
        : 'Make it readable for this user, or remove it: runs from now on are then not compared with earlier ones by their hidden values.',
    );
  }
}

function drawKey(stateDir: string): string {
  const key = drawn.get(stateDir) ?? randomBytes(32).toString('base64url');
  drawn.set(stateDir, key);
  return key;
}

/**
 * Writes the key that was drawn for this folder, whole or not at all; one that is there stays.
 * @throws LoadstoneError STORE_WRITE_FAILED
 */
export function keepHashKey(stateDir: string): void {
  const key = drawn.get(stateDir);
  if (key === undefined || readKey(stateDir) !== undefined) return;
  const path = pathOf(stateDir);
  const part = `${path}.${process.pid}.part`;
  guardStateWrite(path, () => {
    makeStateFolder(stateDir);
    try {
      writeFileSync(part, `${key}\n`, { mode: privateFileMode });
      renameSync(part, path);
    } finally {
      rmSync(part, { force: true });
    }
  });
}
