// A project of somebody else's as `init` looks at it: names and texts of its files, never more than a bounded part.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf } from '../errors.ts';

export interface Project {
  /** Absolute. */
  readonly folder: string;
  /** Of the folder, as far as it can be one of an experiment. */
  readonly name: string;
  /** Relative paths with `/`, nearest to the root first; of packages, builds, tests and hidden folders none. */
  readonly files: readonly string[];
  /** True for a file or folder that is there, whether or not `files` lists it. */
  has(path: string): boolean;
  /** Paths of the files of one folder, one that `files` leaves out too. */
  list(path: string): readonly string[];
  /** Its text up to 512 KiB; undefined where it cannot be read. */
  read(path: string): string | undefined;
  /** The JSON in a file; undefined where it cannot be read or is none. */
  readJson(path: string): unknown;
  /** Why a file that is there holds no JSON; undefined where it does, or is not there. */
  findJsonFault(path: string): string | undefined;
}

const mostFiles = 3_000;
const mostLevels = 6;
const mostBytes = 512 * 1024;

/** Not written by the project's own people, or no part of the service. */
const skippedFolder =
  /^(?:\..*|node_modules|bower_components|vendor|venv|env|site-packages|__pycache__|dist|build|out|target|bin|obj|coverage|runs|tests?|__tests__|spec|e2e|fixtures|examples?|docs?)$/i;

export function openProject(folder: string): Project {
  const texts = new Map<string, string | undefined>();
  const read = (path: string): string | undefined => {
    if (!texts.has(path)) texts.set(path, readText(join(folder, path)));
    return texts.get(path);
  };
  return {
    folder,
    name: basename(folder).slice(0, 100) || 'service',
    files: listFiles(folder),
    has: (path) => statSync(join(folder, path), { throwIfNoEntry: false }) !== undefined,
    list: (path) =>
      readFolder(join(folder, path))
        .filter((entry) => entry.isFile())
        .map((entry) => `${path}/${entry.name}`),
    read,
    readJson(path) {
      try {
        return parseText(read(path) ?? '');
      } catch {
        return undefined;
      }
    },
    findJsonFault(path) {
      try {
        const text = read(path);
        if (text !== undefined) parseText(text);
        return undefined;
      } catch (thrown) {
        return messageOf(thrown);
      }
    },
  };
}

/** Some editors put a mark before it. */
const parseText = (text: string): unknown => JSON.parse(text.replace(/^\uFEFF/, ''));

function readText(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return undefined;
    return readFileSync(path).subarray(0, mostBytes).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Level by level, so that a huge folder below hides nothing above; links are not followed. */
function listFiles(folder: string): readonly string[] {
  const files: string[] = [];
  let folders = [''];
  for (let level = 0; level < mostLevels && folders.length > 0; level += 1) {
    const below: string[] = [];
    for (const prefix of folders) {
      for (const entry of readFolder(join(folder, prefix))) {
        const path = `${prefix}${entry.name}`;
        if (entry.isDirectory() && !skippedFolder.test(entry.name)) below.push(`${path}/`);
        if (entry.isFile()) files.push(path);
        if (files.length >= mostFiles) return files;
      }
    }
    folders = below;
  }
  return files;
}

function readFolder(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** The value at a path of keys, where all of them are tables. */
export function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}

export function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = valueAt(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}
