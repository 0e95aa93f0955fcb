// What is thrown where something cannot be written: a full disk apart from all else, always with the path.
import { LoadstoneError, messageOf } from '../errors.ts';

/** No room on the device, or none left to this user. */
const fullCodes = ['ENOSPC', 'EDQUOT'];

const wrongPlace = 'A file stands where a folder is needed: name another folder with --runs.';
const denied =
  'This user may not write there: name another folder with --runs, or change its owner or mode (`ls -ld` shows them).';

/** What to do where it is not the room that lacks. */
const hintOf: Readonly<Record<string, string>> = {
  ...{ ENOTDIR: wrongPlace, EEXIST: wrongPlace, EACCES: denied, EPERM: denied, EROFS: denied },
};

/** @param hint what to do next; absent: as usual for the code */
export function buildWriteFailure(path: string, thrown: unknown, hint?: string): LoadstoneError {
  const { code = '' } = (thrown ?? {}) as NodeJS.ErrnoException;
  const isFull = fullCodes.includes(code);
  const told = hint ?? hintOf[code];
  return new LoadstoneError(
    isFull ? 'DISK_FULL' : 'STORE_WRITE_FAILED',
    `Cannot write ${path}: ${messageOf(thrown)}.`,
    { cause: thrown, ...(told !== undefined && { hint: told }) },
  );
}

/** @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED in place of what `write` throws */
export function guardWrite<Result>(path: string, write: () => Result, hint?: string): Result {
  try {
    return write();
  } catch (thrown) {
    throw thrown instanceof LoadstoneError ? thrown : buildWriteFailure(path, thrown, hint);
  }
}
