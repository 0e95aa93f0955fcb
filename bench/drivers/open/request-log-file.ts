// The file of a request log: written at once, and never again after a write that failed.
import { closeSync, openSync, writeSync } from 'node:fs';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { privateFileMode } from '../../private-modes.ts';

export interface RequestLogFile {
  /**
   * Hands the text to the system, so that it outlives this process from then on.
   * @throws LoadstoneError DRIVER_FAILED, and the same each time after: what comes behind a gap proves nothing
   */
  write(text: string): void;
  close(): void;
}

/** Begins the file anew. @throws LoadstoneError DRIVER_FAILED */
export function openRequestLogFile(path: string): RequestLogFile {
  let failure: LoadstoneError | undefined;
  let descriptor: number | undefined;

  function guard<T>(work: () => T): T {
    if (failure !== undefined) throw failure;
    try {
      return work();
    } catch (cause) {
      const message = `the request log ${path} cannot be written: ${messageOf(cause)}`;
      const hint = 'Free some disk space, or write to another folder; the load was ended.';
      failure = new LoadstoneError('DRIVER_FAILED', message, { cause, hint });
      throw failure;
    }
  }

  function writeAll(target: number, text: string): void {
    const bytes = Buffer.from(text);
    // The system may take less than it is given, for example where the disk is nearly full.
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(target, bytes, written);
    }
  }

  const opened = guard(() => openSync(path, 'w', privateFileMode));
  descriptor = opened;
  return {
    write: (text) => guard(() => writeAll(opened, text)),
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
