// What of a config can still be read where some of it is not of the right form, so that no fault hides another.
import type { LoadstoneConfig } from './config-schema.ts';
import type { ConfigPath, ConfigProblem } from './problem.ts';

/** Tables whose entries are judged one by one: the sound ones also beside broken ones. */
export type EntryTable = 'gates' | 'scenarios' | 'presets';

export interface Reader {
  /** True where nothing at the path, above it or below it is misshapen. @param path such as `target.command` */
  isReadable(path: string): boolean;
  /** The same for a path whose parts may hold dots. An unknown key beside it does not matter. */
  isSound(path: ConfigPath): boolean;
  /** True where the table itself is sound, whatever its entries are: their names are known. */
  hasNames(table: string): boolean;
  /** The config without the entries of the table that are misshapen. */
  withoutBroken(config: LoadstoneConfig, table: EntryTable): LoadstoneConfig;
}

/** @param shape every problem of shape; the config itself is an object */
export function createReader(shape: readonly ConfigProblem[]): Reader {
  const blocked = shape.flatMap(listBlocked);
  const hasNames = (table: string) => !blocked.some((path) => path.length < 2 && path[0] === table);
  return {
    isSound: (path) => !shape.some((one) => isNested(one.path, path)),
    isReadable: (path) => !blocked.some((one) => isNested(one, path.split('.'))),
    hasNames,
    withoutBroken: (config, table) => {
      const entries = config[table];
      if (entries === undefined || !hasNames(table)) return config;
      const broken = new Set(blocked.flatMap(([key, name]) => (key === table ? [name] : [])));
      const sound = Object.entries(entries).filter(([name]) => !broken.has(name));
      return { ...config, [table]: Object.fromEntries(sound) };
    },
  };
}

/**
 * What a problem leaves unreadable. An unknown key counts, too: what it was meant for is not there, and what is said of
 * the rest would only follow from it; where nobody can tell what was meant, that is all beside it.
 */
function listBlocked({ path, kind, meant }: ConfigProblem): readonly ConfigPath[] {
  const parent = path.slice(0, -1);
  if (kind !== 'unknown-key') return [path];
  if (meant !== undefined) return [path, [...parent, meant]];
  return parent.length === 0 ? [path] : [parent];
}

/** True where one of the two paths begins with the other. */
function isNested(one: ConfigPath, other: ConfigPath): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((part, index) => String(part) === String(other[index]));
}
