// What is thrown where something cannot be written: a full disk apart from all else, always with the path.
import { LoadstoneError, messageOf } from '../errors.ts';

/** No room on the device, or none left to this user. */
const fullCodes = ['ENOSPC', 'EDQUOT'];

/** @param hint what to do next; absent: as usual for the code */
export function buildWriteFailure(path: string, thrown: unknown, hint?: string): LoadstoneError {
  const { code = '' } = (thrown ?? {}) as NodeJS.ErrnoException;
  const isFull = fullCodes.includes(code);
  return new LoadstoneError(
    isFull ? 'DISK_FULL' : 'STORE_WRITE_FAILED',
    `Cannot write ${path}: ${messageOf(thrown)}.`,
    { cause: thrown, ...(hint !== undefined && { hint }) },
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
