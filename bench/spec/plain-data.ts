// What a config exports, read once into plain data: whatever looks at it later runs no code of it.
import { showControls } from '../drivers/request-form.ts';
import { messageOf } from '../errors.ts';
import { type ConfigPath, type ConfigProblem, formatPath } from './problem.ts';

export interface PlainData {
  /** Lists, tables, texts, numbers, true, false, null and undefined; undefined stands where a problem is. */
  readonly value: unknown;
  /** What could not be read, or is no data, each with its path. */
  readonly problems: readonly ConfigProblem[];
}

/** A config has about ten levels; what is nested deeper would end the walks through it. */
const mostLevels = 100;

/** Reads a value down to its leaves. Getters, proxies and `toJSON` run here and nowhere else; it never throws. */
export function readPlainData(given: unknown): PlainData {
  const problems: ConfigProblem[] = [];
  /** Objects on the way to where the walk is, each with its path. */
  const above = new Map<object, ConfigPath>();
  /** An object that stands at several places is read once, so that it cannot answer twice differently. */
  const done = new Map<object, unknown>();

  const refuse = (path: ConfigPath, message: string): undefined => {
    problems.push({ path, message, kind: 'shape' });
    return undefined;
  };

  function read(path: ConfigPath, get: () => unknown): unknown {
    try {
      return walk(get(), path);
    } catch (thrown) {
      return refuse(path, `cannot be read: ${showControls(messageOf(thrown))}`);
    }
  }

  function walk(value: unknown, path: ConfigPath): unknown {
    if (typeof value === 'function')
      return refuse(path, 'is a function, and a config is plain data');
    if (typeof value === 'symbol') return refuse(path, 'is a symbol, and a config is plain data');
    if (typeof value === 'bigint')
      return refuse(path, 'is a BigInt, which JSON cannot hold; write a number or a text');
    if (typeof value !== 'object' || value === null) return value;
    if (done.has(value)) return done.get(value);
    const before = above.get(value);
    if (before !== undefined)
      return refuse(path, `holds itself: it is the same object as ${sayPlace(before)}`);
    if (path.length > mostLevels) return refuse(path, `is nested deeper than ${mostLevels} levels`);
    above.set(value, path);
    try {
      const plain = readObject(value, path);
      done.set(value, plain);
      return plain;
    } finally {
      above.delete(value);
    }
  }

  function readObject(value: object, path: ConfigPath): unknown {
    if (Array.isArray(value))
      return Array.from({ length: value.length }, (_, index) =>
        read([...path, index], () => value[index]),
      );
    // A date or a URL means its text, as in JSON.
    if ('toJSON' in value && typeof value.toJSON === 'function') return walk(value.toJSON(), path);
    const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
    if (tag === 'Promise') return refuse(path, 'is a promise; write await before it');
    if (tag !== 'Object' && tag !== 'Module')
      return refuse(path, `is a ${tag}, and a config is plain data`);
    const fields = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(
      Object.keys(value).map((key) => [key, read([...path, key], () => fields[key])]),
    );
  }

  return { value: read([], () => given), problems };
}

function sayPlace(path: ConfigPath): string {
  return path.length === 0 ? 'the config itself' : formatPath(path);
}
