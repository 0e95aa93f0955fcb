// The names that a config gives: presets, scenarios, factors with levels; read without judging it.
import { findConfigFile, readConfigFile } from '../spec/config-file.ts';
import { isTable } from '../table.ts';
import type { TerminalIo } from './terminal-io.ts';

interface ConfigNames {
  readonly presets?: object;
  readonly scenarios?: object;
  readonly factors?: Readonly<Record<string, { readonly levels?: object }>>;
}

/** None of a config that can't be read: neither a Tab nor a hint is a place for its problems. */
export async function readNames(path: string | undefined, io: TerminalIo): Promise<ConfigNames> {
  try {
    const config = await readConfigFile(await findConfigFile(path, io.cwd));
    return isTable(config) ? config : {};
  } catch {
    return {};
  }
}
