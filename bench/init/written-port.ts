// Whether the script of a command listens on a port of its own, by its text alone.
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { findScript } from '../target/service-command.ts';
import { findPatternsOf } from './kinds/registry.ts';

/**
 * `server.mjs:2 has port 3000 and reads no environment`; undefined where the script may learn its port, or cannot be read.
 * @param words program and arguments
 * @param cwd folder that the script is relative to
 */
export function findWrittenPort(words: readonly string[], cwd: string): string | undefined {
  const script = findScript(words);
  const patterns = script === undefined ? undefined : findPatternsOf(script);
  if (script === undefined || patterns === undefined) return undefined;
  const text = readText(resolve(cwd, script));
  // A port may come by way of a module of the project's own.
  if (text === undefined || /env|arg|config|settings/i.test(text)) return undefined;
  const [match] = text.matchAll(patterns.fixedPort);
  const port = match?.slice(1).find((group) => group !== undefined);
  if (match === undefined || port === undefined) return undefined;
  const line = text.slice(0, match.index).split('\n').length;
  return `${basename(script)}:${line} has port ${port} and reads no environment`;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
