// The modules of others that this process has loaded: they may end it, never settle, or throw long after.
import { pathToFileURL } from 'node:url';

const loaded = new Set<string>();
let underWay: string | undefined;

/**
 * Imports a config, a scenario or a suite, and remembers that its code has run here.
 * @param path absolute
 * @throws whatever the module throws
 */
export async function importForeign(path: string): Promise<unknown> {
  return watchForeign(path, () => import(pathToFileURL(path).href));
}

/** The same for other work that runs code of the module, such as a promise that it exports. */
export async function watchForeign<Value>(
  path: string,
  work: () => Value | Promise<Value>,
): Promise<Value> {
  loaded.add(path);
  underWay = path;
  try {
    return await work();
  } finally {
    underWay = undefined;
  }
}

/** The file whose code is awaited right now; undefined where there is none. */
export function foreignUnderWay(): string | undefined {
  return underWay;
}

/** Every file that was loaded, in the order of loading. */
export function listForeign(): readonly string[] {
  return [...loaded];
}
