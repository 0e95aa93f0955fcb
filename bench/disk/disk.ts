// The file system as the store and the journal see it: a port, so that a simulation can cut the power after any write.

interface DiskEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/**
 * Calls that fail throw as those of node:fs do, with a `code` such as ENOENT or ENOSPC. What was written is on the disk
 * for certain only once its file was synced, and its name once its folder was.
 */
export interface Disk {
  exists(path: string): boolean;
  read(path: string): Buffer;
  /** For reading piece by piece what somebody else may have put there: a pipe is not waited for. */
  openToRead(path: string, options: { readonly followsLinks: boolean }): InputFile;
  list(path: string): readonly DiskEntry[];
  /** One level; EEXIST where it is there. @param mode permissions as of mkdir(2); absent: the usual */
  makeFolder(path: string, mode?: number): void;
  /**
   * `append` goes on with a file or makes it, `create` fails with EEXIST where it is there. A link in its place is not followed.
   * @param mode permissions of a file that is made; absent: the usual
   */
  open(path: string, how: 'append' | 'create', mode?: number): OpenFile;
  /** Takes the place of what stands at `to`. */
  rename(from: string, to: string): void;
  /** With all that it holds; nothing where it is not there. */
  remove(path: string): void;
  setMode(path: string, mode: number): void;
  /** Id of the user that it belongs to. */
  ownerOf(path: string): number;
  /** Makes names lasting that were made, changed or removed in this folder. */
  syncFolder(path: string): void;
}

export interface InputFile {
  readonly isFile: boolean;
  readonly sizeBytes: number;
  /** Its owner, and its permissions as of stat(2). */
  readonly uid: number;
  readonly mode: number;
  /** Fills the bytes with what comes next. @returns how many that were, 0 at the end */
  read(into: Uint8Array): number;
  close(): void;
}

/** Every write goes to the end. */
export interface OpenFile {
  /** @returns bytes taken, which may be fewer than were given */
  write(bytes: Uint8Array): number;
  truncate(sizeBytes: number): void;
  sizeBytes(): number;
  /** False where the file has no name any more, so that what is written to it is lost. */
  isNamed(): boolean;
  /** Returns once all that was written to it is on the disk. */
  sync(): void;
  close(): void;
}
