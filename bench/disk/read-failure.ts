// What is thrown where something cannot be read: what this user may not read apart from all else, always with the path.
import { LoadstoneError, messageOf } from '../errors.ts';

const deniedCodes = ['EACCES', 'EPERM'];

export function isDenied(thrown: unknown): boolean {
  const { code = '' } = (thrown ?? {}) as NodeJS.ErrnoException;
  return deniedCodes.includes(code);
}

/** @param hint what to do next; absent: as usual for the code */
export function buildReadFailure(path: string, thrown: unknown, hint?: string): LoadstoneError {
  return new LoadstoneError(
    isDenied(thrown) ? 'READ_DENIED' : 'RUN_UNREADABLE',
    `Cannot read ${path}: ${messageOf(thrown)}.`,
    { cause: thrown, ...(hint !== undefined && { hint }) },
  );
}
