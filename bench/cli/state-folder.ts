// Where what is kept between runs stands.
import { dirname, join } from 'node:path';
import type { TerminalIo } from './terminal-io.ts';

/** Folder of what is kept between runs: the embedded database, its templates, the undo journal. */
export function findStateFolder(configPath: string, io: TerminalIo): string {
  return io.env.LOADSTONE_HOME ?? join(dirname(configPath), '.loadstone');
}
