// What is thrown where something cannot be written: a full disk apart from all else, always with the path.
import { LoadstoneError, messageOf } from '../errors.ts';

/** No room on the device, or none left to this user. */
const fullCodes = ['ENOSPC', 'EDQUOT'];

const ofPlace = 'A file stands where a folder is needed';
const ofUser = 'This user may not write there';

/** What is wrong where it is not the room that lacks. */
const reasonOf: Readonly<Record<string, string>> = {
  ...{ ENOTDIR: ofPlace, EEXIST: ofPlace, EACCES: ofUser, EPERM: ofUser },
  EROFS: 'That file system is read-only',
  ENOENT:
    'Nothing can be created there: what is above it is gone, or it is no place for files, such as /proc',
  EISDIR: 'A folder stands where a file is needed',
  ENAMETOOLONG: 'Its name is too long',
};

const wayOuts = {
  runs: 'name another folder with --runs',
  state: 'name another folder for what is kept between runs, by the variable LOADSTONE_HOME',
} as const;

/** What is written there: a run, or what is kept between runs. */
type Place = keyof typeof wayOuts;

/** @param hint what to do next; absent: as usual for the code */
export function buildWriteFailure(
  path: string,
  thrown: unknown,
  hint?: string,
  place: Place = 'runs',
): LoadstoneError {
  const { code = '', syscall, path: made } = (thrown ?? {}) as NodeJS.ErrnoException;
  const isFull = fullCodes.includes(code);
  const told = hint ?? adviseOn(code, place);
  const what = syscall === 'mkdir' ? `create the folder ${made ?? path}` : `write ${path}`;
  return new LoadstoneError(
    isFull ? 'DISK_FULL' : 'STORE_WRITE_FAILED',
    `Cannot ${what}: ${messageOf(thrown)}.`,
    { cause: thrown, ...(told !== undefined && { hint: told }) },
  );
}

/** The usual hint of the code speaks of runs. */
function adviseOn(code: string, place: Place): string | undefined {
  const reason = reasonOf[code];
  const wayOut = wayOuts[place];
  const isOwners = reason === ofUser;
  if (reason !== undefined)
    return `${reason}: ${wayOut}${isOwners ? ', or change its owner or mode (`ls -ld` shows them)' : ''}.`;
  return place === 'runs' ? undefined : `${wayOut[0]?.toUpperCase()}${wayOut.slice(1)}.`;
}

/** @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED in place of what `write` throws */
export function guardWrite<Result>(
  path: string,
  write: () => Result,
  hint?: string,
  place: Place = 'runs',
): Result {
  try {
    return write();
  } catch (thrown) {
    throw thrown instanceof LoadstoneError ? thrown : buildWriteFailure(path, thrown, hint, place);
  }
}

/** The same in the folder of what is kept between runs. @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED */
export function guardStateWrite<Result>(path: string, write: () => Result): Result {
  return guardWrite(path, write, undefined, 'state');
}
